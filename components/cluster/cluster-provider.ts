// Declares the providers that reach one cluster.
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** The ways into a cluster. */
export interface ClusterProviders {
  /** For everything: it refuses to make what exists. */
  readonly provider: kubernetes.Provider;
  /**
   * For what is named by its content and never deleted, so that it may exist: it takes that over. For anything else it
   * would be dangerous, since an object that is renamed in the program would be taken over and then deleted.
   */
  readonly keeping: kubernetes.Provider;
}

/**
 * Declares both below a component.
 *
 * @param clusterName the physical name, by which a provider knows its cluster again: without it, a new certificate or
 *   endpoint would replace the provider and all of its resources.
 */
export function clusterProviders(
  name: string,
  clusterName: string,
  kubeconfig: pulumi.Input<string>,
  parent: pulumi.Resource,
): ClusterProviders {
  const args = { kubeconfig, clusterIdentifier: clusterName, enableServerSideApply: true };
  return {
    provider: new kubernetes.Provider(`${name}-provider`, args, { parent }),
    keeping: new kubernetes.Provider(`${name}-keeping`, { ...args, upsertExistingObjects: true }, { parent }),
  };
}
