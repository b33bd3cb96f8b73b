// Tests when a freeze holds and when it ends, in the time zone that it names, and that nothing goes up in one.
import fc from "fast-check";
import { freezeAt, thawed } from "../../../src/model/traffic/freeze";
import { planTraffic } from "../../../src/model/traffic/plan";
import { toSplit } from "../../../src/model/traffic/split";
import type { Subject, TrafficRequest } from "../../../src/model/traffic/types";
import type { FreezeWindow } from "../../../src/schema/stack/policy";
import type { TrafficValue } from "../../../src/schema/stack/traffic";
import { rulesOf } from "../problems";

const window = (from: string, to: string, timeZone = "Etc/UTC"): FreezeWindow => ({
  ...{ from, to, timeZone },
  reason: "rest",
});
const weekend = window("fri 16:00", "mon 08:00", "Europe/Berlin");
const christmas = window("2026-12-24", "2026-12-27T12:00", "Europe/Berlin");

test.each<[string, FreezeWindow[], string, string | undefined]>([
  ["before the weekend", [weekend], "2026-11-27T14:59:59Z", undefined],
  ["at its first moment", [weekend], "2026-11-27T15:00:00Z", "2026-11-30T07:00:00.000Z"],
  ["in its midst", [weekend], "2026-11-29T12:00:00Z", "2026-11-30T07:00:00.000Z"],
  ["at its end", [weekend], "2026-11-30T07:00:00Z", undefined],
  ["in summer, an hour earlier", [weekend], "2026-07-03T14:00:00Z", "2026-07-06T06:00:00.000Z"],
  ["over the change to winter time", [weekend], "2026-10-24T12:00:00Z", "2026-10-26T07:00:00.000Z"],
  ["once", [christmas], "2026-12-25T00:00:00Z", "2026-12-27T11:00:00.000Z"],
  ["on the day before", [christmas], "2026-12-23T22:59:59Z", undefined],
  // The 27th is a Sunday.
  ["one after the other", [christmas, weekend], "2026-12-25T00:00:00Z", "2026-12-28T07:00:00.000Z"],
  ["a night", [window("tue 22:00", "wed 06:00")], "2026-12-02T05:59:00Z", "2026-12-02T06:00:00.000Z"],
  [
    "later on one day",
    [window("tue 18:00", "tue 09:00")],
    "2026-12-04T00:00:00Z",
    "2026-12-08T09:00:00.000Z",
  ],
  ["no window", [], "2026-12-25T00:00:00Z", undefined],
])("%s", (_, windows, now, until) => {
  expect(freezeAt(new Date(now), windows)?.until?.toISOString()).toBe(until);
  expect(thawed(new Date(now), windows).toISOString()).toBe(until ?? new Date(now).toISOString());
});

test("freezes without a gap have no end", () => {
  const always = [window("mon 00:00", "thu 00:00"), window("thu 00:00", "mon 00:00")];
  const now = new Date("2026-12-02T00:00:00Z");
  expect(freezeAt(now, always)).toEqual({ window: always[0] });
  expect(thawed(now, always)).toEqual(now);
});

test("whenever a freeze ends, nothing is frozen", () => {
  const minutes = fc.integer({ min: 0, max: 1439 });
  const days = fc.constantFrom("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  const time = fc
    .tuple(days, minutes)
    .map(
      ([day, at]) =>
        `${day} ${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`,
    );
  const zones = fc.constantFrom("Etc/UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe");
  const windows = fc.array(
    fc
      .tuple(time, time, zones)
      .filter(([from, to]) => from !== to)
      .map((all) => window(...all)),
    { maxLength: 3 },
  );
  const moment = fc.date({
    min: new Date("2026-01-01T00:00:00Z"),
    max: new Date("2028-01-01T00:00:00Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(windows, moment, (all, now) => {
      const frozen = freezeAt(now, all);
      if (!frozen?.until) return;
      expect(frozen.until.getTime()).toBeGreaterThan(now.getTime());
      expect(freezeAt(frozen.until, all)).toBeUndefined();
      // It is the first such moment.
      expect(freezeAt(new Date(frozen.until.getTime() - 1), all)).toBeDefined();
    }),
  );
});

const since = "2026-01-01T00:00:00Z";
const owner = "crossover/prod";

function rules(
  weights: Record<string, number>,
  at: TrafficValue,
  desired: TrafficValue,
  kind: Subject["kind"] = "route",
) {
  const subject: Subject = {
    ...{ key: "api", service: "api", kind, hasLegacy: true, ladder: [0, 5, 25, 50, 100], after: [] },
    desired: toSplit(desired, "blue"),
    freeze: [weekend],
    ...(kind === "route"
      ? {
          observed: { kind: "set", weights },
          entry: { owner, split: toSplit(at, "blue"), since, freed: ["legacy", "blue"] },
        }
      : { recorded: { value: at, since } }),
  };
  const request: TrafficRequest = {
    ...{ subjects: [subject], cluster: "blue", known: ["legacy", "blue"], owner },
    pace: { bake: 0, soak: 0, concurrent: 9, ttl: 60 },
    now: new Date("2026-11-28T00:00:00Z"),
  };
  return rulesOf(planTraffic(request).problems);
}

test.each<[Record<string, number>, TrafficValue, TrafficValue, string[]]>([
  [{ legacy: 100 }, "legacy", 0, ["freeze"]],
  [{ legacy: 100, blue: 0 }, 0, 5, ["freeze"]],
  [{ legacy: 75, blue: 25 }, 25, 50, ["freeze"]],
  [{ legacy: 0, blue: 100 }, 100, "kubernetes", ["freeze"]],
  [{ legacy: 75, blue: 25 }, 25, 25, []],
  [{ legacy: 75, blue: 25 }, 25, 5, []],
  [{ legacy: 100, blue: 0 }, 0, "legacy", []],
  [{ blue: 100 }, "kubernetes", 100, []],
  // Interrupted on the way to 50.
  [{ legacy: 75, blue: 50 }, 25, 50, ["freeze"]],
  [{ legacy: 75, blue: 50 }, 25, 25, []],
])("a route with %j at %j, then %j", (weights, at, desired, expected) => {
  expect(rules(weights, at, desired)).toEqual(expected);
});

test("a job moves to a cluster after the freeze, and back at any time", () => {
  expect(rules({}, "legacy", "kubernetes", "job")).toEqual(["freeze"]);
  expect(rules({}, "kubernetes", "legacy", "job")).toEqual([]);
});
