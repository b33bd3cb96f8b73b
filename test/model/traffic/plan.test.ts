// Tests the rules of a traffic step, by table: from what the zone holds, over what is asked, to what is refused.
import type { TrafficValue } from "../../../src/schema/stack/traffic";
import type { Entry } from "../../../src/model/traffic/ledger";
import type { Recorded } from "../../../src/model/traffic/observed";
import type { Observed } from "../../../src/model/traffic/splitter";
import { carriedOut, planTraffic } from "../../../src/model/traffic/plan";
import { toSplit } from "../../../src/model/traffic/split";
import type { Subject, TrafficRequest } from "../../../src/model/traffic/types";
import { rulesOf } from "../problems";

const now = new Date("2026-11-20T12:00:00Z");
const hours = (count: number) => new Date(now.getTime() - count * 3_600_000).toISOString();
const pace = { bake: 24 * 3_600_000, soak: 72 * 3_600_000, concurrent: 1, ttl: 60 };

const set = (weights: Record<string, number>): Observed => ({ kind: "set", weights });
const at = (percent: number) => set({ legacy: 100 - percent, blue: percent });
const legacyOnly = set({ legacy: 100 });
const kubernetesOnly = set({ blue: 100 });
const none: Observed = { kind: "none" };

function subject(desired: TrafficValue, more: Partial<Subject> = {}): Subject {
  return {
    key: "api",
    service: "monolith",
    kind: "route",
    hasLegacy: true,
    ladder: [0, 5, 25, 50, 100],
    desired: toSplit(desired, "blue"),
    observed: legacyOnly,
    after: [],
    ...more,
  };
}

/** What the ledger says of a value that has stood for so many hours, with no share on a side that has none. */
const says = (value: TrafficValue, held = 1000): Entry => ({
  owner: "crossover/prod",
  split: toSplit(value, "blue"),
  since: hours(held),
  freed: ["legacy", "blue"],
});

function plan(subjects: Subject[], more: Partial<TrafficRequest> = {}) {
  return planTraffic({
    subjects,
    pace,
    cluster: "blue",
    known: ["legacy", "blue", "green"],
    owner: "crossover/prod",
    now,
    ...more,
  });
}

/** Asks for one value of one route, which has been where it is for `held` hours. */
function ask(
  observed: Observed,
  desired: TrafficValue,
  value?: TrafficValue,
  held = 1000,
  more: Partial<Subject> = {},
) {
  const entry = value === undefined ? undefined : says(value, held);
  const { problems, subjects } = plan([subject(desired, { observed, entry, ...more })]);
  return { rules: rulesOf(problems), problems, plan: subjects[0]! };
}

describe("a step is allowed", () => {
  test.each<[string, Observed, TrafficValue, TrafficValue | undefined]>([
    ["a first deployment at legacy", none, "legacy", undefined],
    ["no change at legacy", legacyOnly, "legacy", undefined],
    ["no change on a rung, though nothing is recorded", at(25), 25, undefined],
    ["no change between rungs, if that is what is asked", at(30), 30, undefined],
    ["standby from legacy", legacyOnly, 0, "legacy"],
    ["the first rung", at(0), 5, 0],
    ["the next rung", at(5), 25, 5],
    ["all of it", at(50), 100, 50],
    ["legacy away, after the soak", at(100), "kubernetes", 100],
    ["legacy back, warm first", kubernetesOnly, 100, "kubernetes"],
    ["standby away, once caches are empty", at(0), "legacy", 0],
    ["finishing a rung whose step was killed", set({ legacy: 95, blue: 25 }), 25, undefined],
    ["down from a killed step", set({ legacy: 95, blue: 25 }), 5, undefined],
    ["to 0 from a killed step", set({ legacy: 95, blue: 25 }), 0, undefined],
    ["finishing the last rung", set({ legacy: 50, blue: 100 }), 100, undefined],
    ["down from weights that all are zero", set({ legacy: 0, blue: 0 }), 25, undefined],
  ])("%s", (_, observed, desired, value) => {
    expect(ask(observed, desired, value).rules).toEqual([]);
  });

  test.each([0, 5, 25, 50])("down from 100 to %d at once, whatever the clock says", (percent) => {
    expect(ask(at(100), percent, 100, 0).rules).toEqual([]);
  });

  test("down to a value that is no rung", () => {
    expect(ask(at(50), 13, 50, 0).rules).toEqual([]);
  });

  test("a service that never had a legacy side begins on Kubernetes", () => {
    expect(ask(none, "kubernetes", undefined, 0, { hasLegacy: false }).rules).toEqual([]);
  });
});

describe("a step is refused", () => {
  test.each<[string, Observed, TrafficValue, TrafficValue | undefined, string, string]>([
    ["a leap over rungs", at(5), 90, 5, "ladder", "25"],
    ["a leap to 100", at(5), 100, 5, "ladder", "25"],
    ["a value between rungs", at(5), 10, 5, "ladder", "25"],
    ["5 % without standby", legacyOnly, 5, "legacy", "standby", "0"],
    ["5 % on a first deployment", none, 5, undefined, "standby", "0"],
    ["kubernetes from legacy", legacyOnly, "kubernetes", "legacy", "standby", "0"],
    ["kubernetes from 25", at(25), "kubernetes", 25, "soak", "50"],
    [
      "legacy from 25: by 0, until resolvers have forgotten the new side",
      at(25),
      "legacy",
      25,
      "standby",
      "0",
    ],
    ["50 from kubernetes: legacy comes back at 100", kubernetesOnly, 50, "kubernetes", "standby", "100"],
    ["legacy from kubernetes", kubernetesOnly, "legacy", "kubernetes", "standby", "100"],
    [
      "a higher rung from a killed step",
      set({ legacy: 95, blue: 25 }),
      50,
      undefined,
      "unfinished",
      "25 to finish it, 5 to go down",
    ],
    [
      "kubernetes from a killed step",
      set({ legacy: 50, blue: 100 }),
      "kubernetes",
      undefined,
      "unfinished",
      "100 to finish it, 50 to go down",
    ],
    [
      "legacy from a killed step",
      set({ legacy: 100, blue: 5 }),
      "legacy",
      undefined,
      "unfinished",
      "5 to finish it, 0 to go down",
    ],
    ["up from another program's weights", at(30), 50, 30, "unfinished", "25"],
    [
      "the way back, from a killed step",
      set({ legacy: 95, blue: 25 }),
      { from: "blue", to: "legacy", percent: 5 },
      25,
      "unfinished",
      "25 to finish it, 5 to go down",
    ],
    [
      "another cluster, from a killed step",
      set({ legacy: 95, blue: 25 }),
      { from: "legacy", to: "green", percent: 5 },
      25,
      "unfinished",
      "25 to finish it, 5 to go down",
    ],
    [
      "from another cluster, after a killed step",
      set({ legacy: 95, blue: 25 }),
      { from: "green", to: "blue", percent: 5 },
      25,
      "unfinished",
      "25 to finish it, 5 to go down",
    ],
    ["finishing what no step of ours leaves", set({ legacy: 150, blue: 25 }), 25, 25, "unfinished", "5"],
    [
      "up from weights that aren't percentages",
      set({ legacy: 255, blue: 255 }),
      100,
      undefined,
      "unfinished",
      "50",
    ],
    [
      "a pair with another cluster",
      set({ legacy: 95, green: 5 }),
      25,
      undefined,
      "pair",
      "{ from: legacy, to: green, percent: 25 } or { from: legacy, to: green, percent: 0 }",
    ],
  ])("%s", (_, observed, desired, value, rule, allowed) => {
    const { problems } = ask(observed, desired, value);
    expect(problems.map((one) => [one.rule, one.path, one.allowed])).toEqual([
      [rule, "crossover:traffic.api", allowed],
    ]);
  });

  test("beside a simple record, even without a move", () => {
    const { problems } = ask({ kind: "foreign", reason: "has a simple CNAME record" }, "legacy", "legacy");
    expect(problems).toMatchObject([
      { rule: "owner", message: expect.stringContaining("simple CNAME record") as string },
    ]);
  });

  test("onto a legacy side that the service doesn't have any more", () => {
    expect(ask(at(5), 25, 5, 1000, { hasLegacy: false }).problems).toMatchObject([
      {
        rule: "cluster",
        message: "api is on legacy, which this stack doesn't have",
        allowed: expect.stringContaining(
          "put legacy back into the service monolith and move api off",
        ) as string,
      },
    ]);
  });

  test("beside records of another owner", () => {
    expect(ask(set({ legacy: 95, elsewhere: 5 }), "legacy").rules).toEqual(["cluster"]);
    expect(ask(set({ legacy: 90, blue: 5, green: 5 }), 5).rules).toEqual(["owner"]);
  });

  test("at any number, where nothing serves yet", () => {
    expect(
      ask(none, { from: "blue", to: "green", percent: 0 }, undefined, 0, { hasLegacy: false }).rules,
    ).toEqual(["standby"]);
  });

  test("for a job, at a number", () => {
    const { problems } = plan([subject(50, { kind: "job", observed: undefined })]);
    expect(problems).toMatchObject([{ rule: "job", allowed: "legacy or kubernetes" }]);
  });

  test("all at once, each with its own path", () => {
    const { problems } = plan([
      subject(90, { observed: at(5) }),
      subject("kubernetes", { key: "ingest", observed: at(25) }),
      subject(5, { key: "app", service: "frontend" }),
    ]);
    expect(problems.map((one) => one.path)).toEqual([
      "crossover:traffic.api",
      "crossover:traffic.ingest",
      "crossover:traffic.app",
    ]);
  });
});

describe("time", () => {
  test.each<[string, Observed, TrafficValue, TrafficValue, number, string]>([
    ["a rung is held for its bake", at(5), 25, 5, 23, "bake"],
    ["legacy too, until its health check has reported", legacyOnly, 0, "legacy", 23, "bake"],
    ["100 is held for its soak", at(100), "kubernetes", 100, 71, "soak"],
  ])("%s", (_, observed, desired, value, held, rule) => {
    expect(ask(observed, desired, value, held).rules).toEqual([rule]);
    expect(ask(observed, desired, value, held + 1).rules).toEqual([]);
  });

  test("the refusal names the moment", () => {
    const { problems } = ask(at(5), 25, 5, 23);
    expect(problems[0]!.message).toBe(
      "api has been at 5 since 2026-11-19T13:00:00Z, and bakes until 2026-11-20T13:00:00Z before it may go to 25",
    );
    expect(problems[0]!.allowed).toBe("the same value from 2026-11-20T13:00:00Z");
  });

  test("0 is held until resolvers have forgotten the new side, before it is taken away", () => {
    expect(ask(at(0), "legacy", 0, 119 / 3600).rules).toEqual(["drain"]);
    expect(ask(at(0), "legacy", 0, 121 / 3600).rules).toEqual([]);
  });

  test("what is recorded counts only for the value that is observed", () => {
    // The outputs of an update that failed say 25; the zone is still at 5, since an unknown moment.
    expect(ask(at(5), 25, 25, 1000).rules).toEqual(["bake"]);
  });

  test("a moment in the future, or none at all, counts as now", () => {
    expect(ask(at(5), 25, 5, -1000).rules).toEqual(["bake"]);
    const recorded = { value: 5, since: "yesterday" };
    expect(plan([subject(25, { observed: at(5), recorded })]).problems).toMatchObject([{ rule: "bake" }]);
  });

  test("since is now where the moment that is recorded hasn't come yet", () => {
    expect(ask(at(5), 5, 5, -1000).plan.since).toEqual(now);
    expect(ask(at(5), 25, 5, -1000).problems[0]!.allowed).toBe("the same value from 2026-11-21T12:00:00Z");
  });

  test("since is kept while nothing moves, and is now after a step", () => {
    expect(ask(at(5), 5, 5, 7).plan.since.toISOString()).toBe(hours(7));
    expect(ask(at(5), 0, 5, 7).plan.since).toEqual(now);
    expect(ask(none, "legacy").plan.since).toEqual(now);
    // What no finished step leaves is kept, too, once an update has written it down.
    expect(ask(at(30), 30, 30, 7).plan.since.toISOString()).toBe(hours(7));
    expect(ask(at(30), 30, 25, 7).plan.since).toEqual(now);
    const fresh = [ask(at(5), 5, 5).plan, ask(at(5), 0, 5).plan, ask(at(5), 5).plan].map((one) => one.fresh);
    expect(fresh).toEqual([false, true, true]);
  });
});

describe("order", () => {
  const auth = (observed: Observed, value: TrafficValue): Subject =>
    subject(value, { key: "auth", service: "auth", observed, recorded: { value, since: hours(1000) } });
  const waiting = (other: Subject, desired: TrafficValue, value: TrafficValue & number) => {
    const recorded = { value, since: hours(1000) };
    const { problems } = plan([subject(desired, { after: ["auth"], observed: at(value), recorded }), other]);
    return rulesOf(problems);
  };

  test("a route waits for the services that come first", () => {
    expect(waiting(auth(legacyOnly, "legacy"), 5, 0)).toEqual(["after"]);
    expect(waiting(auth(at(50), 50), 5, 0)).toEqual(["after"]);
    expect(waiting(auth(set({ legacy: 50, blue: 100 }), 100), 5, 0)).toEqual(["after"]);
    expect(waiting(auth(at(100), 100), 5, 0)).toEqual([]);
    expect(waiting(auth(kubernetesOnly, "kubernetes"), 5, 0)).toEqual([]);
  });

  test("but not on its way down", () => {
    expect(waiting(auth(legacyOnly, "legacy"), 0, 50)).toEqual([]);
  });

  describe("a job", () => {
    const others: [string, Observed, TrafficValue][] = [
      ["at legacy", legacyOnly, "legacy"],
      ["half-way", at(50), 50],
      ["through", at(100), 100],
      ["gone from legacy", kubernetesOnly, "kubernetes"],
    ];
    const move = (from: TrafficValue, to: TrafficValue, other: Subject) => {
      const recorded = { value: from, since: hours(0) };
      const job = subject(to, { kind: "job", after: ["auth"], observed: undefined, recorded });
      return plan([job, other]).problems.map(({ rule, path }) => [rule, path]);
    };

    test.each(others)("moves over only once what comes first is through: %s", (_, observed, value) => {
      const through = value === 100 || value === "kubernetes";
      const refused = through ? [] : [["after", "crossover:traffic.api"]];
      expect(move("legacy", "kubernetes", auth(observed, value))).toEqual(refused);
    });

    test.each(others)("moves back whatever stands where: %s", (_, observed, value) => {
      expect(move("kubernetes", "legacy", auth(observed, value))).toEqual([]);
    });
  });

  test("few routes are within their bake at a time", () => {
    const rising = (key: string) =>
      subject(25, { key, service: key, observed: at(5), recorded: { value: 5, since: hours(1000) } });
    expect(plan([rising("a"), rising("b"), rising("c")]).problems).toMatchObject([
      { rule: "concurrent", path: "crossover:traffic.b" },
      { rule: "concurrent", path: "crossover:traffic.c" },
    ]);
    expect(plan([rising("a"), rising("b")], { pace: { ...pace, concurrent: 2 } }).problems).toEqual([]);
    const baking = subject(50, {
      key: "b",
      service: "b",
      observed: at(50),
      recorded: { value: 50, since: hours(1) },
    });
    expect(plan([rising("a"), baking]).problems).toMatchObject([
      { rule: "concurrent", path: "crossover:traffic.a" },
    ]);
  });

  describe("what is within its bake", () => {
    const at5 = (key: string) =>
      subject(25, { key, service: key, observed: at(5), recorded: { value: 5, since: hours(1000) } });
    const refused = (subjects: Subject[], concurrent: number) =>
      plan(subjects, { pace: { ...pace, concurrent } }).problems.map(({ rule, path }) => [
        rule,
        path.split(".").at(-1),
      ]);
    const baking = (key: string) =>
      subject(50, { key, service: key, observed: at(50), recorded: { value: 50, since: hours(1) } });
    const unfinished = (key: string) => subject(30, { key, service: key, observed: at(30) });
    const worker = (key: string) => subject(50, { ...baking(key), kind: "consumers", observed: undefined });
    const never = (key: string) =>
      subject("kubernetes", { key, service: key, observed: none, hasLegacy: false });
    const foreign = (key: string): Subject => ({
      ...subject("legacy", { key: "api", service: key, kind: "consumers", observed: undefined }),
      recorded: { value: "legacy", since: hours(1) },
    });

    test.each<[string, Subject[], number, string[]]>([
      ["as many as may be: none more", [baking("b")], 1, ["x", "y", "z"]],
      ["more than may be: none more", [baking("b"), baking("c")], 1, ["x", "y", "z"]],
      ["room for one", [baking("b")], 2, ["y", "z"]],
      ["what is unfinished counts", [unfinished("b")], 1, ["x", "y", "z"]],
      ["what is unfinished leaves room for others", [unfinished("b")], 3, ["z"]],
      ["a worker has no answers to lose", [worker("b")], 2, ["z"]],
      ["what nobody serves, or another program does", [never("b"), foreign("c")], 2, ["z"]],
    ])("%s", (_, others, concurrent, expected) => {
      expect(refused([at5("x"), at5("y"), at5("z"), ...others], concurrent)).toEqual(
        expected.map((key) => ["concurrent", key]),
      );
    });
  });

  test("workers rise beside a route, and each other", () => {
    const rising = (key: string, kind: Subject["kind"], observed?: Observed) =>
      subject(25, { key, service: key, kind, observed, recorded: { value: 5, since: hours(1000) } });
    const all = [rising("a", "consumers"), rising("b", "consumers"), rising("c", "route", at(5))];
    expect(plan(all).problems).toEqual([]);
  });

  test("a service that was never anywhere holds nobody back", () => {
    const fresh = subject("kubernetes", { key: "auth", service: "auth", observed: none, hasLegacy: false });
    expect(waiting(fresh, 5, 0)).toEqual([]);
  });

  test("a route that carries nothing, or that is refused anyway, takes no one's place", () => {
    const rising = subject(25, { observed: at(5), recorded: { value: 5, since: hours(1000) } });
    const standby = subject(0, {
      key: "b",
      service: "b",
      observed: at(0),
      recorded: { value: 0, since: hours(1) },
    });
    const leaping = subject(100, {
      key: "c",
      service: "c",
      observed: at(5),
      recorded: { value: 5, since: hours(1000) },
    });
    expect(plan([rising, standby, leaping]).problems).toMatchObject([
      { rule: "ladder", path: "crossover:traffic.c" },
    ]);
  });
});

describe("the plan", () => {
  test("writes first the weight of the one that gains", () => {
    expect(ask(at(5), 25, 5).plan).toMatchObject({ weights: { legacy: 75, blue: 25 }, first: "blue" });
    expect(ask(at(25), 5, 25).plan).toMatchObject({ weights: { legacy: 95, blue: 5 }, first: "legacy" });
    expect(ask(set({ legacy: 95, blue: 25 }), 25).plan.first).toBe("blue");
    expect(ask(set({ legacy: 95, blue: 25 }), 5).plan.first).toBe("legacy");
    expect(ask(set({ legacy: 0, blue: 0 }), 0).plan.first).toBe("legacy");
    expect(ask(at(25), 25, 25).plan.first).toBeUndefined();
    expect(ask(set({ legacy: 0, blue: 0 }), 50).plan.first).toBe("legacy");
    // Where the receiver's own weight falls, its share would first rise too far.
    expect(ask(set({ legacy: 200, blue: 100 }), 25).plan.first).toBe("blue");
    expect(ask(at(0), "legacy", 0).plan.first).toBeUndefined();
  });

  test("says what is next, and from when", () => {
    const next = (observed: Observed, value: TrafficValue) => ask(observed, value, value, 1).plan.next;
    const later = (count: number) => new Date(hours(1 - count));
    expect(next(legacyOnly, "legacy")).toEqual({ value: 0, notBefore: later(24) });
    expect(next(at(0), 0)).toEqual({ value: 5, notBefore: later(24) });
    expect(next(at(100), 100)).toEqual({ value: "kubernetes", notBefore: later(72) });
    expect(next(kubernetesOnly, "kubernetes")).toBeUndefined();
  });

  test("of a worker and a job comes from what is recorded", () => {
    const worker = (desired: TrafficValue, value?: TrafficValue) =>
      plan([
        subject(desired, {
          kind: "consumers",
          observed: undefined,
          recorded: value === undefined ? undefined : { value, since: hours(1000) },
        }),
      ]).problems.map((one) => one.rule);
    expect(worker("legacy")).toEqual([]);
    expect(worker(5)).toEqual(["standby"]);
    expect(worker(0, "legacy")).toEqual([]);
    expect(worker(25, 5)).toEqual([]);
    expect(worker(50, 5)).toEqual(["ladder"]);
    const unknown = {
      kind: "consumers" as const,
      observed: undefined,
      recorded: { value: 5, since: "yesterday" },
    };
    expect(plan([subject(25, unknown)]).problems).toMatchObject([
      { rule: "bake", message: expect.stringContaining("nobody has written down since when") as string },
    ]);

    const job = subject("kubernetes", { kind: "job", observed: undefined });
    expect(plan([job])).toMatchObject({ problems: [], subjects: [{ moves: true }] });
    const still = plan([{ ...job, desired: toSplit("legacy", "blue") }]).subjects[0]!;
    expect(still).toMatchObject({ moves: false, next: { value: "kubernetes", notBefore: still.since } });
    const over = plan([{ ...job, recorded: { value: "kubernetes", since: hours(1) } }]).subjects[0]!;
    expect(over).toMatchObject({ moves: false, next: undefined });
  });

  test("between two clusters keeps to the same rules", () => {
    const pair = (percent: number): TrafficValue => ({ from: "blue", to: "green", percent });
    const observed = (percent: number) => set({ blue: 100 - percent, green: percent });
    expect(ask(observed(5), pair(25), pair(5)).rules).toEqual([]);
    expect(ask(observed(5), pair(50), pair(5)).rules).toEqual(["ladder"]);
    expect(ask(observed(50), pair(5), pair(50)).plan.first).toBe("blue");
    expect(ask(kubernetesOnly, pair(0), "kubernetes").rules).toEqual([]);
  });

  test("between two clusters goes on in the direction that was written down", () => {
    const observed = set({ blue: 50, green: 50 });
    const value: TrafficValue = { from: "blue", to: "green", percent: 50 };
    const back = [{ rule: "standby", allowed: "{ from: blue, to: green, percent: 0 }" }];
    expect(ask(observed, "kubernetes", value).problems).toMatchObject(back);
    const recorded: Recorded = { value, since: hours(1000) };
    expect(ask(observed, "kubernetes", undefined, 0, { recorded }).problems).toMatchObject(back);
  });
});

describe("what nobody has written down", () => {
  test.each<[string, Observed, TrafficValue, Partial<Subject>, string, string]>([
    [
      "another hand has moved it to a rung",
      at(25),
      50,
      { entry: says(5) },
      "bake",
      "ask for 25 and run `pulumi up`, which writes it down; the time counts from then",
    ],
    [
      "neither the ledger nor the outputs know it",
      at(100),
      "kubernetes",
      {},
      "soak",
      "ask for 100 and run `pulumi up`, which writes it down; the time counts from then",
    ],
    [
      "it has never been deployed",
      none,
      0,
      {},
      "bake",
      "ask for legacy and run `pulumi up`, which writes it down; the time counts from then",
    ],
  ])("is refused with the command that does so: %s", (_, observed, desired, more, rule, allowed) => {
    const { problems } = ask(observed, desired, undefined, 0, more);
    expect(problems).toMatchObject([{ rule, allowed }]);
  });

  test("is no reason to wait where another hand took a side away: at 0 nobody answers more or less than before", () => {
    const alone: Observed = { kind: "set", weights: { legacy: 50 } };
    expect(ask(alone, 0, undefined, 0, { entry: says(50) }).rules).toEqual([]);
    expect(ask(alone, 5, undefined, 0, { entry: says(50) }).rules).toEqual(["standby"]);
  });

  test("is written down by the update that asks for it, and its time ends", () => {
    const { plan: recorded } = ask(at(25), 25, undefined, 0, { entry: says(5) });
    expect(recorded.entry).toMatchObject({ split: { percent: 25 }, since: now.toISOString() });
    const held = { ...recorded.entry!, since: hours(25) };
    expect(ask(at(25), 50, undefined, 0, { entry: held }).rules).toEqual([]);
  });

  test("of an older stack its outputs tell", () => {
    const recorded: Recorded = { value: 25, since: hours(25) };
    expect(ask(at(25), 50, undefined, 0, { recorded }).rules).toEqual([]);
    expect(ask(at(25), 25, undefined, 0, { recorded }).plan.entry).toMatchObject({ since: hours(25) });
    // Once the ledger has an entry, it alone counts.
    expect(ask(at(25), 50, undefined, 0, { recorded, entry: says(5) }).rules).toEqual(["bake"]);
  });
});

describe("the ledger's entry", () => {
  const entryOf = (
    observed: Observed,
    desired: TrafficValue,
    entry?: Entry,
    more: Partial<TrafficRequest> = {},
  ) => plan([subject(desired, { observed, entry })], { commit: "0123456789ab", ...more }).subjects[0]!.entry;
  const held: Entry = { ...says(25, 48), freed: [], commit: "fedcba987654" };

  test("is carried over as it is while the weights stay", () => {
    expect(entryOf(at(25), 25, held)).toEqual({ ...held, retired: undefined });
    // Now that the engine's state knows what a rollback did, it is no longer past it.
    expect(entryOf(at(25), 25, { ...held, by: "rollback" })).toEqual({ ...held, retired: undefined });
  });

  test("names the moment and the commit that moved the weights", () => {
    expect(entryOf(at(25), 50, held)).toMatchObject({ since: now.toISOString(), commit: "0123456789ab" });
    expect(entryOf(at(25), 50, held, { commit: undefined })?.commit).toBeUndefined();
  });

  test.each<[Observed, TrafficValue, string[]]>([
    [at(100), 100, ["legacy"]],
    [at(50), 100, []],
    [at(0), 0, ["blue"]],
    [at(5), 0, []],
    [legacyOnly, 0, ["blue"]],
    [at(100), 50, []],
    [at(100), "kubernetes", []],
  ])("of %j, then %j, says that %j had no share before", (observed, desired, freed) => {
    const { legacy, blue } = (observed as { weights: Record<string, number> }).weights;
    const stood = blue === undefined ? "legacy" : legacy === undefined ? "kubernetes" : blue;
    expect(entryOf(observed, desired, { ...says(stood), freed: [] })?.freed).toEqual(freed);
  });

  test("is none of what has no record", () => {
    expect(
      plan([subject(50, { kind: "consumers", observed: undefined })]).subjects[0]!.entry,
    ).toBeUndefined();
  });

  test("must fit into a text", () => {
    const owner = `${"p".repeat(120)}/${"s".repeat(120)}`;
    const { problems } = plan([subject("legacy", { entry: undefined })], { owner });
    expect(problems).toEqual([
      {
        rule: "name",
        path: "crossover:traffic.api",
        message: "the ledger's entry of api would be longer than the 255 bytes of a text",
        allowed: "shorter names of stack and clusters",
      },
    ]);
  });
});

describe("a side that is still protected", () => {
  const entry = (value: TrafficValue): Entry => ({ ...says(value), freed: [] });

  test.each<[Observed, TrafficValue, TrafficValue]>([
    [at(100), "kubernetes", 100],
    [at(0), "legacy", 0],
  ])("of %j can't go to %j", (observed, desired, value) => {
    const { problems } = ask(observed, desired, undefined, 0, { entry: entry(value) });
    expect(problems).toMatchObject([
      { rule: "protected", allowed: "the present value once more, by `crossover up`; then this one" },
    ]);
  });

  test("is said once its time is over, and not before", () => {
    const young = { ...entry(100), since: hours(1) };
    expect(ask(at(100), "kubernetes", undefined, 0, { entry: young }).rules).toEqual(["soak"]);
  });
});

describe("records of another type beside the set", () => {
  const beside = (percent: number): Observed => ({
    ...(at(percent) as Extract<Observed, { kind: "set" }>),
    beside: "records of type AAAA",
  });

  test.each<[number, TrafficValue, TrafficValue, string[]]>([
    [25, 50, 25, ["record"]],
    [100, "kubernetes", 100, ["record"]],
    [0, "legacy", 0, ["record"]],
    [25, 5, 25, []],
    [25, 25, 25, []],
  ])("from %d to %j, at %j: %j", (percent, desired, value, rules) => {
    expect(ask(beside(percent), desired, value).rules).toEqual(rules);
  });

  const besideOf = (weights: Record<string, number>): Observed => ({
    ...{ kind: "set", weights, beside: "records of type AAAA" },
  });
  test.each<[Record<string, number>, TrafficValue, TrafficValue | undefined, string[]]>([
    [{ legacy: 100 }, 0, "legacy", []],
    [{ legacy: 95, blue: 25 }, 5, undefined, []],
    [{ legacy: 95, blue: 25 }, 25, undefined, ["record"]],
    [{ legacy: 95, elsewhere: 5 }, "legacy", undefined, ["cluster", "record"]],
  ])("from %j to %j, at %j: %j", (weights, desired, value, rules) => {
    expect(ask(besideOf(weights), desired, value).rules).toEqual(rules);
  });
});

test("what begins with a plan began when its weights were written", () => {
  const { plan: rises } = ask(at(5), 25, 5);
  const { plan: stays } = ask(at(5), 5, 5);
  const later = new Date(now.getTime() + 3_600_000);
  const [risen, stayed] = carriedOut([rises, stays], later);
  expect(risen).toMatchObject({ since: later, next: { notBefore: new Date(later.getTime() + pace.bake) } });
  expect(stayed).toEqual(stays);
});
