// Simulates VPC peering: connections, their acceptance in another region, and what they let through.
import { account, aws, common, regionOf, required } from "./aws";
import { objectAt, textAt, textsAt } from "./properties";
import { overlaps, parseRange } from "./ranges";
import { CloudError } from "./types";
import type { CloudResource, CloudView, OperationContext, Properties, ResourceKind } from "./types";
import { requiredVpc } from "./vpc";

/** All ranges of a VPC. */
export function rangesOf(vpc: CloudResource): string[] {
  return [textAt(vpc.inputs, "cidrBlock") ?? "", ...textsAt(vpc.outputs, "secondaryCidrBlocks")];
}

/** The connection of this id, if it is active. */
export function activePeering(view: CloudView, id: string | undefined): CloudResource | undefined {
  const connection = id === undefined ? undefined : view.get(aws.peering, id);
  const isAccepted =
    connection?.outputs["acceptStatus"] === "active" ||
    view.list(aws.peeringAccepter).some(({ inputs }) => textAt(inputs, "vpcPeeringConnectionId") === id);
  return isAccepted ? connection : undefined;
}

/** Whether an active peering connects the VPCs, in either direction. */
export function arePeered(view: CloudView, one: string, other: string): boolean {
  return view.list(aws.peering).some(({ id, inputs }) => {
    const ends = [textAt(inputs, "vpcId"), textAt(inputs, "peerVpcId")];
    return ends.includes(one) && ends.includes(other) && activePeering(view, id) !== undefined;
  });
}

function requiredPeering(inputs: Properties, { cloud }: OperationContext): CloudResource {
  const id = textAt(inputs, "vpcPeeringConnectionId");
  const message = `The vpcPeeringConnection ID '${id}' does not exist`;
  return required(cloud, aws.peering, id, "InvalidVpcPeeringConnectionID.NotFound", message);
}

function refuseOptions(inputs: Properties, connection: string, active: boolean): void {
  const asks = ["requester", "accepter"].some((side) => Object.keys(objectAt(inputs, side)).length > 0);
  if (asks && !active)
    throw new CloudError(
      "OperationNotPermitted",
      `Peering ${connection} is not active. Peering options can be added only to active peerings.`,
    );
}

const peering: ResourceKind = {
  replaceOn: ["peerOwnerId", "peerRegion", "peerVpcId", "vpcId"],
  computed: ["acceptStatus"],
  // https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_peering_connection.go
  check: (inputs) =>
    inputs["peerRegion"] !== undefined && inputs["autoAccept"] === true
      ? [{ property: "autoAccept", reason: "`peer_region` cannot be set whilst `auto_accept` is `true`" }]
      : [],
  create(inputs, context) {
    const own = requiredVpc(inputs, context);
    const peerVpcId = textAt(inputs, "peerVpcId");
    const foreign = inputs["peerOwnerId"] !== undefined && inputs["peerOwnerId"] !== account;
    const peer = foreign ? undefined : requiredVpc({ vpcId: peerVpcId ?? "" }, context);
    // https://docs.aws.amazon.com/vpc/latest/peering/create-vpc-peering-connection.html
    for (const one of rangesOf(own).map(parseRange))
      for (const other of peer ? rangesOf(peer).map(parseRange) : [])
        if (one && other && overlaps(one, other))
          throw new CloudError(
            "VpcPeeringConnectionFailed",
            "unexpected state 'failed', wanted target 'active, pending-acceptance'. last error: Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
          );
    const taken = context.cloud
      .list(aws.peering)
      .find((other) => other.inputs["vpcId"] === own.id && other.inputs["peerVpcId"] === peerVpcId);
    if (taken)
      throw new CloudError(
        "VpcPeeringConnectionAlreadyExists",
        `A VPC peering connection between the VPCs already exists (${taken.id})`,
      );
    const id = `pcx-${context.hex(17)}`;
    const acceptStatus = inputs["autoAccept"] === true && !foreign ? "active" : "pending-acceptance";
    refuseOptions(inputs, id, acceptStatus === "active");
    return {
      id,
      outputs: {
        ...common(inputs, context),
        acceptStatus,
        peerOwnerId: inputs["peerOwnerId"] ?? account,
        peerRegion: inputs["peerRegion"] ?? regionOf(inputs, context),
      },
    };
  },
  update(resource, inputs, { cloud }) {
    refuseOptions(inputs, resource.id, activePeering(cloud, resource.id) !== undefined);
    return {};
  },
};

/** Its id is that of the connection, which it only accepts; deleting it leaves the connection. */
const peeringAccepter: ResourceKind = {
  replaceOn: ["vpcPeeringConnectionId"],
  computed: ["acceptStatus", "peerOwnerId", "peerRegion", "peerVpcId", "vpcId"],
  create(inputs, context) {
    const connection = requiredPeering(inputs, context);
    const there = textAt(connection.outputs, "peerRegion");
    if (regionOf(inputs, context) !== there)
      throw new CloudError(
        "OperationNotPermitted",
        `Incorrect region (${regionOf(inputs, context)}) specified for this request. VPC peering connection ${connection.id} must be accepted in region ${there}`,
      );
    return { id: connection.id, outputs: { ...common(inputs, context), acceptStatus: "active" } };
  },
};

const peeringOptions: ResourceKind = {
  replaceOn: ["vpcPeeringConnectionId"],
  create(inputs, context) {
    const { id } = requiredPeering(inputs, context);
    refuseOptions(inputs, id, activePeering(context.cloud, id) !== undefined);
    return { id, outputs: common(inputs, context) };
  },
};

export const peerings: Record<string, ResourceKind> = {
  [aws.peering]: peering,
  [aws.peeringAccepter]: peeringAccepter,
  "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions": peeringOptions,
};
