// Finds how soon everything could have moved, by asking the rules themselves again and again on a clock of its own.
import { pathOf } from "./keys";
import { freezeAt } from "./freeze";
import { keepTraffic, planTraffic } from "./plan";
import { paceOf } from "./rules";
import { legacyTarget, toSplit, toValue, weightsOf, type Split } from "./split";
import type { Problem } from "../problem";
import type { TrafficValue } from "../../schema/stack/traffic";
import type { Subject, SubjectPlan, TrafficRequest } from "./types";

/** One step, at the earliest moment at which every rule allows it. */
export interface Step {
  readonly key: string;
  readonly value: TrafficValue;
  readonly at: Date;
}

/** The way of one key from where it stands. */
export interface Way {
  readonly key: string;
  readonly service: string;
  /** Where it stands. */
  readonly value: TrafficValue;
  /** The steps that are left; none if it is through, and not all if something stops it. */
  readonly steps: readonly Step[];
  /** Whether the new side is all that it has, at the end of these steps. */
  readonly through: boolean;
  /** Why the next step isn't allowed now; nothing where it is, or where none is left. */
  readonly blocked?: Pick<Problem, "rule" | "message">;
  /** What stops it for good. @default nothing does */
  readonly stopped?: string;
}

/** A subject, and what may follow on where it stands. */
interface Standing {
  readonly subject: Subject;
  readonly plan: SubjectPlan;
}

/**
 * The steps of all keys, each as soon as the rules allow it, with healthy sides, and an update whenever one is due.
 *
 * @param request what is asked for in it doesn't count.
 */
export function schedule(request: TrafficRequest): readonly Way[] {
  const world: TrafficRequest = { ...request, held: undefined, written: undefined, databases: undefined };
  const start = stand(keepTraffic(world), world);
  const blocked = refusals(goingOn(start), start, world);
  const steps = new Map<string, Step[]>(start.map(({ plan }) => [plan.key, []]));
  let now = request.now;
  // What has no record, or nobody has written down, gets it by the next update, which is made at once.
  let all = start.map(({ subject, plan: { before, fresh, split } }) => {
    const begins = fresh && (before.kind === "at" || before.kind === "free");
    return standAt({ ...subject, health: undefined }, begins ? split : undefined, world);
  });
  for (;;) {
    const made = advance(all, { ...world, now });
    for (const step of made) steps.get(step.key)!.push(step);
    if (made.length > 0) {
      const values = new Map(made.map(({ key, value }) => [key, toSplit(value, request.cluster)]));
      all = all.map((one) => {
        const split = values.get(one.plan.key);
        return split ? standAt(one.subject, split, { ...world, now }) : one;
      });
      continue;
    }
    const next = nextMoment(all, { ...world, now });
    if (next === undefined) break;
    now = next;
  }
  const stopped = refusals(goingOn(all), all, { ...world, now });
  return start.map(({ plan: { key, service, value } }, i): Way => {
    const { plan } = all[i]!;
    const through = isThrough(plan);
    const refusal = blocked.get(key);
    return {
      ...{ key, service, value, through, steps: steps.get(key)! },
      ...(refusal && { blocked: { rule: refusal.rule, message: refusal.message } }),
      ...(!through && { stopped: stopped.get(key)?.message ?? whyStopped(plan) }),
    };
  });
}

/** What is planned of a subject depends on no other. */
function stand(subjects: readonly Subject[], world: TrafficRequest): Standing[] {
  const plans = planTraffic({ ...world, subjects }).subjects;
  return subjects.map((subject, i) => ({ subject, plan: plans[i]! }));
}

/** A subject after its step, as the zone and the ledger would have it. */
function standAt(subject: Subject, split: Split | undefined, world: TrafficRequest): Standing {
  const { now, owner, cluster, known } = world;
  if (!split) return stand([subject], world)[0]!;
  const since = now.toISOString();
  const written: Partial<Subject> = subject.observed
    ? {
        observed: { kind: "set", weights: weightsOf(split) },
        entry: { owner, split, since, freed: known },
      }
    : { recorded: { value: toValue(split, cluster), cluster, since } };
  return stand([{ ...subject, ...written, desired: split }], world)[0]!;
}

function isThrough({ split, before }: SubjectPlan): boolean {
  return "only" in split && split.only !== legacyTarget && before.kind === "at";
}

/** What may follow; nothing of what another program has, and of what is between two rungs. */
function nextOf({ before, next }: SubjectPlan): SubjectPlan["next"] {
  return before.kind === "at" ? next : undefined;
}

function goingOn(all: readonly Standing[]): readonly Standing[] {
  return all.filter(({ plan }) => nextOf(plan) !== undefined);
}

/** Steps that compete for the routes that may bake at a time are asked for so many at once. */
const atOnce = 32;

/** The steps that may be made at a moment. */
function advance(all: readonly Standing[], world: TrafficRequest): Step[] {
  const due = all.filter(({ plan }) => {
    const next = nextOf(plan);
    return next !== undefined && next.notBefore <= world.now;
  });
  const competing = due.filter(({ plan }) => rises(plan));
  const others = due.filter(({ plan }) => !rises(plan));
  const made = allowed(others, all, world);
  if (made.length > 0 || bakingOf(all, world).length >= world.pace.concurrent) return made;
  for (let i = 0; i < competing.length; i += atOnce) {
    const some = allowed(competing.slice(i, i + atOnce), all, world);
    if (some.length > 0) return some;
  }
  return [];
}

function allowed(due: readonly Standing[], all: readonly Standing[], world: TrafficRequest): Step[] {
  const refused = refusals(due, all, world);
  return due.flatMap(({ plan: { key, next } }) =>
    refused.has(key) ? [] : [{ key, value: next!.value, at: world.now }],
  );
}

/** Whether its next step is one of those of which few may bake at a time. */
function rises({ kind, split }: SubjectPlan): boolean {
  return kind === "route" && "from" in split && split.percent < 100;
}

function bakingOf(all: readonly Standing[], world: TrafficRequest): readonly Standing[] {
  return all.filter(({ subject, plan: { kind, split, since } }) => {
    const { bake } = paceOf(subject, world);
    return (
      kind === "route" && "from" in split && split.percent > 0 && world.now.getTime() < since.getTime() + bake
    );
  });
}

/** Why the next step of some isn't allowed, by key; they are asked for at once, beside those that have a say in it. */
function refusals(
  due: readonly Standing[],
  all: readonly Standing[],
  world: TrafficRequest,
): ReadonlyMap<string, Problem> {
  if (due.length === 0) return new Map();
  const first = new Set(due.flatMap(({ subject }) => subject.after));
  const asked = new Set(due);
  const beside = new Set([
    ...all.filter(({ subject }) => first.has(subject.service)),
    ...bakingOf(all, world),
  ]);
  const subjects = [
    ...due.map(({ subject, plan }) => ({ ...subject, desired: toSplit(plan.next!.value, world.cluster) })),
    ...[...beside].filter((one) => !asked.has(one)).map(({ subject }) => subject),
  ];
  const byPath = new Map(
    [...planTraffic({ ...world, subjects }).problems].reverse().map((one) => [one.path, one]),
  );
  return new Map(
    due.flatMap(({ plan: { key } }) => {
      const problem = byPath.get(pathOf(key));
      return problem ? [[key, problem] as const] : [];
    }),
  );
}

/** When something may be allowed that isn't yet: a time has passed, or a freeze is over. */
function nextMoment(all: readonly Standing[], world: TrafficRequest): Date | undefined {
  const { now } = world;
  let first = Infinity;
  for (const { subject, plan } of all) {
    // Of what stands as nobody has written down, no time runs.
    if (plan.fresh) continue;
    const { bake, soak } = paceOf(subject, world);
    const ends = [
      plan.since.getTime() + bake,
      plan.since.getTime() + soak,
      nextOf(plan)?.notBefore.getTime(),
      freezeAt(now, subject.freeze ?? [])?.until?.getTime(),
    ];
    for (const end of ends) if (end !== undefined && end > now.getTime()) first = Math.min(first, end);
  }
  return first === Infinity ? undefined : new Date(first);
}

function whyStopped({ key, before }: SubjectPlan): string {
  if (before.kind === "foreign") return `${key} ${before.reason}`;
  if (before.kind === "lost")
    return `${key} is on ${before.targets.join(", ")}, which this stack doesn't have`;
  if (before.kind === "unfinished") return `${key} is between two rungs: finish that step, or go down`;
  return `${key} has no way on`;
}
