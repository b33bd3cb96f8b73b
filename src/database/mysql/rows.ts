// Counts a MySQL table's rows and looks at the values that a copy could damage.
import type { ParsedTable, Part } from "./schema";
import { isComputed } from "./tables";
import { backquoted } from "../quote";
import type { Rows } from "../rows";
import { readInFull } from "../look";

export async function rowsOf(
  ask: (sql: string) => Promise<Readonly<Record<string, string | null>>[]>,
  { name, columns, primaryKey }: Pick<ParsedTable, "columns" | "primaryKey"> & { name: string },
  estimate: number,
  exact: boolean,
): Promise<Rows> {
  if (!exact && estimate > readInFull) return { count: estimate, exact: false };
  const byName = new Map(columns.map((column) => [column.name, column]));
  const key = (primaryKey ?? []).map((one) => text(byName.get(one)!));
  const hashed = columns.filter((column) => !isComputed(column));
  const dated = columns.filter(isDate);
  const looks = [
    "cast(count(*) as char) as count",
    ...hashed.map(
      (column, i) => `cast(coalesce(sum(${digest(text(column), key)}), 0) as char) as digest${i}`,
    ),
    ...dated.map((column, i) => `coalesce(max(${backquoted(column.name)} = 0), 0) as unfit${i}`),
  ];
  const [row] = await ask(`select ${looks.join(", ")} from ${backquoted(name)}`);
  return {
    count: Number(row!.count),
    exact: true,
    digests: Object.fromEntries(hashed.map((column, i) => [column.name, row![`digest${i}`]!])),
    unfit: Object.fromEntries(dated.map((column, i) => [column.name, Number(row![`unfit${i}`]) === 1])),
  };
}

/** With the key, or values could have changed rows; a sum, since their order differs. NULL isn't an empty text. */
function digest(value: string, key: readonly string[]): string {
  const parts = [...key, `coalesce(concat('=', ${value}), '')`];
  return `cast(conv(left(md5(concat_ws('|', ${parts.join(", ")})), 15), 16, 10) as unsigned)`;
}

/** One text for one value, whatever the character set. */
function text({ name, text: definition }: Part): string {
  const column = backquoted(name);
  if (/^`(?:[^`]|``)+` (\w*binary|\w*blob|bit|geometry|point|linestring|polygon)/.test(definition))
    return `hex(${column})`;
  return `cast(${column} as char character set utf8mb4)`;
}

function isDate({ text: definition }: Part): boolean {
  return /^`(?:[^`]|``)+` (date|datetime|timestamp)\b/.test(definition);
}
