// What services need to know of a cluster that they are placed in, whoever owns it.
import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { GatewayReference } from "../../src/model/workload/objects";
import type { LoadBalancerAddress } from "../traffic/target";

/** The network that a cluster's pods are in, and what belongs close to them. */
export interface PodNetwork {
  /** The VPC. */
  readonly vpcId: pulumi.Input<string>;
  /** Without a way to the internet, one a zone. */
  readonly intraSubnetIds: pulumi.Input<string>[];
  /** The ranges of those subnets. */
  readonly intraRanges: readonly string[];
  /** The pods', to be admitted by others. */
  readonly securityGroupId: pulumi.Input<string>;
}

/** A cluster with a namespace for this stack's services, and the way in. */
export interface ClusterSite {
  /** The target's id, e.g. `blue`. */
  readonly id: string;
  /** The cluster's name in EKS. */
  readonly clusterName: string;
  readonly provider: kubernetes.Provider;
  readonly namespace: pulumi.Output<string>;
  /** The stack whose cluster and network it is. */
  readonly owner: string;
  /** Each by itself, so that what only needs the network doesn't wait for the cluster. */
  readonly network: PodNetwork;
  /** What routes attach to. */
  readonly gateway: GatewayReference;
  /** Resolves once the way in is open. */
  readonly loadBalancer: pulumi.Output<LoadBalancerAddress>;
  /** Of the operator that copies secrets; to be trusted by the roles that read them. */
  readonly secretsRoleArn: pulumi.Input<string>;
  /** What has to be there before a service's objects. */
  readonly before: readonly pulumi.Resource[];
}
