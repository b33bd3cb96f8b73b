// Tests break-glass: what an override suspends and for how long, what it never does, and what is said of it.
import type { Observed } from "../../../src/model/traffic/splitter";
import { planTraffic } from "../../../src/model/traffic/plan";
import { toSplit } from "../../../src/model/traffic/split";
import type { Subject, TrafficRequest } from "../../../src/model/traffic/types";
import type { Override } from "../../../src/schema/stack/policy";
import type { TrafficValue } from "../../../src/schema/stack/traffic";
import { rulesOf } from "../problems";

const now = new Date("2026-11-29T12:00:00Z");
const hour = 3_600_000;
const owner = "crossover/prod";
const sick = { state: "unhealthy" as const, reason: "it fails" };
const well = { state: "healthy" as const, at: now };

function plan(
  at: number | "legacy",
  desired: TrafficValue,
  overrides: readonly Override[],
  more: Partial<Subject> = {},
  others: readonly Subject[] = [],
) {
  const weights: Record<string, number> = at === "legacy" ? { legacy: 100 } : { legacy: 100 - at, blue: at };
  const observed: Observed = { kind: "set", weights };
  const subject: Subject = {
    ...{ key: "api", service: "api", kind: "route", hasLegacy: true, ladder: [0, 5, 25, 50, 100], after: [] },
    ...{ desired: toSplit(desired, "blue"), observed },
    entry: { owner, split: toSplit(at, "blue"), since: "2026-11-29T11:30:00Z", freed: ["legacy", "blue"] },
    ...more,
  };
  const request: TrafficRequest = {
    ...{ subjects: [subject, ...others], cluster: "blue", known: ["legacy", "blue"], owner, now, overrides },
    pace: { bake: hour, soak: 3 * hour, concurrent: 1, ttl: 60 },
  };
  return planTraffic(request);
}

const until = "2026-11-29T18:00:00Z";
const of = (rule: Override["rule"], more: Partial<Override> = {}): Override => ({
  ...{ rule, route: "api", reason: "incident 4711", until },
  ...more,
});

test.each<[string, ReturnType<typeof plan>, string[]]>([
  ["a bake", plan(5, 25, [of("bake")]), []],
  ["a soak", plan(100, "kubernetes", [of("soak")]), []],
  ["a leap, which has its bake all the same", plan(5, 100, [of("ladder")]), ["bake"]],
  ["a leap at once", plan(5, 100, [of("ladder"), of("bake")]), []],
  [
    "an unhealthy side",
    plan(5, 25, [of("bake"), of("health")], { health: { legacy: well, blue: sick } }),
    [],
  ],
  [
    "but not where it would be the last",
    plan(100, "kubernetes", [of("soak"), of("health")], { health: { legacy: well, blue: sick } }),
    ["health"],
  ],
  ["no step to kubernetes below 100", plan(25, "kubernetes", [of("soak"), of("ladder")]), ["soak"]],
  ["not another rule", plan(5, 25, [of("soak")]), ["bake"]],
  [
    "a freeze",
    plan(5, 25, [of("bake"), of("freeze")], {
      freeze: [{ from: "2026-11-29", to: "2026-11-30", timeZone: "Etc/UTC", reason: "rest" }],
    }),
    [],
  ],
])("%s", (_, { problems, warnings }, rules) => {
  expect(rulesOf(problems)).toEqual(rules);
  if (rules.length === 0)
    for (const warning of warnings.filter((one) => one.startsWith("overridden")))
      expect(warning).toMatch(/^overridden until 2026-11-29T18:00:00Z \(incident 4711\): api .* \[\w+\]$/);
});

test("each refusal that it suspends is told", () => {
  expect(plan(5, 25, [of("bake")]).warnings).toEqual([
    "overridden until 2026-11-29T18:00:00Z (incident 4711): api has been at 5 since 2026-11-29T11:30:00Z, " +
      "and bakes until 2026-11-29T12:30:00Z before it may go to 25 [bake]",
  ]);
});

test("nothing is said of an override that isn't needed and lasts", () => {
  expect(plan(5, 5, [of("bake")])).toMatchObject({ problems: [], warnings: [] });
});

test("an expired one is refused where it is needed, and else to be removed", () => {
  const past = of("bake", { until: "2026-11-29T12:00:00Z" });
  expect(plan(5, 25, [past]).problems).toMatchObject([
    { rule: "bake", message: expect.stringMatching(/; its override expired at 2026-11-29T12:00:00Z$/) },
  ]);
  expect(plan(5, 5, [past])).toMatchObject({
    problems: [],
    warnings: [
      "the override of bake for api expired at 2026-11-29T12:00:00Z: remove it from crossover:overrides",
    ],
  });
});

test("a later one counts where an earlier one has expired", () => {
  const past = of("bake", { until: "2026-11-29T12:00:00Z" });
  expect(plan(5, 25, [past, of("bake")]).problems).toEqual([]);
});

test("several routes may bake at a time, as an override says", () => {
  const baking: Subject = {
    ...{ key: "shop", service: "shop", kind: "route", hasLegacy: true, ladder: [0, 100], after: [] },
    ...{ desired: toSplit(100, "blue"), observed: { kind: "set", weights: { legacy: 0, blue: 100 } } },
    entry: { owner, split: toSplit(100, "blue"), since: "2026-11-29T11:30:00Z", freed: [] },
  };
  const asked = (...overrides: Override[]) =>
    rulesOf(plan(5, 25, [of("bake"), ...overrides], {}, [baking]).problems);
  expect(asked()).toEqual(["concurrent"]);
  expect(asked(of("concurrent"))).toEqual([]);
});

test.each<[Partial<Override>, object]>([
  [
    { route: "apo" },
    {
      path: "crossover:overrides[0].route",
      message: "there is no route or service `apo` (did you mean `api`?)",
    },
  ],
  [
    { until: "2026-12-06T12:00:01Z" },
    {
      path: "crossover:overrides[0].until",
      message: "an override lasts 7 days at most, and this one would until 2026-12-06T12:00:01Z",
      allowed: "2026-12-06T12:00:00Z at the latest",
    },
  ],
])("one with %j is refused itself", (more, problem) => {
  expect(plan(5, 5, [of("bake", more)]).problems).toMatchObject([problem]);
});
