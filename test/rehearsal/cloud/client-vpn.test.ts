// Tests the simulated Client VPN and peering: what they refuse, with the API's codes, and what they let through.
import { kindOf } from "../../../src/rehearsal/cloud";
import { aws } from "../../../src/rehearsal/cloud/aws";
import { seedCloud } from "../../../src/rehearsal/cloud/seed";
import type { CloudResource, Properties } from "../../../src/rehearsal/cloud/types";
import { cluster, network } from "./landscape";
import { MemoryCloud, refusal, region } from "./memory-cloud";

const certificate = "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d";
const saml = "arn:aws:iam::111122223333:saml-provider/vpn";
const federated = [{ type: "federated-authentication", samlProviderArn: saml }];
const legacy = {
  id: "vpc-00000001",
  region,
  cidrs: ["10.9.0.0/16", "10.8.0.0/16"],
  subnets: [{ id: "subnet-00000001", zone: `${region}a`, cidr: "10.9.0.0/24" }],
  routeTables: ["rtb-00000001"],
  securityGroups: ["sg-00000001"],
};

/** A VPC of 10.0.0.0/16 with subnets in two zones, and another that was there before. */
function world() {
  const cloud = new MemoryCloud();
  seedCloud(cloud, { region, zones: [], loadBalancers: [], vpcs: [legacy], certificates: [certificate] });
  const net = network(cloud);
  const make = (type: string, inputs: Properties) => cloud.create(type, "made", inputs);
  const vpn = (inputs: Properties = {}) =>
    make(aws.vpnEndpoint, {
      clientCidrBlock: "10.250.0.0/22",
      serverCertificateArn: certificate,
      authenticationOptions: federated,
      vpcId: net.vpc.id,
      ...inputs,
    });
  const join = (endpoint: CloudResource, subnetId: string) =>
    make(aws.vpnAssociation, { clientVpnEndpointId: endpoint.id, subnetId });
  const route = (endpoint: CloudResource, destinationCidrBlock: string, subnet = net.subnets[0]!) =>
    make(aws.vpnRoute, {
      clientVpnEndpointId: endpoint.id,
      destinationCidrBlock,
      targetVpcSubnetId: subnet,
    });
  const admit = (endpoint: CloudResource, inputs: Properties) =>
    make(aws.vpnAuthorization, {
      clientVpnEndpointId: endpoint.id,
      targetNetworkCidr: "10.0.0.0/16",
      ...inputs,
    });
  const peer = (inputs: Properties = {}) =>
    make(aws.peering, { vpcId: net.vpc.id, peerVpcId: legacy.id, autoAccept: true, ...inputs });
  return { cloud, make, vpcId: net.vpc.id, subnets: net.subnets, net, vpn, join, route, admit, peer };
}

type World = ReturnType<typeof world>;

const refusals: [what: string, work: (world: World) => unknown, code: string, cause: RegExp][] = [
  [
    "too few client addresses",
    (w) => w.vpn({ clientCidrBlock: "10.250.0.0/23" }),
    "InvalidParameterValue",
    /at least \/22/,
  ],
  [
    "too many client addresses",
    (w) => w.vpn({ clientCidrBlock: "10.0.0.0/11" }),
    "InvalidParameterValue",
    /not be greater than \/12/,
  ],
  [
    "a certificate that isn't there",
    (w) => w.vpn({ serverCertificateArn: `${certificate}0` }),
    "InvalidParameterValue",
    /does not exist/,
  ],
  [
    "an authority that isn't there",
    (w) =>
      w.vpn({
        authenticationOptions: [{ type: "certificate-authentication", rootCertificateChainArn: "arn:none" }],
      }),
    "InvalidParameterValue",
    /arn:none does not exist/,
  ],
  [
    "a portal without SAML",
    (w) => w.vpn({ authenticationOptions: [], selfServicePortal: "enabled" }),
    "InvalidParameterValue",
    /self-service portal/,
  ],
  [
    "clients in the VPC's range",
    (w) => w.join(w.vpn({ clientCidrBlock: "10.0.4.0/22" }), w.subnets[0]!),
    "InvalidClientVpnSubnetId.OverlappingCidr",
    /10\.0\.4\.0\/22 overlaps with 10\.0\.0\.0\/16/,
  ],
  [
    "a subnet twice",
    (w) => {
      const endpoint = w.vpn();
      return [w.join(endpoint, w.subnets[0]!), w.join(endpoint, w.subnets[0]!)];
    },
    "InvalidClientVpnDuplicateAssociationException",
    /already associated/,
  ],
  [
    "a second subnet in a zone",
    (w) => {
      const endpoint = w.vpn();
      const other = w.make(aws.subnet, {
        vpcId: w.vpcId,
        cidrBlock: "10.0.9.0/24",
        availabilityZone: `${region}a`,
      });
      return [w.join(endpoint, w.subnets[0]!), w.join(endpoint, other.id)];
    },
    "InvalidClientVpnSubnetId.DuplicateAz",
    /eu-west-1a/,
  ],
  [
    "a subnet of another VPC",
    (w) => w.join(w.vpn(), "subnet-00000001"),
    "InvalidParameterValue",
    /is not in VPC/,
  ],
  [
    "an association with no endpoint",
    (w) => w.make(aws.vpnAssociation, { clientVpnEndpointId: "none", subnetId: w.subnets[0]! }),
    "InvalidClientVpnEndpointId.NotFound",
    /none/,
  ],
  [
    "a route by a subnet that isn't associated",
    (w) => w.route(w.vpn(), "10.9.0.0/16"),
    "InvalidClientVpnActiveAssociationNotFound",
    /was not found/,
  ],
  [
    "a route twice",
    (w) => {
      const endpoint = w.vpn();
      w.join(endpoint, w.subnets[0]!);
      return [w.route(endpoint, "10.9.0.0/16"), w.route(endpoint, "10.9.0.0/16")];
    },
    "InvalidClientVpnDuplicateRoute",
    /already been added/,
  ],
  [
    "a route to the clients",
    (w) => {
      const endpoint = w.vpn();
      w.join(endpoint, w.subnets[0]!);
      return w.route(endpoint, "10.250.0.0/16");
    },
    "InvalidParameterValue",
    /overlaps/,
  ],
  [
    "a group's access twice",
    (w) => {
      const endpoint = w.vpn();
      return [w.admit(endpoint, { accessGroupId: "g" }), w.admit(endpoint, { accessGroupId: "g" })];
    },
    "InvalidClientVpnDuplicateAuthorizationRule",
    /already been added/,
  ],
  [
    "a peering of overlapping ranges",
    (w) => {
      const overlapping = w.make(aws.vpc, { cidrBlock: "10.8.0.0/20" });
      return w.make(aws.peering, { vpcId: overlapping.id, peerVpcId: legacy.id, autoAccept: true });
    },
    "VpcPeeringConnectionFailed",
    /overlapping CIDR range/,
  ],
  [
    "a second peering of the same VPCs",
    (w) => [w.peer(), w.peer()],
    "VpcPeeringConnectionAlreadyExists",
    /pcx-/,
  ],
  ["a peering with no VPC", (w) => w.peer({ peerVpcId: "vpc-0" }), "InvalidVpcID.NotFound", /vpc-0/],
  [
    "options of a pending peering",
    (w) => w.peer({ autoAccept: false, requester: { allowRemoteVpcDnsResolution: true } }),
    "OperationNotPermitted",
    /is not active/,
  ],
  [
    "options set later on a pending peering",
    (w) =>
      w.cloud.update(w.peer({ autoAccept: false }), { requester: { allowRemoteVpcDnsResolution: true } }),
    "OperationNotPermitted",
    /is not active/,
  ],
  [
    "an acceptance in the wrong region",
    (w) => {
      const connection = w.peer({ autoAccept: false, peerRegion: "us-east-1" });
      return w.make(aws.peeringAccepter, { vpcPeeringConnectionId: connection.id, autoAccept: true });
    },
    "OperationNotPermitted",
    /must be accepted in region us-east-1/,
  ],
  [
    "a route by no peering",
    (w) =>
      w.make(aws.route, {
        routeTableId: "rtb-00000001",
        destinationCidrBlock: "10.0.0.0/16",
        vpcPeeringConnectionId: "pcx-0",
      }),
    "InvalidVpcPeeringConnectionID.NotFound",
    /pcx-0/,
  ],
  [
    "a group of a VPC without a peering",
    (w) => admitGroup(w),
    "InvalidGroup.NotFound",
    /belong to different networks/,
  ],
  [
    "a group of a VPC whose peering is pending",
    (w) => (w.peer({ autoAccept: false, peerOwnerId: "444455556666" }), admitGroup(w)),
    "InvalidGroup.NotFound",
    /belong to different networks/,
  ],
];

/** Opens a group there to the cluster's. */
function admitGroup({ cloud, make, net }: World): CloudResource {
  const { clusterSecurityGroupId } = cluster(cloud, net).outputs["vpcConfig"] as {
    clusterSecurityGroupId: string;
  };
  return make(aws.ingressRule, {
    securityGroupId: "sg-00000001",
    referencedSecurityGroupId: clusterSecurityGroupId,
    ipProtocol: "tcp",
    fromPort: 5432,
    toPort: 5432,
  });
}

test.each(refusals)("refuses %s", (_, work, code, cause) => {
  const refused = refusal(() => work(world()));
  expect(refused.code).toBe(code);
  expect(refused.message).toMatch(cause);
});

test("a VPN with an association a zone, routes to a peer and access for groups and all", () => {
  const w = world();
  const endpoint = w.vpn({ selfServicePortal: "enabled" });
  expect(endpoint.outputs).toMatchObject({
    dnsName: `*.${endpoint.id}.prod.clientvpn.eu-west-1.amazonaws.com`,
    selfServicePortalUrl: `https://self-service.clientvpn.amazonaws.com/endpoints/${endpoint.id}`,
  });
  for (const subnet of w.subnets) w.join(endpoint, subnet);
  for (const subnet of w.subnets) w.route(endpoint, "10.9.0.0/16", subnet);
  expect(w.admit(endpoint, { accessGroupId: "g" }).id).toBe(`${endpoint.id},10.0.0.0/16,g`);
  expect(w.admit(endpoint, { authorizeAllGroups: true }).id).toBe(`${endpoint.id},10.0.0.0/16`);
});

test("an endpoint goes once its subnets do, and they and its certificate once it does", () => {
  const { cloud, subnets, vpn, join } = world();
  const endpoint = vpn();
  const association = join(endpoint, subnets[0]!);
  const [subnet] = cloud.list(aws.subnet).filter(({ id }) => id === subnets[0]);
  expect(refusal(() => cloud.remove(endpoint)).code).toBe("DependencyViolation");
  expect(refusal(() => cloud.remove(subnet!)).code).toBe("DependencyViolation");
  cloud.remove(association);
  cloud.remove(subnet!);
  expect(refusal(() => cloud.remove(cloud.get(aws.certificate, certificate)!)).code).toBe(
    "ResourceInUseException",
  );
  cloud.remove(endpoint);
  cloud.remove(cloud.get(aws.certificate, certificate)!);
});

test("the security group of an endpoint stays as long as it does", () => {
  const { cloud, make, vpcId, vpn } = world();
  const group = make(aws.securityGroup, { vpcId, name: "vpn" });
  const endpoint = vpn({ securityGroupIds: [group.id] });
  expect(refusal(() => cloud.remove(group)).code).toBe("DependencyViolation");
  cloud.remove(endpoint);
  cloud.remove(group);
});

test("an active peering takes options, routes on both sides, and rules between groups", () => {
  const w = world();
  const connection = w.peer({ requester: { allowRemoteVpcDnsResolution: true } });
  expect(connection.outputs["acceptStatus"]).toBe("active");
  expect(admitGroup(w).id).toMatch(/^sgr-/);
  const route = {
    routeTableId: "rtb-00000001",
    destinationCidrBlock: "10.0.0.0/16",
    vpcPeeringConnectionId: connection.id,
  };
  expect(w.make(aws.route, route).outputs["state"]).toBe("active");
});

test("a peering with another region is active once it is accepted there", () => {
  const { make, peer } = world();
  const connection = peer({ autoAccept: undefined as never, peerRegion: "us-east-1" });
  expect(connection.outputs["acceptStatus"]).toBe("pending-acceptance");
  const accepter = make(aws.peeringAccepter, {
    vpcPeeringConnectionId: connection.id,
    region: "us-east-1",
    autoAccept: true,
  });
  expect(accepter.id).toBe(connection.id);
  const options = "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions";
  const requester = { allowRemoteVpcDnsResolution: true };
  expect(make(options, { vpcPeeringConnectionId: accepter.id, requester }).id).toBe(connection.id);
});

test.each<[string, Properties, string]>([
  [aws.vpnEndpoint, { sessionTimeoutHours: 9 }, "sessionTimeoutHours"],
  [aws.vpnAuthorization, { targetNetworkCidr: "10.0.0.0/16" }, "accessGroupId"],
  [aws.vpnAuthorization, { accessGroupId: "g", authorizeAllGroups: true }, "accessGroupId"],
  [aws.vpnAuthorization, { accessGroupId: "g", targetNetworkCidr: "10.0.0.9/16" }, "targetNetworkCidr"],
  [aws.peering, { autoAccept: true, peerRegion: "us-east-1" }, "autoAccept"],
])("finds at preview what is wrong with %s %j", (type, inputs, property) => {
  expect(
    kindOf(type)
      ?.check?.(inputs)
      .map((failure) => failure.property),
  ).toEqual([property]);
});

test("the clients' range can't be changed, only replaced with the endpoint", () => {
  expect(kindOf(aws.vpnEndpoint)?.replaceOn).toContain("clientCidrBlock");
});

describe("looking up", () => {
  const look = (name: string, args: Properties) => world().cloud.invoke(`aws:ec2/${name}:${name}`, args);

  test.each<[string, Properties, Properties]>([
    [
      "getSubnet",
      { id: "subnet-00000001" },
      { vpcId: legacy.id, availabilityZone: "eu-west-1a", cidrBlock: "10.9.0.0/24" },
    ],
    ["getRouteTable", { routeTableId: "rtb-00000001" }, { vpcId: legacy.id, routeTableId: "rtb-00000001" }],
    ["getSecurityGroup", { id: "sg-00000001" }, { vpcId: legacy.id, name: "sg-00000001" }],
    [
      "getVpc",
      { id: legacy.id },
      { cidrBlock: "10.9.0.0/16", enableDnsHostnames: true, enableDnsSupport: true },
    ],
  ])("%s %j finds it", (name, args, expected) => expect(look(name, args)).toMatchObject(expected));

  test("a VPC has all its ranges", () => {
    expect(look("getVpc", { id: legacy.id })["cidrBlockAssociations"]).toMatchObject([
      { cidrBlock: "10.9.0.0/16", state: "associated" },
      { cidrBlock: "10.8.0.0/16", state: "associated" },
    ]);
  });

  test.each<[string, Properties, RegExp]>([
    ["getVpc", { id: "vpc-0" }, /no matching EC2 VPC found/],
    ["getVpc", { id: legacy.id, region: "us-east-1" }, /no matching EC2 VPC found/],
    ["getSubnet", { id: "subnet-0" }, /no matching EC2 Subnet found/],
    ["getRouteTable", { routeTableId: "rtb-0" }, /no matching EC2 Route Table found/],
    ["getSecurityGroup", { id: "sg-0" }, /no matching EC2 Security Group found/],
  ])("%s %j finds nothing", (name, args, words) => {
    expect(refusal(() => look(name, args)).message).toMatch(words);
  });
});
