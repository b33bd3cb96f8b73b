// What the parts of a stack need to know of its VPC, made or adopted.
import type * as pulumi from "@pulumi/pulumi";

/** A VPC with three tiers of subnets, one subnet a zone in each. */
export interface VpcNetwork extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  /** Ranges of the VPC, the first one first. */
  readonly cidrs: readonly string[];
  readonly zones: readonly string[];
  /** One a zone, in the order of the zones; so are the other two, and the ranges. */
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly intraSubnetIds: pulumi.Output<string>[];
  readonly privateRanges: readonly string[];
  readonly intraRanges: readonly string[];
  /** Route tables of the private and intra subnets, under names that don't change. */
  readonly routeTableIds: Readonly<Record<string, pulumi.Output<string>>>;
  /**
   * The VPC's id once the private subnets reach the internet. Unknown in a preview that adds a route, so keep it away
   * from arguments whose change replaces; use `dependsOn` there.
   */
  readonly ready: pulumi.Output<string>;
}
