// Tests what a rehearsal derives of the account from a stack's network.
import { contains, overlaps } from "../../src/model/network/addresses";
import type { Networks } from "../../src/model/network/check";
import { seededNetworks } from "../../src/cli/seeded-networks";
import { network } from "../../src/schema/stack/network";
import { peerings } from "../../src/schema/stack/peerings";
import { vpn } from "../../src/schema/stack/vpn";

const region = "eu-west-1";
const certificate = "arn:aws:acm:eu-west-1:111122223333:certificate/1";
const adopt = {
  vpc: "vpc-00000001",
  public: ["subnet-00000001", "subnet-00000002"],
  private: ["subnet-00000003", "subnet-00000004"],
  routeTables: ["rtb-00000001"],
};
const legacy = {
  vpc: "vpc-00000009",
  cidrs: ["10.0.0.0/16"],
  routeTables: ["rtb-00000009"],
  allow: [22, 5432].map((port) => ({
    from: "here",
    port,
    securityGroup: "sg-00000009",
    description: "some",
  })),
};

function stack(of: {
  network?: object;
  peerings?: object;
  networks?: string[];
  certificate?: string;
}): Networks {
  return {
    network: network.parse(of.network ?? { cidr: "10.40.0.0/16", zones: 2, nat: "single" }),
    peerings: peerings.parse(of.peerings ?? {}),
    vpn: vpn.parse({
      clients: "10.1.0.0/22",
      serverCertificate: certificate,
      authentication: { certificate: of.certificate, saml: "arn:aws:iam::111122223333:saml-provider/vpn" },
      access: { all: { group: "*", networks: of.networks ?? ["vpc"] } },
    }),
  };
}

test("a peer has the ranges, tables and groups that the stack file names; that of another account is unknown", () => {
  const foreign = { ...legacy, vpc: "vpc-00000008", owner: "444455556666" };
  const overseas = { vpc: "vpc-00000007", cidrs: ["10.7.0.0/16"], region: "us-east-1" };
  expect(seededNetworks(stack({ peerings: { legacy, foreign, overseas } }), region).vpcs).toEqual([
    {
      id: "vpc-00000009",
      region,
      cidrs: ["10.0.0.0/16"],
      subnets: [],
      routeTables: ["rtb-00000009"],
      securityGroups: ["sg-00000009"],
    },
    {
      id: "vpc-00000007",
      region: "us-east-1",
      cidrs: ["10.7.0.0/16"],
      subnets: [],
      routeTables: [],
      securityGroups: [],
    },
  ]);
});

test("an adopted VPC has a range that nothing else has, with each tier's subnets in zones of their own", () => {
  const { vpcs } = seededNetworks(stack({ network: { adopt }, peerings: { legacy } }), region);
  const own = vpcs.find(({ id }) => id === adopt.vpc)!;
  const [cidr] = own.cidrs;
  expect(["10.0.0.0/16", "10.1.0.0/22"].filter((other) => overlaps(cidr!, other))).toEqual([]);
  expect(own.subnets.map(({ id, zone }) => [id, zone])).toEqual([
    ["subnet-00000001", "eu-west-1a"],
    ["subnet-00000002", "eu-west-1b"],
    ["subnet-00000003", "eu-west-1a"],
    ["subnet-00000004", "eu-west-1b"],
  ]);
  expect(own.subnets.filter((subnet) => !contains(cidr!, subnet.cidr))).toEqual([]);
  expect(own.routeTables).toEqual(adopt.routeTables);
});

test("what the VPN reaches in an adopted VPC lies in its range", () => {
  const of = { network: { adopt }, peerings: { legacy }, networks: ["10.0.4.0/24", "10.77.32.0/20"] };
  expect(seededNetworks(stack(of), region).vpcs.at(-1)!.cidrs).toEqual(["10.77.0.0/16"]);
});

test("the certificates of a VPN are there", () => {
  expect(seededNetworks(stack({}), region).certificates).toEqual([certificate]);
  const authority = certificate.replace("/1", "/2");
  expect(seededNetworks(stack({ certificate: authority }), region).certificates).toEqual([
    certificate,
    authority,
  ]);
  expect(seededNetworks({ ...stack({}), vpn: undefined }, region).certificates).toEqual([]);
});
