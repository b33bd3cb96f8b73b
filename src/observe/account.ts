// Asks the account what it has and allows, and refuses what EKS or a quota would stop in the middle of an update.
import { missingRoles } from "./roles";
import { deployedCluster } from "./eks";
import type { Environment } from "../config/index";
import { clusterName } from "../declare/clusters";
import { checkDeployed } from "../model/clusters/deployed";
import { nodeGroupName } from "../model/nodes/node-groups";
import type { Problem, Report } from "../model/problem";
import { spotPools, spotProblems, spotRole } from "../model/nodes/spot";
import { quotaProblems } from "./quotas";
import { Refusal } from "../refusal";

/**
 * Compares the stack with the clusters that are there, and with the account's quotas.
 *
 * @param file the stack file's name, for the problems' paths.
 * @throws Refusal with everything that the account doesn't allow.
 */
export async function checkAccount(
  { stack, settings }: Environment,
  stackName: string,
  file: string,
): Promise<void> {
  const problems: Problem[] = [];
  const report: Report = (path, message, rule = "config", allowed) =>
    problems.push({ rule, path, message, ...(allowed === undefined ? {} : { allowed }) });
  const own = Object.entries(stack.clusters).flatMap(([id, one]) =>
    one.kind === "eks" ? [[id, one] as const] : [],
  );
  const clusters = Object.fromEntries(own);
  const quotas = quotaProblems({ services: settings.services, network: stack.network, clusters }, file);
  const pools = spotPools(clusters);
  const missing = missingRoles(pools.length > 0 ? [spotRole] : []);
  await Promise.all(
    own.map(async ([id, asked]) => {
      const name = clusterName(stackName, id);
      const groups = Object.fromEntries(
        Object.keys(asked.nodeGroups).map((group) => [group, nodeGroupName(name, group)]),
      );
      checkDeployed(asked, await deployedCluster(name, groups), `${file}: crossover:clusters.${id}`, report);
    }),
  );
  problems.push(...(await quotas), ...((await missing).length > 0 ? spotProblems(pools, file) : []));
  if (problems.length > 0) throw new Refusal(problems);
}
