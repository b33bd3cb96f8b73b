// Decides how far a version is from the end of its support.
import type { SupportDates } from "../../schema/versions";
import { compareVersions, inOrder } from "./order";

/** Days before the end of standard support from which on it is warned of. */
export const noticeDays = 90;
/** Days of standard support that a version should have left when a stack takes it on. */
export const freshDays = 180;

const dayLength = 86_400_000;

/** Where a version is in its life. Dates are days in UTC, which count from their beginning. */
export type Support =
  | { readonly stage: "standard" }
  | { readonly stage: "ending"; readonly on: string; readonly days: number }
  /** `until` is missing where there is no extended support, or its end isn't known. */
  | { readonly stage: "extended"; readonly since: string; readonly until?: string }
  | { readonly stage: "ended"; readonly on: string };

/** Whole days from a moment to the beginning of a day: negative once it has begun. */
export function daysUntil(day: string, now: Date): number {
  return Math.ceil((Date.parse(day) - now.getTime()) / dayLength);
}

export function supportOf({ standardUntil, extendedUntil }: SupportDates, now: Date): Support {
  if (standardUntil === "unannounced") return { stage: "standard" };
  const days = daysUntil(standardUntil, now);
  if (days > noticeDays) return { stage: "standard" };
  if (days > 0) return { stage: "ending", on: standardUntil, days };
  if (extendedUntil !== undefined && daysUntil(extendedUntil, now) <= 0)
    return { stage: "ended", on: extendedUntil };
  return { stage: "extended", since: standardUntil, until: extendedUntil };
}

/** Whether a version has so many days of standard support left. */
export function hasLeft({ standardUntil }: SupportDates, days: number, now: Date): boolean {
  return standardUntil === "unannounced" || daysUntil(standardUntil, now) >= days;
}

/** What is known of a version that a table may not have. */
export type Known<T> =
  | { readonly known: "listed"; readonly entry: T }
  /** Older than all that the table has: AWS has given it up. */
  | { readonly known: "older"; readonly oldest: string }
  /** Newer than all that the table has, or between two of them. */
  | { readonly known: "not yet"; readonly newest: string };

export function lookUp<T>(table: Readonly<Record<string, T>>, version: string): Known<T> {
  const entry = table[version];
  if (entry !== undefined) return { known: "listed", entry };
  const order = inOrder(table);
  return compareVersions(version, order[0]!) < 0
    ? { known: "older", oldest: order[0]! }
    : { known: "not yet", newest: order.at(-1)! };
}

/** The newest version with so many days of standard support left, or the newest that there is. */
export function newestWith(table: Readonly<Record<string, SupportDates>>, days: number, now: Date): string {
  const order = inOrder(table).reverse();
  return order.find((version) => hasLeft(table[version]!, days, now)) ?? order[0]!;
}

/** The oldest version above this one with half a year of standard support left, or the newest that there is above it. */
export function nextSupported(
  table: Readonly<Record<string, SupportDates>>,
  version: string,
  now: Date,
): string | undefined {
  const later = inOrder(table).filter((one) => compareVersions(one, version) > 0);
  return later.find((one) => hasLeft(table[one]!, freshDays, now)) ?? later.at(-1);
}
