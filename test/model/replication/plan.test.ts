// Tests a database's way through its phases: which steps are allowed, with what evidence, and what each declares.
import fc from "fast-check";
import {
  declaredIn,
  following,
  type Phase,
  type Side,
  type Stage,
} from "../../../src/model/replication/phases";
import { planReplication } from "../../../src/model/replication/plan";
import type { Wish } from "../../../src/model/replication/wish";
import { rulesOf } from "../problems";
import { fixed, minutesAgo, now, recorded, wish } from "./wishes";
import type { Recorded, ReplicationRequest } from "../../../src/model/replication/types";

const hour = 3_600_000;

function plan(request: Partial<ReplicationRequest>) {
  return planReplication({ id: "main", source: fixed.source, now, soak: 72 * hour, ...request });
}
const rules = (request: Partial<ReplicationRequest>) => rulesOf(plan(request).problems);
const stages: readonly Stage[] = ["none", "load", "stream", "cutover", "reverse", "back", "done"];
const phases = stages.slice(1) as readonly Phase[];
const checked = minutesAgo(3);

/** A step from a clean stand, with all that it could ask for. */
const step = (from: Stage, to: Phase, changes: Partial<Wish> = {}) => ({
  recorded: recorded(from, {}, minutesAgo(73 * 60)),
  live: declaredIn(from).live,
  desired: wish(to, { checked, round: from === "back" && to === "load" ? 2 : 1, ...changes }),
});

describe("the phases", () => {
  test.each([
    ["none", { live: "source" }],
    ["load", { live: "source", forward: "running" }],
    ["stream", { live: "source", forward: "running" }],
    ["cutover", { live: "target", forward: "stopped" }],
    ["reverse", { live: "target", forward: "stopped", reverse: "running" }],
    ["back", { live: "source", forward: "stopped", reverse: "stopped" }],
    ["done", { live: "target" }],
  ] as const)("%s declares %j", (stage, declared) => {
    expect(declaredIn(stage)).toEqual(declared);
  });

  test.each(stages.flatMap((from) => phases.map((to) => [from, to, following[from].includes(to)] as const)))(
    "%s to %s: %s",
    (from, to, allowed) => {
      expect(rules(step(from, to))).toEqual(allowed ? [] : ["phase"]);
    },
  );

  test("a refusal says what was asked, why not, and what to write", () => {
    expect(plan(step("cutover", "stream")).problems).toEqual([
      {
        rule: "phase",
        path: "crossover:databases.main.replication.phase",
        message:
          "main is in the phase cutover, and stream was asked for: services may have written to the new database what the old one doesn't have",
        allowed: "cutover, reverse, done",
      },
    ]);
  });

  test("the time of a phase is kept while it lasts, and begins with it", () => {
    const since = minutesAgo(90);
    expect(plan({ desired: wish("stream"), recorded: recorded("stream", {}, since) }).since).toEqual(
      new Date(since),
    );
    expect(plan({ desired: wish("stream"), recorded: recorded("load", {}, since) }).since).toEqual(now);
  });

  test.each([
    [false, true, minutesAgo(90)],
    [true, true, minutesAgo(90)],
    [true, false, now.toISOString()],
    [false, false, minutesAgo(90)],
  ])("it begins anew with the end of a pause: paused %s, then %s", (before, after, since) => {
    const at = recorded("reverse", { paused: before }, minutesAgo(90));
    const desired = wish("reverse", { paused: after });
    expect(plan({ recorded: at, live: "target", desired }).since.toISOString()).toBe(since);
  });
});

describe("evidence that writes are stopped", () => {
  const needing = [
    ["stream", "cutover"],
    ["stream", "reverse"],
    ["cutover", "reverse"],
    ["reverse", "back"],
  ] as const;

  test.each(needing)("%s to %s asks for it, made within 15 min", (from, to) => {
    for (const [time, allowed] of [
      [undefined, false],
      [minutesAgo(0), true],
      [minutesAgo(15), true],
      [minutesAgo(15.1), false],
      [minutesAgo(-1), false],
      ["2026-13-45T10:00:00Z", false],
    ] as const)
      expect(rules(step(from, to, { checked: time }))).toEqual(allowed ? [] : ["evidence"]);
  });

  test.each(
    stages.flatMap((from) =>
      following[from]
        .filter((to) => !needing.some(([a, b]) => a === from && b === to))
        .map((to) => [from, to] as const),
    ),
  )("%s to %s asks for none", (from, to) => {
    expect(rules(step(from, to, { checked: undefined }))).toEqual([]);
  });

  test("behind what is paused or has failed nothing is level", () => {
    for (const to of ["cutover", "reverse"] as const)
      expect(rules({ ...step("stream", to), status: "failed" })).toEqual(["evidence"]);
    for (const status of ["running", "stopped"])
      expect(rules({ ...step("stream", "cutover"), status })).toEqual([]);
    expect(rules({ ...step("stream", "stream"), status: "failed" })).toEqual([]);
    expect(rules({ ...step("stream", "cutover"), recorded: recorded("stream", { paused: true }) })).toEqual([
      "evidence",
    ]);
    expect(rules({ ...step("reverse", "back"), recorded: recorded("reverse", { paused: true }) })).toEqual([
      "evidence",
    ]);
  });
});

describe("an update that was interrupted", () => {
  test("after the switch it is finished, forwards alone", () => {
    const at = { recorded: recorded("stream"), live: "target" as const };
    expect(rules({ ...at, desired: wish("cutover") })).toEqual([]);
    expect(rules({ ...at, desired: wish("stream") })).toEqual(["unfinished"]);
    expect(rules({ ...at, desired: wish("done") })).toEqual(["unfinished"]);
    expect(rules(at)).toEqual(["unfinished"]);
  });

  test("its way back still needs writes to be stopped, since it begins only now", () => {
    const at = { recorded: recorded("stream"), live: "target" as const };
    expect(rules({ ...at, desired: wish("reverse") })).toEqual(["evidence"]);
    expect(rules({ ...at, desired: wish("reverse", { checked }) })).toEqual([]);
  });

  test("on the way back likewise", () => {
    const at = { recorded: recorded("reverse"), live: "source" as const };
    expect(rules({ ...at, desired: wish("back") })).toEqual([]);
    expect(rules({ ...at, desired: wish("reverse", { checked }) })).toEqual(["unfinished"]);
  });

  test.each([
    ["load", "target"],
    ["cutover", "source"],
    ["done", "source"],
    ["back", "target"],
    ["stream", "elsewhere"],
    ["reverse", "elsewhere"],
  ] as const)("%s with a name that was pointed to %s by something else", (from, live) => {
    for (const to of phases)
      expect(rules({ recorded: recorded(from), live, desired: wish(to, { checked }) })).toEqual(["name"]);
  });

  test("a name that points to the new database already isn't given to an old one", () => {
    expect(rules({ live: "elsewhere", desired: wish("load") })).toEqual(["name"]);
    expect(rules({ live: "elsewhere" })).toEqual(["name"]);
  });

  test.each<[Stage, Phase, Side, Side | "elsewhere" | undefined, boolean, Side[]]>([
    ["none", "load", "source", "source", false, ["source"]],
    ["stream", "cutover", "target", "source", true, ["source", "target"]],
    ["stream", "cutover", "target", undefined, true, ["source", "target"]],
    ["stream", "cutover", "target", "target", false, ["target"]],
    ["stream", "reverse", "target", "elsewhere", true, ["source", "target"]],
    ["reverse", "back", "source", "target", true, ["target", "source"]],
    ["cutover", "done", "target", "target", false, ["target"]],
  ])("%s to %s leads to the %s, from %s: switches is %s", (before, phase, side, live, switches, lives) => {
    const made = plan({ recorded: recorded(before), live, desired: wish(phase, { checked }) });
    expect(made).toMatchObject({ declared: { live: side }, switches });
    expect(made.lives).toEqual(lives);
  });

  test("where there is no name yet, what is recorded tells", () => {
    const request = { recorded: recorded("none"), desired: wish("load") };
    expect(rules(request)).toEqual([]);
    expect(plan(request)).toMatchObject({ switches: false, lives: ["source"] });
  });
});

test("a load begins once the new database is there, which the same update would only make", () => {
  expect(plan({ desired: wish("load") }).problems).toMatchObject([
    { rule: "phase", message: expect.stringMatching(/^main doesn't exist yet/) },
  ]);
  expect(rules({ desired: undefined })).toEqual([]);
});

describe("what a replication is of", () => {
  const other = { fixed: { ...fixed, include: ["sales.*"] } };

  test.each(phases.filter((phase) => phase !== "done"))("can't change at %s", (phase) => {
    const request = { recorded: recorded(phase), live: declaredIn(phase).live, desired: wish(phase, other) };
    expect(plan(request).problems).toMatchObject([
      { rule: "replace", message: expect.stringMatching(/include/) },
    ]);
  });

  test.each([
    ["kind", { kind: "instance" }],
    ["include", { include: ["sales.*"] }],
    ["nothing", {}],
  ] as const)("another load, of another %s, begins only while the one before rests", (_, change) => {
    const desired = wish("load", { fixed: { ...fixed, ...change }, round: 2 });
    const from = (stage: Stage, paused = false) =>
      rules({ recorded: recorded(stage, { paused }), live: "source", desired });
    expect([from("load"), from("stream")]).toEqual([["round"], ["round"]]);
    expect([from("stream", true), from("back")]).toEqual([[], []]);
    // Given up, it isn't there any more.
    expect(from("none")).toEqual([]);
  });

  test.each([
    ["stream", /`paused: true` first, then empty/],
    ["load", /without `replication` first, then empty/],
  ] as const)("from %s there is a way to another load", (from, allowed) => {
    const desired = wish("load", { round: 2 });
    expect(plan({ recorded: recorded(from), live: "source", desired }).problems).toMatchObject([
      { rule: "round", allowed: expect.stringMatching(allowed) },
    ]);
  });

  test("another load is the next one, and only by the phase `load`", () => {
    const at = { recorded: recorded("stream", { round: 2, paused: true }), live: "source" as const };
    expect(rules({ ...at, desired: wish("load", { round: 2 }) })).toEqual([]);
    expect(rules({ ...at, desired: wish("load", { round: 3 }) })).toEqual([]);
    expect(rules({ ...at, desired: wish("load", { round: 1 }) })).toEqual(["round"]);
    expect(rules({ ...at, desired: wish("load", { round: 4 }) })).toEqual(["round"]);
    expect(rules({ ...at, desired: wish("stream", { round: 3 }) })).toEqual(["round"]);
    expect(rules({ recorded: recorded("back"), live: "source", desired: wish("load") })).toEqual(["round"]);
  });
});

describe("another host of the source", () => {
  const host = "other.legacy.example.internal";
  const there = (changes: Partial<Wish> = {}) => ({ fixed: { ...fixed, source: host }, ...changes });
  const from = (stage: Stage, desired?: Wish, paused = false) =>
    rules({ source: host, recorded: recorded(stage, { paused }), live: declaredIn(stage).live, desired });

  test("would move the private name, so with nothing that says when writes were stopped it stays", () => {
    for (const stage of ["none", "load", "back"] as const) expect(from(stage)).toEqual(["evidence"]);
    expect(from("none", wish("load", there()))).toEqual(["evidence"]);
    expect(from("stream", wish("load", there({ round: 2 })), true)).toEqual(["evidence"]);
    expect(from("back", wish("load", there({ round: 2, checked: minutesAgo(16) })))).toEqual(["evidence"]);
  });

  test("with a check just made it is loaded from there", () => {
    expect(from("none", wish("load", there({ checked })))).toEqual([]);
    expect(from("stream", wish("load", there({ checked, round: 2 })), true)).toEqual([]);
    expect(from("back", wish("load", there({ checked, round: 2 })))).toEqual([]);
  });

  test("says what to write", () => {
    const request = { source: host, recorded: recorded("none"), live: "source" as const };
    expect(plan(request).problems).toEqual([
      {
        rule: "evidence",
        path: "crossover:databases.main.replication.phase",
        message:
          "the private name of main would point to other.legacy.example.internal instead of main.legacy.example.internal at once, which needs writes to be stopped and all data on the new host: without `replication`, `checked` is missing",
        allowed:
          "`source.host: main.legacy.example.internal`, or `replication` with `phase: load` and `checked` with the time of a check that you have just made",
      },
    ]);
  });

  test("is judged by what the name stands for, where that is known, and after what it can't change", () => {
    const request = { source: host, recorded: recorded("none") };
    expect(rules(request)).toEqual(["evidence"]);
    expect(rules({ ...request, live: "target" })).toEqual(["name"]);
    expect(from("load", wish("load", there()))).toEqual(["replace"]);
    expect(from("cutover", wish("cutover", there({ round: 2 })))).toEqual(["round"]);
  });

  test("isn't one in other letters, and no matter once the name has left it", () => {
    const same = { source: fixed.source.toUpperCase(), recorded: recorded("none"), live: "source" as const };
    expect(rules(same)).toEqual([]);
    expect(from("done", wish("done", there()))).toEqual([]);
  });
});

describe("what DMS changes in place", () => {
  const wider = { tuning: { min: 4, max: 32 } };

  test.each([
    ["stream", false, ["modify"]],
    ["stream", true, []],
    ["load", false, ["modify"]],
    ["cutover", false, []],
    ["reverse", false, ["modify"]],
    ["reverse", true, []],
    ["back", false, []],
    ["done", false, []],
  ] as const)("at %s, paused %s: %j", (phase, paused, expected) => {
    const request = { recorded: recorded(phase, { paused }), live: declaredIn(phase).live };
    expect(rules({ ...request, desired: wish(phase, { ...wider, paused }) })).toEqual(expected);
  });

  test("not in the update that pauses, nor in the one that goes on", () => {
    const at = (before: boolean, paused: boolean) =>
      rules({
        recorded: recorded("stream", { paused: before }),
        live: "source",
        desired: wish("stream", { ...wider, paused }),
      });
    expect([at(false, true), at(true, false), at(true, true)]).toEqual([["modify"], ["modify"], []]);
  });

  test("a pause is for what runs, and not for a load", () => {
    const pause = (phase: Phase) =>
      rules({
        recorded: recorded(phase),
        live: declaredIn(phase).live,
        desired: wish(phase, { paused: true }),
      });
    expect(phases.filter((phase) => pause(phase).length === 0)).toEqual(["stream", "reverse"]);
    expect(pause("load")).toEqual(["modify"]);
  });

  test("a way back that ends isn't paused", () => {
    expect(rules(step("reverse", "done", { paused: true }))).toEqual(["modify"]);
    expect(rules({ recorded: recorded("stream", { paused: true }), live: "source" })).toEqual(["phase"]);
  });

  test.each(["stream", "cutover"] as const)("a way back doesn't begin at rest, from %s", (from) => {
    expect(rules(step(from, "reverse", { paused: true }))).toEqual(["modify"]);
    const killed = { ...step(from, "reverse", { paused: true }), live: "target" as const };
    expect(rules(killed)).toEqual(["modify"]);
  });

  test("a pause stops what the phase lets run", () => {
    expect(plan({ ...step("stream", "stream"), desired: wish("stream", { paused: true }) }).declared).toEqual(
      {
        live: "source",
        forward: "stopped",
      },
    );
  });
});

describe("the end", () => {
  test("the way back is kept for the soak", () => {
    const at = (minutes: number) =>
      rules({
        recorded: recorded("reverse", {}, minutesAgo(minutes)),
        live: "target",
        desired: wish("done"),
      });
    expect(at(72 * 60 - 1)).toEqual(["soak"]);
    expect(at(72 * 60)).toEqual([]);
  });

  test("also where what it was of isn't recorded", () => {
    const request = { recorded: { ...recorded("reverse"), wish: undefined }, live: "target" as const };
    expect(rules({ ...request, desired: wish("done") })).toEqual(["soak"]);
    expect(rules({ ...request, desired: wish("back", { checked }) })).toEqual([]);
  });

  test("not while the way back is paused, however long it has been there", () => {
    const paused = recorded("reverse", { paused: true }, minutesAgo(1000 * 60));
    expect(rules({ recorded: paused, live: "target", desired: wish("done") })).toEqual(["soak"]);
  });

  test.each([
    ["none", [], ["phase"], []],
    ["load", [], ["phase"], ["phase"]],
    ["stream", ["phase"], ["phase"], ["phase"]],
    ["cutover", ["phase"], ["phase"], ["phase"]],
    ["reverse", ["phase"], ["phase"], ["phase"]],
    ["back", [], ["phase"], ["phase"]],
    ["done", ["phase"], [], []],
  ] as const)("%s without `replication`: %j; without `source`: %j; gone: %j", (from, one, both, all) => {
    const at = { recorded: recorded(from), live: declaredIn(from).live };
    expect(rules(at)).toEqual(one);
    expect(rules({ ...at, source: undefined })).toEqual(both);
    expect(rules({ ...at, source: undefined, gone: true })).toEqual(all);
  });

  test("a database without a source has one name, which points to it", () => {
    expect(plan({ source: undefined })).toMatchObject({
      declared: { live: "target" },
      lives: ["target"],
      switches: false,
      problems: [],
    });
  });
});

describe("any walk", () => {
  const walk = fc.array(
    fc.record({
      phase: fc.constantFrom(...phases),
      round: fc.integer({ min: 1, max: 3 }),
      ...{ fresh: fc.boolean(), killed: fc.boolean(), paused: fc.boolean() },
    }),
    { maxLength: 12 },
  );

  test("writes go to the other database only after evidence, and never while data flows towards the one in use", () => {
    fc.assert(
      fc.property(walk, (wishes) => {
        let [last, live]: [Recorded, Side] = [recorded("none"), "source"];
        for (const { phase, round, fresh, killed, paused } of wishes) {
          const desired = wish(phase, { round, paused, ...(fresh ? { checked } : {}) });
          const { problems, declared, stage, switches } = plan({ recorded: last, live, desired });
          if (problems.length > 0) continue;
          if (switches) expect(fresh).toBe(true);
          expect([declared.forward, declared.reverse]).not.toEqual(["running", "running"]);
          expect(declared.live === "target" ? declared.forward : declared.reverse).not.toBe("running");
          // A way back starts with what is written from then on, and so at the moment that `checked` vouches for.
          const begins = declared.reverse !== undefined && declaredIn(last.stage).reverse === undefined;
          if (begins) expect([declared.reverse, fresh]).toEqual(["running", true]);
          // What is loaded anew has no other writer.
          const before = declaredIn(last.stage, last.wish?.paused).forward;
          if (last.wish && last.wish.round !== round) expect(before).not.toBe("running");
          live = declared.live;
          // A killed update has switched the name, and recorded nothing.
          if (!killed) last = { ...last, stage, since: minutesAgo(100 * 60), wish: desired };
        }
      }),
    );
  });
});
