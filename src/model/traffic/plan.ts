// Decides whether the traffic that the config asks for may follow on what the zone holds now, and with which weights.
import { checkCutovers } from "./database-rule";
import { freed, freeTargets, refuseUnfreed } from "./freed";
import { healthWarnings } from "./health-rule";
import { fits, type Entry } from "./ledger";
import { checkOverrides, expiredWarnings, suspend } from "./overrides";
import { isWritten, sinceOf, splitOf, recordedPosition, observedPosition, type Position } from "./observed";
import { checkOwner, checkState, readable } from "./owner-rule";
import { checkReleased } from "./released";
import { checkConcurrency, checkStep, nextStep } from "./rules";
import type { Observed } from "./splitter";
import { contains } from "./stale-rule";
import { sameSplit, toValue, weightsOf, type Split } from "./split";
import type { Problem } from "../problem";
import type { Judged, TrafficRequest, TrafficPlan, SubjectPlan, Subject } from "./types";
import { pathOf } from "./keys";

/** The one decision of a traffic step. All refusals are found, not only the first. */
export function planTraffic(request: TrafficRequest): TrafficPlan {
  const judged = request.subjects.map((subject) => judgeSubject(subject, request));
  const found = judged.flatMap((one) => [
    ...checkOwner(one, request),
    ...checkStep(one, judged, request),
    ...checkEntry(one, request),
    ...checkReleased(one, request),
  ]);
  const suspended = suspend(found, request);
  const problems = [...suspended.problems];
  problems.push(...checkCutovers(judged, request), ...checkState(judged, request));
  const steps = new Set(problems.map((problem) => problem.path));
  problems.push(
    ...judged
      .filter(({ subject, moves }) => moves && !steps.has(pathOf(subject.key)))
      .flatMap((one) => checkFreed(one, request)),
  );
  const refused = new Set(problems.map((problem) => problem.path));
  const allowed = judged.filter((one) => !refused.has(pathOf(one.subject.key)));
  const crowded = checkConcurrency(allowed, judged, request);
  const crowding = suspend(crowded, request);
  problems.push(...crowding.problems, ...checkOverrides(request));
  const warnings = [
    ...[...suspended.warnings, ...crowding.warnings],
    ...expiredWarnings([...found, ...crowded], request),
    ...healthWarnings(judged, request),
  ];
  return { subjects: judged.map((one) => toPlan(one, request)), problems, warnings };
}

/** Rule 13: the side that leaves has been found without answers. */
function checkFreed({ subject, position }: Judged, request: TrafficRequest): Problem[] {
  const path = pathOf(subject.key);
  return refuseUnfreed(subject, { ...request, position }).map((refusal) => ({ ...refusal, path }));
}

/**
 * The same subjects, each asked only for what it is at. What can't be written as a split (another program's records)
 * keeps what it was asked for.
 */
export function keepTraffic(request: TrafficRequest): Subject[] {
  return request.subjects.map((subject) => {
    const { position } = judgeSubject(subject, request);
    if (position.kind === "at") return { ...subject, desired: position.split };
    if (position.kind !== "unfinished") return subject;
    return {
      ...subject,
      desired: { from: position.from, to: position.to, percent: position.finish ?? position.share },
    };
  });
}

function judgeSubject(subject: Subject, request: TrafficRequest): Judged {
  const { observed, recorded, desired, released = false } = subject;
  const entry = released ? undefined : readable(subject);
  const position: Position = released
    ? { kind: "at", split: desired }
    : observed
      ? observedPosition(observed, {
          ...subject,
          known: request.known,
          recorded: entry?.split ?? (recorded && splitOf(recorded, request.cluster)),
        })
      : recordedPosition(recorded, { ...request, hasLegacy: subject.hasLegacy });
  const since = sinceOf(position, { observed, entry, recorded }, request.cluster, request.now);
  return { subject, position, since, moves: !isUnchanged(subject, position) && !isFirst(position, desired) };
}

function isUnchanged({ observed, desired }: Subject, position: Position): boolean {
  if (observed && isWritten(observed, desired)) return true;
  return position.kind === "at" && sameSplit(position.split, desired);
}

/** A route that nothing served before may begin at any one target. */
function isFirst(position: Position, desired: Split): boolean {
  return position.kind === "free" && "only" in desired;
}

function toPlan(judged: Judged, request: TrafficRequest): SubjectPlan {
  const { subject, position, moves } = judged;
  const split = subject.desired;
  const since = (moves ? undefined : judged.since) ?? request.now;
  return {
    key: subject.key,
    service: subject.service,
    kind: subject.kind,
    split,
    recordType: subject.recordType,
    value: toValue(split, request.cluster),
    before: position,
    moves,
    weights: weightsOf(split),
    first: firstOf(split, subject.observed),
    entry: entryOf(judged, request),
    retired: subject.retired,
    released: subject.released,
    fresh: moves || judged.since === undefined,
    since,
    free: freeTargets(subject, { ...request, position, since: judged.since }),
    next: subject.released ? undefined : nextStep(subject, split, since, request),
  };
}

/** The plan as it was carried out: what begins with it began when the weights were written, and so does what follows. */
export function carriedOut(plan: readonly SubjectPlan[], writtenAt: Date): SubjectPlan[] {
  return plan.map((one) => {
    if (!one.fresh) return one;
    const later = writtenAt.getTime() - one.since.getTime();
    const next = one.next && { ...one.next, notBefore: new Date(one.next.notBefore.getTime() + later) };
    return { ...one, since: writtenAt, next };
  });
}

/** The ledger's entry once the weights are written; what is known of the present ones is carried over as it is. */
function entryOf(judged: Judged, request: TrafficRequest): Entry | undefined {
  const { subject, since, moves, position } = judged;
  const { owner, commit, now } = request;
  const free = freeTargets(subject, { ...request, position, since });
  const { desired: split } = subject;
  if (subject.kind !== "route" || subject.released) return undefined;
  const before = readable(subject);
  const kept = !moves && since !== undefined;
  return {
    owner,
    split,
    since: (kept ? since : now).toISOString(),
    commit: kept && before && !isForeign(before, request) ? before.commit : commit,
    freed: freed({ free, weights: weightsOf(split) }),
    retired: subject.retired,
  };
}

/** Whether what moved the route last isn't in the checkout, which asks for what stands all the same: its own commit is as good. */
function isForeign({ commit }: Entry, request: TrafficRequest): boolean {
  return commit !== undefined && request.commit !== undefined && contains(commit, request) === false;
}

/** A stack or clusters with long names may leave no room. */
function checkEntry(one: Judged, request: TrafficRequest): Problem[] {
  const entry = entryOf(one, request);
  if (!entry || fits(entry)) return [];
  const message = `the ledger's entry of ${one.subject.key} would be longer than the 255 bytes of a text`;
  return [
    { rule: "name", path: pathOf(one.subject.key), message, allowed: "shorter names of stack and clusters" },
  ];
}

/** The target whose weight is written first: the one that gains, unless its weight falls, for then its share would first rise too far. */
function firstOf(split: Split, observed: Observed | undefined): string | undefined {
  if ("only" in split || observed?.kind !== "set") return undefined;
  const { [split.from]: giver = 0, [split.to]: receiver = 0 } = observed.weights;
  const wanted = weightsOf(split);
  if (giver === wanted[split.from] && receiver === wanted[split.to]) return undefined;
  const share = giver + receiver === 0 ? 50 : (100 * receiver) / (giver + receiver);
  const [gains, loses, held] =
    share < split.percent ? [split.to, split.from, receiver] : [split.from, split.to, giver];
  return wanted[gains]! >= held ? gains : loses;
}
