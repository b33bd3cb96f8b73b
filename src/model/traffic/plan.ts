// Decides whether the traffic that the config asks for may follow on what the zone holds now, and with which weights.
import { checkCutovers } from "./database-rule";
import {
  holds,
  sinceOf,
  splitOf,
  standingFromRecord,
  standingOf,
  type Observed,
  type Standing,
} from "./observed";
import { checkConcurrency, checkStep, nextStep } from "./rules";
import { sameSplit, toValue, weightsOf, type Split } from "./split";
import type { Judged, TrafficRequest, TrafficPlan, SubjectPlan, Subject } from "./types";
import { pathOf } from "./keys";

/** The one decision of a traffic step. All refusals are found, not only the first. */
export function planTraffic(request: TrafficRequest): TrafficPlan {
  const judged = request.subjects.map((subject) => judge(subject, request));
  const problems = judged.flatMap((one) => checkStep(one, judged, request));
  problems.push(...checkCutovers(judged, request));
  const refused = new Set(problems.map((problem) => problem.path));
  const allowed = judged.filter((one) => !refused.has(pathOf(one.subject.key)));
  problems.push(...checkConcurrency(allowed, judged, request));
  return { subjects: judged.map((one) => toPlan(one, request)), problems };
}

/**
 * The same subjects, each asked only for what it is at. What can't be written as a split (another program's records)
 * keeps what it was asked for.
 */
export function asTheyStand(request: TrafficRequest): Subject[] {
  return request.subjects.map((subject) => {
    const { standing } = judge(subject, request);
    if (standing.kind === "at") return { ...subject, desired: standing.split };
    if (standing.kind !== "unfinished") return subject;
    return {
      ...subject,
      desired: { from: standing.from, to: standing.to, percent: standing.finish ?? standing.share },
    };
  });
}

function judge(subject: Subject, request: TrafficRequest): Judged {
  const { observed, recorded, desired } = subject;
  const standing = observed
    ? standingOf(observed, {
        ...subject,
        known: request.known,
        recorded: recorded && splitOf(recorded, request.cluster),
      })
    : standingFromRecord(recorded, { ...request, hasLegacy: subject.hasLegacy });
  const since = sinceOf(standing, recorded, request.cluster, request.now);
  return { subject, standing, since, moves: !stays(subject, standing) && !isFirst(standing, desired) };
}

function stays({ observed, desired }: Subject, standing: Standing): boolean {
  if (observed && holds(observed, desired)) return true;
  return standing.kind === "at" && sameSplit(standing.split, desired);
}

/** A route that nothing served before may begin at any one target. */
function isFirst(standing: Standing, desired: Split): boolean {
  return standing.kind === "free" && "only" in desired;
}

function toPlan(judged: Judged, request: TrafficRequest): SubjectPlan {
  const { subject, standing, moves } = judged;
  const split = subject.desired;
  const since = moves ? request.now : judged.since;
  return {
    key: subject.key,
    service: subject.service,
    kind: subject.kind,
    split,
    recordType: subject.recordType,
    value: toValue(split, request.cluster),
    before: standing,
    moves,
    weights: weightsOf(split),
    receiver: receiverOf(split, subject.observed),
    since,
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
