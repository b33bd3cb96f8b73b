// What a comparison of two databases finds, and the SQL that mends it, as plain data.

/** `blocks`: data would be lost or the copy stops. `left`: the copy leaves it behind. `note`: worth knowing. */
export type Severity = "blocks" | "left" | "note";

/** What kind of trap a finding is. These words stand in reports and in `--accept`. */
export const traps = [
  "settings",
  "version",
  "primary-key",
  "unlogged",
  "precision",
  "large-value",
  "truncate",
  "missing-table",
  "rows",
  "content",
  "extension",
  "schema",
  "type",
  "function",
  "column",
  "partition",
  "index",
  "unique",
  "check",
  "foreign-key",
  "exclusion",
  "view",
  "rule",
  "trigger",
  "policy",
  "statistics",
  "comment",
  "owner",
  "grant",
  "role",
  "event",
  "sequence",
  "sequence-value",
  "load-order",
  "by-hand",
] as const;
export type Trap = (typeof traps)[number];

export interface Finding {
  readonly severity: Severity;
  readonly trap: Trap;
  /** The object's name, as SQL writes it, e.g. `public."Order"`. */
  readonly object: string;
  /** What is so, and what the copy makes of it. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
  /** The SQL that brings the target level, in order; empty where SQL can't. */
  readonly steps: readonly Step[];
}

/** The parts of the SQL file, in their order. */
export const stages = [
  "schemas",
  "types",
  "sequences",
  "functions",
  "tables",
  "columns",
  "partitions",
  "indexes",
  "constraints",
  "views",
  "access",
  "values",
  "triggers",
] as const;
export type Stage = (typeof stages)[number];

/** One statement of the file, without its semicolon. */
export interface Step {
  readonly stage: Stage;
  readonly sql: string;
  /** A condition in SQL; where it doesn't hold, the statement is passed over. */
  readonly when?: string;
}

/** A finding; `steps` may be left out. */
export function finding(
  severity: Severity,
  trap: Trap,
  object: string,
  message: string,
  remedy: string,
  steps: readonly Step[] = [],
): Finding {
  return { severity, trap, object, message, remedy, steps };
}
