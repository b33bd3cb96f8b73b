// Names commits in the ledger.

/** Whether a checkout contains a commit. `shallow`: it is too short to tell. `unknown`: git can't be asked. */
export type Held = "yes" | "no" | "shallow" | "unknown";

const mark = "+";

/** A commit on top of which something isn't committed. */
export function uncommitted(commit: string): string {
  return commit.endsWith(mark) ? commit : commit + mark;
}

/** The commit itself, of one that may be marked. */
export function commitIn(text: string): string {
  return text.endsWith(mark) ? text.slice(0, -mark.length) : text;
}
