// The rules of a traffic step, one function each; every refusal says what was asked, which rule refuses and what is next.
import type { Problem, Rule } from "../problem";
import { checkDatabase } from "./database-rule";
import type { Standing } from "./observed";
import { legacyTarget, targetsOf, toValue, type Split } from "./split";
import { pathOf } from "./keys";
import type { Subject, TrafficRequest, Next, Judged } from "./types";
type Refusal = Omit<Problem, "path">;
type Both = Extract<Split, { from: string }>;

/** Rules 0 to 5 of one subject. */
export function checkStep(one: Judged, all: readonly Judged[], request: TrafficRequest): Problem[] {
  const refusals = one.moves ? refuse(one, all, request) : stranded(one);
  refusals.push(...checkDatabase(one, request));
  return refusals.map((refusal) => ({ ...refusal, path: pathOf(one.subject.key) }));
}

/** Even what doesn't move is refused if the name is another hand's, or stands where the stack has nothing. */
function stranded({ standing, subject }: Judged): Refusal[] {
  if (standing.kind === "foreign")
    return [
      {
        rule: "owner",
        message: `${subject.key} ${standing.reason}; nothing is written beside it`,
        allowed: "remove or rename those records, or adopt them, first",
      },
    ];
  if (standing.kind !== "lost") return [];
  const targets = standing.targets.join(", ");
  return [
    {
      rule: "cluster",
      message: `${subject.key} stands on ${targets}, which this stack doesn't have`,
      allowed:
        `put ${targets} back into crossover:clusters, and move ${subject.key} off first; ` +
        "or, if the records are another hand's, remove them",
    },
  ];
}

function refuse(one: Judged, all: readonly Judged[], request: TrafficRequest): Refusal[] {
  const { standing, subject } = one;
  switch (standing.kind) {
    case "foreign":
    case "lost":
      return stranded(one);
    case "free":
      return [startRefusal(subject, request)];
    case "unfinished":
      return checkUnfinished(subject, standing, request);
    case "at":
      return subject.kind === "job"
        ? checkJob(one, all)
        : "only" in standing.split
          ? fromOne(one, standing.split.only, all, request)
          : fromBoth(one, standing.split, all, request);
  }
}

function startRefusal(subject: Subject, request: TrafficRequest): Refusal {
  return {
    rule: "standby",
    message: `${subject.key} has never been served and was asked to begin ${say(subject.desired, request)}`,
    allowed: "kubernetes",
  };
}

/** A half-written step: to the rung that had been allowed, or down. */
function checkUnfinished(
  subject: Subject,
  at: Extract<Standing, { kind: "unfinished" }>,
  request: TrafficRequest,
): Refusal[] {
  const { desired, ladder } = subject;
  const same = "from" in desired && desired.from === at.from && desired.to === at.to;
  if (same && (desired.percent <= at.share || desired.percent === at.finish)) return [];
  const below = rung(at, ladder.filter((one) => one <= at.share).at(-1) ?? 0, request);
  return [
    {
      rule: "unfinished",
      message:
        `${subject.key} is between two rungs: its last step was interrupted, or another hand wrote the records; ` +
        "finish that step or go down first",
      allowed:
        at.finish === undefined ? below : `${rung(at, at.finish, request)} to finish it, ${below} to go down`,
    },
  ];
}

/** Only one side has a record. */
function fromOne(one: Judged, at: string, all: readonly Judged[], request: TrafficRequest): Refusal[] {
  const { subject } = one;
  const { desired } = subject;
  if ("only" in desired)
    return [
      {
        rule: "standby",
        message: `${subject.key} is ${place(at, request)} and was asked to leap to ${say(desired, request)}`,
        allowed: leap(at, desired.only, request),
      },
    ];
  if (desired.from === at) {
    if (desired.percent !== 0)
      return [
        {
          rule: "standby",
          message:
            `${subject.key} is ${place(at, request)} and was asked for ${String(desired.percent)}: ` +
            "the new side stands by at 0 first",
          allowed: rung(desired, 0, request),
        },
      ];
    return [...checkBake(one, 0, request), ...checkAfter(one, all)];
  }
  if (desired.to === at) {
    if (desired.percent === 100) return [];
    return [
      {
        rule: "standby",
        message: `${subject.key} has only ${place(at, request)}: the other side comes back warm at 100 first`,
        allowed: rung(desired, 100, request),
      },
    ];
  }
  return [pairRefusal(subject, at, request)];
}

/** Both sides have a record. */
function fromBoth(one: Judged, at: Both, all: readonly Judged[], request: TrafficRequest): Refusal[] {
  const { subject } = one;
  const { desired } = subject;
  const here = String(at.percent);

  if ("only" in desired) {
    if (desired.only === at.from) {
      if (at.percent !== 0)
        return [
          {
            rule: "standby",
            message: `${subject.key} stands at ${here}: all answers go back by 0, which keeps the new side up while caches empty`,
            allowed: rung(at, 0, request),
          },
        ];
      // Twice, because a resolver may fetch an answer just before the step and some keep it a little longer.
      return checkHeld(
        one,
        2_000 * request.pace.ttl,
        "drain",
        "resolvers may still name the new side",
        request.now,
      );
    }
    if (desired.only !== at.to) return [pairRefusal(subject, at.to, request)];
    if (at.percent !== 100)
      return [
        {
          rule: "soak",
          message: `${subject.key} stands at ${here}: the old side is taken away only from 100, after its soak`,
          allowed: rung(at, nextRung(subject.ladder, at.percent), request),
        },
      ];
    return [
      ...checkHeld(one, request.pace.soak, "soak", "until then the old side is the fallback", request.now),
      ...checkAfter(one, all),
    ];
  }

  if (desired.from !== at.from || desired.to !== at.to) return [pairRefusal(subject, at.to, request)];
  if (desired.percent <= at.percent) return [];
  const next = nextRung(subject.ladder, at.percent);
  if (desired.percent !== next)
    return [
      {
        rule: "ladder",
        message: `${subject.key} stands at ${here} and was asked for ${String(desired.percent)}: it climbs one rung at a time`,
        allowed: rung(at, next, request),
      },
    ];
  return [...checkBake(one, next, request), ...checkAfter(one, all)];
}

function pairRefusal(subject: Subject, at: string, request: TrafficRequest): Refusal {
  return {
    rule: "pair",
    message: `${subject.key} is at ${place(at, request)}, which is not part of the step that was asked for (${say(subject.desired, request)})`,
    allowed: "a step that begins or ends there",
  };
}

/** A job runs on exactly one side, so it moves in one step. Back to legacy is the way down, which is free. */
function checkJob(one: Judged, all: readonly Judged[]): Refusal[] {
  const { desired } = one.subject;
  if ("only" in desired) return desired.only === legacyTarget ? [] : checkAfter(one, all);
  return [
    {
      rule: "job",
      message: `${one.subject.key} is a job, which runs on exactly one side: a percentage would run it twice or not at all`,
      allowed: "legacy or kubernetes",
    },
  ];
}

function checkBake(one: Judged, next: number, { pace, now }: TrafficRequest): Refusal[] {
  return checkHeld(one, pace.bake, "bake", `its bake comes before ${String(next)}`, now);
}

/** A value is left only after it has been held. */
function checkHeld(one: Judged, hold: number, rule: Rule, why: string, now: Date): Refusal[] {
  const until = new Date(one.since.getTime() + hold);
  if (now >= until) return [];
  return [
    {
      rule,
      message: `${one.subject.key} stands where it is since ${iso(one.since)}, and ${why}: not before ${iso(until)}`,
      allowed: `the same step from ${iso(until)}`,
    },
  ];
}

/** Rule 4: what must be switched over first. */
function checkAfter(one: Judged, all: readonly Judged[]): Refusal[] {
  const waiting = all.filter(
    (other) => one.subject.after.includes(other.subject.service) && !isThrough(other.standing, one.standing),
  );
  if (waiting.length === 0) return [];
  const names = waiting.map((other) => other.subject.key).join(", ");
  return [
    {
      rule: "after",
      message: `${one.subject.key} comes after ${names}, which must stand at 100 or kubernetes first`,
      allowed: `shift ${names} first`,
    },
  ];
}

/** Whether a subject has moved off the target that another one, which comes after it, is leaving. */
function isThrough(standing: Standing, mover: Standing): boolean {
  if (standing.kind !== "at") return standing.kind === "free";
  const [left] = mover.kind === "at" ? targetsOf(mover.split) : [legacyTarget];
  if ("only" in standing.split) return standing.split.only !== left;
  return standing.split.from !== left || standing.split.percent === 100;
}

/** Rule 4: few routes within their bake at a time. Routes at 0 or on one side are not at risk, and don't count. */
export function checkConcurrency(
  allowed: readonly Judged[],
  all: readonly Judged[],
  request: TrafficRequest,
): Problem[] {
  const rising = allowed.filter((one) => one.subject.kind === "route" && one.moves && rises(one));
  if (rising.length === 0) return [];
  const baking = all.filter(
    (one) =>
      one.subject.kind === "route" &&
      !rising.includes(one) &&
      carries(one.standing) &&
      request.now.getTime() < one.since.getTime() + request.pace.bake,
  );
  const free = Math.max(0, request.pace.concurrent - baking.length);
  const busy = [...baking, ...rising.slice(0, free)].map((one) => one.subject.key).join(", ");
  return rising.slice(free).map((one) => ({
    rule: "concurrent",
    path: pathOf(one.subject.key),
    message: `${one.subject.key} would be within its bake together with ${busy}; at most ${String(request.pace.concurrent)} at a time`,
    allowed: "leave it, and step it once the others have baked",
  }));
}

function rises({ standing, subject: { desired } }: Judged): boolean {
  if (standing.kind !== "at" || "only" in standing.split || "only" in desired) return false;
  return desired.percent > standing.split.percent;
}

function carries(standing: Standing): boolean {
  if (standing.kind === "unfinished") return true;
  return standing.kind === "at" && "from" in standing.split && standing.split.percent > 0;
}

/** What may follow upwards on a split that has been held since a moment. */
export function nextStep(
  subject: Subject,
  split: Split,
  since: Date,
  { pace, cluster }: TrafficRequest,
): Next | undefined {
  const later = (ms: number) => new Date(since.getTime() + ms);
  if (subject.kind === "job")
    return "only" in split && split.only === legacyTarget
      ? { value: "kubernetes", notBefore: since }
      : undefined;
  if ("only" in split)
    return split.only === legacyTarget ? { value: 0, notBefore: later(pace.bake) } : undefined;
  if (split.percent === 100)
    return { value: toValue({ only: split.to }, cluster), notBefore: later(pace.soak) };
  const percent = nextRung(subject.ladder, split.percent);
  return { value: toValue({ ...split, percent }, cluster), notBefore: later(pace.bake) };
}

function nextRung(ladder: readonly number[], percent: number): number {
  return ladder.find((rung) => rung > percent) ?? 100;
}

/** What to write for a rung of a pair. */
function rung(pair: { from: string; to: string }, percent: number, { cluster }: TrafficRequest): string {
  const value = toValue({ ...pair, percent }, cluster);
  return typeof value === "object"
    ? `{ from: ${value.from}, to: ${value.to}, percent: ${value.percent} }`
    : String(value);
}

/** What comes first on the way from one target alone to another. */
function leap(from: string, to: string, request: TrafficRequest): string {
  return to === legacyTarget ? rung({ from: to, to: from }, 100, request) : rung({ from, to }, 0, request);
}

function place(target: string, { cluster }: TrafficRequest): string {
  return target === cluster ? "kubernetes" : target;
}

function say(split: Split, { cluster }: TrafficRequest): string {
  const value = toValue(split, cluster);
  return typeof value === "object"
    ? `${String(value.percent)} from ${value.from} to ${value.to}`
    : String(value);
}

/** Whole seconds are enough for people. */
function iso(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}
