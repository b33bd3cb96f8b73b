// Names a stack's own clusters.
import type { StackFile } from "../../schema/stack";

/** The physical name of an own cluster, e.g. `prod-blue`. */
export function clusterName(stackName: string, id: string): string {
  return `${stackName}-${id}`;
}

/** The physical names of the clusters that a stack makes. */
export function ownClusters(stackName: string, clusters: StackFile["clusters"]): string[] {
  return Object.keys(clusters)
    .filter((id) => clusters[id]!.kind === "eks")
    .map((id) => clusterName(stackName, id));
}
