// The plain data in which the model says that something is refused, and why.

/** One refusal. All of a run's problems are gathered and reported together. */
export interface Problem {
  /** The rule that refuses, in the design's words or number, e.g. `architecture`. */
  rule: string;
  /** Where the refused value stands, e.g. `traffic.api` or `clusters.blue.nodeGroups.arm`. */
  path: string;
  /** What was asked, and why it can't be. */
  message: string;
  /** The nearest value that would be accepted, where there is one. */
  allowed?: string;
}

/** Takes down one mistake in the files. @param rule @default config */
export type Report = (path: string, message: string, rule?: string, allowed?: string) => void;
