// Writes the SQL that brings a PostgreSQL target level, as a file for psql.
import type { Finding, Pause, Step } from "../finding";
import { inParts } from "../order";

const first = `-- Run it with psql, as often as needed: what is there already is passed over.
\\set ON_ERROR_STOP on
-- While writes are stopped for the cutover, this session goes on.
set default_transaction_read_only = off;
set search_path = '';
set check_function_bodies = off;
set client_min_messages = warning;
set statement_timeout = 0;
-- Rather give up than let everybody else wait in the queue behind a lock; then run it again.
set lock_timeout = '10s';`;

/** It is the last; what the owner of a database may not do, such as event triggers, keeps nobody from the rest. */
const last = `-- From here on, what can't be done or the user may not do keeps nobody from the rest; the check then names it.
\\set ON_ERROR_STOP off`;

/** @param title the first line, a comment: what it was made from, and when. */
export function finishPostgres(findings: readonly Finding[], title: string, until?: Pause): string {
  const all = inParts(findings, until);
  const ending = all.findIndex(({ stage }) => stage === "database");
  const parts = all.flatMap(({ stage, heading, steps }, i) => {
    const texts = [...(i === ending ? [last] : []), `-- ${heading}`, ...steps.map(text)];
    // Building an index waits for transactions that are open, which harms nobody.
    return stage === "indexes" ? ["set lock_timeout = 0;", ...texts, "set lock_timeout = '10s';"] : texts;
  });
  return `${[`-- ${title}`, first, ...parts].join("\n\n")}\n`;
}

function text({ sql, when, path }: Step): string {
  const statement =
    path === undefined ? `${sql};` : `set search_path = ${path};\n${sql};\nset search_path = '';`;
  if (when === undefined) return statement;
  return [`select ${when} as crossover_needed \\gset`, "\\if :crossover_needed", statement, "\\endif"].join(
    "\n",
  );
}
