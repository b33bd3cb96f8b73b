// Looks up a cluster that may already exist, through the provider that will change it.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { isNoSuchCluster, type DeployedCluster } from "../model/clusters/deployed";

/**
 * A cluster of this account and region, or nothing where there is none.
 *
 * @param groups the logical names of its node groups, which are in their `Name` tags, by the names in its settings.
 * @throws pulumi.RunError if EKS can't be asked: whether a step is allowed isn't known then.
 */
export async function deployedCluster(
  name: string,
  groups: Readonly<Record<string, string>>,
): Promise<DeployedCluster | undefined> {
  const version = await versionOf(name);
  if (version === undefined) return undefined;
  const { names } = await aws.eks.getNodeGroups({ clusterName: name });
  const found = await Promise.all(
    names.map((nodeGroupName) => aws.eks.getNodeGroup({ clusterName: name, nodeGroupName })),
  );
  const byTag = new Map(found.map((group) => [group.tags["Name"], group]));
  const known = Object.entries(groups).flatMap(([id, tag]) => {
    const group = byTag.get(tag);
    const nodes = group?.scalingConfigs[0]?.desiredSize;
    return nodes === undefined ? [] : [[id, { nodes, version: group!.version }] as const];
  });
  return { version, groups: Object.fromEntries(known) };
}

async function versionOf(name: string): Promise<string | undefined> {
  try {
    return (await aws.eks.getCluster({ name })).version;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (isNoSuchCluster(reason)) return undefined;
    throw new pulumi.RunError(`the cluster ${name} can't be read: ${reason}`);
  }
}
