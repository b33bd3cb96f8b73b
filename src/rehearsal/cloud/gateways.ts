// Simulates the ways in and out of a VPC: internet gateways, NAT gateways and their addresses.
import { account, arn, aws, common, digest, required, userOf } from "./aws";
import { requiredSubnet, requiredVpc } from "./vpc";
import { textAt } from "./properties";
import { CloudError } from "./types";
import type { CloudView, ResourceKind } from "./types";

/** Whether the VPC has an internet gateway, without which nothing in it can be reached from outside. */
export function hasInternetGateway(view: CloudView, vpcId: string | undefined): boolean {
  return view.list(aws.internetGateway).some((gateway) => textAt(gateway.inputs, "vpcId") === vpcId);
}

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

export const gateways: Record<string, ResourceKind> = {
  [aws.internetGateway]: internetGateway,
  [aws.eip]: eip,
  [aws.natGateway]: natGateway,
};
