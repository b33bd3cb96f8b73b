// Says of an option or an argument of a command where the words that complete it come from.
import type { Argument, Option } from "commander";

/** Names of the project, or of files. */
export type Source = "stacks" | "routes" | "clusters" | "databases" | "files";

const sources = new WeakMap<Argument | Option, Source>();

export function completedBy<Word extends Argument | Option>(source: Source, word: Word): Word {
  sources.set(word, source);
  return word;
}

export function sourceOf(word: Argument | Option): Source | undefined {
  return sources.get(word);
}
