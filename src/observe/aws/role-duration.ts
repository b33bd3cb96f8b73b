// Reads the length of a role's session as Go, the provider's language, writes it.

const seconds: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1, ms: 1e-3 };

/** E.g. `1h30m` is 5,400. Nothing of what isn't a duration, which the provider refuses. */
export function durationSeconds(text: string | undefined): number | undefined {
  if (text === undefined || !/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * seconds[unit!]!,
    0,
  );
}
