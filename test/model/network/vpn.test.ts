// Tests who reaches what through the VPN: the rules admit exactly those whom `access` names, and mistakes are reported.
import fc from "fast-check";
import { contains } from "../../../src/model/network/addresses";
import {
  accessRules,
  checkNetworks,
  checkVpn,
  clientRoutes,
  widest,
  type AccessRule,
  type Reach,
} from "../../../src/model/network/vpn";
import { vpn, type VpnSettings } from "../../../src/schema/stack/vpn";
import { collect } from "./report";

fc.configureGlobal({ seed: 20 });

const reach: Reach = { vpc: ["10.40.0.0/16"], peerings: { legacy: ["10.0.0.0/16", "10.1.0.0/16"] } };
const certificate = "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000001";
const saml = "arn:aws:iam::111122223333:saml-provider/vpn";

function settings(changes: object = {}): VpnSettings {
  return vpn.parse({
    clients: "10.250.0.0/22",
    serverCertificate: certificate,
    authentication: { saml },
    access: { engineers: { group: "eng", networks: ["vpc"] } },
    ...changes,
  });
}

const mistakes = (changes: object) =>
  collect((report) => {
    checkVpn(settings(changes), "vpn", "eu-west-1", report);
    checkNetworks(settings(changes), reach, "vpn", report);
  });

test("an access is a rule for each range, after one by which everyone finds names", () => {
  expect(
    accessRules(
      {
        engineers: { group: "eng", networks: ["vpc", "legacy"] },
        everyone: { group: "*", networks: ["10.40.8.0/24"] },
      },
      reach,
    ),
  ).toEqual([
    { id: "all-10.40.0.2-32", network: "10.40.0.2/32", description: "resolver" },
    { id: "all-10.40.8.0-24", network: "10.40.8.0/24", description: "everyone" },
    { id: "eng-10.40.0.0-16", network: "10.40.0.0/16", description: "engineers", group: "eng" },
    { id: "eng-10.0.0.0-16", network: "10.0.0.0/16", description: "engineers", group: "eng" },
    { id: "eng-10.1.0.0-16", network: "10.1.0.0/16", description: "engineers", group: "eng" },
  ]);
});

test("another group's small network takes nothing from the group of the large one", () => {
  const rules = accessRules(
    {
      engineers: { group: "eng", networks: ["vpc"] },
      databases: { group: "dba", networks: ["10.40.32.0/20"] },
    },
    reach,
  );
  expect(rules.map(({ id }) => id)).toEqual([
    "all-10.40.0.2-32",
    "eng-10.40.0.0-16",
    "eng-10.40.32.0-20",
    "dba-10.40.32.0-20",
  ]);
});

/** Whether AWS lets a group reach an address: it asks only the rules with the longest prefix. */
function admitted(rules: readonly AccessRule[], group: string, address: string): boolean {
  const fitting = rules.filter(({ network }) => contains(network, `${address}/32`));
  const longest = Math.max(...fitting.map(({ network }) => Number(network.split("/")[1])));
  return fitting.some(
    (rule) => rule.network.endsWith(`/${longest}`) && (rule.group === undefined || rule.group === group),
  );
}

const groups = ["a", "b", "c"];
const network = fc.constantFrom(
  "vpc",
  "legacy",
  "10.40.0.0/17",
  "10.40.0.0/20",
  "10.40.1.0/24",
  "10.0.0.0/24",
  "10.1.0.0/16",
);
const access = fc.uniqueArray(
  fc.record({
    group: fc.constantFrom(...groups, "*"),
    networks: fc.uniqueArray(network, { minLength: 1, maxLength: 3 }),
  }),
  { selector: ({ group }) => group, minLength: 1, maxLength: 4 },
);
const address = fc.constantFrom(
  "10.40.0.9",
  "10.40.1.9",
  "10.40.127.9",
  "10.40.200.9",
  "10.0.0.9",
  "10.1.9.9",
);

test("a group reaches an address if, and only if, one of its own entries or everyone's holds it", () => {
  fc.assert(
    fc.property(access, address, fc.constantFrom(...groups), (entries, at, group) => {
      const named = Object.fromEntries(entries.map((entry, i) => [`entry-${i}`, entry]));
      const wished = entries
        .filter((entry) => entry.group === group || entry.group === "*")
        .flatMap(({ networks }) => networks)
        .flatMap((one) => (one === "vpc" ? reach.vpc : (reach.peerings[one] ?? [one])))
        .some((range) => contains(range, `${at}/32`));
      expect(admitted(accessRules(named, reach), group, at)).toBe(wished);
    }),
  );
});

test("no two rules are of the same group and network, which AWS refuses", () => {
  fc.assert(
    fc.property(access, (entries) => {
      const rules = accessRules(Object.fromEntries(entries.map((entry, i) => [`entry-${i}`, entry])), reach);
      const keys = rules.map(({ group, network: range }) => `${group ?? "*"} ${range}`);
      expect(new Set(keys).size).toBe(keys.length);
      expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    }),
  );
});

test("routes lead to what is outside of the VPC, each once", () => {
  const rules = accessRules(
    {
      engineers: { group: "eng", networks: ["vpc", "10.0.0.0/16", "10.0.4.0/24"] },
      support: { group: "sup", networks: ["10.1.2.0/24"] },
    },
    reach,
  );
  expect(widest(rules)).toEqual(["10.40.0.0/16", "10.0.0.0/16", "10.1.2.0/24"]);
  expect(clientRoutes(rules, reach.vpc)).toEqual(["10.0.0.0/16", "10.1.2.0/24"]);
});

test("a sound VPN has no mistakes, by SAML or by certificate", () => {
  expect(mistakes({})).toEqual([]);
  expect(mistakes({ authentication: { certificate }, access: { all: { networks: ["vpc"] } } })).toEqual([]);
});

test.each<[string, object, string[]]>([
  [
    "too few addresses",
    { clients: "10.250.0.0/24" },
    ["vpn.clients: `10.250.0.0/24` must be from /12 to /22 [10.250.0.0/22]"],
  ],
  [
    "too many addresses",
    { clients: "10.0.0.0/8" },
    ["vpn.clients: `10.0.0.0/8` must be from /12 to /22 [10.0.0.0/12]"],
  ],
  [
    "a certificate of another region",
    { serverCertificate: certificate.replace("eu-west-1", "us-east-1") },
    ["vpn.serverCertificate: is in us-east-1, but the endpoint is in eu-west-1 [one in eu-west-1]"],
  ],
  [
    "a clients' authority of another region",
    { authentication: { saml, certificate: certificate.replace("eu-west-1", "us-east-1") } },
    ["vpn.authentication.certificate: is in us-east-1, but the endpoint is in eu-west-1 [one in eu-west-1]"],
  ],
  [
    "a portal for certificates",
    { authentication: { certificate, selfService: saml }, access: { all: { networks: ["vpc"] } } },
    [
      "vpn.authentication.selfService: the portal is only for those who sign in by SAML [leave it out, or add `saml`]",
    ],
  ],
  [
    "nobody's access",
    { access: { all: { networks: ["vpc"] } } },
    ["vpn.access.all.group: is missing: it says who has this access [the id of a group, or `*` for all]"],
  ],
  [
    "a group of certificates",
    { authentication: { certificate } },
    ["vpn.access.engineers.group: a client certificate tells no group [leave it out, or sign in by SAML]"],
  ],
  [
    "a group twice",
    { access: { one: { group: "eng", networks: ["vpc"] }, two: { group: "eng", networks: ["legacy"] } } },
    ["vpn.access.two.group: is already the group of `one` [add the networks to `one`]"],
  ],
  [
    "two entries that nothing tells apart",
    {
      authentication: { certificate },
      access: { one: { networks: ["vpc"] }, two: { networks: ["legacy"] } },
    },
    ["vpn.access.two.group: without groups everyone has the access of `one` too [add the networks to `one`]"],
  ],
  [
    "an unknown peering",
    { access: { all: { group: "*", networks: ["legcy"] } } },
    ["vpn.access.all.networks[0]: there is no peering `legcy` [vpc, legacy, or a range within]"],
  ],
  [
    "a network that no route leads to",
    { access: { all: { group: "*", networks: ["vpc", "10.9.0.0/16"] } } },
    [
      "vpn.access.all.networks[1]: `10.9.0.0/16` is neither in the VPC nor in a peering [vpc, legacy, or a range within]",
    ],
  ],
  [
    "an address that begins no range",
    { access: { all: { group: "*", networks: ["10.40.0.9/24"] } } },
    ["vpn.access.all.networks[0]: `10.40.0.9/24` isn't the beginning of its range [10.40.0.0/24]"],
  ],
])("refuses %s", (_, changes, expected) => expect(mistakes(changes)).toEqual(expected));
