// A VPC that is there already, as the network of a stack: looked up, never created, changed or deleted.
import * as pulumi from "@pulumi/pulumi";
import type { AdoptedVpc } from "../../src/model/network/adopted";
import type { InterfaceService } from "../../src/schema/stack/network";
import { Endpoints } from "./endpoints";
import { FlowLogs } from "./flow-logs";
import type { VpcNetwork } from "./vpc-network";

export interface AdoptedNetworkArgs {
  /** What was found of the VPC. */
  vpc: AdoptedVpc;
  /** Region of the stack, e.g. `eu-west-1`. */
  region: string;
  /**
   * Services that get an interface endpoint. One that the VPC has already is refused by AWS, which answers a service's
   * name by one endpoint only.
   *
   * @default none
   */
  endpoints?: readonly InterfaceService[];
  /** Days that flow logs are kept. @default no flow logs are made */
  flowLogDays?: number;
}

/** The only children are what was asked for besides the VPC: endpoints and flow logs. */
export class AdoptedNetwork extends pulumi.ComponentResource implements VpcNetwork {
  readonly vpcId: pulumi.Output<string>;
  readonly cidrs: readonly string[];
  readonly zones: readonly string[];
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly intraSubnetIds: pulumi.Output<string>[];
  readonly privateRanges: readonly string[];
  readonly intraRanges: readonly string[];
  readonly routeTableIds: Readonly<Record<string, pulumi.Output<string>>>;
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
          routeTableIds: [],
          subnetIds: this.intraSubnetIds,
          interfaceServices: endpoints,
        },
        parent,
      );
    if (flowLogDays !== undefined)
      new FlowLogs(`${name}-flow-logs`, { vpcId: vpc.id, retentionDays: flowLogDays }, parent);
    this.registerOutputs({ vpcId: this.vpcId });
  }
}
