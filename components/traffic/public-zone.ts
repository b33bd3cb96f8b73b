// Declares the public hosted zone of one environment.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface PublicZoneArgs {
  /** The zone's name, e.g. `staging.example.com`. A change replaces the zone. */
  readonly domain: string;
  /** Whether nothing answers for the zone yet, so that its name servers are announced at once. @default false */
  readonly isNew?: boolean;
  /** Id of a zone that is there and is this one, of an update that was stopped before the state knew it. @default a new one */
  readonly import?: string;
}

/** A public hosted zone made by this stack; the parent zone delegates to its name servers. */
export class PublicZone extends pulumi.ComponentResource {
  /** Id of the zone, where records are written. */
  readonly zoneId: pulumi.Output<string>;
  /** What the parent zone's NS record must name. */
  readonly nameServers: pulumi.Output<string[]>;

  constructor(name: string, args: PublicZoneArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:traffic:PublicZone", name, {}, opts);
    const zone = new aws.route53.Zone(
      `${name}-zone`,
      { name: args.domain, comment: "Public names, shifted by weighted records" },
      { parent: this, import: args.import },
    );
    this.zoneId = zone.zoneId;
    this.nameServers = zone.nameServers;
    // At once, and not with the outputs at the end: the certificate that follows is issued only after the delegation.
    if (args.isNew)
      this.nameServers.apply((servers) =>
        pulumi.log.info(`delegate ${args.domain} to its name servers now: ${servers.join(", ")}`, zone),
      );
    this.registerOutputs({ zoneId: this.zoneId, nameServers: this.nameServers });
  }
}
