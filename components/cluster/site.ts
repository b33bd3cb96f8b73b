// Describes what services need to know of a cluster that they run in, whoever owns it.
import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { GatewayReference } from "../../src/model/workload/objects";
import type { LoadBalancerAddress } from "../traffic/target";

/** A cluster with a namespace for this stack's services, and the way in. */
export interface ClusterSite {
  /** The target's id, e.g. `blue`. */
  readonly id: string;
  /** The cluster's name in EKS. A change replaces the services' identities. */
  readonly clusterName: string;
  /** Reaches the cluster. */
  readonly provider: kubernetes.Provider;
  /** Reaches it for ConfigMaps that are named by their content. */
  readonly keeping: kubernetes.Provider;
  /** The namespace of the services. A change replaces every object of theirs. */
  readonly namespace: pulumi.Input<string>;
  /** The Gateway that routes attach to. */
  readonly gateway: GatewayReference;
  /** Resolves once the way in is open. */
  readonly loadBalancer: pulumi.Input<LoadBalancerAddress>;
  /** ARN of the role of the operator that copies secrets, which the roles that read them trust. */
  readonly secretsRoleArn: pulumi.Input<string>;
  /** What has to be there before a service's objects. */
  readonly before: readonly pulumi.Resource[];
}
