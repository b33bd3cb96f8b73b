// Simulates Client VPN: endpoints, the subnets they lead into, who may reach what, and the routes there.
import { arn, aws, common, required } from "./aws";
import { rangesOf } from "./peering";
import { objectsAt, textAt, textsAt } from "./properties";
import { overlaps, parseRange } from "./ranges";
import { requiredSecurityGroups } from "./security-groups";
import { CloudError } from "./types";
import type { CloudResource, CloudView, OperationContext, Properties, ResourceKind } from "./types";
import { requiredSubnet, requiredVpc } from "./vpc";

function requiredEndpoint(inputs: Properties, { cloud }: OperationContext): CloudResource {
  const id = textAt(inputs, "clientVpnEndpointId");
  const message = `Endpoint ${id} does not exist`;
  return required(cloud, aws.vpnEndpoint, id, "InvalidClientVpnEndpointId.NotFound", message);
}

function requiredCertificates(inputs: Properties, { cloud }: OperationContext): void {
  const arns = [
    textAt(inputs, "serverCertificateArn"),
    ...objectsAt(inputs, "authenticationOptions").map((option) => textAt(option, "rootCertificateChainArn")),
  ].filter((one) => one !== undefined);
  for (const certificate of arns) {
    const message = `Certificate ${certificate} does not exist`;
    required(cloud, aws.certificate, certificate, "InvalidParameterValue", message);
  }
}

function refuseOverlap(cidr: string, others: readonly string[], code: string): void {
  const range = parseRange(cidr);
  for (const other of others) {
    const taken = parseRange(other);
    if (range && taken && overlaps(range, taken))
      throw new CloudError(code, `CIDR ${cidr} overlaps with ${other}`);
  }
}

/** The associations of an endpoint, or what else names it. */
function of(view: CloudView, type: string, endpoint: string): CloudResource[] {
  return view.list(type).filter(({ inputs }) => textAt(inputs, "clientVpnEndpointId") === endpoint);
}

const endpoint: ResourceKind = {
  // https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpnclient_endpoint.go
  replaceOn: ["authenticationOptions", "clientCidrBlock", "transportProtocol"],
  computed: ["arn", "dnsName", "selfServicePortalUrl"],
  check(inputs) {
    const hours = inputs["sessionTimeoutHours"];
    return hours === undefined || [8, 10, 12, 24].includes(Number(hours))
      ? []
      : [
          {
            property: "sessionTimeoutHours",
            reason: `expected to be one of [8 10 12 24], got ${Number(hours)}`,
          },
        ];
  },
  create(inputs, context) {
    const clients = textAt(inputs, "clientCidrBlock") ?? "";
    const range = parseRange(clients);
    // https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/what-is-best-practices.html
    if (!range || range.prefix < 12 || range.prefix > 22)
      throw new CloudError(
        "InvalidParameterValue",
        `Client CIDR ${clients} must have a size of at least /22 and must not be greater than /12`,
      );
    requiredCertificates(inputs, context);
    if (inputs["vpcId"] !== undefined) requiredVpc(inputs, context);
    requiredSecurityGroups(textsAt(inputs, "securityGroupIds"), context);
    const isFederated = objectsAt(inputs, "authenticationOptions").some(
      (option) => option["type"] === "federated-authentication",
    );
    const hasPortal = inputs["selfServicePortal"] === "enabled";
    if (hasPortal && !isFederated)
      throw new CloudError(
        "InvalidParameterValue",
        "The self-service portal is not available for mutual authentication",
      );
    const id = `cvpn-endpoint-${context.hex(17)}`;
    return {
      id,
      outputs: {
        ...common(inputs, context),
        arn: arn("ec2", `client-vpn-endpoint/${id}`, inputs, context),
        dnsName: `*.${id}.prod.clientvpn.${context.region}.amazonaws.com`,
        selfServicePortalUrl: hasPortal ? `https://self-service.clientvpn.amazonaws.com/endpoints/${id}` : "",
      },
    };
  },
  update(_, inputs, context) {
    requiredCertificates(inputs, context);
    requiredSecurityGroups(textsAt(inputs, "securityGroupIds"), context);
    return {};
  },
  remove(resource, { cloud }) {
    const [used] = of(cloud, aws.vpnAssociation, resource.id);
    if (used)
      throw new CloudError(
        "DependencyViolation",
        `Client VPN endpoint ${resource.id} has a target network that must be disassociated first (${used.id})`,
      );
  },
};

const association: ResourceKind = {
  replaceOn: ["clientVpnEndpointId", "subnetId"],
  computed: ["associationId", "vpcId"],
  // The codes are those of https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  create(inputs, context) {
    const { cloud } = context;
    const { id: endpointId, inputs: settings } = requiredEndpoint(inputs, context);
    const subnet = requiredSubnet(textAt(inputs, "subnetId"), context);
    const vpcId = textAt(subnet.inputs, "vpcId") ?? "";
    const others = of(cloud, aws.vpnAssociation, endpointId);
    if (others.some((other) => other.inputs["subnetId"] === subnet.id))
      throw new CloudError(
        "InvalidClientVpnDuplicateAssociationException",
        `Subnet ${subnet.id} is already associated with ${endpointId}`,
      );
    const expected = textAt(settings, "vpcId") ?? textAt(others[0]?.outputs, "vpcId") ?? vpcId;
    if (vpcId !== expected)
      throw new CloudError("InvalidParameterValue", `Subnet ${subnet.id} is not in VPC ${expected}`);
    const zone = subnet.outputs["availabilityZone"];
    const neighbour = others.find(
      ({ inputs: other }) =>
        cloud.get(aws.subnet, textAt(other, "subnetId") ?? "")?.outputs["availabilityZone"] === zone,
    );
    if (neighbour)
      throw new CloudError(
        "InvalidClientVpnSubnetId.DuplicateAz",
        `A subnet of ${textAt(subnet.outputs, "availabilityZone")} is already associated with ${endpointId} (${neighbour.id})`,
      );
    const vpc = cloud.get(aws.vpc, vpcId);
    refuseOverlap(
      textAt(settings, "clientCidrBlock") ?? "",
      vpc ? rangesOf(vpc) : [],
      "InvalidClientVpnSubnetId.OverlappingCidr",
    );
    const id = `cvpn-assoc-${context.hex(17)}`;
    return { id, outputs: { ...common(inputs, context), associationId: id, vpcId } };
  },
};

const authorizationRule: ResourceKind = {
  replaceOn: [
    "accessGroupId",
    "authorizeAllGroups",
    "clientVpnEndpointId",
    "description",
    "targetNetworkCidr",
  ],
  check(inputs) {
    const given = [inputs["accessGroupId"] !== undefined, inputs["authorizeAllGroups"] === true];
    const network = textAt(inputs, "targetNetworkCidr");
    return [
      ...(given[0] === given[1]
        ? [
            {
              property: "accessGroupId",
              reason: "one of `access_group_id,authorize_all_groups` must be specified",
            },
          ]
        : []),
      ...(network !== undefined && !parseRange(network)
        ? [{ property: "targetNetworkCidr", reason: `"${network}" is not a valid CIDR network address` }]
        : []),
    ];
  },
  create(inputs, context) {
    const { id: endpointId } = requiredEndpoint(inputs, context);
    const group = textAt(inputs, "accessGroupId");
    const network = textAt(inputs, "targetNetworkCidr") ?? "";
    const id = [endpointId, network, ...(group === undefined ? [] : [group])].join(",");
    if (context.cloud.get(aws.vpnAuthorization, id))
      throw new CloudError(
        "InvalidClientVpnDuplicateAuthorizationRule",
        `The authorization of ${group ?? "all groups"} for ${network} has already been added`,
      );
    return { id, outputs: common(inputs, context) };
  },
};

const route: ResourceKind = {
  replaceOn: ["clientVpnEndpointId", "description", "destinationCidrBlock", "targetVpcSubnetId"],
  computed: ["origin", "type"],
  create(inputs, context) {
    const { cloud } = context;
    const { id: endpointId, inputs: settings } = requiredEndpoint(inputs, context);
    const subnetId = textAt(inputs, "targetVpcSubnetId");
    const destination = textAt(inputs, "destinationCidrBlock") ?? "";
    if (!of(cloud, aws.vpnAssociation, endpointId).some((one) => one.inputs["subnetId"] === subnetId))
      throw new CloudError(
        "InvalidClientVpnActiveAssociationNotFound",
        `An active association of ${endpointId} with ${subnetId} was not found`,
      );
    refuseOverlap(destination, [textAt(settings, "clientCidrBlock") ?? ""], "InvalidParameterValue");
    const id = [endpointId, subnetId, destination].join(",");
    if (cloud.get(aws.vpnRoute, id))
      throw new CloudError(
        "InvalidClientVpnDuplicateRoute",
        `The route to ${destination} has already been added`,
      );
    return { id, outputs: { ...common(inputs, context), origin: "add-route", type: "Nat" } };
  },
};

export const clientVpn: Record<string, ResourceKind> = {
  [aws.vpnEndpoint]: endpoint,
  [aws.vpnAssociation]: association,
  [aws.vpnAuthorization]: authorizationRule,
  [aws.vpnRoute]: route,
};
