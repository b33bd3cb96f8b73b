// Tests rule 5: both sides of a service use one database at any time, whatever the zone holds and whatever is asked.
import fc from "fast-check";
import { declaredIn, type Side, type Stage } from "../../../src/model/replication/phases";
import { withDatabases } from "../../../src/model/traffic/database-rule";
import type { Observed } from "../../../src/model/traffic/observed";
import { planTraffic } from "../../../src/model/traffic/plan";
import { targetsOf, toSplit } from "../../../src/model/traffic/split";
import type { TrafficValue } from "../../../src/schema/stack/traffic";
import { rulesOf } from "../problems";
import { unweighted } from "./unweighted";
import { web } from "../services";
import type { DatabasePlans, Subject } from "../../../src/model/traffic/types";

const now = new Date("2026-11-21T10:00:00Z");
const since = "2026-10-01T00:00:00Z";
const day = 86_400_000;
const pace = { bake: day, soak: 3 * day, concurrent: 9, ttl: 60 };
const ladder = [0, 5, 25, 50, 100];

/** What the zone holds at a value. */
function observed(value: TrafficValue): Observed {
  const split = toSplit(value, "blue");
  const weights: Record<string, number> =
    "only" in split
      ? { [split.only]: 100 }
      : { [split.from]: 100 - split.percent, [split.to]: split.percent };
  return { kind: "set", type: "A", weights };
}

function subject(at: TrafficValue, desired: TrafficValue, direct: boolean, key = "api"): Subject {
  return {
    key,
    service: key,
    kind: "route",
    hasLegacy: true,
    ladder,
    desired: toSplit(desired, "blue"),
    observed: observed(at),
    recorded: { value: at, since, freed: unweighted(observed(at)) },
    after: [],
    database: { id: "main", direct },
  };
}

/** What the database does in the same update: it stays at a stage, or goes from one to another. */
function moves(from: Stage, to: Stage = from): DatabasePlans {
  const [before, after] = [declaredIn(from).live, declaredIn(to).live];
  const lives: Side[] = [...new Set([before, after])];
  return { main: { stage: to, declared: declaredIn(to), lives, switches: before !== after } };
}

function problems(subjects: Subject[], databases?: DatabasePlans) {
  const request = { subjects, pace, cluster: "blue", known: ["legacy", "blue"], now, databases };
  return planTraffic(request).problems;
}
const rules = (...args: Parameters<typeof problems>) => rulesOf(problems(...args));

describe("a legacy side that keeps to the old database", () => {
  test.each([
    ["legacy", 0, "none", []],
    ["legacy", 0, "load", []],
    [50, 100, "stream", []],
    [100, "kubernetes", "stream", []],
    ["kubernetes", 100, "stream", []],
    ["kubernetes", 100, "back", []],
    ["kubernetes", 100, "cutover", ["database"]],
    ["kubernetes", 100, "reverse", ["database"]],
    ["kubernetes", 100, "done", ["database"]],
    ["kubernetes", "kubernetes", "done", []],
  ] as const)("%s to %s while the database is at %s: %j", (at, desired, stage, expected) => {
    expect(rules([subject(at, desired, true)], moves(stage))).toEqual(expected);
  });

  test("comes back only after its data, and without a way back not at all", () => {
    const allowed = (stage: Stage) => problems([subject("kubernetes", 100, true)], moves(stage))[0]!.allowed;
    expect(allowed("reverse")).toMatch(/crossover:databases\.main\.replication\.phase: back/);
    for (const stage of ["cutover", "done"] as const)
      expect(allowed(stage)).toBe("kubernetes; there is no way back for the data");
  });

  test("isn't there in the update that takes the data back either", () => {
    expect(rules([subject("kubernetes", 100, true)], moves("reverse", "back"))).toEqual(["database"]);
  });
});

describe("a legacy side that keeps to a database that nothing is carried over from", () => {
  test.each([
    // Where all begin, and may stay.
    ["legacy", "legacy", []],
    // Both sides, also where one is only on standby.
    ["legacy", 0, ["database"]],
    [0, 0, ["database"]],
    [0, 5, ["database"]],
    [25, 25, ["database"]],
    [25, 50, ["database"]],
    [100, 100, ["database"]],
    [100, { from: "legacy", to: "blue", percent: 100 }, ["database"]],
    // Down is free, and so is the step that leaves.
    [0, "legacy", []],
    [100, 50, []],
    [25, 5, []],
    [5, 0, []],
    [100, "kubernetes", []],
    // What has left stays away.
    ["kubernetes", "kubernetes", []],
    ["kubernetes", 100, ["database"]],
    ["kubernetes", "legacy", ["standby", "database"]],
    // Another way round.
    [{ from: "blue", to: "legacy", percent: 25 }, { from: "blue", to: "legacy", percent: 25 }, ["database"]],
  ] as const)("%j to %j: %j", (at, desired, expected) => {
    expect(rules([subject(at, desired, true)], {})).toEqual(expected);
    // Of a database that moves nothing is said of another one's.
    const other = { booking: moves("stream").main! };
    expect(rules([subject(at, desired, true)], other)).toEqual(expected);
  });

  test("begins at legacy, and only there", () => {
    const fresh = (desired: TrafficValue) => ({
      ...subject("legacy", desired, true),
      observed: { kind: "none" as const },
      recorded: undefined,
    });
    expect(rules([fresh("legacy")], {})).toEqual([]);
    expect(rules([fresh(0)], {})).toContain("database");
  });

  test("goes down from a step that was interrupted", () => {
    const half = (desired: TrafficValue) => ({
      ...subject(25, desired, true),
      observed: { kind: "set" as const, type: "A", weights: { legacy: 95, blue: 25 } },
    });
    expect(rules([half(5)], {})).toEqual([]);
    expect(rules([half(25)], {})).toEqual(["database"]);
  });

  test("names what to do", () => {
    const said = (at: TrafficValue, desired: TrafficValue) => problems([subject(at, desired, true)], {});
    expect(said("legacy", 0)).toEqual([
      {
        rule: "database",
        path: "crossover:traffic.api",
        message:
          "api would use two databases: its legacy side would write to its own, its pods to the new `main`, and nothing would copy data between them",
        allowed:
          "legacy, or any lower value on the way down; then give `main` a `source` to move its data from; or `crossover:databases.main.byName: [api]` if the legacy side connects by the private name",
      },
    ]);
    expect(said("kubernetes", 100)[0]!.allowed).toBe(
      "kubernetes; `crossover:databases.main.byName: [api]` if the legacy side connects by the private name; else there is no way back for the data",
    );
  });

  test("isn't judged where nobody has looked at the databases", () => {
    expect(rules([subject("legacy", 0, true)])).toEqual([]);
  });

  test("another program's records are refused for what they are", () => {
    const foreign = {
      ...subject("legacy", 0, true),
      observed: { kind: "simple" as const, type: "A" },
    };
    expect(rules([foreign], {})).toEqual(["owner"]);
  });
});

describe("what has no position of its own to judge", () => {
  const held = (observed: Observed, more: Partial<Subject> = {}): Subject => ({
    ...subject("legacy", 0, true),
    observed,
    recorded: undefined,
    ...more,
  });
  const red = held({ kind: "set", type: "A", weights: { legacy: 95, red: 5 } });

  test.each<[string, Subject, string[]]>([
    ["targets that are gone", red, ["cluster"]],
    [
      "a service that was never served, and has both sides now",
      held({ kind: "none" }, { hasLegacy: false }),
      ["standby", "database"],
    ],
  ])("%s: %j is refused by %j", (_, one, expected) => {
    expect(rules([one], {})).toEqual(expected);
  });

  test.each<[string, Observed, string[]]>([
    ["records of another program", { kind: "simple", type: "A" }, ["owner"]],
    ["nothing yet", { kind: "none" }, []],
    ["a killed step off legacy", { kind: "set", type: "A", weights: { legacy: 95, blue: 25 } }, ["database"]],
    ["a killed step between clusters", { kind: "set", type: "A", weights: { blue: 95, green: 25 } }, []],
  ])("a cutover beside %s", (_, observed, expected) => {
    const one: Subject = { ...held(observed, { hasLegacy: false }), desired: toSplit("kubernetes", "blue") };
    const request = { subjects: [one], pace, cluster: "blue", known: ["legacy", "blue", "green"], now };
    const { problems } = planTraffic({ ...request, databases: moves("stream", "cutover") });
    const atDatabase = problems.filter(({ path }) => path.startsWith("crossover:databases"));
    expect(atDatabase.map(({ rule }) => rule)).toEqual(expected.filter((rule) => rule === "database"));
  });

  test("a cutover back, or none, waits for nobody", () => {
    const one = subject(50, 50, true);
    expect(rules([one], moves("reverse", "back"))).toEqual([]);
    expect(rules([{ ...one, database: undefined }], moves("stream", "cutover"))).toEqual([]);
  });
});

describe("a legacy side that follows the private name", () => {
  test("goes up and down whatever the database does", () => {
    for (const stage of ["load", "stream", "cutover", "reverse", "back", "done"] as const)
      for (const [at, desired] of [
        ["legacy", 0],
        [50, 0],
        [50, 100],
        ["kubernetes", 100],
      ] as const)
        expect(rules([subject(at, desired, false)], moves(stage))).toEqual([]);
  });

  test("also where nothing has to be carried over", () => {
    expect(rules([subject("legacy", 0, false)], {})).toEqual([]);
    expect(rules([subject("kubernetes", 100, false)], {})).toEqual([]);
  });

  test("and the cutover waits for none", () => {
    expect(rules([subject(50, 50, false)], moves("stream", "cutover"))).toEqual([]);
  });
});

describe("the cutover", () => {
  test.each([["legacy"], [0], [25], [100]] as const)(
    "waits for a service at %s whose legacy side keeps to the old database",
    (at) => {
      expect(problems([subject(at, at, true)], moves("stream", "cutover"))).toEqual([
        {
          rule: "database",
          path: "crossover:databases.main.replication.phase",
          message:
            "api would go on writing to the old database, since the legacy side doesn't use the private name",
          allowed:
            "shift api to kubernetes first, or, if it does use it, name the service in `crossover:databases.main.byName`",
        },
      ]);
    },
  );

  test("isn't made in the update in which such a side goes", () => {
    expect(rules([subject(100, "kubernetes", true)], moves("stream", "reverse"))).toEqual(["database"]);
  });

  test("names all that it waits for, and waits for no other database's", () => {
    const other = { ...subject(50, 50, true, "other"), database: { id: "booking", direct: true } };
    const all = [
      subject(50, 50, true),
      subject(0, 0, true, "search"),
      subject("kubernetes", "kubernetes", true, "web"),
      other,
    ];
    const plans = { ...moves("stream", "cutover"), booking: moves("stream").main! };
    expect(problems(all, plans)[0]!.message).toMatch(/^api, search would/);
    expect(rules([other], plans)).toEqual([]);
  });

  test("a set that is half written counts as it is", () => {
    const half = {
      ...subject(50, 50, true),
      observed: { kind: "set" as const, type: "A", weights: { legacy: 95, blue: 50 } },
    };
    expect(rules([half], moves("stream", "cutover"))).toContain("database");
  });
});

test("what a service uses: by name where the stack makes its legacy side or says so", () => {
  const adopt = { manage: "adopt" as const, platform: "loadBalancer" as const, loadBalancer: "old" };
  const services = [
    { ...web, name: "none", database: undefined },
    { ...web, name: "made", database: "main" },
    { ...web, name: "adopted", database: "main", legacy: adopt },
    { ...web, name: "follows", database: "main", legacy: adopt },
    { ...web, name: "fresh", database: "main", legacy: undefined },
    { ...web, name: "astray", database: "elsewhere", legacy: adopt },
  ];
  const subjects = services.map(({ name }) => ({ ...subject(0, 0, false, name), database: undefined }));
  const found = withDatabases(subjects, services, { main: { byName: ["follows"] } });
  expect(found.map(({ key, database }) => [key, database?.direct])).toEqual([
    ["none", undefined],
    ["made", false],
    ["adopted", true],
    ["follows", false],
    ["fresh", false],
    ["astray", true],
  ]);
});

test("whatever is allowed, no moment has a service's sides on two databases", () => {
  const value = fc.oneof(
    fc.constantFrom<TrafficValue>("legacy", "kubernetes"),
    fc.constantFrom<TrafficValue>(...ladder),
  );
  const stage = fc.constantFrom<Stage>("none", "load", "stream", "cutover", "reverse", "back", "done");
  fc.assert(
    fc.property(value, value, fc.boolean(), stage, stage, (at, desired, direct, from, to) => {
      const plans = moves(from, to);
      // What the rule has kept so far.
      fc.pre(!direct || at === "kubernetes" || declaredIn(from).live === "source");
      if (problems([subject(at, desired, direct)], plans).length > 0) return;
      // What may answer during the update, and which database each may write to.
      const present = new Set([at, desired].flatMap((one) => targetsOf(toSplit(one, "blue"))));
      const named = plans.main!.lives;
      const used = (target: string): readonly Side[] => (target === "legacy" && direct ? ["source"] : named);
      if (direct && present.has("legacy") && present.size > 1)
        expect(new Set([...present].flatMap(used))).toEqual(new Set(["source"]));
    }),
    { numRuns: 2000 },
  );
});

test("without a source, whatever is allowed brings nobody to a database of its own who wasn't there", () => {
  const value = fc.oneof(
    fc.constantFrom<TrafficValue>("legacy", "kubernetes"),
    fc.constantFrom<TrafficValue>(...ladder),
  );
  const legacyOf = (one: TrafficValue) =>
    one === "legacy" ? 100 : one === "kubernetes" ? -1 : 100 - Number(one);
  fc.assert(
    fc.property(value, value, (at, desired) => {
      if (problems([subject(at, desired, true)], {}).length > 0) return;
      const both = targetsOf(toSplit(desired, "blue")).length > 1;
      if (both) expect(legacyOf(desired)).toBeGreaterThan(legacyOf(at));
      if (at === "kubernetes") expect(desired).toBe("kubernetes");
    }),
    { numRuns: 1000 },
  );
});
