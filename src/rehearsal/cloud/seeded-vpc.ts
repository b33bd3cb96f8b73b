// Creates VPCs that exist before the program's first update, with all in them that a stack file names.
import { account, aws } from "./aws";
import type { CloudResource, Properties } from "./types";

export interface SeededVpc {
  readonly id: string;
  readonly region: string;
  /** Its ranges, the first one first. */
  readonly cidrs: readonly string[];
  readonly subnets: readonly { readonly id: string; readonly zone: string; readonly cidr: string }[];
  readonly routeTables: readonly string[];
  readonly securityGroups: readonly string[];
}

/** The resources of a VPC with a way to the internet. */
export function seededVpc(vpc: SeededVpc): Pick<CloudResource, "type" | "id" | "inputs" | "outputs">[] {
  const { id: vpcId, region } = vpc;
  const [cidrBlock = "", ...secondaryCidrBlocks] = vpc.cidrs;
  const within = (type: string, id: string, inputs: Properties = {}) => ({
    type,
    id,
    inputs: { vpcId, ...inputs },
    outputs: { vpcId, region, ownerId: account, ...inputs },
  });
  return [
    {
      type: aws.vpc,
      id: vpcId,
      inputs: { cidrBlock, enableDnsHostnames: true, enableDnsSupport: true },
      outputs: { cidrBlock, secondaryCidrBlocks, region, ownerId: account },
    },
    within(aws.internetGateway, vpcId.replace("vpc-", "igw-")),
    ...vpc.subnets.map(({ id, zone, cidr }) =>
      within(aws.subnet, id, { availabilityZone: zone, cidrBlock: cidr }),
    ),
    ...vpc.routeTables.map((id) => within(aws.routeTable, id)),
    ...vpc.securityGroups.map((id) => within(aws.securityGroup, id, { name: id })),
  ];
}
