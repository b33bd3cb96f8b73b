// The EC2 network: VPCs, subnets, gateways, addresses, route tables, routes and endpoints.
import { arn, account, aws, common, digest, refuseTaken, regionOf, required, userOf } from "./aws";
import { numberAt, textAt, textsAt } from "./properties";
import { contains, overlaps, parseRange } from "./ranges";
import { CloudError } from "./types";
import type { CloudView, OperationContext, Properties, ResourceKind } from "./types";

/** Refuses a VPC that does not exist. */
export function requiredVpc(inputs: Properties, { cloud }: OperationContext) {
  const id = textAt(inputs, "vpcId");
  return required(cloud, aws.vpc, id, "InvalidVpcID.NotFound", `The vpc ID '${id}' does not exist`);
}

export function requiredSubnet(id: string | undefined, { cloud }: OperationContext) {
  return required(cloud, aws.subnet, id, "InvalidSubnetID.NotFound", `The subnet ID '${id}' does not exist`);
}

/** Whether the VPC has an internet gateway, without which nothing in it can be reached from outside. */
export function hasInternetGateway(view: CloudView, vpcId: string | undefined): boolean {
  return view.list(aws.internetGateway).some((gateway) => textAt(gateway.inputs, "vpcId") === vpcId);
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
      [aws.cluster, "vpcConfig.subnetIds"],
      [aws.nodeGroup, "subnetIds"],
      [aws.scalingGroup, "vpcZoneIdentifiers"],
    ]);
    if (user)
      throw new CloudError(
        "DependencyViolation",
        `The subnet '${resource.id}' has dependencies and cannot be deleted (${user.id}).`,
      );
  },
};

const internetGateway: ResourceKind = {
  computed: ["arn", "ownerId"],
  create(inputs, context) {
    const vpcId = textAt(inputs, "vpcId");
    if (vpcId) {
      requiredVpc(inputs, context);
      if (hasInternetGateway(context.cloud, vpcId))
        throw new CloudError(
          "Resource.AlreadyAssociated",
          `resource ${vpcId} is already associated with an internet gateway`,
        );
    }
    const id = `igw-${context.hex(17)}`;
    const outputs = { arn: arn("ec2", `internet-gateway/${id}`, inputs, context), ownerId: account };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  remove(resource, { cloud }) {
    const vpcId = textAt(resource.inputs, "vpcId");
    const mapped = [...cloud.list(aws.natGateway), ...cloud.list(aws.loadBalancer)].find((user) => {
      const subnetId = textAt(user.inputs, "subnetId") ?? textsAt(user.inputs, "subnets")[0];
      const inside =
        subnetId !== undefined && textAt(cloud.get(aws.subnet, subnetId)?.inputs, "vpcId") === vpcId;
      return inside && user.inputs["internal"] !== true && user.inputs["connectivityType"] !== "private";
    });
    if (vpcId && mapped)
      throw new CloudError(
        "DependencyViolation",
        `Network ${vpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway (${mapped.id}).`,
      );
  },
};

const eip: ResourceKind = {
  replaceOn: ["address", "customerOwnedIpv4Pool", "domain", "networkBorderGroup", "publicIpv4Pool"],
  computed: ["allocationId", "arn", "publicDns", "publicIp"],
  create(inputs, context) {
    const id = `eipalloc-${context.hex(17)}`;
    // 203.0.113.0/24 is for documentation (RFC 5737); the host part need not be unique.
    const publicIp = `203.0.113.${parseInt(context.hex(2), 16)}`;
    const outputs = { allocationId: id, arn: arn("ec2", `elastic-ip/${id}`, inputs, context), publicIp };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  remove(resource, { cloud }) {
    const user = userOf(cloud, resource.id, [[aws.natGateway, "allocationId"]]);
    if (user)
      throw new CloudError("InvalidIPAddress.InUse", `Address ${resource.id} is in use by ${user.id}.`);
  },
};

const natGateway: ResourceKind = {
  replaceOn: ["allocationId", "availabilityMode", "connectivityType", "privateIp", "subnetId", "vpcId"],
  computed: ["associationId", "networkInterfaceId", "publicIp"],
  create(inputs, context) {
    const vpcId = textAt(requiredSubnet(textAt(inputs, "subnetId"), context).inputs, "vpcId");
    const id = `nat-${context.hex(17)}`;
    if (inputs["connectivityType"] === "private") return { id, outputs: common(inputs, context) };
    const allocation = textAt(inputs, "allocationId");
    const message = `The allocation ID '${allocation}' does not exist`;
    const address = required(context.cloud, aws.eip, allocation, "InvalidAllocationID.NotFound", message);
    if (userOf(context.cloud, address.id, [[aws.natGateway, "allocationId"]]))
      throw new CloudError(
        "Resource.AlreadyAssociated",
        `Elastic IP address [${address.id}] is already associated`,
      );
    if (!hasInternetGateway(context.cloud, vpcId))
      throw new CloudError("Gateway.NotAttached", `Network ${vpcId} has no Internet gateway attached`);
    const outputs = {
      publicIp: address.outputs["publicIp"] ?? null,
      networkInterfaceId: `eni-${digest(id, 17)}`,
    };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
};

const routeTable: ResourceKind = {
  replaceOn: ["vpcId"],
  computed: ["arn", "ownerId"],
  create(inputs, context) {
    requiredVpc(inputs, context);
    const id = `rtb-${context.hex(17)}`;
    const outputs = { arn: arn("ec2", `route-table/${id}`, inputs, context), ownerId: account };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  remove(resource, { cloud }) {
    if (userOf(cloud, resource.id, [[aws.routeTableAssociation, "routeTableId"]]))
      throw new CloudError(
        "DependencyViolation",
        `The routeTable '${resource.id}' has dependencies and cannot be deleted.`,
      );
  },
};

const destinations = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"] as const;

const route: ResourceKind = {
  replaceOn: ["routeTableId", ...destinations],
  deleteBeforeReplace: true,
  computed: ["instanceId", "origin", "state"],
  create(inputs, context) {
    const { cloud } = context;
    const table = textAt(inputs, "routeTableId") ?? "";
    if (!cloud.list(aws.vpc).some((owner) => owner.outputs["mainRouteTableId"] === table))
      required(
        cloud,
        aws.routeTable,
        table,
        "InvalidRouteTableID.NotFound",
        `The routeTable ID '${table}' does not exist`,
      );
    const destination = destinations.map((key) => textAt(inputs, key)).find(Boolean) ?? "";
    if (
      cloud
        .list(aws.route)
        .some(
          (other) =>
            textAt(other.inputs, "routeTableId") === table &&
            destinations.some((key) => textAt(other.inputs, key) === destination),
        )
    )
      throw new CloudError("RouteAlreadyExists", `The route identified by ${destination} already exists.`);
    const nat = textAt(inputs, "natGatewayId");
    if (nat)
      required(
        cloud,
        aws.natGateway,
        nat,
        "InvalidNatGatewayID.NotFound",
        `The natGateway ID '${nat}' does not exist`,
      );
    const gateway = textAt(inputs, "gatewayId");
    if (gateway?.startsWith("igw-"))
      required(
        cloud,
        aws.internetGateway,
        gateway,
        "InvalidInternetGatewayID.NotFound",
        `The internetGateway ID '${gateway}' does not exist`,
      );
    return {
      id: `r-${table}${digest(destination, 10)}`,
      outputs: { origin: "CreateRoute", state: "active" },
    };
  },
};

const routeTableAssociation: ResourceKind = {
  replaceOn: ["gatewayId", "subnetId"],
  deleteBeforeReplace: true,
  create(inputs, context) {
    const subnetId = textAt(inputs, "subnetId");
    if (subnetId) {
      requiredSubnet(subnetId, context);
      if (userOf(context.cloud, subnetId, [[aws.routeTableAssociation, "subnetId"]]))
        throw new CloudError(
          "Resource.AlreadyAssociated",
          `the specified association for route table ${textAt(inputs, "routeTableId")} conflicts with an existing association`,
        );
    }
    return { id: `rtbassoc-${context.hex(17)}`, outputs: common(inputs, context) };
  },
};

const vpcEndpoint: ResourceKind = {
  replaceOn: [
    "resourceConfigurationArn",
    "serviceName",
    "serviceNetworkArn",
    "serviceRegion",
    "vpcEndpointType",
    "vpcId",
  ],
  computed: ["arn", "cidrBlocks", "dnsEntries", "networkInterfaceIds", "prefixListId", "state"],
  create(inputs, context) {
    const { cloud } = context;
    requiredVpc(inputs, context);
    const service = textAt(inputs, "serviceName");
    const zones = textsAt(inputs, "subnetIds").map(
      (id) => requiredSubnet(id, context).outputs["availabilityZone"],
    );
    if (new Set(zones).size < zones.length)
      throw new CloudError(
        "DuplicateSubnetsInSameZone",
        "Found another VPC endpoint subnet in the availability zone of a given subnet.",
      );
    for (const other of cloud.list(aws.vpcEndpoint)) {
      if (textAt(other.inputs, "serviceName") !== service || other.inputs["vpcId"] !== inputs["vpcId"])
        continue;
      if (inputs["privateDnsEnabled"] === true && other.inputs["privateDnsEnabled"] === true)
        throw new CloudError(
          "InvalidParameter",
          `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${service} in the VPC ${textAt(inputs, "vpcId")}`,
        );
      const shared = textsAt(inputs, "routeTableIds").find((id) =>
        textsAt(other.inputs, "routeTableIds").includes(id),
      );
      if (shared)
        throw new CloudError(
          "RouteAlreadyExists",
          `route table ${shared} already has a route with destination-prefix-list-id of ${service}`,
        );
    }
    const id = `vpce-${context.hex(17)}`;
    const outputs = {
      arn: arn("ec2", `vpc-endpoint/${id}`, inputs, context),
      state: "available",
      prefixListId: `pl-${digest(service ?? "", 8)}`,
    };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
};

const launchTemplate: ResourceKind = {
  autoName: { property: "name", maxLength: 128, unless: "namePrefix" },
  replaceOn: ["name", "namePrefix"],
  computed: ["arn", "defaultVersion", "latestVersion"],
  create(inputs, context) {
    const name =
      textAt(inputs, "name") ?? `${textAt(inputs, "namePrefix") ?? "terraform-"}${context.hex(26)}`;
    refuseTaken(
      context.cloud,
      aws.launchTemplate,
      name,
      "InvalidLaunchTemplateName.AlreadyExistsException",
      "Launch template name already in use.",
    );
    const id = `lt-${context.hex(17)}`;
    const outputs = {
      arn: arn("ec2", `launch-template/${id}`, inputs, context),
      name,
      latestVersion: 1,
      defaultVersion: 1,
    };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  update(resource, inputs) {
    const latestVersion = (numberAt(resource.outputs, "latestVersion") ?? 1) + 1;
    const before = numberAt(resource.outputs, "defaultVersion") ?? 1;
    const defaultVersion =
      numberAt(inputs, "defaultVersion") ??
      (inputs["updateDefaultVersion"] === true ? latestVersion : before);
    return { outputs: { latestVersion, defaultVersion } };
  },
};

/** Launch configurations can't be created in new accounts: https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html */
const launchConfiguration: ResourceKind = {
  create() {
    throw new CloudError(
      "UnsupportedOperation",
      "The Launch Configuration creation operation is not available in your account. Use launch templates to create configuration templates for your Auto Scaling groups.",
    );
  },
};

const flowLog: ResourceKind = {
  replaceOn: [
    "deliverCrossAccountRole",
    "destinationOptions",
    "eniId",
    "iamRoleArn",
    "logDestination",
    "logDestinationType",
    "logFormat",
    "maxAggregationInterval",
    "subnetId",
    "trafficType",
    "transitGatewayId",
    "vpcId",
  ],
  computed: ["arn"],
  create(inputs, context) {
    requiredVpc(inputs, context);
    if (
      context.cloud
        .list(aws.flowLog)
        .some((other) =>
          ["vpcId", "trafficType", "logDestination"].every((key) => other.inputs[key] === inputs[key]),
        )
    )
      throw new CloudError(
        "FlowLogAlreadyExists",
        "There is an existing Flow Log with the same configuration and log destination.",
      );
    const id = `fl-${context.hex(17)}`;
    return {
      id,
      outputs: { ...common(inputs, context), arn: arn("ec2", `vpc-flow-log/${id}`, inputs, context) },
    };
  },
};

export const ec2: Record<string, ResourceKind> = {
  [aws.vpc]: vpc,
  [aws.subnet]: subnet,
  [aws.internetGateway]: internetGateway,
  [aws.eip]: eip,
  [aws.natGateway]: natGateway,
  [aws.routeTable]: routeTable,
  [aws.route]: route,
  [aws.routeTableAssociation]: routeTableAssociation,
  [aws.vpcEndpoint]: vpcEndpoint,
  [aws.launchTemplate]: launchTemplate,
  "aws:ec2/launchConfiguration:LaunchConfiguration": launchConfiguration,
  [aws.flowLog]: flowLog,
};
