// Divides a route's answers between targets, and reads and writes that split for config and records.
import type { TrafficValue } from "../../schema/stack/traffic";

/** Set identifier of the legacy side; clusters go by their id. */
export const legacyTarget = "legacy";

/** One target alone, or a share of two: `percent` of the answers go to `to`, the rest to `from`. */
export type Split =
  { readonly only: string } | { readonly from: string; readonly to: string; readonly percent: number };

/** All that a split of either kind may say. */
interface Parts {
  readonly only?: string;
  readonly from?: string;
  readonly to?: string;
  readonly percent?: number;
}

/** Reads a config value; `cluster` is the id that `kubernetes` and a plain percentage mean. */
export function toSplit(value: TrafficValue, cluster: string): Split {
  if (value === "kubernetes") return { only: cluster };
  if (typeof value === "number") return { from: legacyTarget, to: cluster, percent: value };
  return typeof value === "string" ? { only: value } : value;
}

/** How config names one target alone. */
export function nameTarget(target: string, cluster: string): string {
  return target === cluster ? "kubernetes" : target;
}

/** The shortest way to write a split in config. */
export function toValue(split: Split, cluster: string): TrafficValue {
  if ("only" in split) return nameTarget(split.only, cluster);
  const short = split.from === legacyTarget && split.to === cluster;
  return short ? split.percent : { from: split.from, to: split.to, percent: split.percent };
}

/** The same as text, as a stack file has it. */
export function writeSplit(split: Split, cluster: string): string {
  const value = toValue(split, cluster);
  return typeof value === "object"
    ? `{ from: ${value.from}, to: ${value.to}, percent: ${String(value.percent)} }`
    : String(value);
}

export function sameSplit(a: Parts, b: Parts): boolean {
  return a.only === b.only && a.from === b.from && a.to === b.to && a.percent === b.percent;
}

/** The targets that answer or stand by, the one that is moved away from first. */
export function targetsOf(split: Split): readonly string[] {
  return "only" in split ? [split.only] : [split.from, split.to];
}

/**
 * Route 53 weights of the set: percentages as they are, so the share of a target is its weight in percent.
 * The weights of a set always add up to 100; all-zero, which Route 53 reads as all-equal, can't be written.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-weighted.html
 */
export function weightsOf(split: Split): Readonly<Record<string, number>> {
  return "only" in split
    ? { [split.only]: 100 }
    : { [split.from]: 100 - split.percent, [split.to]: split.percent };
}

/**
 * How a worker's consumers are divided: the new side gets the ceiling of its share and the old side the rest, each
 * at least one between 0 and 100. The total may exceed `count` by one where a single consumer is split.
 */
export function shareOf(count: number, split: Split, target: string): number {
  if ("only" in split) return split.only === target ? count : 0;
  const { percent } = split;
  if (target !== split.from && target !== split.to) return 0;
  if (percent === 0 || percent === 100) return (target === split.to) === (percent === 100) ? count : 0;
  const moved = Math.ceil((count * percent) / 100);
  return target === split.to ? moved : Math.max(1, count - moved);
}

/**
 * Weights as people read them, e.g. `legacy 95 %, blue 5 %`; of one side alone, its name. All-zero is all-equal.
 */
export function describeShares(weights: Readonly<Record<string, number>>): string {
  const all = Object.entries(weights);
  const total = all.reduce((sum, [, weight]) => sum + weight, 0);
  if (all.length === 1) return all[0]![0];
  const share = (weight: number) => Math.round(total === 0 ? 100 / all.length : (100 * weight) / total);
  const legacyFirst = [...all].sort(([a], [b]) => Number(b === legacyTarget) - Number(a === legacyTarget));
  return legacyFirst.map(([id, weight]) => `${id} ${String(share(weight))} %`).join(", ");
}
