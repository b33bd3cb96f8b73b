// Asks what the account has and allows, so that what EKS or a quota would stop in mid-update is refused before.
import { clusterName } from "../model/clusters/names";
import { checkDeployed } from "../model/clusters/deployed";
import type { Environment } from "../model/environment/types";
import { namedTypes } from "../model/nodes/offered-types";
import { nodeGroupName } from "../model/nodes/node-groups";
import { spotPools, spotProblems, spotRole } from "../model/nodes/spot";
import { collectProblems, type Problem } from "../model/problem";
import { deployedCluster } from "./eks";
import { instanceTypeProblems } from "./instance-types";
import { quotaProblems } from "./quotas";
import { missingRoles } from "./roles";

/**
 * Compares the stack with the clusters that are there, and with the account's quotas and roles and the region's instance types.
 *
 * @param file the stack file's name, for the problems' paths.
 */
export async function accountProblems(
  { stack, settings }: Pick<Environment, "stack" | "settings">,
  stackName: string,
  file: string,
): Promise<Problem[]> {
  const { problems, report } = collectProblems("account");
  const own = Object.entries(stack.clusters).flatMap(([id, one]) =>
    one.kind === "eks" ? [[id, one] as const] : [],
  );
  const clusters = Object.fromEntries(own);
  const pools = spotPools(clusters);
  const deployed = own.map(([id, { nodeGroups }]) => {
    const name = clusterName(stackName, id);
    const groups = Object.keys(nodeGroups).map((group) => [group, nodeGroupName(name, group)]);
    return deployedCluster(name, Object.fromEntries(groups) as Record<string, string>);
  });
  const { services } = settings;
  const [quotas, missing, types, found] = await Promise.all([
    quotaProblems({ services, network: stack.network, clusters }, file),
    missingRoles(pools.length > 0 ? [spotRole] : []),
    instanceTypeProblems(namedTypes(services, stack.services, clusters, file)),
    Promise.all(deployed),
  ]);
  own.forEach(([id, asked], i) => {
    checkDeployed(asked, found[i], `${file}: crossover:clusters.${id}`, report);
  });
  return [...problems, ...quotas, ...types, ...(missing.length > 0 ? spotProblems(pools, file) : [])];
}
