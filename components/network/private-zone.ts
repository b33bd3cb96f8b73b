// Declares the private hosted zone of one environment.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface PrivateZoneArgs {
  /** The zone's name, e.g. `prod.internal`. A change replaces the zone and every name in it. */
  readonly domain: string;
  /**
   * The VPC of what the names point to, which needs DNS support and hostnames. The zone begins there, and a later
   * change isn't carried out: databases and caches don't leave their network either.
   */
  readonly vpcId: pulumi.Input<string>;
  /**
   * More VPCs of this account in which the names answer, under names that don't change; each needs DNS support and
   * hostnames. A change replaces that one's association.
   *
   * @default none
   * @example { legacy: { vpc: "vpc-0a1b2c3d4e5f67890" } }
   */
  readonly peers?: Readonly<Record<string, PeerVpc>>;
}

/** Another VPC in which private names answer. */
export interface PeerVpc {
  /** Id of the VPC. */
  readonly vpc: string;
  /** Region of the VPC, e.g. `eu-west-1`. @default that of the provider */
  readonly region?: string;
}

/**
 * A hosted zone that answers only within VPCs. Associations that others make, such as the owner of a VPC in another
 * account, are left alone: the list that the zone has inline would otherwise remove them
 * (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route53_zone_association).
 */
export class PrivateZone extends pulumi.ComponentResource {
  /** Id of the zone, for records in it. */
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
        vpcs: [{ vpcId: args.vpcId }],
        tags: { Name: args.domain },
      },
      { parent: this, ignoreChanges: ["vpcs"] },
    );
    for (const [peer, { vpc, region }] of Object.entries(args.peers ?? {}))
      new aws.route53.ZoneAssociation(
        `${name}-zone-${peer}`,
        { zoneId: zone.zoneId, vpcId: vpc, vpcRegion: region },
        { parent: this },
      );
    this.zoneId = zone.zoneId;
    this.domain = args.domain;
    this.registerOutputs({ zoneId: this.zoneId });
  }
}
