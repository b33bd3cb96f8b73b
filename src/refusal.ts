// Defines the error that stops an update before anything is changed.
import { visible } from "./model/names/visible";
import type { Problem } from "./model/problem";

/** All problems of a run. */
export class Refusal extends Error {
  /**
   * Makes it a `RunError` of the SDK, which so knows them from whichever copy of it, and prints their text without a stack
   * trace. The class itself isn't extended, since commands that need no SDK would load it.
   */
  readonly __pulumiRunError = true;

  constructor(readonly problems: readonly Problem[]) {
    super(describe(problems));
  }
}

/** The problems as people read them, one after the other. */
export function describe(problems: readonly Problem[]): string {
  const lines = problems.map(describeOne);
  const count = problems.length === 1 ? "one problem" : `${String(problems.length)} problems`;
  return [`refused, nothing was changed: ${count}`, ...lines].join("\n");
}

/** One of them, indented. */
export function describeOne({ rule, path, message, allowed }: Problem): string {
  const way = allowed === undefined ? "" : `\n    allowed: ${linesOf(allowed)}`;
  return `  ${visible(path)}: ${linesOf(message)} [${rule}]${way}`;
}

/** What the engine says may have several lines. */
function linesOf(text: string): string {
  return text.split("\n").map(visible).join("\n");
}
