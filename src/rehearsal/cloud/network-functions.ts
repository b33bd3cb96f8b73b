// Simulates the provider functions that look up VPCs and what belongs to them.
import { account, aws } from "./aws";
import { rangesOf } from "./peering";
import { textAt } from "./properties";
import { vpcOf } from "./security-groups";
import { CloudError } from "./types";
import type { CloudFunction, CloudResource, OperationContext, Properties } from "./types";

/** What has the id that is asked for, in the region that is asked. */
function found(
  type: string,
  what: string,
  id: string | undefined,
  args: Properties,
  { cloud, region }: OperationContext,
): CloudResource {
  const one = id === undefined ? undefined : cloud.get(type, id);
  if (!one || (one.outputs["region"] ?? region) !== (textAt(args, "region") ?? region))
    throw new CloudError("NotFound", `no matching EC2 ${what} found`);
  return one;
}

const getVpc: CloudFunction = (args, context) => {
  const vpc = found(aws.vpc, "VPC", textAt(args, "id"), args, context);
  return {
    ...vpc.outputs,
    id: vpc.id,
    cidrBlock: textAt(vpc.inputs, "cidrBlock") ?? "",
    cidrBlockAssociations: rangesOf(vpc).map((cidrBlock, i) => ({
      associationId: `vpc-cidr-assoc-${i}${vpc.id.slice(4)}`,
      cidrBlock,
      state: "associated",
    })),
    enableDnsHostnames: vpc.inputs["enableDnsHostnames"] ?? false,
    enableDnsSupport: vpc.inputs["enableDnsSupport"] ?? true,
    default: false,
    state: "available",
    ownerId: account,
    tags: vpc.inputs["tags"] ?? {},
  };
};

const getSubnet: CloudFunction = (args, context) => {
  const subnet = found(aws.subnet, "Subnet", textAt(args, "id"), args, context);
  return { ...subnet.inputs, ...subnet.outputs, id: subnet.id, state: "available" };
};

const getRouteTable: CloudFunction = (args, context) => {
  const id = textAt(args, "routeTableId");
  const table = found(aws.routeTable, "Route Table", id, args, context);
  return { ...table.inputs, ...table.outputs, id: table.id, routeTableId: table.id };
};

const getSecurityGroup: CloudFunction = (args, context) => {
  const group = found(aws.securityGroup, "Security Group", textAt(args, "id"), args, context);
  return { ...group.outputs, id: group.id, vpcId: vpcOf(context.cloud, group.id) ?? "" };
};

export const networkFunctions: Record<string, CloudFunction> = {
  "aws:ec2/getVpc:getVpc": getVpc,
  "aws:ec2/getSubnet:getSubnet": getSubnet,
  "aws:ec2/getRouteTable:getRouteTable": getRouteTable,
  "aws:ec2/getSecurityGroup:getSecurityGroup": getSecurityGroup,
};
