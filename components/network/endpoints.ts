// Declares a VPC's endpoints, which keep traffic to AWS services off NAT, and working when NAT doesn't.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { rangeKey } from "../../src/model/network/addresses";
import { endpointServiceName, gatewayServices } from "../../src/model/network/endpoints";

export interface EndpointsArgs {
  /** The VPC that they are in. A change replaces them. */
  readonly vpcId: pulumi.Input<string>;
  /** Ranges of the VPC, the first one first: who may use the interface endpoints. */
  readonly cidrs: readonly string[];
  /** Region of the VPC, e.g. `eu-west-1`. A change replaces them. */
  readonly region: string;
  /** Route tables that lead to S3 and DynamoDB. @default none, and no gateway endpoint */
  readonly routeTableIds?: readonly pulumi.Input<string>[];
  /** Subnets of the interface endpoints, one a zone: each takes an address and is billed by the hour in each. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /**
   * AWS services with an interface endpoint, by the ends of their names
   * (https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html).
   *
   * @default none, and no security group
   * @example ["ecr.api", "ecr.dkr", "logs"]
   */
  readonly interfaceServices?: readonly string[];
}

/** Gateway endpoints for S3 and DynamoDB, and interface endpoints that admit HTTPS from the VPC alone. */
export class Endpoints extends pulumi.ComponentResource {
  constructor(name: string, args: EndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:network:Endpoints", name, {}, opts);
    const { routeTableIds = [], interfaceServices = [] } = args;
    const parent = { parent: this };

    for (const service of routeTableIds.length > 0 ? gatewayServices : []) {
      new aws.ec2.VpcEndpoint(
        `${name}-${service}`,
        {
          vpcId: args.vpcId,
          serviceName: endpointServiceName(args.region, service),
          vpcEndpointType: "Gateway",
          routeTableIds: [...routeTableIds],
          tags: { Name: `${name}-${service}` },
        },
        parent,
      );
    }

    if (interfaceServices.length > 0) {
      const securityGroup = new aws.ec2.SecurityGroup(
        name,
        {
          vpcId: args.vpcId,
          description: "HTTPS from the VPC to its interface endpoints",
          tags: { Name: name },
        },
        parent,
      );
      for (const cidr of args.cidrs)
        new aws.vpc.SecurityGroupIngressRule(
          cidr === args.cidrs[0] ? `${name}-https` : `${name}-https-${rangeKey(cidr)}`,
          {
            securityGroupId: securityGroup.id,
            description: "HTTPS from the VPC",
            cidrIpv4: cidr,
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
          },
          parent,
        );
      for (const service of interfaceServices) {
        new aws.ec2.VpcEndpoint(
          `${name}-${service}`,
          {
            vpcId: args.vpcId,
            serviceName: endpointServiceName(args.region, service),
            vpcEndpointType: "Interface",
            subnetIds: [...args.subnetIds],
            securityGroupIds: [securityGroup.id],
            privateDnsEnabled: true,
            tags: { Name: `${name}-${service}` },
          },
          parent,
        );
      }
    }
    this.registerOutputs();
  }
}
