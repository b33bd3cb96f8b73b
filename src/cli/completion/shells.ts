// Names the shells that complete `crossover`, and writes words as each of them takes them.

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** A word that may come next, and what it means. */
export interface Candidate {
  readonly word: string;
  readonly says?: string;
}

/** What a script takes for: complete the names of files. */
export const files = ":files";

/** One line of the answer. Bash shows words only. */
export function line(shell: Shell, { word, says = "" }: Candidate): string {
  if (word === files) return word;
  const text = says.replace(/\s+/g, " ");
  if (shell === "bash" || text === "") return shell === "zsh" ? escaped(word) : word;
  return shell === "zsh" ? `${escaped(word)}:${text}` : `${word}\t${text}`;
}

/** Zsh divides a word from its meaning by a colon. */
function escaped(word: string): string {
  return word.replace(/[\\:]/g, "\\$&");
}
