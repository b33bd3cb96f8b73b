// Says what a walk's project allows, written apart from the program: ladders, times, and the keys of its traffic.

const minute = 60_000;

export const bake = 10 * minute;
export const soak = 60 * minute;
/** How long resolvers may keep an answer. */
export const ttl = minute;
/** How long a side is kept after the last answer that named it. */
export const drain = 2 * ttl;

const common = [0, 5, 25, 50, 100];
const ladders: Readonly<Record<string, readonly number[]>> = { cart: [0, 10, 50, 100], partner: [0, 100] };

/** Percentages that a key of `crossover:traffic` climbs. */
export function ladderOf(key: string): readonly number[] {
  return ladders[key] ?? common;
}

/** The lowest percentage above a share; 100 if there is none. */
export function rungAbove(key: string, percent: number): number {
  return ladderOf(key).find((rung) => rung > percent + 1e-9) ?? 100;
}
