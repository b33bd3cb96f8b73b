// Asks what the account has and allows, so that what EKS or a quota would stop in mid-update is refused before.
import { checkAdmins, entriesWritten } from "../model/access/admins";
import type { Identity } from "../model/access/identity";
import { clusterName } from "../model/clusters/names";
import { checkDeployed, type DeployedCluster } from "../model/clusters/deployed";
import type { Environment } from "../model/environment/types";
import { namedTypes } from "../model/nodes/offered-types";
import { nodeGroupName } from "../model/nodes/node-groups";
import { spotPools, spotProblems, spotRole } from "../model/nodes/spot";
import { collectProblems, type Answer } from "../model/problem";
import type { StateResource } from "../model/traffic/written";
import type { VersionRecord } from "../model/versions/record";
import { principalsWithEntry } from "./access-entries";
import { observeAccountSettings } from "./account-settings";
import { deployedCluster } from "./eks";
import { instanceTypeProblems } from "./instance-types";
import { nodeImageProblems } from "./node-images";
import { platformProblems } from "./platforms";
import { quotaProblems } from "./quotas";
import { missingRoles } from "./roles";

/** What the last update has left, the moment, and who asks. */
interface Past {
  /** What it has written down of the clusters' versions. */
  readonly recorded: ReadonlyMap<string, VersionRecord>;
  readonly resources: readonly StateResource[];
  readonly now: Date;
  readonly caller: Identity;
}

/** What is in the account. */
export interface FoundInAccount {
  /** The clusters that are there, by id. */
  readonly clusters: ReadonlyMap<string, DeployedCluster>;
  /** Whether others have rules in the registry's replication. */
  readonly sharedReplication: boolean;
}

/** What is there, and all that stands in the way of what is asked. */
export type AccountAnswer = Answer<FoundInAccount>;

/**
 * Compares the stack with the clusters that are there, and with the account's quotas, roles and settings and the
 * region's instance types, images and platforms.
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
  const shared = past.then(({ resources, caller: { account } }) =>
    observeAccountSettings({ stack, account, resources, file }),
  );
  const foreign = own.map(async ([id, { admins }], i) => {
    const name = clusterName(stackName, id);
    const [there, { resources }] = await Promise.all([deployed[i], past]);
    const written = entriesWritten(resources, name);
    // Of a cluster that the state has lost, every entry would look like another's.
    return there && written
      ? principalsWithEntry(
          name,
          admins.filter((admin) => !written.includes(admin)),
        )
      : [];
  });
  const [quotas, missing, types, images, platforms, found, settingsFound, entries, before] =
    await Promise.all([
      quotaProblems({ services, network: stack.network, clusters }, file),
      missingRoles(pools.length > 0 ? [spotRole] : []),
      instanceTypeProblems(namedTypes(services, stack.services, clusters, file)),
      nodeImageProblems(clusters, file),
      platformProblems(services),
      Promise.all(deployed),
      shared,
      Promise.all(foreign),
      past,
    ]);
  const { recorded, now, caller } = before;
  own.forEach(([id, asked], i) => {
    const path = `${file}: crossover:clusters.${id}`;
    checkDeployed(asked, { deployed: found[i], recorded: recorded.get(id), now }, path, report);
    const known = { deployer: caller.arn, exists: found[i] !== undefined, foreign: entries[i]! };
    checkAdmins(asked.admins, known, path, report);
  });
  const roles = missing.length > 0 ? spotProblems(pools, file) : [];
  return {
    value: {
      clusters: new Map(own.flatMap(([id], i) => (found[i] ? [[id, found[i]] as const] : []))),
      sharedReplication: settingsFound.sharedReplication,
    },
    problems: [
      ...problems,
      ...quotas,
      ...types,
      ...images,
      ...platforms,
      ...roles,
      ...settingsFound.problems,
    ],
  };
}
