// The VPC that the clusters and the legacy services of one stack share.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { planSubnets } from "../../src/model/network/addresses";
import { nodeServices } from "../../src/model/network/endpoints";
import type { InterfaceService } from "../../src/schema/stack/network";
import { discoveryTags, type Tier } from "../../src/model/network/tiers";
import { transformed, type Transform } from "../transform";
import { Endpoints } from "./endpoints";
import { FlowLogs } from "./flow-logs";
import type { VpcNetwork } from "./vpc-network";

export interface NetworkArgs {
  /** Range of the VPC, /16 to /20. Changing it replaces the network and all in it. */
  cidr: string;
  /**
   * Availability zones by name, e.g. `eu-west-1a`. EKS wants subnets in at least two
   * (https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html). Add one at the end only: the order fixes the
   * ranges of the subnets, and a subnet whose range changes is replaced.
   */
  zones: readonly string[];
  /**
   * `perZone`: the loss of a zone leaves the others their way out. `single`: one NAT gateway, in the first zone, for
   * about a third of the price of three. Either changes to the other in place.
   */
  nat: "single" | "perZone";
  /** Days that flow logs are kept, e.g. `30`. */
  flowLogDays: number;
  /** ARN of the key that flow logs are encrypted with. @default a key that CloudWatch Logs keeps for itself */
  logKeyArn?: pulumi.Input<string>;
  /** Region of the stack, e.g. `eu-west-1`. */
  region: string;
  /** Physical names of the EKS clusters whose load balancers may use the subnets. */
  clusterIds: readonly string[];
  /**
   * Services with an interface endpoint. Each costs about 0.01 USD an hour in each zone, 22 USD a month in three
   * (https://aws.amazon.com/privatelink/pricing/).
   * @default what nodes and pods call when they start: ec2, ecr.api, ecr.dkr, eks-auth, logs, secretsmanager, sts
   */
  endpoints?: readonly InterfaceService[];
  transform?: { vpc?: Transform<aws.ec2.VpcArgs> };
}

/**
 * A VPC with three subnets in every zone: public for load balancers and NAT, private for nodes and services, intra,
 * with no route to the internet, for the control planes' network interfaces and the endpoints.
 *
 * What starts instances in the private subnets should have `dependsOn: [network]`: they need NAT from their first
 * second on.
 */
export class Network extends pulumi.ComponentResource implements VpcNetwork {
  /** The VPC's id, at once; see `ready`. */
  readonly vpcId: pulumi.Output<string>;
  /** The VPC's one range, as given. */
  readonly cidrs: readonly string[];
  /** The availability zones, as given. */
  readonly zones: readonly string[];
  /** For load balancers and NAT: one a zone, in the order of the zones. */
  readonly publicSubnetIds: pulumi.Output<string>[];
  /** For nodes and services, likewise. */
  readonly privateSubnetIds: pulumi.Output<string>[];
  /** Without a way to the internet, likewise. */
  readonly intraSubnetIds: pulumi.Output<string>[];
  /** Ranges of the private subnets, likewise. */
  readonly privateRanges: readonly string[];
  /** Ranges of the intra subnets, likewise. */
  readonly intraRanges: readonly string[];
  /** Route tables of the private and intra subnets: `private-<zone>` and `intra`. */
  readonly routeTableIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** Addresses that the private subnets' connections come from, for other parties' allow-lists. */
  readonly natAddresses: pulumi.Output<string>[];
  /**
   * The VPC's id once the private subnets reach the internet. Unknown in a preview that adds a route, so keep it away
   * from arguments whose change replaces; use `dependsOn` there.
   */
  readonly ready: pulumi.Output<string>;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:network:Network", name, {}, opts);
    const parent = { parent: this };
    const plan = planSubnets(args.cidr, args.zones);

    const vpc = new aws.ec2.Vpc(
      name,
      transformed(args.transform?.vpc, {
        cidrBlock: args.cidr,
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: { Name: name },
      }),
      parent,
    );
    // Declared without rules, the VPC's default group loses those that it came with.
    const named = (suffix: string) => ({ vpcId: vpc.id, tags: { Name: `${name}-${suffix}` } });
    new aws.ec2.DefaultSecurityGroup(`${name}-default`, named("default"), parent);

    const subnet = (tier: Tier, zone: string, cidrBlock: string) =>
      new aws.ec2.Subnet(
        `${name}-${tier}-${zone}`,
        {
          vpcId: vpc.id,
          availabilityZone: zone,
          cidrBlock,
          mapPublicIpOnLaunch: false,
          tags: { Name: `${name}-${tier}-${zone}`, ...discoveryTags(tier, args.clusterIds) },
        },
        parent,
      );
    const subnets = plan.map((ranges) => ({
      zone: ranges.zone,
      public: subnet("public", ranges.zone, ranges.public),
      private: subnet("private", ranges.zone, ranges.private),
      intra: subnet("intra", ranges.zone, ranges.intra),
    }));

    const routeTable = (suffix: string) => new aws.ec2.RouteTable(`${name}-${suffix}`, named(suffix), parent);
    const associate = (tier: Tier, zone: string, subnetId: pulumi.Input<string>, table: aws.ec2.RouteTable) =>
      new aws.ec2.RouteTableAssociation(
        `${name}-${tier}-${zone}`,
        { subnetId, routeTableId: table.id },
        parent,
      );

    const gateway = new aws.ec2.InternetGateway(name, { vpcId: vpc.id, tags: { Name: name } }, parent);
    const publicTable = routeTable("public");
    const publicRoute = new aws.ec2.Route(
      `${name}-public-internet`,
      { routeTableId: publicTable.id, destinationCidrBlock: anywhere, gatewayId: gateway.id },
      parent,
    );
    const publicWays = subnets.map((each) => associate("public", each.zone, each.public.id, publicTable));

    const natZones = args.nat === "single" ? subnets.slice(0, 1) : subnets;
    const nats = natZones.map((each) => {
      const natName = `${name}-nat-${each.zone}`;
      const address = new aws.ec2.Eip(natName, { domain: "vpc", tags: { Name: natName } }, parent);
      const nat = new aws.ec2.NatGateway(
        natName,
        { subnetId: each.public.id, allocationId: address.id, tags: { Name: natName } },
        // The provider asks for this order: a NAT gateway is of use only once its subnet has a way out.
        { parent: this, dependsOn: [publicRoute, ...publicWays] },
      );
      return { zone: each.zone, id: nat.id, address: address.publicIp };
    });

    const privateWays = subnets.map((each) => {
      const table = routeTable(`private-${each.zone}`);
      const nat = nats.find(({ zone }) => zone === each.zone) ?? nats[0]!;
      const route = new aws.ec2.Route(
        `${name}-private-${each.zone}-nat`,
        { routeTableId: table.id, destinationCidrBlock: anywhere, natGatewayId: nat.id },
        parent,
      );
      const association = associate("private", each.zone, each.private.id, table);
      return { zone: each.zone, table, route, association };
    });
    const intraTable = routeTable("intra");
    for (const each of subnets) associate("intra", each.zone, each.intra.id, intraTable);

    this.vpcId = vpc.id;
    this.cidrs = [args.cidr];
    this.zones = args.zones;
    this.publicSubnetIds = subnets.map((each) => each.public.id);
    this.privateSubnetIds = subnets.map((each) => each.private.id);
    this.intraSubnetIds = subnets.map((each) => each.intra.id);
    this.privateRanges = plan.map((each) => each.private);
    this.intraRanges = plan.map((each) => each.intra);
    this.routeTableIds = {
      ...Object.fromEntries(privateWays.map(({ zone, table }) => [`private-${zone}`, table.id])),
      intra: intraTable.id,
    };
    this.natAddresses = nats.map(({ address }) => address);
    this.ready = pulumi
      .all([vpc.id, ...privateWays.flatMap(({ route, association }) => [route.id, association.id])])
      .apply(([id]) => id!);

    new Endpoints(
      `${name}-endpoints`,
      {
        vpcId: vpc.id,
        cidrs: this.cidrs,
        region: args.region,
        routeTableIds: Object.values(this.routeTableIds),
        subnetIds: this.intraSubnetIds,
        interfaceServices: args.endpoints ?? nodeServices,
      },
      parent,
    );
    const flowLogs = { vpcId: vpc.id, retentionDays: args.flowLogDays, kmsKeyArn: args.logKeyArn };
    new FlowLogs(`${name}-flow-logs`, flowLogs, parent);

    this.registerOutputs({ vpcId: this.vpcId, natAddresses: this.natAddresses });
  }
}

const anywhere = "0.0.0.0/0";
