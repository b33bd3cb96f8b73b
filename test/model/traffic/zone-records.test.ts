// Tests how a zone's records are read: by name, by type, and the ledger's entries.
import type { Observed } from "../../../src/model/traffic/splitter";
import { canonicalName, indexZone, readZone, type ZoneRecord } from "../../../src/model/traffic/zone-records";

const set = (weights: Record<string, number>): Observed => ({ kind: "set", weights });
const simple = (type: string): Observed => ({
  kind: "foreign",
  reason: `has a simple ${type} record in the zone, and Route 53 takes no weighted ones beside it`,
});

test.each([
  ["API.Example.com.", "api.example.com"],
  ["api.example.com", "api.example.com"],
  ["\\052.example.com.", "*.example.com"],
  ["\\052.\\052.example.com", "*.*.example.com"],
  ["a.b.c.", "a.b.c"],
])("%s is compared as %s", (name, expected) => {
  expect(canonicalName(name)).toBe(expected);
});

const weighted = (type: string, setIdentifier: string, weight: number): Omit<ZoneRecord, "name"> => ({
  type,
  setIdentifier,
  weight,
});

const beside = (weights: Record<string, number>, others: string): Observed => ({
  kind: "set",
  weights,
  beside: `records of type ${others}`,
});
const [four, six] = [weighted("A", "blue", 5), weighted("AAAA", "blue", 7)];

test.each<[string, Omit<ZoneRecord, "name">[], Observed, string | undefined]>([
  ["nothing", [], { kind: "none" }, undefined],
  ["no address", [{ type: "TXT" }, { type: "MX" }], { kind: "none" }, undefined],
  ["addresses beside another type", [{ type: "TXT" }, four], set({ blue: 5 }), "A"],
  ["one address", [{ type: "A" }], simple("A"), "A"],
  ["another name", [{ type: "CNAME" }], simple("CNAME"), "CNAME"],
  ["other names by weight", [weighted("CNAME", "blue", 5)], set({ blue: 5 }), "CNAME"],
  ["IPv6 addresses alone", [six], set({ blue: 7 }), "AAAA"],
  ["both kinds, A first", [four, six], beside({ blue: 5 }, "AAAA"), "A"],
  ["both kinds, A last", [six, four], beside({ blue: 5 }, "AAAA"), "A"],
  ["a simple IPv6 address beside a set", [{ type: "AAAA" }, four], beside({ blue: 5 }, "AAAA"), "A"],
  ["some without a weight", [four, { type: "A", setIdentifier: "eu" }], simple("A"), "A"],
  ["some without an identifier", [{ type: "A", weight: 5 }, four], simple("A"), "A"],
])("a name with %s", (_, records, observed, type) => {
  const zone = indexZone([
    { name: "other.example.com.", ...weighted("A", "legacy", 1) },
    ...records.map((record) => ({ name: "Api.example.com.", ...record })),
  ]);
  expect(zone("api.Example.com")).toEqual({ observed, type });
});

test("routes have what is under their public names, and the ledger's entries what is beside them", () => {
  const text = "owner=crossover/prod only=legacy since=2026-11-20T12:00:00.000Z";
  const zone = readZone(
    [
      { name: "api.example.com.", ...weighted("CNAME", "legacy", 100) },
      { name: "API._crossover.example.com.", type: "TXT", values: [text] },
      { name: "web._crossover.example.com.", type: "TXT", values: ["a note"] },
      { name: "api._crossover.example.com.", type: "CAA", values: ['0 issue "amazon.com"'] },
      { name: "_crossover.example.com.", type: "TXT", values: [text] },
      { name: "api.example.com.", type: "TXT", values: [text] },
    ],
    "example.com",
  );
  expect(zone.observed("api")).toEqual(set({ legacy: 100 }));
  expect([zone.recordType("api"), zone.recordType("web")]).toEqual(["CNAME", undefined]);
  expect(zone.entry("api")).toEqual({
    owner: "crossover/prod",
    split: { only: "legacy" },
    since: "2026-11-20T12:00:00.000Z",
  });
  expect(zone.entry("web")).toEqual({ unreadable: "a note" });
  expect(zone.entry("app")).toBeUndefined();
  expect(zone.entries).toEqual(["api", "web"]);
  expect(["api", "web", "app"].map((route) => zone.text(route))).toEqual([text, "a note", undefined]);
});
