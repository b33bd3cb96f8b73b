// Finds near matches of a mistyped name, for messages that say what was probably meant.

const mostMatches = 3;

/**
 * The candidates nearest to a word, at most 3, best first. Near means at most one slip (a letter added, left out, wrong
 * or swapped with its neighbour) for every three letters, and at least one is forgiven; case doesn't count.
 */
export function nearest(word: string, candidates: readonly string[]): string[] {
  const bound = Math.max(1, Math.floor(word.length / 3));
  return candidates
    .map((candidate) => ({ candidate, slips: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ slips }) => slips <= bound)
    .sort((a, b) => a.slips - b.slips)
    .slice(0, mostMatches)
    .map(({ candidate }) => candidate);
}

/** The end of a message about an unknown word: `` (did you mean `api`?)`` after a space, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const matches = nearest(word, candidates).map((match) => `\`${match}\``);
  return matches.length === 0 ? "" : ` (did you mean ${matches.join(" or ")}?)`;
}

/** The Damerau-Levenshtein distance, in the form that edits no part of the text twice (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const wrong = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? beforeLast[j - 2]! + 1 : Infinity;
      row.push(Math.min(wrong, last[j]! + 1, row[j - 1]! + 1, swapped));
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}
