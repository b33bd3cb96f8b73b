// The private hosted zone of one environment.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface PrivateZoneArgs {
  /** The zone's name, e.g. `prod.internal`. A change replaces the zone and every name in it. */
  readonly domain: string;
  /**
   * The VPCs in which the names answer, at least one; each needs DNS support and hostnames. Adding or removing one
   * changes the zone in place.
   */
  readonly vpcIds: readonly pulumi.Input<string>[];
}

/** A hosted zone that answers only within the VPCs of a stack. */
export class PrivateZone extends pulumi.ComponentResource {
  /** For records in it. */
  readonly zoneId: pulumi.Output<string>;
  /** Its name. */
  readonly domain: string;

  constructor(name: string, args: PrivateZoneArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:network:PrivateZone", name, {}, opts);
    const zone = new aws.route53.Zone(
      `${name}-zone`,
      {
        name: args.domain,
        comment: "Private names, the same on every side of a migration",
        vpcs: args.vpcIds.map((vpcId) => ({ vpcId })),
        tags: { Name: args.domain },
      },
      { parent: this },
    );
    this.zoneId = zone.zoneId;
    this.domain = args.domain;
    this.registerOutputs({ zoneId: this.zoneId });
  }
}
