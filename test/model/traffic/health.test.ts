// Tests what the checks of a zone's records make of each side.
import { describeHealth, judgeSides, type Reading, type Readings } from "../../../src/model/traffic/health";
import type { ZoneRecord } from "../../../src/model/traffic/zone-records";

const at = new Date("2026-11-20T21:40:30Z");
const record = (setIdentifier: string, healthCheckId?: string, type = "A"): ZoneRecord => ({
  ...{ name: "api.example.com.", type, setIdentifier, weight: 50 },
  ...(healthCheckId !== undefined && { healthCheckId }),
});
const reported = (healthy: boolean, alarm?: string): Reading => ({ kind: "reported", healthy, at, alarm });

function side(records: ZoneRecord[], checks: Record<string, Reading>, more: Partial<Readings> = {}) {
  return judgeSides(records, { checks: new Map(Object.entries(checks)), ...more })("api.example.com")[
    "blue"
  ]!;
}

test.each<[string, ZoneRecord[], Record<string, Reading>, Partial<Readings>, string]>([
  ["reports 1", [record("blue", "c")], { c: reported(true) }, {}, "healthy"],
  [
    "reports 0",
    [record("blue", "c")],
    { c: reported(false) },
    {},
    "unhealthy: its health check failed at 2026-11-20 21:40 UTC",
  ],
  [
    "reports 0, and its checkers say why",
    [record("blue", "c")],
    { c: reported(false) },
    { checkers: new Map([["c", { passing: 2, asked: 16, at }]]) },
    "unhealthy: 2 of 16 checkers pass, last looked at 2026-11-20 21:40 UTC",
  ],
  [
    "reports 0, and its checkers looked later",
    [record("blue", "c")],
    { c: reported(false) },
    { checkers: new Map([["c", { passing: 2, asked: 16, at: new Date("2026-11-20T21:45:00Z") }]]) },
    "unhealthy: 2 of 16 checkers pass, last looked at 2026-11-20 21:45 UTC",
  ],
  [
    "reports 0, and its checkers don't say when they looked",
    [record("blue", "c")],
    { c: reported(false) },
    { checkers: new Map([["c", { passing: 0, asked: 16 }]]) },
    "unhealthy: 0 of 16 checkers pass, last looked at 2026-11-20 21:40 UTC",
  ],
  [
    "reports 1, while its load balancer has lost its last target",
    [record("blue", "c")],
    { c: reported(true) },
    { targets: new Map([["blue", { healthy: 0, all: 3 }]]) },
    "unhealthy: its load balancer has no healthy target (of 3)",
  ],
  [
    "reports 1, and has one target left",
    [record("blue", "c")],
    { c: reported(true) },
    { targets: new Map([["blue", { healthy: 1, all: 3 }]]) },
    "healthy",
  ],
  [
    "reports 1, while another side has lost its targets",
    [record("blue", "c")],
    { c: reported(true) },
    { targets: new Map([["legacy", { healthy: 0, all: 3 }]]) },
    "healthy",
  ],
  [
    "reports 0, whatever its load balancer sees",
    [record("blue", "c")],
    { c: reported(false) },
    { targets: new Map([["blue", { healthy: 0, all: 3 }]]) },
    "unhealthy: its health check failed at 2026-11-20 21:40 UTC",
  ],
  [
    "follows an alarm",
    [record("blue", "c")],
    { c: reported(false, "its alarm x has been in ALARM") },
    {},
    "unhealthy: its alarm x has been in ALARM since 2026-11-20 21:40 UTC",
  ],
  ["has no check", [record("blue")], {}, {}, "unhealthy: its record has no health check"],
  [
    "is silent",
    [record("blue", "c")],
    { c: { kind: "silent", reason: "it is disabled" } },
    {},
    "unhealthy: it is disabled",
  ],
  [
    "can't be read",
    [record("blue", "c")],
    { c: { kind: "unreadable", reason: "AccessDenied" } },
    {},
    "unknown: AccessDenied",
  ],
  ["wasn't asked", [record("blue", "c")], {}, {}, "unknown: its check wasn't asked"],
  [
    "is another identity's",
    [record("blue", "c")],
    { c: reported(true) },
    { distrusted: "another asked" },
    "unknown: another asked",
  ],
  [
    "has a second record without a check",
    [record("blue", "c"), record("blue", undefined, "AAAA")],
    { c: reported(true) },
    {},
    "unhealthy: its record has no health check",
  ],
  [
    "has a second record that can't be read",
    [record("blue", "d", "AAAA"), record("blue", "c")],
    { c: reported(true), d: { kind: "unreadable", reason: "AccessDenied" } },
    {},
    "unknown: AccessDenied",
  ],
  [
    "has a second record that fails, beside one that can't be read",
    [record("blue", "d", "AAAA"), record("blue", "c")],
    { c: reported(false), d: { kind: "unreadable", reason: "AccessDenied" } },
    {},
    "unhealthy: its health check failed at 2026-11-20 21:40 UTC",
  ],
  [
    "has a second record that is healthy, beside one that can't be read",
    [record("blue", "d"), record("blue", "c", "AAAA")],
    { c: reported(true), d: { kind: "unreadable", reason: "AccessDenied" } },
    {},
    "unknown: AccessDenied",
  ],
])("a side that %s", (_, records, checks, more, expected) => {
  expect(describeHealth(side(records, checks, more))).toBe(expected);
});

test("names are compared as Route 53 writes them, and simple records are no sides", () => {
  const records = [
    { ...record("blue", "c"), name: "\\052.Example.com." },
    { name: "www.example.com.", type: "A", values: ["192.0.2.1"] },
  ];
  const sides = judgeSides(records, { checks: new Map([["c", reported(true)]]) });
  expect(sides("*.example.com")).toEqual({ blue: { state: "healthy", at } });
  expect(sides("www.example.com")).toEqual({});
  expect(sides("api.example.com")).toEqual({});
});

test.each([[true], [false]])("a check that says nothing is named if it is gone: %s", (gone) => {
  const silent: Reading = { kind: "silent", reason: "it says nothing", gone };
  const found = { state: "unhealthy", reason: "it says nothing", ...(gone && { gone: "c" }) };
  expect(side([record("blue", "c")], { c: silent })).toEqual(found);
});

test("only what can't be read may be excused, and never what another identity read", () => {
  const unreadable: Reading = { kind: "unreadable", reason: "AccessDenied" };
  expect(side([record("blue", "c")], { c: unreadable })).toMatchObject({ excusable: true });
  expect(side([record("blue", "c")], { c: unreadable }, { distrusted: "x" })).toMatchObject({
    excusable: false,
  });
});
