// Describes what the parts of a stack need to know of its VPC, made or adopted.
import type * as pulumi from "@pulumi/pulumi";

/** A VPC with three tiers of subnets, one subnet a zone in each. */
export interface VpcNetwork extends pulumi.ComponentResource {
  /** The VPC's id. */
  readonly vpcId: pulumi.Output<string>;
  /** Ranges of the VPC, the first one first. */
  readonly cidrs: readonly string[];
  /** The availability zones, by name. */
  readonly zones: readonly string[];
  /** Subnets of load balancers: one a zone, in the order of the zones; so are the other two, and the ranges. */
  readonly publicSubnetIds: readonly pulumi.Output<string>[];
  /** Subnets of nodes and services. */
  readonly privateSubnetIds: readonly pulumi.Output<string>[];
  /** Subnets of control planes, databases and endpoints. */
  readonly intraSubnetIds: readonly pulumi.Output<string>[];
  /** Ranges of the private subnets. */
  readonly privateRanges: readonly string[];
  /** Ranges of the intra subnets. */
  readonly intraRanges: readonly string[];
  /** Route tables of the private and intra subnets, under names that don't change. */
  readonly routeTableIds: Readonly<Record<string, pulumi.Output<string>>>;
  /**
   * The VPC's id once the private subnets reach the internet. Unknown in a preview that adds a route, so keep it away
   * from arguments whose change replaces; use `dependsOn` there.
   */
  readonly ready: pulumi.Output<string>;
}
