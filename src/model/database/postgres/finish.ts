// Writes the SQL that brings the target level, as a file for psql.
import { stages, type Finding, type Stage, type Step } from "../finding";

const headings: Readonly<Record<Stage, string>> = {
  schemas: "Schemas and extensions",
  types: "Types",
  sequences: "Sequences, without their values",
  functions: "Functions and procedures",
  tables: "Tables, with their keys; what would hinder the load comes later",
  columns: "Columns. A changed type may rewrite the table under a lock",
  partitions: "Partitioned tables",
  indexes: "Indexes, built while others write",
  constraints: "Constraints: for new rows first, then proved for the others",
  views: "Views and rules",
  access: "Policies, comments, owners and grants",
  values: "Identity columns, values of sequences, materialized views",
  triggers: "Triggers, which would have fired a second time for each row that was copied",
};

const first = `-- Run it with psql, as often as needed: what is there already is passed over.
--   psql --variable load=1 --file FILE      before the load: types and tables
--   psql --variable prepare=1 --file FILE   after the load: all that may be there while changes are copied
--   psql --file FILE                        at the cutover, when nobody writes to the source any more: all
\\set ON_ERROR_STOP on
set search_path = '';
set check_function_bodies = off;
set client_min_messages = warning;
set statement_timeout = 0;
-- Rather give up than let everybody else wait in the queue behind a lock; then run it again.
set lock_timeout = '10s';`;

/** Ends the run before a stage, if a variable says so. */
const ends: Readonly<Partial<Record<Stage, string>>> = { columns: "load", values: "prepare" };

function end(variable: string): string {
  return `\\if :{?${variable}}\n  \\echo 'done up to here: ${variable}'\n  \\quit\n\\endif`;
}

/** @param title the first line, a comment: what it was made from, and when. */
export function finishPostgres(findings: readonly Finding[], title: string): string {
  const steps = findings.flatMap((finding) => finding.steps);
  const parts = stages.flatMap((stage) => {
    const own = steps.filter((step) => step.stage === stage);
    const heading = own.length === 0 ? [] : [`-- ${headings[stage]}`];
    const before = ends[stage] === undefined ? [] : [end(ends[stage])];
    // Building an index waits for transactions that are open, which harms nobody.
    const [on, off] =
      stage === "indexes" && own.length > 0
        ? [["set lock_timeout = 0;"], ["set lock_timeout = '10s';"]]
        : [[], []];
    return [...before, ...heading, ...on, ...unique(own.map(text)), ...off];
  });
  return [`-- ${title}`, first, ...parts, ""].join("\n\n").trimEnd() + "\n";
}

function text({ sql, when }: Step): string {
  if (when === undefined) return `${sql};`;
  return [`select ${when} as crossover_needed \\gset`, "\\if :crossover_needed", `${sql};`, "\\endif"].join(
    "\n",
  );
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
