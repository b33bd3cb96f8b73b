// Tests how what a zone holds is read: by name, by type, and as the position of a route.
import {
  canonicalName,
  isWritten,
  indexZone,
  observedPosition,
  recordedPosition,
  sinceOf,
  type Observed,
  type Position,
  type Recorded,
  type ZoneRecord,
} from "../../../src/model/traffic/observed";
import type { Split } from "../../../src/model/traffic/split";

const set = (weights: Record<string, number>, type = "A"): Observed => ({ kind: "set", type, weights });
const pair = (from: string, to: string, percent: number): Split => ({ from, to, percent });

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

test.each<[string, Omit<ZoneRecord, "name">[], Observed]>([
  ["nothing", [], { kind: "none" }],
  ["no address", [{ type: "TXT" }, { type: "MX" }], { kind: "none" }],
  ["addresses beside another type", [{ type: "TXT" }, weighted("A", "blue", 5)], set({ blue: 5 })],
  ["one address", [{ type: "A" }], { kind: "simple", type: "A" }],
  ["another name", [{ type: "CNAME" }], { kind: "simple", type: "CNAME" }],
  ["other names by weight", [weighted("CNAME", "blue", 5)], set({ blue: 5 }, "CNAME")],
  ["IPv6 addresses alone", [weighted("AAAA", "blue", 5)], set({ blue: 5 }, "AAAA")],
  ["both kinds, A first", [weighted("A", "blue", 5), weighted("AAAA", "blue", 7)], set({ blue: 5 })],
  ["both kinds, A last", [weighted("AAAA", "green", 7), weighted("A", "blue", 5)], set({ blue: 5 })],
  ["a simple IPv6 address beside a set", [{ type: "AAAA" }, weighted("A", "blue", 5)], set({ blue: 5 })],
  [
    "some without a weight",
    [weighted("A", "blue", 5), { type: "A", setIdentifier: "eu" }],
    { kind: "simple", type: "A" },
  ],
  [
    "some without an identifier",
    [{ type: "A", weight: 5 }, weighted("A", "blue", 5)],
    { kind: "simple", type: "A" },
  ],
])("a name with %s", (_, records, expected) => {
  const zone = indexZone([
    { name: "other.example.com.", ...weighted("A", "legacy", 1) },
    ...records.map((record) => ({ name: "Api.example.com.", ...record })),
  ]);
  expect(zone("api.Example.com")).toEqual(expected);
});

const position = (
  observed: Observed,
  about: Partial<Parameters<typeof observedPosition>[1]> = {},
): Position =>
  observedPosition(observed, {
    hasLegacy: true,
    desired: { only: "legacy" },
    ladder: [0, 5, 25, 50, 100],
    known: ["legacy", "blue", "green"],
    ...about,
  });

test.each<[Observed, Position]>([
  [{ kind: "none" }, { kind: "at", split: { only: "legacy" } }],
  [set({ blue: 100 }), { kind: "at", split: { only: "blue" } }],
  [set({ blue: 7 }), { kind: "at", split: { only: "blue" } }],
  [set({ legacy: 75, blue: 25 }), { kind: "at", split: pair("legacy", "blue", 25) }],
  [set({ blue: 25, legacy: 75 }), { kind: "at", split: pair("legacy", "blue", 25) }],
  [set({ legacy: 70, blue: 30 }), { kind: "unfinished", from: "legacy", to: "blue", share: 30 }],
  [set({ legacy: 95, blue: 25 }), { kind: "unfinished", from: "legacy", to: "blue", share: 20, finish: 25 }],
  [set({ legacy: 100, blue: 25 }), { kind: "unfinished", from: "legacy", to: "blue", share: 20, finish: 25 }],
  [set({ legacy: 101, blue: 25 }), { kind: "unfinished", from: "legacy", to: "blue", share: 19 }],
  [set({ legacy: 95, blue: 30 }), { kind: "unfinished", from: "legacy", to: "blue", share: 24 }],
  [set({ legacy: 50, blue: 25 }), { kind: "unfinished", from: "legacy", to: "blue", share: 33 }],
  [set({ legacy: 0, blue: 0 }), { kind: "unfinished", from: "legacy", to: "blue", share: 50 }],
  [set({ legacy: 90, red: 5, grey: 5 }), { kind: "lost", targets: ["red", "grey"] }],
])("%j is read as %j", (observed, expected) => {
  expect(position(observed)).toEqual(expected);
});

test("where nothing is, and no legacy side, a route is free", () => {
  expect(position({ kind: "none" }, { hasLegacy: false })).toEqual({ kind: "free" });
});

const [forth, back] = [pair("blue", "green", 25), pair("green", "blue", 75)];
test.each<[string, Split, Split | undefined, Split]>([
  ["what is asked", forth, back, forth],
  ["what is asked, the other way", back, forth, back],
  ["what was recorded, where one is asked for alone", { only: "blue" }, forth, forth],
  ["what was recorded, where another pair is asked for", pair("legacy", "blue", 25), back, back],
  ["neither, if nothing is recorded: to the one that is asked for", { only: "green" }, undefined, forth],
  ["neither, likewise the other", { only: "blue" }, undefined, back],
  ["neither, if another pair was recorded", { only: "green" }, pair("legacy", "blue", 5), forth],
  ["neither, if one alone was recorded", { only: "blue" }, { only: "green" }, back],
  ["neither, where another pair is asked for that ends there", pair("legacy", "blue", 25), undefined, back],
  ["neither, where another pair is asked for that ends here", pair("legacy", "green", 25), undefined, forth],
])("a pair of clusters has the direction of %s", (_, desired, recorded, expected) => {
  const observed = set({ blue: 75, green: 25 });
  expect(position(observed, { desired, recorded, ladder: [0, 25, 75, 100] })).toEqual({
    kind: "at",
    split: expected,
  });
});

test.each<[Recorded | undefined, boolean, Position]>([
  [undefined, true, { kind: "at", split: { only: "legacy" } }],
  [undefined, false, { kind: "free" }],
  [{ value: 25, since: "" }, true, { kind: "at", split: pair("legacy", "blue", 25) }],
  [{ value: 25, since: "", cluster: "green" }, true, { kind: "at", split: pair("legacy", "green", 25) }],
  [{ value: "red", since: "" }, true, { kind: "lost", targets: ["red"] }],
  [{ value: { from: "legacy", to: "red", percent: 5 }, since: "" }, true, { kind: "lost", targets: ["red"] }],
])("recorded as %j, with a legacy side %s, it is at %j", (recorded, hasLegacy, expected) => {
  const about = { hasLegacy, cluster: "blue", known: ["legacy", "blue", "green"] };
  expect(recordedPosition(recorded, about)).toEqual(expected);
});

const now = new Date("2026-11-20T12:00:00Z");
const before = "2026-11-20T11:00:00.000Z";
const at: Position = { kind: "at", split: pair("legacy", "blue", 25) };
test.each<[Position, Recorded | undefined, string]>([
  [at, { value: 25, since: before }, before],
  [at, { value: 5, since: before }, now.toISOString()],
  [at, undefined, now.toISOString()],
  [at, { value: 25, since: "once" }, now.toISOString()],
  [at, { value: 25, since: "2026-11-20T13:00:00Z" }, now.toISOString()],
  [{ kind: "free" }, { value: "legacy", since: before }, now.toISOString()],
])("%j, recorded as %j, is so since %s", (one, recorded, expected) => {
  expect(sinceOf(one, recorded, "blue", now).toISOString()).toBe(expected);
});

test.each<[Observed, Split, boolean]>([
  [set({ legacy: 75, blue: 25 }), pair("legacy", "blue", 25), true],
  [set({ legacy: 75, blue: 25 }), pair("legacy", "blue", 24), false],
  [set({ legacy: 75, green: 25 }), pair("legacy", "blue", 25), false],
  [set({ legacy: 75, blue: 25, green: 0 }), pair("legacy", "blue", 25), false],
  [set({ blue: 100 }), { only: "blue" }, true],
  [set({ blue: 100 }), pair("legacy", "blue", 100), false],
  [{ kind: "none" }, { only: "legacy" }, false],
])("%j holds what %j writes: %s", (observed, split, expected) => {
  expect(isWritten(observed, split)).toBe(expected);
});
