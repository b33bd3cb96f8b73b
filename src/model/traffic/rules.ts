// Checks a traffic step by one function a rule; every refusal says what was asked, why not, and what is allowed.
import { iso } from "../moment";
import type { Objection, Problem, Rule } from "../problem";
import { checkDatabase } from "./database-rule";
import { thawed } from "./freeze";
import { checkFreeze } from "./freeze-rule";
import { checkHealth } from "./health-rule";
import type { Position } from "./observed";
import { checkCommit } from "./stale-rule";
import { legacyTarget, nameTarget, targetsOf, toValue, writeSplit, type Split } from "./split";
import { pathOf } from "./keys";
import { overrideOf } from "./overrides";
import type { Subject, TrafficRequest, Next, Judged, Pace } from "./types";
type Both = Extract<Split, { from: string }>;

/** Rules 0 to 5 of one subject. */
export function checkStep(one: Judged, all: readonly Judged[], request: TrafficRequest): Problem[] {
  const refusals = one.moves ? [...checkMove(one, all, request), ...checkBeside(one)] : refuseUnwritable(one);
  refusals.push(
    ...checkCommit(one, request),
    ...checkFreeze(one, request),
    ...checkDatabase(one, request),
    ...checkHealth(one, request),
  );
  return refusals.map((refusal) => ({ ...refusal, path: pathOf(one.subject.key) }));
}

/** Even what doesn't move is refused if another program wrote its records, or if they name what the stack doesn't have. */
function refuseUnwritable({ position, subject }: Judged): Objection[] {
  const { key, namesSide } = subject;
  if (position.kind === "foreign" && namesSide !== undefined)
    return [
      {
        rule: "released",
        message: `${key} has a simple record that names what \`${namesSide}\` is reached at: it has been released, and the stack file doesn't say so`,
        allowed: `\`crossover release-name ${key}\`, which finishes what was stopped; or \`crossover:releasedNames: { ${key}: ${namesSide} }\``,
      },
    ];
  if (position.kind === "foreign")
    return [
      {
        rule: "owner",
        message: `${subject.key} ${position.reason}`,
        allowed: "remove or rename those records first",
      },
    ];
  if (position.kind !== "lost") return [];
  const targets = position.targets.join(", ");
  return [
    {
      rule: "cluster",
      message: `${subject.key} is on ${targets}, which this stack doesn't have`,
      allowed:
        `put ${targets} back into ${position.targets.includes(legacyTarget) ? `the service ${subject.service}` : "crossover:clusters"} ` +
        `and move ${subject.key} off it first; or, if another program wrote the records, remove them`,
    },
  ];
}

/** Records that no step moves: they would go on naming a side that gives way, so only down to a weight is free. */
function checkBeside({ subject: { key, observed, desired }, position }: Judged): Objection[] {
  const beside = observed?.kind === "set" ? observed.beside : undefined;
  if (beside === undefined) return [];
  const share =
    position.kind === "unfinished"
      ? position.share
      : position.kind === "at" && "from" in position.split
        ? position.split.percent
        : 0;
  if ("from" in desired && desired.percent <= share) return [];
  return [
    {
      rule: "record",
      message: `${key} also has ${beside} in the zone, which this stack doesn't write: they would go on naming what they name`,
      allowed: `remove the ${beside}, or stop what writes them, then the same value`,
    },
  ];
}

function checkMove(one: Judged, all: readonly Judged[], request: TrafficRequest): Objection[] {
  const { position, subject } = one;
  switch (position.kind) {
    case "foreign":
    case "lost":
      return refuseUnwritable(one);
    case "free":
      return [refuseStart(subject, request)];
    case "unfinished":
      return checkUnfinished(subject, position, request);
    case "at":
      return subject.kind === "job"
        ? checkJob(one, targetsOf(position.split)[0]!, all)
        : "only" in position.split
          ? checkFromOneSide(one, position.split.only, all, request)
          : checkFromBothSides(one, position.split, all, request);
  }
}

function refuseStart(subject: Subject, request: TrafficRequest): Objection {
  return {
    rule: "standby",
    message: `${subject.key} has never been served, and ${describeSplit(subject.desired, request)} was asked for: begin with one side`,
    allowed: "kubernetes",
  };
}

/** A half-written step: to the rung that had been allowed, or down. */
function checkUnfinished(
  subject: Subject,
  at: Extract<Position, { kind: "unfinished" }>,
  request: TrafficRequest,
): Objection[] {
  const { desired, ladder } = subject;
  const same = "from" in desired && desired.from === at.from && desired.to === at.to;
  if (same && (desired.percent <= at.share || desired.percent === at.finish)) return [];
  const below = writeRung(at, ladder.filter((one) => one <= at.share).at(-1) ?? 0, request);
  return [
    {
      rule: "unfinished",
      message:
        `${subject.key} is between two rungs, since its last step was interrupted or another program wrote its records: ` +
        (at.finish === undefined ? "go down first" : "finish that step or go down first"),
      allowed:
        at.finish === undefined
          ? below
          : `${writeRung(at, at.finish, request)} to finish it, ${below} to go down`,
    },
  ];
}

/** Only one side has a record. */
function checkFromOneSide(
  one: Judged,
  at: string,
  all: readonly Judged[],
  request: TrafficRequest,
): Objection[] {
  const { subject } = one;
  const { desired } = subject;
  const here = nameTarget(at, request.cluster);
  const wish = `${subject.key} is at ${here}, and ${describeSplit(desired, request)} was asked for`;
  if ("only" in desired)
    return [
      {
        rule: "standby",
        message: `${wish}: go there one rung at a time`,
        allowed: firstRung(at, desired.only, request),
      },
    ];
  if (desired.from === at) {
    if (desired.percent !== 0)
      return [
        {
          rule: "standby",
          message: `${wish}: start the new side at 0 first`,
          allowed: writeRung(desired, 0, request),
        },
      ];
    // What another hand has left of a pair gets its other side back at once: at 0 nobody answers more or less than before.
    const left = one.since === undefined && subject.observed?.kind === "set";
    return [...(left ? [] : checkBake(one, { only: at }, 0, request)), ...checkAfter(one, at, all)];
  }
  if (desired.to === at) {
    if (desired.percent === 100) return [];
    return [
      {
        rule: "standby",
        message: `${wish}: bring the other side back at 100 first`,
        allowed: writeRung(desired, 100, request),
      },
    ];
  }
  return [
    {
      rule: "pair",
      message: `${wish}: begin or end the step where it is`,
      allowed: `a step from or to ${here}`,
    },
  ];
}

/** Both sides have a record. */
function checkFromBothSides(
  one: Judged,
  at: Both,
  all: readonly Judged[],
  request: TrafficRequest,
): Objection[] {
  const { subject } = one;
  const { desired } = subject;
  const wish = `${subject.key} is at ${describeSplit(at, request)}, and ${describeSplit(desired, request)} was asked for`;

  if ("only" in desired) {
    if (desired.only === at.from) {
      if (at.percent !== 0)
        return [
          {
            rule: "standby",
            message: `${wish}: go to 0 first, so that the new side runs until resolvers have forgotten it`,
            allowed: writeRung(at, 0, request),
          },
        ];
      // Twice, because a resolver may fetch an answer just before the step and some keep it a little longer.
      return checkHeld(
        one,
        at,
        2_000 * request.pace.ttl,
        "drain",
        (until) => `resolvers may name the new side until ${until}`,
        request,
      );
    }
    if (desired.only !== at.to) return [refusePair(subject, at, wish, request)];
    if (at.percent !== 100)
      return [
        {
          rule: "soak",
          lasting: true,
          message: `${wish}: go up to 100 and let it soak first`,
          allowed: writeRung(at, nextRung(subject.ladder, at.percent), request),
        },
      ];
    return [
      ...checkHeld(
        one,
        at,
        paceOf(subject, request).soak,
        "soak",
        (until) => `soaks until ${until}, with the old side as fallback`,
        request,
      ),
      ...checkAfter(one, at.from, all),
    ];
  }

  if (desired.from !== at.from || desired.to !== at.to) return [refusePair(subject, at, wish, request)];
  if (desired.percent <= at.percent) return [];
  const next = nextRung(subject.ladder, at.percent);
  const leap: Objection = {
    rule: "ladder",
    message: `${wish}: go up one rung at a time`,
    allowed: writeRung(at, next, request),
  };
  const leaps = desired.percent === next ? [] : [leap];
  // What else is wrong with a leap matters only where it is allowed.
  if (leaps.length > 0 && !overrideOf(request, subject.key, "ladder")) return leaps;
  return [...leaps, ...checkBake(one, at, desired.percent, request), ...checkAfter(one, at.from, all)];
}

/** Another pair of sides was asked for than the one that has records. */
function refusePair(subject: Subject, at: Both, wish: string, request: TrafficRequest): Objection {
  const { from, to, percent } = at;
  const onwards =
    percent === 100
      ? nameTarget(to, request.cluster)
      : writeRung(at, nextRung(subject.ladder, percent), request);
  const back = percent === 0 ? nameTarget(from, request.cluster) : writeRung(at, 0, request);
  return {
    rule: "pair",
    message: `${wish}: finish that move or go back first`,
    allowed: `${onwards} or ${back}`,
  };
}

/** A job runs on exactly one side, so it moves in one step. Back to legacy is the way down, which is free. */
function checkJob(one: Judged, left: string, all: readonly Judged[]): Objection[] {
  const { desired } = one.subject;
  if ("only" in desired) return desired.only === legacyTarget ? [] : checkAfter(one, left, all);
  return [
    {
      rule: "job",
      message: `${one.subject.key} is a job, which runs on exactly one side: a percentage would run it twice or not at all`,
      allowed: "legacy or kubernetes",
    },
  ];
}

function checkBake(one: Judged, at: Split, next: number, request: TrafficRequest): Objection[] {
  const why = (until: string) => `bakes until ${until} before it may go to ${String(next)}`;
  return checkHeld(one, at, paceOf(one.subject, request).bake, "bake", why, request);
}

/** A value is left only after it has been held. @param why completes `api has been at 5 since …, and …` */
function checkHeld(
  { subject, since }: Judged,
  at: Split,
  hold: number,
  rule: Rule,
  why: (until: string) => string,
  request: TrafficRequest,
): Objection[] {
  const here = describeSplit(at, request);
  if (!since) return [refuseUnrecorded(subject, here, rule)];
  const until = new Date(since.getTime() + hold);
  if (request.now >= until) return [];
  return [
    {
      rule,
      message: `${subject.key} has been at ${here} since ${iso(since)}, and ${why(iso(until))}`,
      allowed: `the same value from ${iso(until)}`,
    },
  ];
}

/** Nothing can be counted from a moment that nobody has written down; an update that asks for what is there does so. */
function refuseUnrecorded({ key, observed }: Subject, here: string, rule: Rule): Objection {
  const record = `ask for ${here} and run \`pulumi up\`, which writes it down; the time counts from then`;
  return {
    rule,
    ...(observed?.kind === "none" && { lasting: true }),
    message:
      observed?.kind === "none"
        ? `${key} has not been deployed yet, so nothing is known of how it does at ${here}`
        : `${key} is at ${here}, and nobody has written down since when: another hand has changed it, or its last update didn't end`,
    allowed: record,
  };
}

/** Rule 4: what must be switched over first. @param left the target that is being left. */
function checkAfter(one: Judged, left: string, all: readonly Judged[]): Objection[] {
  const waiting = all.filter(
    (other) => one.subject.after.includes(other.subject.service) && !hasMovedOff(other.position, left),
  );
  if (waiting.length === 0) return [];
  const names = waiting.map((other) => other.subject.key).join(", ");
  return [
    {
      rule: "after",
      message: `${one.subject.key} waits for ${names}, which must be at 100 or kubernetes first`,
      allowed: `shift ${names} first`,
    },
  ];
}

/** Whether a subject has moved off the target that another one, which comes after it, is leaving. */
function hasMovedOff(position: Position, left: string): boolean {
  if (position.kind !== "at") return position.kind === "free";
  if ("only" in position.split) return position.split.only !== left;
  return position.split.from !== left || position.split.percent === 100;
}

/** Rule 4: few routes within their bake at a time. Routes at 0 or on one side are not at risk, and don't count. */
export function checkConcurrency(
  allowed: readonly Judged[],
  all: readonly Judged[],
  request: TrafficRequest,
): Problem[] {
  const rising = allowed.filter((one) => one.subject.kind === "route" && rises(one));
  const baking = all.filter(
    (one) =>
      one.subject.kind === "route" &&
      !rising.includes(one) &&
      takesTraffic(one.position) &&
      request.now.getTime() < (one.since ?? request.now).getTime() + paceOf(one.subject, request).bake,
  );
  const free = Math.max(0, request.pace.concurrent - baking.length);
  const busy = [...baking, ...rising.slice(0, free)].map((one) => one.subject.key).join(", ");
  return rising.slice(free).map((one) => ({
    rule: "concurrent",
    path: pathOf(one.subject.key),
    message: `${one.subject.key} would bake at the same time as ${busy}: at most ${String(request.pace.concurrent)} may`,
    allowed: "leave it as it is until the others have baked",
  }));
}

function rises({ position, subject: { desired } }: Judged): boolean {
  if (position.kind !== "at" || "only" in position.split || "only" in desired) return false;
  return desired.percent > position.split.percent;
}

function takesTraffic(position: Position): boolean {
  if (position.kind === "unfinished") return true;
  return position.kind === "at" && "from" in position.split && position.split.percent > 0;
}

/** What may follow upwards on a split that has been held since a moment. */
export function nextStep(
  subject: Subject,
  split: Split,
  since: Date,
  request: TrafficRequest,
): Next | undefined {
  const { cluster } = request;
  const pace = paceOf(subject, request);
  const later = (ms: number) => thawed(new Date(since.getTime() + ms), subject.freeze ?? []);
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

/** The pace of one subject: its own, else the stack's. */
export function paceOf({ pace: own }: Subject, { pace }: Pick<TrafficRequest, "pace">): Pace {
  return { ...pace, ...own };
}

function nextRung(ladder: readonly number[], percent: number): number {
  return ladder.find((rung) => rung > percent) ?? 100;
}

/** What to write for a rung of a pair. */
function writeRung(pair: { from: string; to: string }, percent: number, { cluster }: TrafficRequest): string {
  return writeSplit({ from: pair.from, to: pair.to, percent }, cluster);
}

/** What comes first on the way from one target alone to another. */
function firstRung(from: string, to: string, request: TrafficRequest): string {
  return to === legacyTarget
    ? writeRung({ from: to, to: from }, 100, request)
    : writeRung({ from, to }, 0, request);
}

function describeSplit(split: Split, { cluster }: TrafficRequest): string {
  const value = toValue(split, cluster);
  return typeof value === "object"
    ? `${String(value.percent)} from ${value.from} to ${value.to}`
    : String(value);
}
