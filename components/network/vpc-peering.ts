// Declares a peering of the stack's VPC with another, which carries only what its rules admit.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { rangeKey } from "../../src/model/network/addresses";
import type { Opening } from "../../src/model/network/peering";
import { refuseArguments, type ArgumentProblem } from "../argument-error";

export interface VpcPeeringArgs {
  /** This side's VPC. A change replaces the peering, and interrupts it. */
  readonly vpcId: pulumi.Input<string>;
  /** Ranges of this side's VPC, which the other side routes to. */
  readonly cidrs: readonly string[];
  /** Route tables of this side that get a route to the peer, under names that don't change. */
  readonly routeTableIds: Readonly<Record<string, pulumi.Input<string>>>;
  /** The other side. A change of its VPC, owner or region replaces the peering, and interrupts it. */
  readonly peer: PeeredVpc;
  /** What may connect. @default nothing */
  readonly openings?: readonly Opening[];
  /** The VPN's security group, if `openings` name it. @default none */
  readonly vpnGroupId?: pulumi.Input<string>;
}

/** The VPC on the other side of a peering. */
export interface PeeredVpc {
  /** Id of the VPC. */
  readonly vpc: string;
  /** Its ranges that are routed to. */
  readonly cidrs: readonly string[];
  /** Ids of the route tables there that get a route to this side's VPC. @default none */
  readonly routeTables?: readonly string[];
  /** Whether public names of hosts on either side resolve to private addresses on the other. @default true */
  readonly dns?: boolean;
  /** Account of the VPC, by its 12 digits; its owner accepts the peering by hand. @default the own */
  readonly owner?: string;
  /** Region of the VPC, e.g. `eu-central-1`. @default this side's */
  readonly region?: string;
}

/**
 * A peering with routes on both sides and one rule of a security group for each thing that may connect.
 *
 * In the same account it is accepted here, in another region too. In another account it stays pending until its owner
 * accepts it there; the routes of this side exist already, and lead nowhere until then
 * (https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html).
 */
export class VpcPeering extends pulumi.ComponentResource {
  /** The connection's id; in the same account, once it is active. */
  readonly connectionId: pulumi.Output<string>;

  /** @throws ArgumentError on openings to the VPN without its group. */
  constructor(name: string, args: VpcPeeringArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseArguments(VpcPeering, name, problems(args));
    super("crossover:network:VpcPeering", name, {}, opts);
    const { peer } = args;
    const { region } = peer;
    const active = this.connect(name, args);
    this.connectionId = active.connectionId;

    for (const [key, routeTableId] of Object.entries(args.routeTableIds))
      for (const cidr of peer.cidrs) this.route(`${name}-${key}-${rangeKey(cidr)}`, routeTableId, cidr);
    for (const routeTableId of peer.routeTables ?? [])
      for (const cidr of args.cidrs)
        this.route(`${name}-${routeTableId}-${rangeKey(cidr)}`, routeTableId, cidr, region);

    for (const { id, securityGroup, source, port, description } of args.openings ?? [])
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-${id}`,
        {
          securityGroupId: securityGroup,
          description,
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
          ...("range" in source
            ? { cidrIpv4: source.range }
            : { referencedSecurityGroupId: args.vpnGroupId }),
          region,
        },
        // A group of the other side can be named only once the peering is active.
        { parent: this, dependsOn: [active.resource] },
      );
    this.registerOutputs({ connectionId: this.connectionId });
  }

  /** Requests the peering and, where that can be done from here, accepts it. */
  private connect(
    name: string,
    { vpcId, peer }: VpcPeeringArgs,
  ): { connectionId: pulumi.Output<string>; resource: pulumi.Resource } {
    const { region, owner } = peer;
    const parent = { parent: this };
    const dns = { allowRemoteVpcDnsResolution: peer.dns ?? true };
    const acceptedAtOnce = region === undefined && owner === undefined;
    const connection = new aws.ec2.VpcPeeringConnection(
      name,
      {
        vpcId,
        peerVpcId: peer.vpc,
        peerOwnerId: owner,
        peerRegion: region,
        ...(acceptedAtOnce && { autoAccept: true, requester: dns, accepter: dns }),
        tags: { Name: name },
      },
      parent,
    );
    if (acceptedAtOnce || owner !== undefined) return { connectionId: connection.id, resource: connection };

    const accepter = new aws.ec2.VpcPeeringConnectionAccepter(
      `${name}-accepter`,
      {
        vpcPeeringConnectionId: connection.id,
        region,
        autoAccept: true,
        accepter: dns,
        tags: { Name: name },
      },
      parent,
    );
    // The options of a side are set in its region, and only of an active peering.
    const options = new aws.ec2.PeeringConnectionOptions(
      `${name}-options`,
      { vpcPeeringConnectionId: accepter.id, requester: dns },
      parent,
    );
    return { connectionId: options.vpcPeeringConnectionId, resource: options };
  }

  private route(
    name: string,
    routeTableId: pulumi.Input<string>,
    destinationCidrBlock: string,
    region?: string,
  ): void {
    new aws.ec2.Route(
      name,
      { routeTableId, destinationCidrBlock, vpcPeeringConnectionId: this.connectionId, region },
      { parent: this },
    );
  }
}

function problems({ openings = [], vpnGroupId }: VpcPeeringArgs): ArgumentProblem[] {
  const reason = "is the VPN: give its group as `vpnGroupId`";
  return openings.flatMap(({ source }, i) =>
    "vpn" in source && vpnGroupId === undefined ? [{ propertyPath: `openings[${i}].source`, reason }] : [],
  );
}
