// Describes an existing VPC as the network of a stack: looked up, never created, changed or deleted.
import * as pulumi from "@pulumi/pulumi";
import type { AdoptedVpc } from "../../src/model/network/adopted";
import { Endpoints } from "./endpoints";
import { FlowLogs } from "./flow-logs";
import type { VpcNetwork } from "./vpc-network";

export interface AdoptedNetworkArgs {
  /** What was found of the VPC. A change replaces what is in it. */
  readonly vpc: AdoptedVpc;
  /** Region of the VPC, e.g. `eu-west-1`. */
  readonly region: string;
  /**
   * AWS services that get an interface endpoint, by the ends of their names. One that the VPC has already is refused by
   * AWS, which answers a service's name by one endpoint only.
   *
   * @default none
   * @example ["ecr.api", "ecr.dkr"]
   */
  readonly endpoints?: readonly string[];
  /** Days that flow logs are kept; one of the retentions that CloudWatch Logs offers. @default no flow logs are made */
  readonly flowLogDays?: number;
  /** ARN of the key that flow logs are encrypted with. @default a key that CloudWatch Logs keeps for itself */
  readonly logKeyArn?: pulumi.Input<string>;
}

/** A VPC that others made, and what was asked for besides: endpoints and flow logs, the only children. */
export class AdoptedNetwork extends pulumi.ComponentResource implements VpcNetwork {
  /** The VPC's id. */
  readonly vpcId: pulumi.Output<string>;
  /** All ranges of the VPC, the first one first. */
  readonly cidrs: readonly string[];
  /** The zones of the private subnets, by name. */
  readonly zones: readonly string[];
  /** Subnets of load balancers: one a zone, in the order of the zones. */
  readonly publicSubnetIds: readonly pulumi.Output<string>[];
  /** Subnets of nodes and services, likewise. */
  readonly privateSubnetIds: readonly pulumi.Output<string>[];
  /** Subnets of control planes, endpoints and the VPN, likewise. */
  readonly intraSubnetIds: readonly pulumi.Output<string>[];
  /** Ranges of the private subnets, likewise. */
  readonly privateRanges: readonly string[];
  /** Ranges of the intra subnets, likewise. */
  readonly intraRanges: readonly string[];
  /** Route tables that peerings add routes to, by their ids. */
  readonly routeTableIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** The VPC's id: it is ready from the start. */
  readonly ready: pulumi.Output<string>;

  constructor(name: string, args: AdoptedNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:network:AdoptedNetwork", name, {}, opts);
    const { vpc, endpoints = [], flowLogDays } = args;
    const parent = { parent: this };

    this.vpcId = this.ready = pulumi.output(vpc.id);
    this.cidrs = vpc.cidrs;
    this.zones = vpc.zones;
    this.publicSubnetIds = vpc.public.map(({ id }) => pulumi.output(id));
    this.privateSubnetIds = vpc.private.map(({ id }) => pulumi.output(id));
    this.intraSubnetIds = vpc.intra.map(({ id }) => pulumi.output(id));
    this.privateRanges = vpc.private.map(({ cidr }) => cidr);
    this.intraRanges = vpc.intra.map(({ cidr }) => cidr);
    this.routeTableIds = Object.fromEntries(vpc.routeTables.map((id) => [id, pulumi.output(id)]));

    if (endpoints.length > 0)
      new Endpoints(
        `${name}-endpoints`,
        {
          vpcId: vpc.id,
          cidrs: vpc.cidrs,
          region: args.region,
          subnetIds: this.intraSubnetIds,
          interfaceServices: endpoints,
        },
        parent,
      );
    if (flowLogDays !== undefined)
      new FlowLogs(
        `${name}-flow-logs`,
        { vpcId: vpc.id, retentionDays: flowLogDays, kmsKeyArn: args.logKeyArn },
        parent,
      );
    this.registerOutputs({ vpcId: this.vpcId });
  }
}
