// Counts a table's rows and looks at the values that a copy could damage.
import type { Client } from "pg";
import { isLarge } from "./created";
import type { Column, Table } from "./schema";
import type { Rows } from "../rows";
import { readInFull } from "../look";

export async function rowsOf(
  client: Client,
  { columns, partitionKey, primaryKey, sql }: Omit<Table, "rows">,
  estimate: number,
  exact: boolean,
): Promise<Rows> {
  if (partitionKey !== null) return { count: 0, exact: true };
  if (!exact && estimate > readInFull) return { count: Math.round(estimate), exact: false };
  const groups = {
    // What is computed isn't copied.
    digest: looks(
      columns.filter(({ generated }) => generated === null),
      (column) => digest(column, primaryKey ?? []),
    ),
    unfit: looks(columns.filter(isUnbounded), unfit),
    longest: looks(columns.filter(isLarge), longest),
  };
  const selected = Object.entries(groups).flatMap(([group, all]) =>
    all.map(({ look }, i) => `${look} as ${group}${i}`),
  );
  const { rows } = await client.query<Record<string, unknown>>(
    `select ${["count(*)::float8 as count", ...selected].join(", ")} from only ${sql} r`,
  );
  const row = rows[0]!;
  const answers = (group: keyof typeof groups) =>
    Object.fromEntries(groups[group].map(({ name }, i) => [name, row[`${group}${i}`]]));
  return {
    count: row.count as number,
    exact: true,
    digests: answers("digest") as Rows["digests"],
    unfit: answers("unfit") as Rows["unfit"],
    longest: answers("longest") as Rows["longest"],
  };
}

function looks(columns: readonly Column[], look: (column: Column) => string) {
  return columns.map((column) => ({ name: column.name, look: look(column) }));
}

/** A sum, since the order of rows differs; with the key, or values could have changed rows. */
function digest(column: Column, key: readonly string[]): string {
  // 1.50 and 1.5 are one number.
  const value = column.type.startsWith("numeric") && !column.type.endsWith("]") ? "trim_scale" : "";
  const parts = [...key.map((name) => `r.${name}::text`), `${value}(r.${column.name})::text`];
  return `coalesce(sum(hashtextextended(row(${parts.join(", ")})::text, 0)::numeric), 0)::text`;
}

/** More than six places after the point, or more than 22 before it; NaN is larger than any number here. */
function unfit({ name, type }: Column): string {
  const one = (value: string) => `(scale(trim_scale(${value})) > 6 or abs(${value}) >= 1e22)`;
  const any =
    type === "numeric" ? one(`r.${name}`) : `(select bool_or(${one("v")}) from unnest(r.${name}) v)`;
  return `coalesce(bool_or(${any}), false)`;
}

function longest({ name }: Column): string {
  return `coalesce(max(octet_length(r.${name}::text)), 0)::float8`;
}

function isUnbounded({ type }: Column): boolean {
  return type === "numeric" || type === "numeric[]";
}
