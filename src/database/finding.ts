// Describes what a comparison of two databases finds, and the SQL that repairs it, as plain data.

/** `blocks`: data would be lost or the copy stops. `left`: the copy leaves it behind. `note`: worth knowing. */
export type Severity = "blocks" | "left" | "note";

/** What kind of trap a finding is. These words are used in reports and in `--accept`. */
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

/** Where the SQL may stop before the cutover: `load` before data is copied, `prepare` while changes are. */
export const pauses = ["load", "prepare"] as const;
export type Pause = (typeof pauses)[number];
const lasts: Readonly<Record<Pause, Stage>> = { load: "tables", prepare: "access" };

const headings: Readonly<Record<Stage, string>> = {
  schemas: "Schemas and extensions",
  types: "Types",
  sequences: "Sequences, without their values",
  functions: "Functions and procedures",
  tables: "Tables, with their keys; what would hinder the load comes later",
  columns: "Columns. A changed type may rewrite the table under a lock",
  partitions: "Partitioned tables",
  indexes: "Indexes, built while others write",
  constraints: "Constraints: for new rows first, where the engine can, then proved for the others",
  views: "Views and rules",
  access: "Policies, comments, owners and grants",
  values: "At the cutover: identity columns, values of sequences, materialized views",
  triggers: "At the cutover: triggers, which would have fired a second time for each row that was copied",
};

/** The statements of all findings by stage; up to where the SQL pauses. */
export function inParts(
  findings: readonly Finding[],
  until?: Pause,
): { readonly stage: Stage; readonly heading: string; readonly steps: readonly Step[] }[] {
  // One that several findings share is done once.
  const steps = [...new Set(findings.flatMap((one) => one.steps))];
  const last = until === undefined ? stages.length : stages.indexOf(lasts[until]) + 1;
  return stages
    .slice(0, last)
    .map((stage) => ({
      stage,
      heading: headings[stage],
      steps: steps.filter((step) => step.stage === stage),
    }))
    .filter((part) => part.steps.length > 0);
}

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
