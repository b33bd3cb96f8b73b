// Decides whether the traffic that the config asks for may follow on what the zone holds now, and with which weights.
import { checkCutovers } from "./database-rule";
import {
  isWritten,
  sinceOf,
  splitOf,
  recordedPosition,
  observedPosition,
  type Observed,
  type Position,
} from "./observed";
import { freeTargets, refuseUnfreed } from "./freed";
import { checkConcurrency, checkStep, nextStep } from "./rules";
import type { Problem } from "../problem";
import { sameSplit, toValue, weightsOf, type Split } from "./split";
import type { Judged, TrafficRequest, TrafficPlan, SubjectPlan, Subject } from "./types";
import { pathOf } from "./keys";

/** The one decision of a traffic step. All refusals are found, not only the first. */
export function planTraffic(request: TrafficRequest): TrafficPlan {
  const judged = request.subjects.map((subject) => judgeSubject(subject, request));
  const problems = judged.flatMap((one) => checkStep(one, judged, request));
  problems.push(...checkCutovers(judged, request));
  const steps = new Set(problems.map((problem) => problem.path));
  problems.push(
    ...judged
      .filter(({ subject, moves }) => moves && !steps.has(pathOf(subject.key)))
      .flatMap((one) => checkFreed(one, request)),
  );
  const refused = new Set(problems.map((problem) => problem.path));
  const allowed = judged.filter((one) => !refused.has(pathOf(one.subject.key)));
  problems.push(...checkConcurrency(allowed, judged, request));
  return { subjects: judged.map((one) => toPlan(one, request)), problems };
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
  const { observed, recorded, desired } = subject;
  const position = observed
    ? observedPosition(observed, {
        ...subject,
        known: request.known,
        recorded: recorded && splitOf(recorded, request.cluster),
      })
    : recordedPosition(recorded, { ...request, hasLegacy: subject.hasLegacy });
  const since = sinceOf(position, recorded, request.cluster, request.now);
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
  const since = moves ? request.now : judged.since;
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
    receiver: receiverOf(split, subject.observed),
    since,
    free: freeTargets(subject, { ...request, position, since: judged.since }),
    next: nextStep(subject, split, since, request),
  };
}

/** The target that gains. On a tie (nothing changes, or a new set) there is none. */
function receiverOf(split: Split, observed: Observed | undefined): string | undefined {
  if ("only" in split || observed?.kind !== "set") return undefined;
  const total = Object.values(observed.weights).reduce((sum, weight) => sum + weight, 0);
  const share = total === 0 ? 50 : (100 * (observed.weights[split.to] ?? 0)) / total;
  if (share === split.percent) return undefined;
  return share < split.percent ? split.to : split.from;
}
