// Simulates route tables, their routes and associations, and VPC endpoints of other services.
import { account, arn, aws, common, digest, required, userOf } from "./aws";
import { requiredSubnet, requiredVpc } from "./vpc";
import { textAt, textsAt } from "./properties";
import { CloudError } from "./types";
import type { ResourceKind } from "./types";

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
    const connection = textAt(inputs, "vpcPeeringConnectionId");
    if (connection)
      required(
        cloud,
        aws.peering,
        connection,
        "InvalidVpcPeeringConnectionID.NotFound",
        `The vpcPeeringConnection ID '${connection}' does not exist`,
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

export const routes: Record<string, ResourceKind> = {
  [aws.routeTable]: routeTable,
  [aws.route]: route,
  [aws.routeTableAssociation]: routeTableAssociation,
  [aws.vpcEndpoint]: vpcEndpoint,
};
