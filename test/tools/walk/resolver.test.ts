// Tests the walk's own resolver on hosts, which need no more of a cloud than records.
import type { CloudResource } from "../../../src/rehearsal";
import { resolve, types, weightedNames } from "../../../tools/walk/resolver";

const name = "shop.example.com";

function resource(type: string, id: string, outputs: CloudResource["outputs"]): CloudResource {
  return { type, id, inputs: outputs, outputs, createdAt: "2026-11-28T00:00:00Z" };
}

function record(
  id: string,
  weight: number,
  address: string,
  more: CloudResource["outputs"] = {},
): CloudResource {
  return resource(types.record, id, {
    ...{ zoneId: "Z1", fqdn: name, type: "A", setIdentifier: id, records: [address] },
    weightedRoutingPolicies: [{ weight }],
    ...more,
  });
}

const lost = (address: string) => resource(types.lost, address, {});

/** A check of a side's origin name, and the record of that. */
const check = (id: string, address: string) => [
  resource(types.check, id, { fqdn: `${id}.${name}` }),
  resource(types.record, `origin-${id}`, {
    ...{ zoneId: "Z1", fqdn: `${id}.${name}`, type: "A", records: [address] },
  }),
];

function read(...resources: readonly CloudResource[]) {
  const all = [resource(types.zone, "Z1", { name: "example.com" }), ...resources];
  return resolve({ list: (type) => all.filter((one) => one.type === type) }, name);
}

const [old, fresh] = ["203.0.113.1", "203.0.113.2"];

test.each([
  ["both answer", [record("legacy", 75, old), record("blue", 25, fresh)], 1, 1],
  ["one is lost", [record("legacy", 75, old), record("blue", 25, fresh), lost(fresh)], 0.75, 0.75],
  ["all zero is all equal", [record("legacy", 0, old), record("blue", 0, fresh), lost(fresh)], 0.5, 0.5],
  ["none is there", [], 0, 0],
])("%s", (_, resources, byWeight, byHealth) => {
  expect(read(...resources)).toMatchObject({ byWeight, byHealth });
});

test("an unhealthy side leaves its answers to a standby, but not those that resolvers keep", () => {
  const checked = record("legacy", 100, old, { healthCheckId: "legacy" });
  const reading = read(checked, ...check("legacy", old), record("blue", 0, fresh), lost(old));
  expect(reading).toMatchObject({ byWeight: 0, byHealth: 1 });
});

test("a check that is gone makes nobody unhealthy", () => {
  const unchecked = record("legacy", 100, old, { healthCheckId: "gone" });
  expect(read(unchecked, record("blue", 0, fresh), lost(old)).byHealth).toBe(0);
});

test("AAAA is asked for apart", () => {
  const left = record("legacy-6", 100, old, { type: "AAAA" });
  expect(read(record("blue", 100, fresh), left, lost(old)).byWeight).toBe(0);
});

test("names are those of weighted records in public zones", () => {
  const all = [
    resource(types.zone, "Z1", { name: "example.com" }),
    resource(types.zone, "Z2", { name: "example.com", vpcs: [{ vpcId: "vpc-1" }] }),
    record("legacy", 100, old),
    record("inside", 100, old, { zoneId: "Z2", fqdn: "inside.example.com" }),
  ];
  expect(weightedNames({ list: (type) => all.filter((one) => one.type === type) })).toEqual([name]);
});
