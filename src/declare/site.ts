// Describes a cluster of the stack, with the network that its pods are in.
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterSite } from "../../components/cluster/site";

/** The network that a cluster's pods are in, and what belongs close to them. */
export interface PodNetwork {
  /** The VPC. */
  readonly vpcId: pulumi.Input<string>;
  /** Without a way to the internet, one a zone. */
  readonly intraSubnetIds: readonly pulumi.Input<string>[];
  /** The ranges of those subnets. */
  readonly intraRanges: readonly string[];
  /** The pods', to be admitted by others. */
  readonly securityGroupId: pulumi.Input<string>;
}

/** A cluster, and where it is. */
export interface PlacedSite extends ClusterSite {
  /** The stack whose cluster and network it is. */
  readonly owner: string;
  /** Each by itself, so that what only needs the network doesn't wait for the cluster. */
  readonly network: PodNetwork;
}
