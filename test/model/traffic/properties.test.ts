// Tests what is true of every step, whatever the zone holds and whatever is asked.
import fc from "fast-check";
import type { Entry } from "../../../src/model/traffic/ledger";
import { refuseWrite } from "../../../src/model/traffic/guard";
import { indexZone } from "../../../src/model/traffic/zone-records";
import type { Observed } from "../../../src/model/traffic/splitter";
import { planTraffic } from "../../../src/model/traffic/plan";
import { shareOf, toSplit, toValue, weightsOf, type Split } from "../../../src/model/traffic/split";
import type { TrafficValue } from "../../../src/schema/stack/traffic";
import type { Subject, TrafficRequest, SubjectPlan } from "../../../src/model/traffic/types";

const start = new Date("2026-11-20T12:00:00Z");
const day = 86_400_000;
const name = { hostname: "api.example.com", ledger: "api._crossover.example.com", takenOver: false };
const pace = { bake: day, soak: 3 * day, concurrent: 1, ttl: 60 };

const ladder = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 8 })
  .map((rungs) => [0, ...rungs.sort((a, b) => a - b), 100]);
const value: fc.Arbitrary<TrafficValue> = fc.oneof(
  fc.constantFrom("legacy" as const, "kubernetes" as const),
  fc.integer({ min: 0, max: 100 }),
);
const weight = fc.integer({ min: 0, max: 255 });
const observed: fc.Arbitrary<Observed> = fc.oneof(
  fc.constant({ kind: "none" as const }),
  fc.record({
    kind: fc.constant("set" as const),
    weights: fc.oneof(
      fc.record({ legacy: weight, blue: weight }),
      fc.record({ legacy: weight }),
      fc.record({ blue: weight }),
      fc.integer({ min: 0, max: 100 }).map((percent) => ({ legacy: 100 - percent, blue: percent })),
    ),
  }),
);

function ask(seen: Observed, desired: TrafficValue, rungs: number[], since: Date, now: Date) {
  const subject: Subject = {
    key: "api",
    service: "monolith",
    kind: "route",
    hasLegacy: true,
    ladder: rungs,
    desired: toSplit(desired, "blue"),
    observed: seen,
    entry: entryFor(seen, since),
    after: [],
  };
  const request: TrafficRequest = {
    subjects: [subject],
    pace,
    cluster: "blue",
    known: ["legacy", "blue"],
    owner: "crossover/prod",
    now,
  };
  const { subjects, problems } = planTraffic(request);
  return { plan: subjects[0]!, problems };
}

/** A ledger's entry that fits what is observed, as a clean update leaves it. */
function entryFor(seen: Observed, since: Date): Entry | undefined {
  if (seen.kind !== "set") return undefined;
  const { legacy, blue } = seen.weights;
  const split: Split =
    legacy === undefined
      ? { only: "blue" }
      : blue === undefined
        ? { only: "legacy" }
        : { from: "legacy", to: "blue", percent: blue };
  return { owner: "crossover/prod", split, since: since.toISOString(), freed: ["legacy", "blue"] };
}

/** The share of the new side's answers, in percent, as Route 53 gives them. */
function share(seen: Observed): number {
  if (seen.kind !== "set") return 0;
  const { legacy = 0, blue = 0 } = seen.weights;
  if (!("legacy" in seen.weights)) return 100;
  if (!("blue" in seen.weights)) return 0;
  return legacy + blue === 0 ? 50 : (100 * blue) / (legacy + blue);
}

/** The sets that an observer could see during a step: before it, and after each of its ordered writes. */
function* moments(seen: Observed, plan: SubjectPlan): Generator<Record<string, number>> {
  let held: Record<string, number> = seen.kind === "set" ? { ...seen.weights } : {};
  const order = Object.keys(plan.weights).sort((a) => (a === plan.first ? -1 : 1));
  for (const id of order) {
    held = { ...held, [id]: plan.weights[id]! };
    yield held;
  }
  // Records that are no longer wanted go last.
  yield { ...plan.weights };
}

const step = fc.record({
  seen: observed,
  desired: value,
  rungs: ladder,
  held: fc.integer({ min: 0, max: 5 * day }),
});

describe("an allowed step", () => {
  const allowed = (check: (seen: Observed, plan: SubjectPlan, rungs: number[], held: number) => void) =>
    fc.assert(
      fc.property(step, ({ seen, desired, rungs, held }) => {
        const { plan, problems } = ask(seen, desired, rungs, start, new Date(start.getTime() + held));
        if (problems.length === 0) check(seen, plan, rungs, held);
      }),
      { numRuns: 2_000 },
    );

  test("never has a moment without weight", () => {
    allowed((seen, plan) => {
      for (const held of moments(seen, plan)) expect(Object.values(held).some((one) => one > 0)).toBe(true);
    });
  });

  test("never raises the new side by more than one rung, nor before the bake", () => {
    allowed((seen, plan, rungs, held) => {
      if (!plan.moves || !("percent" in plan.split)) return;
      const before = share(seen);
      if (plan.split.percent <= before) return;
      // Finishing a killed step goes to a rung that was allowed then: the receiver's own weight.
      const { percent } = plan.split;
      const killed = seen.kind === "set" && seen.weights.blue === percent && rungs.includes(percent);
      if (!killed) {
        expect(
          rungs.filter((rung) => rung > before && rung < (plan.split as { percent: number }).percent),
        ).toEqual([]);
        expect(held).toBeGreaterThanOrEqual(pace.bake);
      }
    });
  });

  test("takes a side away only when it has no share, and a time after", () => {
    allowed((seen, plan, _, held) => {
      if (!plan.moves || !("only" in plan.split) || seen.kind !== "set") return;
      const other = plan.split.only === "blue" ? 100 - share(seen) : share(seen);
      expect(other).toBe(0);
      expect(held).toBeGreaterThanOrEqual(plan.split.only === "blue" ? pace.soak : 2_000 * pace.ttl);
    });
  });

  test("passes the write guard at each of its writes", () => {
    allowed((seen, plan) => {
      const one = { ...name, before: seen, weights: plan.weights };
      let held: Observed = seen;
      for (const next of moments(seen, plan)) {
        const before = held.kind === "set" ? held.weights : {};
        const written = Object.entries(next).filter(([id, to]) => before[id] !== to);
        for (const [id, to] of written) expect(refuseWrite(one, { observed: held }, id, to)).toBeUndefined();
        held = { kind: "set", weights: next };
      }
    });
  });
});

test("down is always allowed while both sides have a record, and 0 always is", () => {
  fc.assert(
    fc.property(weight, weight, ladder, fc.integer({ min: 0, max: 100 }), (legacy, blue, rungs, percent) => {
      const seen: Observed = { kind: "set", weights: { legacy, blue } };
      if (percent !== 0 && percent > Math.floor(share(seen))) return;
      expect(ask(seen, percent, rungs, start, start).problems).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test("every ladder can be climbed to its end, one allowed rung after the other", () => {
  fc.assert(
    fc.property(ladder, (rungs) => {
      let seen: Observed = { kind: "set", weights: { legacy: 100 } };
      let [since, now] = [start, start];
      const climbed: TrafficValue[] = [];
      for (let i = 0; i <= rungs.length; i++) {
        const { next } = ask(seen, toValue(entryFor(seen, since)!.split, "blue"), rungs, since, now).plan;
        now = next!.notBefore;
        const { plan, problems } = ask(seen, next!.value, rungs, since, now);
        expect(problems).toEqual([]);
        climbed.push(next!.value);
        seen = { kind: "set", weights: plan.weights };
        since = plan.since;
      }
      expect(climbed).toEqual([...rungs, "kubernetes"]);
      expect(seen).toEqual({ kind: "set", weights: { blue: 100 } });
    }),
  );
});

test("weights add up to 100, and values survive the way to a split and back", () => {
  fc.assert(
    fc.property(value, (one) => {
      const split = toSplit(one, "blue");
      expect(Object.values(weightsOf(split)).reduce((a, b) => a + b)).toBe(100);
      expect(toValue(split, "blue")).toEqual(one);
    }),
  );
});

test("consumers are never all gone, and neither side is empty between 0 and 100", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 100 }), (count, percent) => {
      const split = toSplit(percent, "blue");
      const [old, fresh] = [shareOf(count, split, "legacy"), shareOf(count, split, "blue")];
      expect(old + fresh).toBeGreaterThanOrEqual(count);
      expect(old + fresh).toBeLessThanOrEqual(count + 1);
      expect(fresh === 0).toBe(percent === 0);
      expect(old === 0).toBe(percent === 100);
    }),
  );
});

describe("reading a zone", () => {
  const record = (name: string, type: string, setIdentifier?: string, weight?: number) => ({
    name,
    type,
    setIdentifier,
    weight,
  });

  test("names are compared as DNS does, and only address records count", () => {
    const zone = indexZone([
      record("API.example.com.", "A", "legacy", 95),
      record("api.example.com", "A", "blue", 5),
      record("api.example.com.", "TXT"),
      record("\\052.example.com.", "A"),
    ]);
    expect(zone("api.example.com").observed).toEqual({ kind: "set", weights: { legacy: 95, blue: 5 } });
    expect(zone("*.example.com").observed.kind).toBe("foreign");
    expect(zone("other.example.com").observed).toEqual({ kind: "none" });
  });

  test("a weight of zero is a weight", () => {
    const zone = indexZone([record("a.b", "A", "legacy", 100), record("a.b", "A", "blue", 0)]);
    expect(zone("a.b").observed).toEqual({ kind: "set", weights: { legacy: 100, blue: 0 } });
  });
});

test("on the way nobody's share rises but the receiver's, whatever weights another hand has left", () => {
  const shareOf = ({ legacy = 0, blue = 0 }: Record<string, number>) =>
    legacy + blue === 0 ? 50 : (100 * blue) / (legacy + blue);
  const check = (legacy: number, blue: number, percent: number) => {
    const { plan } = ask({ kind: "set", weights: { legacy, blue } }, percent, [0, 50, 100], start, start);
    const wanted = plan.weights;
    const before = shareOf({ legacy, blue });
    if (wanted["legacy"] === legacy && wanted["blue"] === blue) return expect(plan.first).toBeUndefined();
    const between = { legacy, blue, [plan.first!]: wanted[plan.first!]! };
    expect(between.legacy + between.blue).toBeGreaterThan(0);
    if (percent <= before) expect(shareOf(between)).toBeLessThanOrEqual(before + 1e-9);
    else if (legacy + blue === 100) expect(shareOf(between)).toBeLessThanOrEqual(percent + 1e-9);
  };
  const percent = fc.integer({ min: 0, max: 100 });
  fc.assert(fc.property(weight, weight, percent, check), { numRuns: 5_000 });
  fc.assert(fc.property(percent, percent, (now, asked) => check(100 - now, now, asked)));
});

describe("the write guard", () => {
  const one = {
    ...name,
    before: { kind: "set", weights: { legacy: 95, blue: 5 } } as Observed,
    weights: { legacy: 75, blue: 25 },
  };
  const zone = (legacy: number, blue: number): Observed => ({
    kind: "set",
    weights: { legacy, blue },
  });

  test("stops where the route has been moved in the meantime", () => {
    expect(refuseWrite(one, { observed: zone(100, 0) }, "legacy", 75)).toContain(
      "has been moved since this step was planned",
    );
  });

  test("goes by what the zone holds, not by what it held before", () => {
    // Another hand took the records away: what is written is all that there is.
    expect(
      refuseWrite({ ...one, weights: { legacy: 100, blue: 0 } }, { observed: { kind: "none" } }, "blue", 0),
    ).toContain("would be 0");
    expect(refuseWrite(one, { observed: { kind: "none" } }, "blue", 25)).toBeUndefined();
    // A record that the step itself has made, where there was none.
    const first = { ...one, before: { kind: "none" as const } };
    const made: Observed = { kind: "set", weights: { blue: 25 } };
    expect(refuseWrite(first, { observed: made }, "legacy", 75)).toBeUndefined();
    expect(refuseWrite(first, { observed: zone(95, 25) }, "legacy", 75)).toContain(
      "weight of `legacy` is 95 now",
    );
  });

  test("never leaves weights that are all zero", () => {
    expect(refuseWrite({ ...one, before: zone(95, 0) }, { observed: zone(95, 0) }, "legacy", 0)).toContain(
      "would be 0",
    );
  });
});
