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

test("only what can't be read may be excused, and never what another identity read", () => {
  const unreadable: Reading = { kind: "unreadable", reason: "AccessDenied" };
  expect(side([record("blue", "c")], { c: unreadable })).toMatchObject({ excusable: true });
  expect(side([record("blue", "c")], { c: unreadable }, { distrusted: "x" })).toMatchObject({
    excusable: false,
  });
});
