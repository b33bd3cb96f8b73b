// Writes the SQL that brings a MySQL target level, as a file for the mysql client.
import type { Finding, Pause, Step } from "../finding";
import { inParts } from "../order";
import { literal } from "../quote";

/**
 * As mysqldump has it: what was made without a strict mode has defaults that one refuses, such as dates of zeros.
 * https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html
 */
const mode = "ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION";
/** Values that don't fit a changed column are refused then, not cut. */
const strict = `STRICT_ALL_TABLES,${mode}`;

/** Texts of times don't depend on the server then. */
const own: Readonly<Record<string, string>> = { sql_mode: mode, time_zone: "+00:00" };

const first = `-- Run it with the mysql client, as often as needed: what is there already is passed over.
/*!80000 set session information_schema_stats_expiry = 0 */;
/*M!100300 set session system_versioning_alter_history = keep */;
set session lock_wait_timeout = 10;
${settings(own)}`;

/** @param title the first line, a comment: what it was made from, and when. */
export function finishMySql(findings: readonly Finding[], title: string, until?: Pause): string {
  const parts = inParts(findings, until).flatMap(({ stage, heading, steps }) => {
    const texts = [`-- ${heading}`, ...steps.map(text)];
    return stage === "columns" ? [settings({ sql_mode: strict }), ...texts, settings(own)] : texts;
  });
  return `${[`-- ${title}`, first, ...parts].join("\n\n")}\n`;
}

function text({ sql, when, first: clear, session = {} }: Step): string {
  // In a text, MySQL takes a backslash for the beginning of an escape.
  const statement = literal(sql.replaceAll("\\", "\\\\"));
  if (when !== undefined)
    return `set @crossover = if(${when}, ${statement}, 'do 0');\nprepare crossover from @crossover;\nexecute crossover;\ndeallocate prepare crossover;`;
  const changed = Object.keys(session).length > 0;
  return [
    ...(changed ? [settings(session)] : []),
    ...(clear === undefined ? [] : [`${clear};`]),
    delimited(sql),
    ...(changed ? [settings(Object.fromEntries(Object.keys(session).map((name) => [name, own[name]])))] : []),
  ].join("\n");
}

/** Neither a condition nor `prepare` is for routines, whose text has semicolons and comments. */
function delimited(sql: string): string {
  if (!/;|--|#|\/\*/.test(sql)) return `${sql};`;
  let mark = "$$";
  while (sql.includes(mark)) mark += "$";
  return `delimiter ${mark}\n${sql}\n${mark}\ndelimiter ;`;
}

function settings(some: Readonly<Record<string, string | undefined>>): string {
  const texts = Object.entries(some).map(
    ([name, value]) => `session ${name} = ${value === undefined ? "default" : literal(value)}`,
  );
  return `set ${texts.join(", ")};`;
}
