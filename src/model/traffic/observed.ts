// Decides what that which splits a route's answers now means for the next step.
import { legacyTarget, sameSplit, targetsOf, toSplit, weightsOf, type Split } from "./split";
import type { TrafficValue } from "../../schema/stack/traffic";
import type { Entry } from "./ledger";
import type { Observed } from "./splitter";

/** Where a route is. */
export type Position =
  /** Never observed, and nothing serves it. */
  | { readonly kind: "free" }
  /** The whole set is as one split writes it. */
  | { readonly kind: "at"; readonly split: Split }
  /** Between two steps: an update died half-way, or another program wrote. It may finish, if that was ours, or go down. */
  | {
      readonly kind: "unfinished";
      readonly from: string;
      readonly to: string;
      /** The share that `to` really has, in whole percent. */
      readonly share: number;
      /** The rung that the interrupted step was on its way to, or from. */
      readonly finish?: number;
    }
  /** Another program wrote the name's records. */
  | { readonly kind: "foreign"; readonly reason: string }
  /** It has targets that the stack doesn't have. */
  | { readonly kind: "lost"; readonly targets: readonly string[] };

/** What the outputs of the last update say; trusted only where the value is what is observed. */
export interface Recorded {
  readonly value: TrafficValue;
  /** The cluster that `kubernetes` and a plain percentage meant then. @default the one that they mean now */
  readonly cluster?: string;
  /** ISO 8601. */
  readonly since: string;
}

/**
 * Reads the observed set as a position. A pair of two clusters has the direction of the step that is asked for or, where
 * one alone is asked for, of the step that was `recorded`. `known` are all target ids.
 */
export function observedPosition(
  observed: Observed,
  about: {
    hasLegacy: boolean;
    desired: Split;
    ladder: readonly number[];
    known: readonly string[];
    recorded?: Split;
  },
): Position {
  if (observed.kind === "none")
    return about.hasLegacy ? { kind: "at", split: { only: legacyTarget } } : { kind: "free" };
  if (observed.kind === "foreign") return { kind: "foreign", reason: observed.reason };

  const ids = Object.keys(observed.weights);
  const strangers = ids.filter(
    (id) => !about.known.includes(id) || (id === legacyTarget && !about.hasLegacy),
  );
  if (strangers.length > 0) return { kind: "lost", targets: strangers };
  if (ids.length > 2)
    return {
      kind: "foreign",
      reason: `has records for more than two targets in the zone: ${ids.join(", ")}`,
    };
  if (ids.length === 1) return { kind: "at", split: { only: ids[0]! } };

  const [from, to] = inferDirection(ids as [string, string], about);
  const [giver, receiver] = [observed.weights[from]!, observed.weights[to]!];
  const exact = giver + receiver === 100 && about.ladder.includes(receiver);
  if (exact) return { kind: "at", split: { from, to, percent: receiver } };
  return { kind: "unfinished", from, to, ...readInterrupted(giver, receiver, about.ladder) };
}

/** A worker or job has no record: its last applied value is taken for the observed one. */
export function recordedPosition(
  recorded: Recorded | undefined,
  about: { hasLegacy: boolean; cluster: string; known: readonly string[] },
): Position {
  if (!recorded) return about.hasLegacy ? { kind: "at", split: { only: legacyTarget } } : { kind: "free" };
  const split = splitOf(recorded, about.cluster);
  const targets = targetsOf(split).filter((id) => !about.known.includes(id));
  return targets.length > 0 ? { kind: "lost", targets } : { kind: "at", split };
}

/** A recorded value, which says what it said when it was recorded, whatever `kubernetes` means now. */
export function splitOf({ value, cluster }: Recorded, now: string): Split {
  return toSplit(value, cluster ?? now);
}

/**
 * The moment since which a route is where it is, or nothing where nobody has written it down: of what the ledger or, where
 * it has no entry, the last update's outputs say, only what is about what is observed counts.
 */
export function sinceOf(
  position: Position,
  {
    observed,
    entry,
    recorded,
  }: { readonly observed?: Observed; readonly entry?: Entry; readonly recorded?: Recorded },
  cluster: string,
  now: Date,
): Date | undefined {
  const said = entry ?? (recorded && { split: splitOf(recorded, cluster), since: recorded.since });
  if (!said) return undefined;
  // Weights that are no rung may have been asked for all the same.
  const stands =
    position.kind === "at"
      ? sameSplit(position.split, said.split)
      : position.kind === "unfinished" && observed !== undefined && isWritten(observed, said.split);
  if (!stands) return undefined;
  const since = new Date(said.since);
  if (Number.isNaN(since.getTime())) return undefined;
  // Another machine's clock may be ahead.
  return since > now ? now : since;
}

function inferDirection(
  ids: [string, string],
  { desired, recorded }: { desired: Split; recorded?: Split },
): [string, string] {
  if (ids.includes(legacyTarget)) return ids[0] === legacyTarget ? ids : [ids[1], ids[0]];
  const step = [desired, recorded].find(
    (split): split is Extract<Split, { from: string }> =>
      split !== undefined && "from" in split && ids.includes(split.from) && ids.includes(split.to),
  );
  if (step) return [step.from, step.to];
  const to = "only" in desired ? desired.only : desired.to;
  return ids[1] === to ? ids : [ids[1], ids[0]];
}

/**
 * Reads a pair that no finished step leaves. The receiver is raised before the giver is lowered, so after a kill both
 * weights are at most 100 and add up to more, and the receiver's weight is a rung that had been allowed.
 */
function readInterrupted(giver: number, receiver: number, ladder: readonly number[]) {
  const total = giver + receiver;
  const share = total === 0 ? 50 : Math.floor((100 * receiver) / total);
  const ours = giver <= 100 && total > 100 && ladder.includes(receiver);
  return ours ? { share, finish: receiver } : { share };
}

/** Whether the zone already holds exactly what the split would write. */
export function isWritten(observed: Observed, split: Split): boolean {
  if (observed.kind !== "set") return false;
  const wanted = weightsOf(split);
  const ids = Object.keys(wanted);
  return (
    Object.keys(observed.weights).length === ids.length &&
    ids.every((id) => observed.weights[id] === wanted[id])
  );
}
