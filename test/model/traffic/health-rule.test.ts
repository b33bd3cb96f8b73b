// Tests which steps need which side to be healthy, by table and over arbitrary sets and values.
import fc from "fast-check";
import type { SideHealth, Sides } from "../../../src/model/traffic/health";
import { unexplained } from "../../../src/model/traffic/health-rule";
import type { Observed } from "../../../src/model/traffic/splitter";
import type { Entry } from "../../../src/model/traffic/ledger";
import { planTraffic } from "../../../src/model/traffic/plan";
import { toSplit } from "../../../src/model/traffic/split";
import type { Subject, TrafficRequest } from "../../../src/model/traffic/types";
import type { TrafficValue } from "../../../src/schema/stack/traffic";
import { rulesOf } from "../problems";

const now = new Date("2026-11-20T12:00:00Z");
const since = new Date(0).toISOString();
const pace = { bake: 0, soak: 0, concurrent: 9, ttl: 60 };
const healthy: SideHealth = { state: "healthy", at: now };
const sick: SideHealth = { state: "unhealthy", reason: "it fails", check: "c" };
const unknown: SideHealth = { state: "unknown", reason: "AccessDenied", excusable: true };
const foreign: SideHealth = { state: "unknown", reason: "another asked", excusable: false };

const set = (weights: Record<string, number>): Observed => ({ kind: "set", weights });
const at = (percent: number) => set({ legacy: 100 - percent, blue: percent });

function plan(
  observed: Observed,
  desired: TrafficValue,
  health: Sides | undefined,
  more: Partial<TrafficRequest> = {},
) {
  const subject: Subject = {
    ...{ key: "api", service: "monolith", kind: "route", hasLegacy: true, ladder: [0, 5, 25, 50, 100] },
    ...{ desired: toSplit(desired, "blue"), observed, health, after: [] },
  };
  const value = observed.kind === "set" ? valueOf(observed.weights) : undefined;
  const request: TrafficRequest = {
    subjects: [{ ...subject, entry: value === undefined ? undefined : says(value) }],
    ...{ pace, cluster: "blue", known: ["legacy", "blue", "green"], owner: "crossover/prod", now },
    ...more,
  };
  return { request, ...planTraffic(request) };
}

/** What the ledger says of a value that has stood for long, with no share on a side that has none. */
function says(value: TrafficValue): Entry {
  const split = toSplit(value, "blue");
  return { owner: "crossover/prod", split, since, freed: ["legacy", "blue", "green"] };
}

function valueOf({ legacy, blue, green }: Readonly<Record<string, number>>): TrafficValue | undefined {
  if (green !== undefined) return { from: "blue", to: "green", percent: green };
  if (legacy === undefined) return "kubernetes";
  return blue ?? "legacy";
}

const killed = set({ legacy: 95, blue: 25 });

describe("one side is unhealthy", () => {
  test.each<[string, Observed, TrafficValue, "legacy" | "blue", "refused" | "warned" | "silent"]>([
    ["from legacy to 0, legacy", set({ legacy: 100 }), 0, "legacy", "refused"],
    ["from 0 to 5, the new side", at(0), 5, "blue", "refused"],
    ["from 0 to 5, legacy", at(0), 5, "legacy", "silent"],
    ["from 5 to 25, the new side", at(5), 25, "blue", "refused"],
    ["from 50 to 100, the new side", at(50), 100, "blue", "refused"],
    ["from 100 to kubernetes, the new side", at(100), "kubernetes", "blue", "refused"],
    ["from 100 to kubernetes, legacy", at(100), "kubernetes", "legacy", "silent"],
    ["from 0 to legacy, legacy", at(0), "legacy", "legacy", "refused"],
    ["from 0 to legacy, the new side", at(0), "legacy", "blue", "silent"],
    ["from 100 to 50, legacy", at(100), 50, "legacy", "warned"],
    ["from 5 to 0, legacy", at(5), 0, "legacy", "warned"],
    ["from 5 to 0, the new side", at(5), 0, "blue", "silent"],
    ["from kubernetes to 100, the new side", set({ blue: 100 }), 100, "blue", "warned"],
    ["finishing a killed step, the new side", killed, 25, "blue", "refused"],
    ["down from a killed step, legacy", killed, 0, "legacy", "warned"],
    ["down from a killed step, the new side", killed, 0, "blue", "silent"],
    [
      "to the share that another program left, the new side",
      set({ legacy: 30, blue: 10 }),
      25,
      "blue",
      "silent",
    ],
    ["to the share that another program left, legacy", set({ legacy: 30, blue: 10 }), 25, "legacy", "warned"],
    ["nothing moves, the new side", at(25), 25, "blue", "silent"],
  ])("%s: %s -> %s", (_, observed, desired, side, expected) => {
    const { problems, warnings } = plan(observed, desired, { legacy: healthy, blue: healthy, [side]: sick });
    expect(rulesOf(problems)).toEqual(expected === "refused" ? ["health"] : []);
    expect(warnings).toHaveLength(expected === "warned" ? 1 : 0);
  });
});

const share = (from: string, to: string, percent: number) => ({ from, to, percent });

test.each<[string, Observed, TrafficValue, string]>([
  ["a killed step, for one side alone", killed, "legacy", "unfinished"],
  ["a killed step, to another side", killed, share("legacy", "green", 5), "unfinished"],
  ["a killed step, from another side", killed, share("green", "blue", 5), "unfinished"],
  ["a killed step, to both others", killed, share("blue", "green", 5), "unfinished"],
  ["records of three targets", set({ legacy: 90, blue: 5, green: 5 }), 5, "owner"],
  ["one side, for the other at once", set({ legacy: 100 }), "kubernetes", "standby"],
  ["one side, past 0", set({ legacy: 100 }), 5, "standby"],
  ["one side, back below 100", set({ blue: 100 }), 50, "standby"],
  ["one side, to 100 between others", set({ legacy: 100 }), share("blue", "green", 100), "pair"],
  ["both sides, for another new side", at(5), share("legacy", "green", 25), "pair"],
  ["both sides, for another old side", at(5), share("green", "blue", 25), "pair"],
  ["both sides, for both others", at(5), share("green", "legacy", 25), "pair"],
  ["both sides, for the old one alone", at(50), "legacy", "standby"],
  ["100, for the old side alone", at(100), "legacy", "standby"],
])(
  "where every side is sick, a step from %s is refused by its own rule alone",
  (_, observed, desired, rule) => {
    const { problems, warnings } = plan(observed, desired, { legacy: sick, blue: sick, green: sick });
    expect(rulesOf(problems)).toEqual([rule]);
    expect(warnings).toEqual([]);
  },
);

test("between clusters the same holds", () => {
  const step = (percent: number) => ({ from: "blue", to: "green", percent });
  const observed = set({ blue: 95, green: 5 });
  const health = { blue: sick, green: sick };
  expect(plan(observed, step(25), health).problems).toMatchObject([
    { rule: "health", message: "api can't go to 25 from blue to green while green is unhealthy: it fails" },
  ]);
  expect(plan(observed, step(0), health).warnings).toEqual([
    "api goes to 0 from blue to green though blue is unhealthy: it fails",
  ]);
});

test("what has no record yet is exempt, and so is what nobody asked about", () => {
  expect(plan({ kind: "none" }, "legacy", {}).problems).toEqual([]);
  // Another rule's to refuse: it hasn't been deployed.
  expect(plan({ kind: "none" }, 0, {}).problems).toMatchObject([{ rule: "bake" }]);
  expect(plan(at(5), 25, undefined).problems).toEqual([]);
});

test("a side that nothing is known of isn't healthy", () => {
  expect(plan(at(5), 25, {}).problems).toMatchObject([
    {
      rule: "health",
      message: "api can't go to 25 while blue is unhealthy: it has no record in the zone",
      allowed: "5 until blue is healthy, then the same value",
    },
  ]);
});

test.each<[string, SideHealth, "refuse" | "warn" | undefined, boolean]>([
  ["can't be read", unknown, undefined, false],
  ["can't be read", unknown, "refuse", false],
  ["can't be read", unknown, "warn", true],
  ["was read by another identity", foreign, "warn", false],
  ["is known to be bad", sick, "warn", false],
])("health that %s, with `health` as it is: %#", (_, blue, unknownHealth, allowed) => {
  const { problems, warnings } = plan(at(5), 25, { legacy: healthy, blue }, { unknownHealth });
  expect(problems.length === 0).toBe(allowed);
  expect(warnings).toEqual(
    allowed ? ["api goes to 25 though the health of blue is unknown: AccessDenied"] : [],
  );
});

test("what could be explained is named: the checks of what is refused", () => {
  const { request, problems } = plan(at(5), 25, { legacy: unknown, blue: sick });
  expect(unexplained(request, problems)).toEqual(["c"]);
  expect(unexplained(request, [])).toEqual([]);
  expect(unexplained(request, [{ ...problems[0]!, rule: "bake" }])).toEqual([]);
});

test("what has no check of its own can't be explained", () => {
  const legacy: SideHealth = { state: "unhealthy", reason: "its record has no health check" };
  const { request, problems } = plan(at(5), 25, { legacy, blue: sick });
  expect(unexplained(request, problems)).toEqual(["c"]);
});

const states = fc.constantFrom(healthy, sick, unknown, foreign);
const weight = fc.constantFrom(0, 5, 25, 50, 75, 95, 100);
const sets: fc.Arbitrary<Record<string, number>> = fc.oneof(
  fc.record({ legacy: weight, blue: weight }),
  fc.constantFrom<Record<string, number>>({ legacy: 100 }, { blue: 100 }),
);
const values = fc.constantFrom<TrafficValue>("legacy", 0, 5, 25, 50, 75, 100, "kubernetes");

test("no plan that is allowed leaves answers to one side alone that isn't known to be healthy", () => {
  fc.assert(
    fc.property(sets, values, states, states, (weights, desired, legacy, blue) => {
      const { problems, subjects } = plan(set(weights), desired, { legacy, blue });
      const after = subjects[0]!.weights;
      const gone = Object.keys(weights).filter((id) => !(id in after));
      if (problems.length > 0 || gone.length === 0) return;
      const [left] = Object.keys(after);
      expect({ legacy, blue }[left!]!.state).toBe("healthy");
    }),
    { numRuns: 1000 },
  );
});

test("no share grows towards the new side unless it is healthy, and health never stops the way down", () => {
  const share = (weights: Readonly<Record<string, number>>) =>
    (weights["blue"] ?? 0) / Math.max(1, (weights["blue"] ?? 0) + (weights["legacy"] ?? 0));
  fc.assert(
    fc.property(sets, values, states, states, (weights, desired, legacy, blue) => {
      const { problems, subjects } = plan(set(weights), desired, { legacy, blue });
      const [before, after] = [share(weights), share(subjects[0]!.weights)];
      const allZero = Object.values(weights).every((one) => one === 0);
      if (problems.length === 0 && after > before && !allZero && blue.state !== "healthy")
        throw new Error("up towards what isn't healthy");
      const removes = Object.keys(weights).some((id) => !(id in subjects[0]!.weights));
      if (after < before && !removes && rulesOf(problems).includes("health"))
        throw new Error("down was stopped");
    }),
    { numRuns: 1000 },
  );
});
