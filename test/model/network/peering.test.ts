// Tests what a peering opens, and which settings of one are refused.
import {
  checkPeering,
  openings,
  manualSteps,
  vpcsWithNames,
  type Here,
} from "../../../src/model/network/peering";
import { peerings, type Peering } from "../../../src/schema/stack/peerings";
import { collect } from "./report";

const group = "sg-0a1b2c3d4e5f67890";
const here: Here = {
  privateRanges: ["10.40.0.0/19", "10.40.64.0/19"],
  intraRanges: ["10.40.40.0/22"],
};

function peering(changes: object = {}): Peering {
  return peerings.parse({ legacy: { vpc: "vpc-0a1b2c3d", cidrs: ["10.0.0.0/16"], ...changes } })["legacy"]!;
}

const allow = (from: string, securityGroup: string, port = 5432) => ({
  from,
  port,
  securityGroup,
  description: `port ${port}`,
});

const mistakes = (changes: object, hasVpn = true) =>
  collect((report) => {
    checkPeering(peering(changes), "peer", "eu-west-1", hasVpn, report);
  });

test("nothing is open but what is allowed", () => {
  expect(openings(peering(), here)).toEqual([]);
});

test("replications come from the databases' subnets, which no group names", () => {
  const from = (changes: object) =>
    openings(peering({ ...changes, allow: [allow("databases", group), allow("vpn", group)] }), here);
  const replication = {
    id: `${group}-5432-from-10.40.40.0-22`,
    securityGroup: group,
    source: { range: "10.40.40.0/22" },
    port: 5432,
    description: "port 5432",
  };
  expect(from({})[0]).toEqual(replication);
  expect(from({})).toHaveLength(2);
  // In another region people come from there too, and one rule does for both.
  expect(from({ region: "us-east-1" })).toEqual([replication]);
});

test("pods and instances come from their subnets, people by the VPN's group", () => {
  const allowed = peering({ allow: [allow("here", group), allow("vpn", group, 22)] });
  const of = (port: number, from: string, source: object) => ({
    ...{ id: `${group}-${port}-from-${from}`, securityGroup: group, source, port },
    description: `port ${port}`,
  });
  expect(openings(allowed, here)).toEqual([
    of(5432, "10.40.0.0-19", { range: "10.40.0.0/19" }),
    of(5432, "10.40.64.0-19", { range: "10.40.64.0/19" }),
    of(22, "vpn", { vpn: true }),
  ]);
});

test("across regions a range takes the place of the VPN's group", () => {
  const allowed = peering({ region: "us-east-1", allow: [allow("here", group), allow("vpn", group)] });
  expect(openings(allowed, here).map(({ source }) => source)).toEqual([
    { range: "10.40.0.0/19" },
    { range: "10.40.64.0/19" },
    { range: "10.40.40.0/22" },
  ]);
});

test("private names answer in those VPCs that say so", () => {
  const { vpc, cidrs } = peering();
  const all = peerings.parse({
    silent: { vpc, cidrs },
    legacy: { vpc, cidrs, privateNames: true },
    far: { vpc: "vpc-0b2c3d4e", cidrs, region: "us-east-1", privateNames: true },
  });
  expect(vpcsWithNames(all)).toEqual({ legacy: { vpc }, far: { vpc: "vpc-0b2c3d4e", region: "us-east-1" } });
});

test("says what the owner of another account has to do", () => {
  expect(manualSteps(peering(), ["10.40.0.0/16"])).toEqual([]);
  expect(manualSteps(peering({ owner: "444455556666" }), ["10.40.0.0/16"])).toEqual([
    "accept the peering connection in account 444455556666, within 7 days",
    "route 10.40.0.0/16 to it from the route tables of vpc-0a1b2c3d",
    "admit 10.40.0.0/16 in the security groups of vpc-0a1b2c3d",
  ]);
});

test.each<[string, object]>([
  ["one in this account and region", { routeTables: ["rtb-0a1b2c3d"], allow: [allow("here", group)] }],
  ["one in another region", { region: "us-east-1", allow: [allow("here", group)] }],
  ["one in another account", { owner: "444455556666" }],
  ["the same port for two groups", { allow: [allow("here", group), allow("here", "sg-0a1b2c3d")] }],
])("takes %s", (_, changes) => expect(mistakes(changes)).toEqual([]));

test.each<[string, object, string[]]>([
  [
    "an address that begins no range",
    { cidrs: ["10.0.0.0/16", "10.1.2.3/16"] },
    ["peer.cidrs[1]: `10.1.2.3/16` isn't the beginning of its range [10.1.0.0/16]"],
  ],
  ["the own region", { region: "eu-west-1" }, ["peer.region: is this stack's own region [leave it out]"]],
  [
    "what another account has to open",
    { owner: "444455556666", routeTables: ["rtb-0a1b2c3d"], allow: [allow("here", group)] },
    [
      "peer.routeTables: belong to account 444455556666, which this stack can't write to [leave them out; the output `peerings` says what to do there]",
      "peer.allow[0]: belongs to account 444455556666, which this stack can't write to [leave it out, and open the group there]",
    ],
  ],
  [
    "private names in another account",
    { owner: "444455556666", privateNames: true },
    [
      "peer.privateNames: account 444455556666 has to associate its VPC with the private zone itself [leave it out; authorise the VPC here and associate it there by hand, which no update undoes]",
    ],
  ],
  [
    "an entry twice",
    { allow: [allow("here", group), { ...allow("here", group), description: "again" }] },
    ["peer.allow[1]: repeats an earlier entry"],
  ],
])("refuses %s", (_, changes, expected) => expect(mistakes(changes)).toEqual(expected));

test("refuses people from a VPN that isn't there", () => {
  expect(mistakes({ allow: [allow("vpn", group)] }, false)).toEqual([
    "peer.allow[0].from: there is no `crossover:vpn` in this stack [here or databases]",
  ]);
});
