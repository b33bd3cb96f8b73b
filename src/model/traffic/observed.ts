// What the zone holds for a route now, and what that means for the next step.
import { legacyTarget, sameSplit, toSplit, weightsOf, type Split } from "./split";
import type { TrafficValue } from "../../schema/stack";

/** One record as the zone holds it; `weight` and `setIdentifier` are absent on a simple record. */
export interface ZoneRecord {
  readonly name: string;
  readonly type: string;
  readonly setIdentifier?: string;
  readonly weight?: number;
}

/** The records of one public name that answer address queries. */
export type Observed =
  | { readonly kind: "none" }
  | { readonly kind: "simple"; readonly type: string }
  | { readonly kind: "set"; readonly type: string; readonly weights: Readonly<Record<string, number>> };

const addressTypes = new Set(["A", "AAAA", "CNAME"]);

/** Names are compared without final dot and case; `\052` is how Route 53 writes `*`. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/\.$/, "").replaceAll("\\052", "*");
}

/** Groups a zone's records by name once, so that reading a thousand routes stays linear. */
export function indexZone(records: readonly ZoneRecord[]): (hostname: string) => Observed {
  const byName = new Map<string, ZoneRecord[]>();
  for (const record of records) {
    if (!addressTypes.has(record.type)) continue;
    const name = canonical(record.name);
    byName.set(name, [...(byName.get(name) ?? []), record]);
  }
  return (hostname) => {
    const found = byName.get(canonical(hostname)) ?? [];
    // AAAA moves with A: where both exist, A tells.
    const type = found.some((record) => record.type === "A") ? "A" : found[0]?.type;
    if (type === undefined) return { kind: "none" };
    const set = found.filter((record) => record.type === type);
    if (set.some((record) => record.setIdentifier === undefined || record.weight === undefined))
      return { kind: "simple", type };
    return { kind: "set", type, weights: Object.fromEntries(set.map((r) => [r.setIdentifier!, r.weight!])) };
  };
}

/** Where a route stands. */
export type Standing =
  /** Never observed, and nothing serves it. */
  | { readonly kind: "free" }
  /** The whole set is as one split writes it. */
  | { readonly kind: "at"; readonly split: Split }
  /** Between two steps: an update died half-way, or another hand wrote. It may finish, if that was ours, or go down. */
  | {
      readonly kind: "unfinished";
      readonly from: string;
      readonly to: string;
      /** The share that `to` really has, in whole percent. */
      readonly share: number;
      /** The rung that the interrupted step was on its way to, or from. */
      readonly finish?: number;
    }
  /** The name is not this program's to write. */
  | { readonly kind: "foreign"; readonly reason: string };

/** What the outputs of the last update say; trusted only where the value is what is observed. */
export interface Recorded {
  readonly value: TrafficValue;
  /** ISO 8601. */
  readonly since: string;
}

/** Reads the observed set as a standing. `desired` orients a pair of two clusters; `known` are all target ids. */
export function standingOf(
  observed: Observed,
  about: { hasLegacy: boolean; desired: Split; ladder: readonly number[]; known: readonly string[] },
): Standing {
  if (observed.kind === "none")
    return about.hasLegacy ? { kind: "at", split: { only: legacyTarget } } : { kind: "free" };
  if (observed.kind === "simple")
    return {
      kind: "foreign",
      reason: `is a simple ${observed.type} record, which a weighted set can't stand beside`,
    };

  const ids = Object.keys(observed.weights);
  const strangers = ids.filter((id) => !about.known.includes(id));
  if (strangers.length > 0)
    return {
      kind: "foreign",
      reason: `has records with set identifiers that no target has: ${strangers.join(", ")}`,
    };
  if (ids.length > 2)
    return { kind: "foreign", reason: `is split between more than two targets: ${ids.join(", ")}` };
  if (ids.length === 1) return { kind: "at", split: { only: ids[0]! } };

  const [from, to] = orient(ids as [string, string], about.desired);
  const [giver, receiver] = [observed.weights[from]!, observed.weights[to]!];
  const exact = giver + receiver === 100 && about.ladder.includes(receiver);
  if (exact) return { kind: "at", split: { from, to, percent: receiver } };
  return { kind: "unfinished", from, to, ...interrupted(giver, receiver, about.ladder) };
}

/** A worker or job has no record: its last applied value stands for the observed one. */
export function standingFromRecord(
  recorded: Recorded | undefined,
  about: { hasLegacy: boolean; cluster: string },
): Standing {
  if (recorded) return { kind: "at", split: toSplit(recorded.value, about.cluster) };
  return about.hasLegacy ? { kind: "at", split: { only: legacyTarget } } : { kind: "free" };
}

/** The moment from which the bake counts: recorded only if the record is about what is observed. */
export function sinceOf(
  standing: Standing,
  recorded: Recorded | undefined,
  cluster: string,
  now: Date,
): Date {
  if (standing.kind !== "at" || !recorded) return now;
  if (!sameSplit(standing.split, toSplit(recorded.value, cluster))) return now;
  const since = new Date(recorded.since);
  return Number.isNaN(since.getTime()) || since > now ? now : since;
}

function orient(ids: [string, string], desired: Split): [string, string] {
  if (ids.includes(legacyTarget)) return ids[0] === legacyTarget ? ids : [ids[1], ids[0]];
  const to = "only" in desired ? desired.only : desired.to;
  return ids[1] === to ? ids : [ids[1], ids[0]];
}

/**
 * Reads a pair that no finished step leaves. The receiver is raised before the giver is lowered, so after a kill both
 * weights are at most 100 and add up to more, and the receiver's weight is a rung that had been allowed.
 */
function interrupted(giver: number, receiver: number, ladder: readonly number[]) {
  const total = giver + receiver;
  const share = total === 0 ? 50 : Math.floor((100 * receiver) / total);
  const ours = giver <= 100 && total > 100 && ladder.includes(receiver);
  return ours ? { share, finish: receiver } : { share };
}

/** Whether the zone already holds exactly what the split would write. */
export function holds(observed: Observed, split: Split): boolean {
  if (observed.kind !== "set") return false;
  const wanted = weightsOf(split);
  const ids = Object.keys(wanted);
  return (
    Object.keys(observed.weights).length === ids.length &&
    ids.every((id) => observed.weights[id] === wanted[id])
  );
}
