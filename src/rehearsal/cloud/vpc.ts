// Simulates VPCs and their subnets.
import { account, arn, aws, common, digest, regionOf, required, userOf } from "./aws";
import { textAt } from "./properties";
import { contains, overlaps, parseRange } from "./ranges";
import { CloudError } from "./types";
import type { OperationContext, Properties, ResourceKind } from "./types";

/** Refuses a VPC that does not exist. */
export function requiredVpc(inputs: Properties, { cloud }: OperationContext) {
  const id = textAt(inputs, "vpcId");
  return required(cloud, aws.vpc, id, "InvalidVpcID.NotFound", `The vpc ID '${id}' does not exist`);
}

export function requiredSubnet(id: string | undefined, { cloud }: OperationContext) {
  return required(cloud, aws.subnet, id, "InvalidSubnetID.NotFound", `The subnet ID '${id}' does not exist`);
}

/** The id of the security group that every VPC has from its creation. */
export function defaultSecurityGroup(vpcId: string): string {
  return `sg-${digest(`${vpcId}/default`, 17)}`;
}

const vpc: ResourceKind = {
  replaceOn: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"],
  computed: [
    "arn",
    "defaultNetworkAclId",
    "defaultRouteTableId",
    "defaultSecurityGroupId",
    "mainRouteTableId",
  ],
  create(inputs, context) {
    const cidr = textAt(inputs, "cidrBlock") ?? "";
    const range = parseRange(cidr);
    // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html: between /28 and /16.
    if (!range || range.prefix < 16 || range.prefix > 28)
      throw new CloudError("InvalidVpc.Range", `The CIDR '${cidr}' is invalid.`);
    const id = `vpc-${context.hex(17)}`;
    const routeTable = `rtb-${digest(id, 17)}`;
    return {
      id,
      outputs: {
        ...common(inputs, context),
        arn: arn("ec2", `vpc/${id}`, inputs, context),
        defaultNetworkAclId: `acl-${digest(id, 17)}`,
        defaultRouteTableId: routeTable,
        mainRouteTableId: routeTable,
        defaultSecurityGroupId: defaultSecurityGroup(id),
        dhcpOptionsId: `dopt-${digest(account, 17)}`,
        enableDnsSupport: inputs["enableDnsSupport"] ?? true,
        ownerId: account,
      },
    };
  },
  remove(resource, { cloud }) {
    const contents = [aws.subnet, aws.internetGateway, aws.routeTable, aws.securityGroup, aws.vpcEndpoint];
    const content = userOf(
      cloud,
      resource.id,
      contents.map((type) => [type, "vpcId"] as const),
    );
    if (content)
      throw new CloudError(
        "DependencyViolation",
        `The vpc '${resource.id}' has dependencies and cannot be deleted (${content.id}).`,
      );
  },
};

const subnet: ResourceKind = {
  replaceOn: ["availabilityZone", "availabilityZoneId", "cidrBlock", "ipv6Native", "outpostArn", "vpcId"],
  computed: ["arn", "availabilityZoneId", "ownerId"],
  create(inputs, context) {
    const owner = requiredVpc(inputs, context);
    const cidr = textAt(inputs, "cidrBlock") ?? "";
    const range = parseRange(cidr);
    const around = parseRange(textAt(owner.inputs, "cidrBlock") ?? "");
    if (!range || range.prefix < 16 || range.prefix > 28 || (around && !contains(around, range)))
      throw new CloudError("InvalidSubnet.Range", `The CIDR '${cidr}' is invalid.`);
    for (const other of context.cloud.list(aws.subnet)) {
      const taken = parseRange(textAt(other.inputs, "cidrBlock") ?? "");
      if (textAt(other.inputs, "vpcId") === owner.id && taken && overlaps(taken, range))
        throw new CloudError("InvalidSubnet.Conflict", `The CIDR '${cidr}' conflicts with another subnet`);
    }
    const region = regionOf(inputs, context);
    const zone = textAt(inputs, "availabilityZone") ?? `${region}a`;
    if (!new RegExp(`^${region}[a-f]$`).test(zone))
      throw new CloudError(
        "InvalidParameterValue",
        `Value (${zone}) for parameter availabilityZone is invalid.`,
      );
    const id = `subnet-${context.hex(17)}`;
    const outputs = {
      arn: arn("ec2", `subnet/${id}`, inputs, context),
      availabilityZone: zone,
      ownerId: account,
      availabilityZoneId: `${region.replace(/^(..)-(.).*-(\d)$/, "$1$2$3")}-az${zone.charCodeAt(zone.length - 1) - 96}`,
    };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  remove(resource, { cloud }) {
    const user = userOf(cloud, resource.id, [
      [aws.natGateway, "subnetId"],
      [aws.loadBalancer, "subnets"],
      [aws.vpcEndpoint, "subnetIds"],
      [aws.vpnAssociation, "subnetId"],
      [aws.cluster, "vpcConfig.subnetIds"],
      [aws.nodeGroup, "subnetIds"],
      [aws.scalingGroup, "vpcZoneIdentifiers"],
      [aws.replicationSubnetGroup, "subnetIds"],
      [aws.databaseSubnetGroup, "subnetIds"],
      [aws.cacheSubnetGroup, "subnetIds"],
    ]);
    if (user)
      throw new CloudError(
        "DependencyViolation",
        `The subnet '${resource.id}' has dependencies and cannot be deleted (${user.id}).`,
      );
  },
};

export const vpcs: Record<string, ResourceKind> = { [aws.vpc]: vpc, [aws.subnet]: subnet };
