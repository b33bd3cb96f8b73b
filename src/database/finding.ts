// Describes what a comparison of two databases finds, and the SQL that repairs it, as plain data.

/** `blocks`: data would be lost or the copy stops. `left`: the copy leaves it behind. `note`: worth knowing. */
export type Severity = "blocks" | "left" | "note";

/** What kind of trap a finding is. These words are used in reports and in `--accept`. */
export const traps = [
  "unread",
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
  "collation",
  "text-search",
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
  "database-settings",
  "publication",
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

/** What kind of work a statement is: its place in the SQL file where nothing that it needs decides otherwise. */
export const stages = [
  "schemas",
  "types",
  "sequences",
  "functions",
  "tables",
  "defaults",
  "columns",
  "partitions",
  "views",
  "indexes",
  "constraints",
  "access",
  "values",
  "triggers",
  "database",
] as const;
export type Stage = (typeof stages)[number];

/** Where the SQL may stop before the cutover: `load` before data is copied, `prepare` while changes are. */
export const pauses = ["load", "prepare"] as const;
export type Pause = (typeof pauses)[number];

/** One statement of the file, or several that are one, without the last semicolon. */
export interface Step {
  readonly stage: Stage;
  readonly sql: string;
  /** A statement that clears its place. */
  readonly first?: string;
  /** A condition in SQL; where it doesn't hold, the statement is passed over. */
  readonly when?: string;
  /** The names of what is there afterwards. Several statements may make one thing; it is there after the last. */
  readonly makes?: readonly string[];
  /** The names of what must be there before, as far as other statements make it. */
  readonly needs?: readonly string[];
  /** Data can't be loaded without it. */
  readonly beforeLoad?: boolean;
  /** What can be made in its place first, where things need one another in a circle. */
  readonly standIn?: string;
  /** MySQL's settings of the session that are part of it. */
  readonly session?: Readonly<Record<string, string>>;
  /** PostgreSQL's `search_path`, as SQL writes it; empty if left out. */
  readonly path?: string;
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
