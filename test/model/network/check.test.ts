// Tests all that is refused of a network: by the files alone, and by what the cloud answers.
import fc from "fast-check";
import { freeRange, overlaps, rangeProblem, resolverOf } from "../../../src/model/network/addresses";
import type { Findings } from "../../../src/model/network/adopted";
import { checkNetwork, settleNetwork, type Networks } from "../../../src/model/network/check";
import { network } from "../../../src/schema/stack/network";
import { peerings } from "../../../src/schema/stack/peerings";
import { vpn } from "../../../src/schema/stack/vpn";
import { collect } from "./report";

fc.configureGlobal({ seed: 20 });

const [peerVpc, ownVpc] = ["vpc-0a1b2c3d", "vpc-00000001"];
const [one, two, three, four] = ["1", "2", "3", "4"].map((digit) => `subnet-0000000${digit}`) as [
  string,
  string,
  string,
  string,
];
const made = { cidr: "10.40.0.0/16", zones: 2, nat: "single" };
const adopt = { vpc: ownVpc, public: [one, two], private: [three, four], routeTables: ["rtb-00000001"] };
const legacy = {
  vpc: peerVpc,
  cidrs: ["10.0.0.0/16"],
  routeTables: ["rtb-0a1b2c3d"],
  allow: [{ from: "here", port: 5432, securityGroup: "sg-0a1b2c3d", description: "PostgreSQL" }],
};
const clients = {
  clients: "10.250.0.0/22",
  serverCertificate: "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d",
  authentication: { saml: "arn:aws:iam::111122223333:saml-provider/vpn" },
  access: { engineers: { group: "eng", networks: ["vpc", "legacy"] } },
};

function stack(of: { network?: object; peerings?: object; vpn?: object | null }): Networks {
  return {
    network: network.parse(of.network ?? made),
    peerings: peerings.parse(of.peerings ?? { legacy }),
    vpn: of.vpn === null ? undefined : vpn.parse(of.vpn ?? clients),
  };
}

const zone = (letter: string, cidr: string, vpc = ownVpc) => ({
  found: { vpc, zone: `eu-west-1${letter}`, cidr },
});

const findings: Findings = {
  vpcs: {
    [peerVpc]: { found: { cidrs: ["10.0.0.0/16"], resolves: true } },
    [ownVpc]: { found: { cidrs: ["10.60.0.0/16"], resolves: true } },
  },
  subnets: {
    [one]: zone("b", "10.60.1.0/24"),
    [two]: zone("a", "10.60.0.0/24"),
    [three]: zone("a", "10.60.16.0/20"),
    [four]: zone("b", "10.60.32.0/20"),
  },
  routeTables: { "rtb-0a1b2c3d": { found: { vpc: peerVpc } }, "rtb-00000001": { found: { vpc: ownVpc } } },
  securityGroups: { "sg-0a1b2c3d": { found: { vpc: peerVpc } } },
};

const files = (of: Parameters<typeof stack>[0]) =>
  collect((report) => {
    checkNetwork(stack(of), "Pulumi.test.yaml", "eu-west-1", report);
  });
const cloud = (of: Parameters<typeof stack>[0], changes: Partial<Findings> = {}) =>
  collect((report) => settleNetwork(stack(of), { ...findings, ...changes }, "test", report));

test("a sound network has no mistakes, made or adopted", () => {
  expect([...files({}), ...files({ network: { adopt } })]).toEqual([]);
  expect([...cloud({}), ...cloud({ network: { adopt } })]).toEqual([]);
});

test("what was found of an adopted VPC is ordered by zone; intra subnets are the private ones", () => {
  const settled = settleNetwork(stack({ network: { adopt } }), findings, "test", () => undefined);
  const [inA, inB] = [
    { id: three, zone: "eu-west-1a", cidr: "10.60.16.0/20" },
    { id: four, zone: "eu-west-1b", cidr: "10.60.32.0/20" },
  ];
  expect(settled).toEqual({
    id: ownVpc,
    cidrs: ["10.60.0.0/16"],
    zones: ["eu-west-1a", "eu-west-1b"],
    public: [
      { id: two, zone: "eu-west-1a", cidr: "10.60.0.0/24" },
      { id: one, zone: "eu-west-1b", cidr: "10.60.1.0/24" },
    ],
    private: [inA, inB],
    intra: [inA, inB],
    routeTables: ["rtb-00000001"],
  });
});

test("all overlapping ranges are named in pairs, with one that is free", () => {
  const other = { vpc: "vpc-00000009", cidrs: ["10.0.128.0/17"] };
  expect(
    files({
      network: { ...made, cidr: "10.0.0.0/16" },
      peerings: { legacy, other },
      vpn: { ...clients, clients: "10.0.4.0/22" },
    }),
  ).toEqual([
    "Pulumi.test.yaml: crossover:peerings.legacy: `10.0.0.0/16` overlaps `10.0.0.0/16` of Pulumi.test.yaml: crossover:network.cidr: an address would mean two hosts [a range that doesn't overlap it, such as 10.1.0.0/16]",
    "Pulumi.test.yaml: crossover:peerings.other: `10.0.128.0/17` overlaps `10.0.0.0/16` of Pulumi.test.yaml: crossover:network.cidr: an address would mean two hosts [a range that doesn't overlap it, such as 10.1.0.0/17]",
    "Pulumi.test.yaml: crossover:peerings.other: `10.0.128.0/17` overlaps `10.0.0.0/16` of Pulumi.test.yaml: crossover:peerings.legacy: an address would mean two hosts [a range that doesn't overlap it, such as 10.1.0.0/17]",
    "Pulumi.test.yaml: crossover:vpn.clients: `10.0.4.0/22` overlaps `10.0.0.0/16` of Pulumi.test.yaml: crossover:network.cidr: an address would mean two hosts [a range that doesn't overlap it, such as 10.1.0.0/22]",
    "Pulumi.test.yaml: crossover:vpn.clients: `10.0.4.0/22` overlaps `10.0.0.0/16` of Pulumi.test.yaml: crossover:peerings.legacy: an address would mean two hosts [a range that doesn't overlap it, such as 10.1.0.0/22]",
  ]);
});

test("an adopted VPC needs the tables that lead to a peering", () => {
  expect(files({ network: { adopt: { ...adopt, routeTables: [] } } })).toEqual([
    "Pulumi.test.yaml: crossover:network.adopt.routeTables: is missing: without routes nothing reaches the peerings [the route tables of the private and intra subnets]",
  ]);
});

test("a VPC's range has bounds", () => {
  expect(files({ network: { ...made, cidr: "10.40.0.0/24" } })).toEqual([
    "Pulumi.test.yaml: crossover:network.cidr: `10.40.0.0/24` must be from /16 to /20 [10.40.0.0/20]",
  ]);
});

test("the cloud's ranges count too, those that the file doesn't name among them", () => {
  const vpcs: Findings["vpcs"] = {
    [peerVpc]: { found: { cidrs: ["10.0.0.0/16", "10.40.128.0/20"], resolves: true } },
    [ownVpc]: { found: { cidrs: ["10.60.0.0/16", "10.250.0.0/20"], resolves: true } },
  };
  expect(cloud({}, { vpcs })).toEqual([
    expect.stringContaining("crossover:peerings.legacy: `10.40.128.0/20` overlaps `10.40.0.0/16` of test"),
  ]);
  expect(cloud({ network: { adopt } }, { vpcs })).toEqual([
    expect.stringContaining("crossover:vpn.clients: `10.250.0.0/22` overlaps `10.250.0.0/20` of test"),
  ]);
});

test("what the VPN reaches in an adopted VPC is known only then", () => {
  const access = { engineers: { group: "eng", networks: ["10.60.16.0/20", "10.61.0.0/16"] } };
  const of = { network: { adopt }, vpn: { ...clients, access } };
  expect(files(of)).toEqual([]);
  expect(cloud(of)).toEqual([
    "test: crossover:vpn.access.engineers.networks[1]: `10.61.0.0/16` is neither in the VPC nor in a peering [vpc, legacy, or a range within]",
  ]);
});

test("all that isn't there is told at once", () => {
  const reason = "no matching EC2 VPC found";
  const nothing: Findings = {
    vpcs: { [peerVpc]: { reason }, [ownVpc]: { reason } },
    subnets: { ...findings.subnets, [two]: { reason } },
    routeTables: { ...findings.routeTables, "rtb-00000001": { reason } },
    securityGroups: { "sg-0a1b2c3d": { found: { vpc: ownVpc } } },
  };
  const lookup = (id: string) =>
    `\`${id}\` can't be looked up: no matching EC2 VPC found [an id in this account and region]`;
  expect(cloud({ network: { adopt } }, nothing)).toEqual([
    `test: crossover:network.adopt.vpc: ${lookup(ownVpc)}`,
    `test: crossover:network.adopt.public[1]: ${lookup(two)}`,
    `test: crossover:network.adopt.routeTables[0]: ${lookup("rtb-00000001")}`,
    `test: crossover:peerings.legacy.vpc: ${lookup(peerVpc)}`,
    `test: crossover:peerings.legacy.allow[0].securityGroup: \`sg-0a1b2c3d\` belongs to \`${ownVpc}\` [one of \`${peerVpc}\`]`,
  ]);
});

test.each<[string, Partial<Findings>, string[]]>([
  [
    "a VPC without names",
    { vpcs: { ...findings.vpcs, [ownVpc]: { found: { cidrs: ["10.60.0.0/16"], resolves: false } } } },
    [
      "test: crossover:network.adopt.vpc: `vpc-00000001` has DNS hostnames or DNS support off, and private endpoints need both [a VPC with both on]",
    ],
  ],
  [
    "a subnet of another VPC",
    { subnets: { ...findings.subnets, [one]: zone("b", "10.0.1.0/24", peerVpc) } },
    [
      "test: crossover:network.adopt.public[0]: `subnet-00000001` belongs to `vpc-0a1b2c3d` [one of `vpc-00000001`]",
    ],
  ],
  [
    "two subnets in a zone",
    { subnets: { ...findings.subnets, [four]: zone("a", "10.60.32.0/20") } },
    [
      "test: crossover:network.adopt.private[1]: is in eu-west-1a, like `subnet-00000003` [one subnet a zone]",
      "test: crossover:network.adopt.public: are in eu-west-1a, eu-west-1b, but the private ones are in eu-west-1a, eu-west-1a [one subnet in each of the same zones]",
    ],
  ],
  [
    "tiers in different zones",
    { subnets: { ...findings.subnets, [one]: zone("c", "10.60.1.0/24") } },
    [
      "test: crossover:network.adopt.public: are in eu-west-1a, eu-west-1c, but the private ones are in eu-west-1a, eu-west-1b [one subnet in each of the same zones]",
    ],
  ],
])("refuses %s", (_, changes, expected) => {
  expect(cloud({ network: { adopt } }, changes)).toEqual(expected);
});

test("a peer is as the file says it is", () => {
  const changed = { legacy: { ...legacy, cidrs: ["10.2.0.0/16"] } };
  expect(cloud({ peerings: changed })).toEqual([
    "test: crossover:peerings.legacy.cidrs[0]: `10.2.0.0/16` isn't within a range of `vpc-0a1b2c3d` [10.0.0.0/16]",
  ]);
});

test("private names answer only where the peer resolves names", () => {
  const named = { legacy: { ...legacy, privateNames: true } };
  expect(cloud({ peerings: named })).toEqual([]);
  const vpcs = { ...findings.vpcs, [peerVpc]: { found: { cidrs: ["10.0.0.0/16"], resolves: false } } };
  expect(cloud({ peerings: { legacy } }, { vpcs })).toEqual([]);
  expect(cloud({ peerings: named }, { vpcs })).toEqual([
    "test: crossover:peerings.legacy.privateNames: `vpc-0a1b2c3d` has DNS hostnames or DNS support off, and private names need both [both on there, or `false` here]",
  ]);
});

test("what another account has isn't looked up", () => {
  const foreign = { legacy: { vpc: "vpc-00000009", cidrs: ["10.9.0.0/16"], owner: "444455556666" } };
  expect(cloud({ peerings: foreign })).toEqual([]);
});

test("the resolver is the VPC's third address", () => {
  expect([resolverOf("10.40.0.0/16"), resolverOf("192.168.255.0/24")]).toEqual([
    "10.40.0.2",
    "192.168.255.2",
  ]);
});

test("a free range overlaps none, has the same size, and is found if there is one", () => {
  const range = fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 9, max: 22 }))
    .map(
      ([second, prefix]) =>
        rangeProblem(`10.${second}.0.0/${prefix}`)?.allowed ?? `10.${second}.0.0/${prefix}`,
    );
  fc.assert(
    fc.property(range, fc.array(range, { maxLength: 5 }), (wished, taken) => {
      const free = freeRange(wished, taken);
      if (free === undefined) return;
      expect(free.split("/")[1]).toBe(wished.split("/")[1]);
      expect(rangeProblem(free)).toBeUndefined();
      expect(taken.filter((other) => overlaps(free, other))).toEqual([]);
    }),
  );
  expect(freeRange("10.0.0.0/8", ["10.40.0.0/16"])).toBeUndefined();
  expect(freeRange("10.0.0.0/12", ["10.0.0.0/8"])).toBe("172.16.0.0/12");
});
