// Tests a move between two clusters: by the same rules as the move off legacy, in values of its own.
import type { Observed, Recorded } from "../../../src/model/traffic/observed";
import { keepTraffic, planTraffic } from "../../../src/model/traffic/plan";
import { toSplit } from "../../../src/model/traffic/split";
import type { TrafficValue } from "../../../src/schema/stack/traffic";
import { unweighted } from "./unweighted";
import type { Subject } from "../../../src/model/traffic/types";

const now = new Date("2026-11-20T12:00:00Z");
const longAgo = "2026-01-01T00:00:00Z";
const pace = { bake: 24 * 3_600_000, soak: 72 * 3_600_000, concurrent: 1, ttl: 60 };
const set = (weights: Record<string, number>): Observed => ({ kind: "set", type: "A", weights });
const move = (percent: number) => ({ from: "blue", to: "green", percent });
const at = (percent: number) => set({ blue: 100 - percent, green: percent });

interface Asked {
  desired: TrafficValue;
  observed?: Observed;
  value?: TrafficValue;
  /** What `kubernetes` meant when the value was recorded. */
  then?: string;
  since?: string;
  more?: Partial<Subject>;
}

function subject({ desired, observed, value, then, since = longAgo, more }: Asked, cluster: string): Subject {
  const recorded: Recorded | undefined =
    value === undefined ? undefined : { value, cluster: then, since, freed: unweighted(observed) };
  return {
    key: "search",
    service: "search",
    kind: observed ? "route" : "consumers",
    hasLegacy: true,
    ladder: [0, 5, 25, 50, 100],
    desired: toSplit(desired, cluster),
    observed,
    recorded,
    after: [],
    ...more,
  };
}

function ask(asked: Asked[], cluster = "blue", known = ["legacy", "blue", "green"]) {
  const subjects = asked.map((one) => subject(one, cluster));
  return planTraffic({ subjects, pace, cluster, known, now });
}

const only = (id: string) => set({ [id]: 100 });

test.each<[string, Asked]>([
  ["standby", { observed: only("blue"), desired: move(0), value: "kubernetes" }],
  ["a rung", { observed: at(5), desired: move(25), value: move(5) }],
  ["down", { observed: at(50), desired: move(5), value: move(50), since: now.toISOString() }],
  ["the old cluster left, after the soak", { observed: at(100), desired: "green", value: move(100) }],
  ["the old cluster back, warm first", { observed: only("green"), desired: move(100), value: "green" }],
  ["standby away", { observed: at(0), desired: "kubernetes", value: move(0) }],
  ["finishing a killed step", { observed: set({ blue: 95, green: 25 }), desired: move(25) }],
  ["a worker's share", { desired: move(25), value: move(5) }],
])("%s is allowed", (_, asked) => {
  expect(ask([asked]).problems).toEqual([]);
});

test.each<[string, Asked, string, string]>([
  [
    "a leap",
    { observed: only("blue"), desired: "green" },
    "standby",
    "{ from: blue, to: green, percent: 0 }",
  ],
  [
    "a beginning above 0",
    { observed: only("blue"), desired: move(5) },
    "standby",
    "{ from: blue, to: green, percent: 0 }",
  ],
  [
    "a skipped rung",
    { observed: at(5), desired: move(100), value: move(5) },
    "ladder",
    "{ from: blue, to: green, percent: 25 }",
  ],
  [
    "a rung before its bake",
    { observed: at(5), desired: move(25), value: move(5), since: now.toISOString() },
    "bake",
    "the same value from 2026-11-21T12:00:00Z",
  ],
  [
    "the old cluster left on the way",
    { observed: at(50), desired: "green", value: move(50) },
    "soak",
    "{ from: blue, to: green, percent: 100 }",
  ],
  [
    "from legacy to the other cluster, while on the way to the first",
    { observed: set({ legacy: 50, blue: 50 }), desired: { from: "legacy", to: "green", percent: 50 } },
    "pair",
    "100 or 0",
  ],
  [
    "back to legacy at once",
    { observed: only("green"), desired: "legacy" },
    "standby",
    "{ from: legacy, to: green, percent: 100 }",
  ],
  [
    "another rung after a killed step",
    { observed: set({ blue: 95, green: 25 }), desired: move(50) },
    "unfinished",
    "{ from: blue, to: green, percent: 25 } to finish it, { from: blue, to: green, percent: 5 } to go down",
  ],
])("%s is refused", (_, asked, rule, allowed) => {
  expect(ask([asked]).problems).toMatchObject([{ rule, allowed }]);
});

test("a pair that is asked to end keeps the direction of the recorded step", () => {
  const [plan] = ask([{ observed: at(25), desired: "kubernetes", value: move(25) }]).subjects;
  expect(plan!.before).toEqual({ kind: "at", split: move(25) });
  expect(ask([{ observed: at(25), desired: "kubernetes", value: move(25) }]).problems).toMatchObject([
    { rule: "standby", allowed: "{ from: blue, to: green, percent: 0 }" },
  ]);
});

test("a pair has the direction of the step that is asked for, whatever was recorded", () => {
  const back = { from: "green", to: "blue", percent: 75 };
  const { problems, subjects } = ask([{ observed: at(25), desired: move(25), value: back }]);
  expect(problems).toEqual([]);
  expect(subjects[0]!.before).toEqual({ kind: "at", split: move(25) });
});

test("what was recorded keeps its meaning when `kubernetes` comes to mean another cluster", () => {
  const asked: Asked = { desired: "kubernetes", value: "kubernetes", then: "blue" };
  expect(ask([asked], "green").problems).toMatchObject([
    { rule: "standby", allowed: "{ from: blue, to: green, percent: 0 }" },
  ]);
  const moved = ask([{ desired: "kubernetes", value: "green", then: "blue" }], "green");
  expect(moved).toMatchObject({ problems: [], subjects: [{ value: "kubernetes", moves: false }] });
  expect(moved.subjects[0]!.since).toEqual(new Date(longAgo));
});

describe("a cluster that is taken out", () => {
  const left = ["legacy", "green"];

  test.each<[string, Asked]>([
    ["a route's record", { observed: only("blue"), desired: "kubernetes" }],
    ["one of a route's records", { observed: at(100), desired: "green" }],
    ["what a worker's last update recorded", { desired: "kubernetes", value: "blue" }],
  ])("is still named by %s", (_, asked) => {
    const { problems, subjects } = ask([asked], "green", left);
    expect(problems).toMatchObject([
      { rule: "cluster", message: "search is on blue, which this stack doesn't have" },
    ]);
    expect(subjects).toMatchObject([{ before: { kind: "lost", targets: ["blue"] } }]);
  });

  test("is named by nothing", () => {
    expect(
      ask([{ observed: only("green"), desired: "kubernetes", value: "green" }], "green", left),
    ).toMatchObject({ problems: [] });
  });

  test("is shown as it is, whatever is asked", () => {
    const asked = subject({ observed: only("blue"), desired: "kubernetes" }, "green");
    expect(keepTraffic({ subjects: [asked], pace, cluster: "green", known: left, now })).toEqual([asked]);
  });
});

describe("a service that comes after another", () => {
  const auth = (observed: Observed): Asked => ({
    observed,
    desired: move(50),
    more: { key: "auth", service: "auth" },
  });
  const after = { more: { after: ["auth"] } };

  test.each<[string, Observed, boolean]>([
    ["that is still there", only("blue"), false],
    ["that is on its way", at(50), false],
    ["that has come through", at(100), true],
    ["that is gone from there", only("green"), true],
  ])("waits in the old cluster for one %s: %#", (_, observed, allowed) => {
    const search: Asked = { observed: only("blue"), desired: move(0), value: "kubernetes", ...after };
    const { problems } = ask([search, auth(observed)]);
    expect(problems.filter(({ rule }) => rule === "after")).toHaveLength(allowed ? 0 : 1);
  });

  test("leaves legacy whichever cluster the other is in", () => {
    const search: Asked = { observed: only("legacy"), desired: 0, value: "legacy", ...after };
    const { problems } = ask([search, { ...auth(at(50)), desired: move(50) }]);
    expect(problems).toEqual([]);
  });
});
