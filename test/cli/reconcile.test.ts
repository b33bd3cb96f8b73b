// Tests records whose weight in the zone differs from the state's.
import { driftedRecords } from "../../src/cli/reconcile";
import type { ZoneRecord } from "../../src/model/traffic/observed";

const state = (target: string, weight: number, name = "api.example.com") => ({
  urn: `urn:${target}`,
  type: "aws:route53/record:Record",
  inputs: { name, type: "A", setIdentifier: target, weightedRoutingPolicies: [{ weight }] },
});
const zone = (setIdentifier: string, weight: number, name = "api.example.com."): ZoneRecord => ({
  name,
  type: "A",
  setIdentifier,
  weight,
});
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

test("simple records, and resources of other types, are left alone", () => {
  const simple = { urn: "urn:simple", type: "aws:route53/record:Record", inputs: { name: "x.example.com" } };
  const service = { urn: "urn:service", type: "kubernetes:core/v1:Service", inputs: {} };
  expect(driftedRecords([simple, service], [])).toEqual([]);
});
