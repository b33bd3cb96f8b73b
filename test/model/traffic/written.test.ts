// Tests what a state says of weights, and which of them the zone holds otherwise.
import { drifted, readWritten, recordsWritten } from "../../../src/model/traffic/written";
import type { ZoneRecord } from "../../../src/model/traffic/zone-records";

const state = (target: string, weight: number, name = "api.example.com") => ({
  urn: `urn:${target}`,
  type: "aws:route53/record:Record",
  outputs: {
    name,
    fqdn: name,
    zoneId: "Z1",
    type: "A",
    setIdentifier: target,
    weightedRoutingPolicies: [{ weight }],
  },
});
const zone = (setIdentifier: string, weight: number, name = "api.example.com."): ZoneRecord => ({
  name,
  type: "A",
  setIdentifier,
  weight,
});
const driftedRecords = (state: Parameters<typeof readWritten>[0], records: ZoneRecord[]) =>
  drifted(readWritten(state).weights, records).map(({ urn }) => urn);
const pair = [state("legacy", 95), state("blue", 5)];

test.each<[string, ZoneRecord[], string[]]>([
  ["both as the state has them", [zone("legacy", 95), zone("blue", 5)], []],
  ["the receiver raised by an update that was killed", [zone("legacy", 95), zone("blue", 25)], ["urn:blue"]],
  ["both moved by something else", [zone("legacy", 0), zone("blue", 100)], ["urn:legacy", "urn:blue"]],
  ["one gone", [zone("legacy", 95)], ["urn:blue"]],
  ["none there", [], ["urn:legacy", "urn:blue"]],
  ["a simple record in their place", [{ name: "api.example.com.", type: "A" }], ["urn:legacy", "urn:blue"]],
  [
    "a record of another name",
    [zone("legacy", 95), zone("blue", 5), zone("blue", 50, "web.example.com.")],
    [],
  ],
])("%s", (_, records, expected) => {
  expect(driftedRecords(pair, records)).toEqual(expected);
});

test("a weight of 0 is a weight", () => {
  expect(driftedRecords([state("blue", 0)], [zone("blue", 0)])).toEqual([]);
  expect(driftedRecords([state("blue", 0)], [zone("blue", 5)])).toEqual(["urn:blue"]);
});

test.each<[string, object]>([
  ["simple", { setIdentifier: "", weightedRoutingPolicies: [] }],
  ["of another policy, with none by weight", { weightedRoutingPolicies: [] }],
  ["of another policy", { weightedRoutingPolicies: undefined }],
  ["without an identifier", { setIdentifier: undefined }],
  ["whose name isn't known yet", { fqdn: undefined }],
])("a record that is %s has no weight", (_, outputs) => {
  const [record] = pair;
  expect(readWritten([{ ...record!, outputs: { ...record!.outputs, ...outputs } }]).weights).toEqual([]);
});

test("resources of other types are left alone", () => {
  const service = { urn: "urn:service", type: "kubernetes:core/v1:Service" };
  expect(readWritten([service, { ...pair[0]!, type: "other:dns/record:Record" }]).weights).toEqual([]);
});

const ledger = {
  urn: "urn:ledger",
  type: "aws:route53/record:Record",
  outputs: { fqdn: "api._crossover.example.com", type: "TXT", zoneId: "Z1" },
};

test("a state says which weights it has, in which zone, and which public zones it has made", () => {
  const zone = (urn: string, outputs: object) => ({
    urn,
    type: "aws:route53/zone:Zone",
    outputs: outputs as Record<string, unknown>,
  });
  const stack = { urn: "urn:stack", type: "pulumi:pulumi:Stack", outputs: {} };
  const inside = zone("urn:inside", { zoneId: "Z3", vpcs: [{ vpcId: "vpc-1" }] });
  const check = (urn: string, outputs: Record<string, unknown>) => ({
    ...{ urn, type: "aws:route53/healthCheck:HealthCheck", outputs },
  });
  const made = check("urn:check", { arn: "arn:aws:route53:::healthcheck/3f1c9d52" });
  const resources = [
    ...[stack, ...pair, ledger, zone("urn:zone", { zoneId: "Z2", vpcs: [] }), inside],
    zone("urn:other", { zoneId: "Z4" }),
    { urn: "urn:network", type: "aws:ec2/vpc:Vpc", outputs: { arn: "arn:aws:ec2:eu-west-1::vpc/vpc-1" } },
    ...[made, check("urn:unmade", {}), { urn: "urn:without", type: made.type }],
  ];
  expect(readWritten(resources)).toEqual({
    empty: false,
    checks: [{ urn: "urn:check", id: "3f1c9d52" }],
    weights: [
      { urn: "urn:legacy", hostname: "api.example.com", target: "legacy", weight: 95, zoneId: "Z1" },
      { urn: "urn:blue", hostname: "api.example.com", target: "blue", weight: 5, zoneId: "Z1" },
    ],
    entries: [{ urn: "urn:ledger", hostname: "api.example.com" }],
    zones: ["Z2", "Z4"],
  });
});

test("the records of a name are those of its set, and its entry", () => {
  const written = readWritten([...pair, ledger]);
  expect(recordsWritten(written, "api.example.com")).toEqual(["urn:legacy", "urn:blue", "urn:ledger"]);
  expect(recordsWritten(written, "app.example.com")).toEqual([]);
});

test("a state is empty where it has nothing but the stack and its providers", () => {
  const own = (type: string) => ({ urn: `urn:${type}`, type });
  expect(readWritten([]).empty).toBe(true);
  expect(readWritten([own("pulumi:pulumi:Stack"), own("pulumi:providers:aws")]).empty).toBe(true);
  expect(readWritten([own("pulumi:pulumi:Stack"), own("crossover:network:Network")]).empty).toBe(false);
});
