// Declares the VPC that the clusters and the legacy services of one stack share.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { planSubnets, vpcRangeProblem, zoneSlots } from "../../src/model/network/addresses";
import { nodeServices } from "../../src/model/network/endpoints";
import { discoveryTags, type Tier } from "../../src/model/network/tiers";
import { refuseArguments, type ArgumentProblem } from "../argument-error";
import { transformed, type Transform } from "../transform";
import { Endpoints } from "./endpoints";
import { FlowLogs } from "./flow-logs";
import { declareRoutes } from "./routes";
import type { VpcNetwork } from "./vpc-network";

export interface NetworkArgs {
  /** Range of the VPC, /16 to /20. A change replaces the network and all in it. */
  readonly cidr: string;
  /**
   * Availability zones by name, e.g. `eu-west-1a`, four at most. EKS wants subnets in at least two
   * (https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html). Add one at the end only: the order fixes the
   * ranges of the subnets, and a subnet whose range changes is replaced.
   */
  readonly zones: readonly string[];
  /**
   * `perZone`: the loss of a zone leaves the others their way out. `single`: one NAT gateway, in the first zone, for
   * about a third of the price of three. Either changes to the other in place.
   *
   * @default perZone
   */
  readonly nat?: "single" | "perZone";
  /** Days that flow logs are kept; one of the retentions that CloudWatch Logs offers. @default 30 */
  readonly flowLogDays?: number;
  /** ARN of the key that flow logs are encrypted with. @default a key that CloudWatch Logs keeps for itself */
  readonly logKeyArn?: pulumi.Input<string>;
  /** Region of the VPC, e.g. `eu-west-1`. */
  readonly region: string;
  /** Physical names of the EKS clusters whose load balancers may use the subnets: a tag of each. @default none */
  readonly clusterIds?: readonly string[];
  /**
   * AWS services with an interface endpoint, by the ends of their names. Each costs about 0.01 USD an hour in each zone,
   * 22 USD a month in three (https://aws.amazon.com/privatelink/pricing/).
   *
   * @default what nodes and pods call when they start: ec2, ecr.api, ecr.dkr, eks-auth, logs, secretsmanager, sts
   */
  readonly endpoints?: readonly string[];
  readonly transform?: { readonly vpc?: Transform<aws.ec2.VpcArgs> };
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
  /** Subnets of load balancers and NAT: one a zone, in the order of the zones. */
  readonly publicSubnetIds: readonly pulumi.Output<string>[];
  /** Subnets of nodes and services, likewise. */
  readonly privateSubnetIds: readonly pulumi.Output<string>[];
  /** Subnets without a way to the internet, likewise. */
  readonly intraSubnetIds: readonly pulumi.Output<string>[];
  /** Ranges of the private subnets, likewise. */
  readonly privateRanges: readonly string[];
  /** Ranges of the intra subnets, likewise. */
  readonly intraRanges: readonly string[];
  /** Route tables of the private and intra subnets: `private-<zone>` and `intra`. */
  readonly routeTableIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** Addresses that the private subnets' connections come from, for other parties' allow-lists. */
  readonly natAddresses: readonly pulumi.Output<string>[];
  /**
   * The VPC's id once the private subnets reach the internet. Unknown in a preview that adds a route, so keep it away
   * from arguments whose change replaces; use `dependsOn` there.
   */
  readonly ready: pulumi.Output<string>;

  /** @throws ArgumentError on a range that can't be a VPC's, and on too many zones. */
  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseArguments(Network, name, problems(args));
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
    new aws.ec2.DefaultSecurityGroup(
      `${name}-default`,
      { vpcId: vpc.id, tags: { Name: `${name}-default` } },
      parent,
    );

    const subnet = (tier: Tier, zone: string, cidrBlock: string) =>
      new aws.ec2.Subnet(
        `${name}-${tier}-${zone}`,
        {
          vpcId: vpc.id,
          availabilityZone: zone,
          cidrBlock,
          mapPublicIpOnLaunch: false,
          tags: { Name: `${name}-${tier}-${zone}`, ...discoveryTags(tier, args.clusterIds ?? []) },
        },
        parent,
      );
    const subnets = plan.map((ranges) => ({
      zone: ranges.zone,
      public: subnet("public", ranges.zone, ranges.public),
      private: subnet("private", ranges.zone, ranges.private),
      intra: subnet("intra", ranges.zone, ranges.intra),
    }));

    const routes = declareRoutes(name, vpc.id, subnets, args.nat ?? "perZone", this);

    this.vpcId = vpc.id;
    this.cidrs = [args.cidr];
    this.zones = args.zones;
    this.publicSubnetIds = subnets.map((each) => each.public.id);
    this.privateSubnetIds = subnets.map((each) => each.private.id);
    this.intraSubnetIds = subnets.map((each) => each.intra.id);
    this.privateRanges = plan.map((each) => each.private);
    this.intraRanges = plan.map((each) => each.intra);
    this.routeTableIds = routes.tableIds;
    this.natAddresses = routes.natAddresses;
    this.ready = pulumi.all([vpc.id, ...routes.privateWays]).apply(([id]) => id!);

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
    const flowLogs = { vpcId: vpc.id, retentionDays: args.flowLogDays ?? 30, kmsKeyArn: args.logKeyArn };
    new FlowLogs(`${name}-flow-logs`, flowLogs, parent);

    this.registerOutputs({ vpcId: this.vpcId, natAddresses: this.natAddresses });
  }
}

function problems({ cidr, zones }: NetworkArgs): ArgumentProblem[] {
  const range = vpcRangeProblem(cidr);
  const count = `are ${zones.length}, more than ${zoneSlots}`;
  return [
    ...(range ? [{ propertyPath: "cidr", reason: `${range.message}: take ${range.allowed}` }] : []),
    ...(zones.length > zoneSlots ? [{ propertyPath: "zones", reason: count }] : []),
  ];
}
