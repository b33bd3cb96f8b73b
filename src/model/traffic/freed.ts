// Decides which sides no answer names any more, so that what they stand on may be deleted.
import type { Objection } from "../problem";
import { sameSplit, targetsOf, weightsOf } from "./split";
import type { Position } from "./observed";
import { readable } from "./owner-rule";
import type { Subject, SubjectPlan, TrafficRequest } from "./types";

/** What decides over one subject. */
type Standing = Pick<TrafficRequest, "now" | "pace" | "whole"> & {
  readonly position: Position;
  /** Absent where nobody has written it down. */
  readonly since?: Date;
};

/** Twice the time that resolvers keep an answer, in milliseconds. */
function twoTtls({ ttl }: TrafficRequest["pace"]): number {
  return 2 * ttl * 1000;
}

/** The targets that an earlier update has found without answers, if the ledger is about what the zone still holds. */
export function freedBefore(subject: Subject, { position }: Pick<Standing, "position">): readonly string[] {
  const entry = readable(subject);
  if (position.kind !== "at" || !entry) return [];
  return sameSplit(position.split, entry.split) ? (entry.freed ?? []) : [];
}

/**
 * The targets of a route, of those before this update and those after it, that no resolver names: they never had weight, or
 * this update finds them without, since two TTLs at least. One that has weight before or after it isn't among them, and
 * neither is one that this update takes the weight from.
 *
 * An update of single resources (`--target`) frees none, since it leaves the protection of all others as it is.
 */
export function freeTargets(subject: Subject, about: Standing): string[] {
  const { observed, desired } = subject;
  const before = observed?.kind === "set" ? observed.weights : {};
  const after = weightsOf(desired);
  const earlier = freedBefore(subject, about);
  const settled =
    about.position.kind === "at" &&
    (about.whole ?? true) &&
    about.since !== undefined &&
    about.now.getTime() - about.since.getTime() >= twoTtls(about.pace);
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((target) => {
    if ((after[target] ?? 0) > 0) return false;
    if (before[target] === undefined) return true;
    return before[target] === 0 && (earlier.includes(target) || settled);
  });
}

/** What an update records: the targets that have a record after it, and that it found without answers. */
export function freed({ free, weights }: Pick<SubjectPlan, "free" | "weights">): readonly string[] {
  return free.filter((target) => target in weights);
}

/**
 * Why a side can't leave yet, or nothing. What it stands on is protected from the update that gave it weight until one that
 * finds it without; Pulumi refuses to delete it before.
 */
export function refuseUnfreed(
  subject: Subject,
  about: Pick<Standing, "position"> & { readonly ephemeral?: boolean },
): Objection[] {
  const { observed, desired, key } = subject;
  if (observed?.kind !== "set" || about.ephemeral) return [];
  const earlier = freedBefore(subject, about);
  const leaving = Object.keys(observed.weights).filter(
    (target) => !targetsOf(desired).includes(target) && !earlier.includes(target),
  );
  return leaving.map((target) => ({
    rule: "protected",
    message:
      `${key} can't leave \`${target}\` yet: what \`${target}\` stands on is protected until an update finds ` +
      `\`${target}\` without answers, two minutes after it lost them`,
    allowed: "the present value once more, by `crossover up`; then this one",
  }));
}
