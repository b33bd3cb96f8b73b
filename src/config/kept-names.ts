// Finds names that JavaScript keeps to itself: a mapping with such a key would lose it without a word.
import type { Path } from "./known-keys";

const keptName = "__proto__";

/** The paths of all keys that would be lost. @param depth how many levels are looked at. */
export function keptNames(value: unknown, depth: number, path: Path = [], seen = new Set<unknown>()): Path[] {
  if (typeof value !== "object" || value === null || seen.has(value) || path.length === depth) return [];
  seen.add(value);
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    return key === keptName ? [place] : keptNames(inner, depth, place, seen);
  });
}
