// Tests which sides no answer names any more, and that one leaves only once an update has found it so.
import { freed, freeTargets, refuseUnfreed } from "../../../src/model/traffic/freed";
import type { Entry } from "../../../src/model/traffic/ledger";
import type { Position } from "../../../src/model/traffic/observed";
import { toSplit, weightsOf } from "../../../src/model/traffic/split";
import type { Observed } from "../../../src/model/traffic/splitter";
import type { Subject } from "../../../src/model/traffic/types";
import type { TrafficValue } from "../../../src/schema/stack/traffic";

const now = new Date("2026-11-20T12:00:00Z");
const pace = { bake: 0, soak: 0, concurrent: 1, ttl: 60 };
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

/** What the ledger says of a value. */
const says = (value: TrafficValue, since: Date, freed?: string[]): Entry => ({
  owner: "crossover/prod",
  split: toSplit(value, "blue"),
  since: since.toISOString(),
  freed,
});

function decide(
  at: TrafficValue | undefined,
  to: TrafficValue,
  held: number,
  earlier?: string[],
  whole = true,
) {
  const split = at === undefined ? undefined : toSplit(at, "blue");
  const observed: Observed =
    split === undefined ? { kind: "none" } : { kind: "set", weights: weightsOf(split) };
  const position: Position = split === undefined ? { kind: "free" } : { kind: "at", split };
  const since = ago(held);
  const subject: Subject = {
    ...{ key: "api", service: "shop", kind: "route", hasLegacy: true, ladder: [0, 100], after: [] },
    desired: toSplit(to, "blue"),
    observed,
    entry: at === undefined ? undefined : says(at, since, earlier),
  };
  const about = { now, pace, position, since, whole };
  return {
    free: freeTargets(subject, about),
    refused: refuseUnfreed(subject, about).length,
    kept: refuseUnfreed(subject, { ...about, ephemeral: true }).length,
  };
}

test.each<[string, TrafficValue | undefined, TrafficValue, number, string[] | undefined, string[]]>([
  ["a new side on standby", "legacy", 0, 0, undefined, ["blue"]],
  ["a new stack, of none", undefined, "legacy", 0, undefined, []],
  ["a side that has weight, of none", 5, 5, 1000, undefined, []],
  ["the update that takes the weight away, of none", 5, 0, 1000, ["blue"], []],
  ["standby within two TTLs, of none", 0, 0, 119, undefined, []],
  ["standby after two TTLs", 0, 0, 120, undefined, ["blue"]],
  ["standby that had been found so before", 0, 0, 0, ["blue"], ["blue"]],
  ["legacy at 100", 100, 100, 120, undefined, ["legacy"]],
  ["legacy that leaves", 100, "kubernetes", 120, ["legacy"], ["legacy"]],
  ["legacy that returns", "kubernetes", 100, 0, undefined, ["legacy"]],
  ["a step up from standby, of none", 0, 100, 120, ["blue"], []],
])("%s is free", (_, at, to, held, earlier, expected) => {
  expect(decide(at, to, held, earlier).free).toEqual(expected);
});

test("an update of one route frees no side, but keeps what is free", () => {
  expect(decide(0, 0, 1000, undefined, false).free).toEqual([]);
  expect(decide(0, 0, 1000, ["blue"], false).free).toEqual(["blue"]);
});

test("a side leaves only after an update has found it free", () => {
  expect(decide(100, "kubernetes", 1000, undefined)).toMatchObject({ refused: 1, kept: 0 });
  expect(decide(100, "kubernetes", 1000, ["legacy"]).refused).toBe(0);
  expect(decide(0, "legacy", 1000, ["legacy"]).refused).toBe(1);
  expect(decide(0, 100, 1000).refused).toBe(0);
});

test("what the ledger says of another value doesn't count", () => {
  const weights = { legacy: 0, blue: 100 };
  const subject: Subject = {
    ...{ key: "api", service: "shop", kind: "route", hasLegacy: true, ladder: [0, 100], after: [] },
    desired: { only: "blue" },
    observed: { kind: "set", weights },
    entry: says(0, ago(1000), ["legacy"]),
  };
  const position: Position = { kind: "at", split: { from: "legacy", to: "blue", percent: 100 } };
  expect(refuseUnfreed(subject, { position })).toHaveLength(1);
});

test("between two rungs nothing is free that wasn't before, however long ago that was", () => {
  const subject: Subject = {
    ...{ key: "api", service: "shop", kind: "route", hasLegacy: true, ladder: [0, 100], after: [] },
    desired: toSplit(0, "blue"),
    observed: { kind: "set", weights: { legacy: 50, blue: 0 } },
  };
  const position: Position = { kind: "unfinished", from: "legacy", to: "blue", share: 0 };
  expect(freeTargets(subject, { now, pace, position, since: ago(1000) })).toEqual([]);
});

test("an update records what it found free, of the targets that still have a record", () => {
  expect(freed({ free: ["legacy", "green"], weights: { legacy: 0, blue: 100 } })).toEqual(["legacy"]);
});
