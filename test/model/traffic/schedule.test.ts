// Tests the order and the times at which everything may move: each step as soon as the rules allow it, and no sooner.
import fc from "fast-check";
import { planTraffic } from "../../../src/model/traffic/plan";
import { schedule, type Way } from "../../../src/model/traffic/schedule";
import { toSplit, weightsOf } from "../../../src/model/traffic/split";
import type { Subject, TrafficRequest } from "../../../src/model/traffic/types";
import { wavesOf } from "../../../src/model/traffic/waves";
import type { TrafficValue } from "../../../src/schema/stack/traffic";

const hour = 3_600_000;
const now = new Date("2026-11-29T12:00:00Z");
const owner = "crossover/prod";
const pace = { bake: 24 * hour, soak: 72 * hour, concurrent: 1, ttl: 60 };

function subject(key: string, at: TrafficValue, hours: number, more: Partial<Subject> = {}): Subject {
  const split = toSplit(at, "blue");
  return {
    ...{ key, service: key, kind: "route", hasLegacy: true, ladder: [0, 50, 100], after: [], desired: split },
    observed: { kind: "set", weights: weightsOf(split) },
    entry: {
      ...{ owner, split, freed: ["legacy", "blue"] },
      since: new Date(now.getTime() - hours * hour).toISOString(),
    },
    ...more,
  };
}

function request(subjects: readonly Subject[], more: Partial<TrafficRequest> = {}): TrafficRequest {
  return { subjects, pace, cluster: "blue", known: ["legacy", "blue"], owner, now, ...more };
}

/** Its steps, in hours from now. */
const steps = (way: Way | undefined) =>
  way?.steps.map(({ value, at }) => [value, (at.getTime() - now.getTime()) / hour]);

test("a route alone takes its bakes and its soak", () => {
  const [way] = schedule(request([subject("api", "legacy", 1)]));
  expect(way).toMatchObject({ value: "legacy", through: true, blocked: { rule: "bake" } });
  expect(steps(way)).toEqual([
    [0, 23],
    [50, 47],
    [100, 71],
    ["kubernetes", 143],
  ]);
});

test("what has no record yet begins with the next update", () => {
  const none = { observed: { kind: "none" as const }, entry: undefined };
  const [way, fresh] = schedule(
    request([
      subject("api", "legacy", 0, none),
      subject("new", "kubernetes", 0, { ...none, hasLegacy: false }),
    ]),
  );
  expect(steps(way)?.[0]).toEqual([0, 24]);
  expect(fresh).toMatchObject({ through: true, steps: [] });
});

test("one route bakes at a time, and what comes after waits", () => {
  const ways = schedule(
    request([subject("auth", 0, 24), subject("api", 0, 24, { after: ["auth"] }), subject("web", 0, 24)]),
  );
  expect(ways.map(steps)).toEqual([
    [
      [50, 0],
      [100, 24],
      ["kubernetes", 96],
    ],
    [
      [50, 48],
      [100, 72],
      ["kubernetes", 144],
    ],
    [
      [50, 96],
      [100, 120],
      ["kubernetes", 192],
    ],
  ]);
  expect(ways.map(({ blocked }) => blocked?.rule)).toEqual([undefined, "after", "concurrent"]);
  const services = [
    { name: "auth", after: [] },
    { name: "api", after: ["auth"] },
    { name: "web", after: [] },
  ];
  expect([...wavesOf(ways, services)]).toEqual([
    ["auth", 1],
    ["api", 2],
    ["web", 1],
  ]);
});

test("a freeze is waited for", () => {
  const freeze = [{ from: "2026-11-29", to: "2026-12-01", timeZone: "Etc/UTC", reason: "rest" }];
  const [way] = schedule(request([subject("api", 50, 48, { freeze })]));
  expect(steps(way)).toEqual([
    [100, 36],
    ["kubernetes", 108],
  ]);
});

test("workers and jobs have no record to go by", () => {
  const recorded = { value: "legacy" as const, since: now.toISOString() };
  const none = { observed: undefined, entry: undefined, recorded };
  const [worker, job] = schedule(
    request([
      subject("queue", "legacy", 0, { ...none, kind: "consumers" }),
      subject("report", "legacy", 0, { ...none, kind: "job" }),
    ]),
  );
  expect(steps(worker)?.at(-1)).toEqual(["kubernetes", 24 + 24 + 24 + 72]);
  expect(steps(job)).toEqual([["kubernetes", 0]]);
});

test.each<[string, Partial<Subject>, string]>([
  [
    "foreign records",
    { observed: { kind: "foreign", reason: "has a simple A record in the zone" }, entry: undefined },
    "api has a simple A record in the zone",
  ],
  [
    "a side that is gone",
    { observed: { kind: "set", weights: { red: 100 } } },
    "api is on red, which this stack doesn't have",
  ],
  [
    "weights between two rungs",
    { observed: { kind: "set", weights: { legacy: 70, blue: 30 } } },
    "api is between two rungs: finish that step, or go down",
  ],
  [
    "what comes after what isn't there",
    { after: ["other"] },
    "api waits for other, which must be at 100 or kubernetes first",
  ],
])("%s stop it", (_, more, stopped) => {
  const other = subject("other", 0, 0, {
    observed: { kind: "foreign", reason: "has a simple A record in the zone" },
    entry: undefined,
  });
  const [way] = schedule(request([subject("api", 0, 48, more), other]));
  expect(way).toMatchObject({ through: false, steps: [], stopped });
});

test("each step is allowed at its moment, with all before it made, and not a moment earlier", () => {
  const ladders = fc.constantFrom([0, 100], [0, 50, 100], [0, 5, 25, 100]);
  const values = fc.constantFrom<TrafficValue>("legacy", 0, 100, "kubernetes");
  const routes = fc.array(fc.tuple(values, fc.integer({ min: 0, max: 100 }), ladders, fc.boolean()), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(routes, fc.integer({ min: 1, max: 3 }), (all, concurrent) => {
      const subjects = all.map(([at, hours, ladder, waits], i) =>
        subject(`r${i}`, at, hours, { ladder, after: waits && i > 0 ? [`r${i - 1}`] : [] }),
      );
      const ways = schedule(request(subjects, { pace: { ...pace, concurrent } }));
      expect(ways.every(({ through }) => through)).toBe(true);
      const moments = [...new Set(ways.flatMap((way) => way.steps.map(({ at }) => at.getTime())))].sort(
        (a, b) => a - b,
      );
      const left = new Map(ways.map((way) => [way.key, [...way.steps]]));
      let world = subjects;
      const ask = (at: number, keys: readonly string[]) =>
        planTraffic(
          request(
            world.map((one) =>
              keys.includes(one.key)
                ? { ...one, desired: toSplit(left.get(one.key)![0]!.value, "blue") }
                : one,
            ),
            { now: new Date(at), pace: { ...pace, concurrent } },
          ),
        );
      for (const moment of moments) {
        const due = () => [...left].filter(([, [next]]) => next?.at.getTime() === moment).map(([key]) => key);
        if (moment > now.getTime())
          for (const key of due()) expect(ask(moment - 1, [key]).problems).not.toEqual([]);
        // One update may open the way for another at the same moment.
        while (due().length > 0) {
          const refused = ask(moment, due()).problems.map(({ path }) => path);
          const allowed = due().filter((key) => !refused.includes(`crossover:traffic.${key}`));
          expect(allowed).not.toEqual([]);
          const { subjects: made, problems } = ask(moment, allowed);
          expect(problems).toEqual([]);
          for (const key of allowed) left.get(key)!.shift();
          world = world.map((one, i) => {
            if (!allowed.includes(one.key)) return one;
            const { split } = made[i]!;
            const entry = { owner, split, since: new Date(moment).toISOString(), freed: ["legacy", "blue"] };
            return { ...one, desired: split, observed: { kind: "set", weights: weightsOf(split) }, entry };
          });
        }
      }
    }),
    { numRuns: 200 },
  );
});
