// Writes the SQL that brings a MySQL target level, as a file for the mysql client.
import { inParts, type Finding, type Pause, type Step } from "../finding";
import { literal } from "../quote";

const first = `-- Run it with the mysql client, as often as needed: what is there already is passed over.
/*!80000 set session information_schema_stats_expiry = 0 */;
set session lock_wait_timeout = 10;`;

/** @param title the first line, a comment: what it was made from, and when. */
export function finishMySql(findings: readonly Finding[], title: string, until?: Pause): string {
  const parts = inParts(findings, until).flatMap(({ heading, steps }) => [
    `-- ${heading}`,
    ...steps.map(text),
  ]);
  return `${[`-- ${title}`, first, ...parts].join("\n\n")}\n`;
}

function text({ sql, when }: Step): string {
  // Neither a condition nor `prepare` is for routines, whose text has semicolons.
  if (when === undefined) return /;/.test(sql) ? `delimiter $$\n${sql}$$\ndelimiter ;` : `${sql};`;
  // In a text, MySQL takes a backslash for the beginning of an escape.
  const statement = literal(sql.replaceAll("\\", "\\\\"));
  return `set @crossover = if(${when}, ${statement}, 'do 0');\nprepare crossover from @crossover;\nexecute crossover;\ndeallocate prepare crossover;`;
}
