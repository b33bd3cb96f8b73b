// Decides which tables `finish` creates before the load: with their own types and keys, and nothing that DMS can't write into.
import type { Step } from "../finding";
import * as objects from "./objects";
import type { Column, PostgresSchema, Table } from "./schema";

/**
 * Types of any length. DMS inserts a row without these values and adds them afterwards, so that they may not be NOT NULL
 * before the cutover. https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.LOBSupport.html
 */
export function isLarge({ type }: Column): boolean {
  return /^(text|bytea|jsonb?|xml|tsvector)$|\[\]$|\b(hstore|citext|geometry|geography)$/.test(type);
}

/** What the target has after `create table`; the rest is added as to any other table. */
export function asCreated(table: Table, source: PostgresSchema): Table {
  return {
    ...table,
    partitionOf: null,
    rowSecurity: false,
    forcedRowSecurity: false,
    replicaIdentity: "d",
    options: [],
    columns: table.columns.map((column) => ({
      ...column,
      identity: null,
      storage: null,
      statistics: null,
      compression: null,
      options: [],
      generated: null,
      default: isPlain(table, column, source) ? column.default : null,
      notNull: column.notNull && (inKey(table, column) || !isLarge(column)),
    })),
  };
}

/** Whether a default draws on nothing that somebody made. */
function isPlain({ sql }: Table, { name }: Column, { dependencies }: PostgresSchema): boolean {
  const needs = dependencies.needs[objects.defaultOf(sql, name)] ?? [];
  return needs.every((one) => one === objects.table(sql) || one === objects.column(sql, name));
}

function inKey({ primaryKey }: Table, { name }: Column): boolean {
  return primaryKey?.includes(name) ?? false;
}

/** The step; a partitioned table's key comes with its index. */
export function createTable(table: Table, source: PostgresSchema): Step {
  const { sql, unlogged, partitionKey, inherits } = table;
  const whole = partitionKey !== null;
  const key = whole ? undefined : source.constraints.find((one) => one.table === sql && one.type === "p");
  const columns = asCreated(table, source).columns.filter(({ local }) => local || inherits.length === 0);
  const lines = columns.map(columnText);
  const all = key ? [...lines, `constraint ${key.name} ${key.definition}`] : lines;
  const after = [
    ...(inherits.length > 0 ? [`inherits (${inherits.join(", ")})`] : []),
    ...(whole ? [`partition by ${partitionKey}`] : []),
  ];
  return {
    stage: "tables",
    sql: `create ${unlogged ? "unlogged " : ""}table if not exists ${sql} (\n  ${all.join(",\n  ")}\n)${after.map((text) => ` ${text}`).join("")}`,
    makes: [
      objects.table(sql),
      ...(key ? [objects.constraint(key), ...(key.index === null ? [] : [objects.index(key.index)])] : []),
    ],
    needs: inherits.map(objects.table),
    beforeLoad: true,
  };
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
