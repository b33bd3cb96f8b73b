// Tests a peering: exact inputs within an account and region, and what another region or account changes.
import { VpcPeering, type VpcPeeringArgs } from "../../../components/network/vpc-peering";
import { peerings } from "../../../src/schema/stack/peerings";
import { deploy, expectChildNames, namesOf } from "../../mocks";

const group = "sg-0a1b2c3d";
const peer = (changes: object = {}) =>
  peerings.parse({
    legacy: { vpc: "vpc-0a1b2c3d", cidrs: ["10.0.0.0/16"], routeTables: ["rtb-0a1b2c3d"], ...changes },
  })["legacy"]!;

const args: VpcPeeringArgs = {
  vpcId: "vpc-1",
  cidrs: ["10.40.0.0/16"],
  routeTableIds: { "private-eu-west-1a": "rtb-a", intra: "rtb-intra" },
  peer: peer(),
  openings: [
    {
      id: `${group}-5432-from-10.40.0.0-19`,
      securityGroup: group,
      source: { range: "10.40.0.0/19" },
      port: 5432,
      description: "PostgreSQL",
    },
    {
      id: `${group}-22-from-vpn`,
      securityGroup: group,
      source: { vpn: true },
      port: 22,
      description: "SSH",
    },
  ],
  vpnGroupId: "sg-vpn",
};

const make = (changes: Partial<VpcPeeringArgs> = {}) =>
  deploy(() => new VpcPeering("peering", { ...args, ...changes }));

const connection = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection";
const rule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const dns = { allowRemoteVpcDnsResolution: true };

test("in the same account and region it is accepted at once", async () => {
  const { resources, inputs } = await make();
  expect(inputs(connection)).toEqual({
    peering: {
      vpcId: "vpc-1",
      peerVpcId: "vpc-0a1b2c3d",
      autoAccept: true,
      requester: dns,
      accepter: dns,
      tags: { Name: "peering" },
    },
  });
  expect(resources).toHaveLength(1 + 1 + 3 + 2);
  expectChildNames(resources);
});

test("both sides get routes to each other", async () => {
  const { inputs } = await make();
  const way = { vpcPeeringConnectionId: "peering-id" };
  expect(inputs("aws:ec2/route:Route")).toEqual({
    "peering-private-eu-west-1a-10.0.0.0-16": {
      ...way,
      routeTableId: "rtb-a",
      destinationCidrBlock: "10.0.0.0/16",
    },
    "peering-intra-10.0.0.0-16": { ...way, routeTableId: "rtb-intra", destinationCidrBlock: "10.0.0.0/16" },
    "peering-rtb-0a1b2c3d-10.40.0.0-16": {
      ...way,
      routeTableId: "rtb-0a1b2c3d",
      destinationCidrBlock: "10.40.0.0/16",
    },
  });
});

test("groups are opened on one port each, once the peering is active", async () => {
  const { inputs, of } = await make();
  const tcp = (port: number) => ({ ipProtocol: "tcp", fromPort: port, toPort: port });
  expect(inputs(rule)).toEqual({
    [`peering-${group}-5432-from-10.40.0.0-19`]: {
      ...tcp(5432),
      securityGroupId: group,
      cidrIpv4: "10.40.0.0/19",
      description: "PostgreSQL",
    },
    [`peering-${group}-22-from-vpn`]: {
      ...tcp(22),
      securityGroupId: group,
      referencedSecurityGroupId: "sg-vpn",
      description: "SSH",
    },
  });
  for (const { dependencies } of of(rule)) expect(namesOf(dependencies)).toContain("peering");
});

test("in another region it is accepted there, before anything uses it", async () => {
  const opening = { ...args.openings![0]!, id: "range" };
  const { inputs, of } = await make({ peer: peer({ region: "us-east-1" }), openings: [opening] });
  expect(inputs(connection)["peering"]).toEqual({
    vpcId: "vpc-1",
    peerVpcId: "vpc-0a1b2c3d",
    peerRegion: "us-east-1",
    tags: { Name: "peering" },
  });
  expect(inputs("aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter")).toEqual({
    "peering-accepter": {
      vpcPeeringConnectionId: "peering-id",
      region: "us-east-1",
      autoAccept: true,
      accepter: dns,
      tags: { Name: "peering" },
    },
  });
  expect(inputs("aws:ec2/peeringConnectionOptions:PeeringConnectionOptions")).toEqual({
    "peering-options": { vpcPeeringConnectionId: "peering-accepter-id", requester: dns },
  });
  expect(inputs("aws:ec2/route:Route")["peering-rtb-0a1b2c3d-10.40.0.0-16"]).toMatchObject({
    region: "us-east-1",
  });
  expect(inputs("aws:ec2/route:Route")["peering-intra-10.0.0.0-16"]).not.toHaveProperty("region");
  expect(inputs(rule)["peering-range"]).toMatchObject({ cidrIpv4: "10.40.0.0/19", region: "us-east-1" });
  expect(namesOf(of(rule)[0]!.dependencies)).toContain("peering-options");
});

test("in another account it waits for its owner, with the routes of this side", async () => {
  const foreign = peer({ owner: "444455556666", region: "us-east-1", routeTables: [] });
  const { inputs, resources } = await make({ peer: foreign, openings: [] });
  expect(inputs(connection)["peering"]).toEqual({
    vpcId: "vpc-1",
    peerVpcId: "vpc-0a1b2c3d",
    peerOwnerId: "444455556666",
    peerRegion: "us-east-1",
    tags: { Name: "peering" },
  });
  expect(resources.map(({ type }) => type).sort()).toEqual([
    "aws:ec2/route:Route",
    "aws:ec2/route:Route",
    connection,
    "crossover:network:VpcPeering",
  ]);
});

test("an opening to the VPN needs the VPN's group", async () => {
  await expect(make({ vpnGroupId: undefined })).rejects.toMatchObject({
    component: "VpcPeering peering",
    problems: [{ propertyPath: "openings[1].source" }],
  });
});
