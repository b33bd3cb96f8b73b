// Asks what the account has and allows, so that what EKS or a quota would stop in mid-update is refused before.
import { clusterName } from "../model/clusters/names";
import { checkDeployed, type DeployedCluster } from "../model/clusters/deployed";
import type { Environment } from "../model/environment/types";
import { namedTypes } from "../model/nodes/offered-types";
import { nodeGroupName } from "../model/nodes/node-groups";
import { spotPools, spotProblems, spotRole } from "../model/nodes/spot";
import { collectProblems, type Answer } from "../model/problem";
import type { VersionRecord } from "../model/versions/record";
import { deployedCluster } from "./eks";
import { instanceTypeProblems } from "./instance-types";
import { nodeImageProblems } from "./node-images";
import { platformProblems } from "./platforms";
import { quotaProblems } from "./quotas";
import { missingRoles } from "./roles";

/** What the last update has written down of the clusters' versions, and the moment. */
interface Past {
  readonly recorded: ReadonlyMap<string, VersionRecord>;
  readonly now: Date;
}

/** The clusters that are there, by id, and all that stands in the way of what is asked. */
export type AccountAnswer = Answer<ReadonlyMap<string, DeployedCluster>>;

/**
 * Compares the stack with the clusters that are there, and with the account's quotas and roles and the region's instance
 * types, images and platforms.
 *
 * @param file the stack file's name, for the problems' paths.
 */
export async function observeAccount(
  { stack, settings }: Pick<Environment, "stack" | "settings">,
  stackName: string,
  file: string,
  past: Promise<Past>,
): Promise<AccountAnswer> {
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
  const [quotas, missing, types, images, platforms, found, { recorded, now }] = await Promise.all([
    quotaProblems({ services, network: stack.network, clusters }, file),
    missingRoles(pools.length > 0 ? [spotRole] : []),
    instanceTypeProblems(namedTypes(services, stack.services, clusters, file)),
    nodeImageProblems(clusters, file),
    platformProblems(services),
    Promise.all(deployed),
    past,
  ]);
  own.forEach(([id, asked], i) => {
    const before = { deployed: found[i], recorded: recorded.get(id), now };
    checkDeployed(asked, before, `${file}: crossover:clusters.${id}`, report);
  });
  const roles = missing.length > 0 ? spotProblems(pools, file) : [];
  return {
    value: new Map(own.flatMap(([id], i) => (found[i] ? [[id, found[i]] as const] : []))),
    problems: [...problems, ...quotas, ...types, ...images, ...platforms, ...roles],
  };
}
