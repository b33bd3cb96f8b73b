// Decides which tables `finish` creates before the load: with their own types and keys, and nothing that DMS can't write into.
import type { Column, PostgresSchema, Table } from "./schema";

/**
 * Types of any length. DMS inserts a row without these values and adds them afterwards, so that they may not be NOT NULL
 * before the cutover. https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.LOBSupport.html
 */
export function isLarge({ type }: Column): boolean {
  return /^(text|bytea|jsonb?|xml|tsvector)$|\[\]$|\b(hstore|citext|geometry|geography)$/.test(type);
}

/** What the target has after `create table`; the rest is added as to any other table. */
export function asCreated(table: Table): Table {
  const whole = table.partitionKey !== null;
  return {
    ...table,
    rowSecurity: false,
    forcedRowSecurity: false,
    replicaIdentity: "d",
    options: [],
    columns: table.columns.map((column) => ({
      ...column,
      identity: null,
      storage: null,
      statistics: null,
      // Nothing is written into a partitioned table but through its partitions.
      ...(whole
        ? {}
        : { generated: null, notNull: column.notNull && (inKey(table, column) || !isLarge(column)) }),
    })),
  };
}

function inKey({ primaryKey }: Table, { name }: Column): boolean {
  return primaryKey?.includes(name) ?? false;
}

/** The statement; a partitioned table's key comes with its index. */
export function createTable(table: Table, { constraints }: PostgresSchema): string {
  const key = constraints.find((one) => one.table === table.sql && one.type === "p");
  const lines = asCreated(table).columns.map(columnText);
  if (table.partitionKey !== null)
    return `create table if not exists ${table.sql} (\n  ${lines.join(",\n  ")}\n) partition by ${table.partitionKey}`;
  const all = key ? [...lines, `constraint ${key.name} ${key.definition}`] : lines;
  return `create table if not exists ${table.sql} (\n  ${all.join(",\n  ")}\n)`;
}

/** A column as `create table` and `add column` write it. */
export function columnText({ name, type, collation, notNull, default: value, generated }: Column): string {
  return [
    `${name} ${type}`,
    collation === null ? "" : ` collate ${collation}`,
    generated === null ? "" : ` generated always as (${generated}) stored`,
    value === null ? "" : ` default ${value}`,
    notNull ? " not null" : "",
  ].join("");
}
