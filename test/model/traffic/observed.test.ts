// Tests how what a zone holds is read: by name, by type, and as the position of a route.
import {
  isWritten,
  observedPosition,
  recordedPosition,
  sinceOf,
  type Position,
  type Recorded,
} from "../../../src/model/traffic/observed";
import type { Entry } from "../../../src/model/traffic/ledger";
import type { Split } from "../../../src/model/traffic/split";
import type { Observed } from "../../../src/model/traffic/splitter";

const set = (weights: Record<string, number>): Observed => ({ kind: "set", weights });
const pair = (from: string, to: string, percent: number): Split => ({ from, to, percent });

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
const later = "2026-11-20T13:00:00Z";
test.each<[Position, Recorded | undefined, string | undefined]>([
  [at, { value: 25, since: before }, before],
  [at, { value: 5, since: before }, undefined],
  [at, undefined, undefined],
  [at, { value: 25, since: "once" }, undefined],
  [at, { value: 25, since: later }, now.toISOString()],
  [{ kind: "free" }, { value: "legacy", since: before }, undefined],
])("%j, recorded as %j, is so since %s", (one, recorded, expected) => {
  expect(sinceOf(one, { recorded }, "blue", now)?.toISOString()).toBe(expected);
});

const entry = (percent: number): Entry => ({
  owner: "crossover/prod",
  split: pair("legacy", "blue", percent),
  since: before,
});
test.each<[string, Recorded | undefined, Entry | undefined, string | undefined]>([
  ["the ledger, where both know it", { value: 25, since: later }, entry(25), before],
  ["the ledger alone", undefined, entry(25), before],
  ["nobody, where the ledger is about something else", { value: 25, since: before }, entry(5), undefined],
])("since when is said by %s", (_, recorded, said, expected) => {
  expect(sinceOf(at, { entry: said, recorded }, "blue", now)?.toISOString()).toBe(expected);
});

test("a pair of legacy is lost where the service has no legacy side", () => {
  const about = { hasLegacy: false };
  expect(position(set({ legacy: 75, blue: 25 }), about)).toEqual({ kind: "lost", targets: ["legacy"] });
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
