// Finds what a copy would do to the tables: rows that it loses, values that it changes, tables that it can't load.
import { compareCounts } from "../counts";
import { arrived as hasArrived } from "../rows";
import { finding, type Finding } from "../finding";
import { createTable, isLarge } from "./created";
import type { PostgresSchema, Table } from "./schema";

/** By default DMS cuts large values at 32 KiB. https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.LOBSupport.html */
const largest = 32 * 1024;

export function compareTables(source: PostgresSchema, target: PostgresSchema): Finding[] {
  const there = new Map(target.tables.map((table) => [table.sql, table]));
  return source.tables.flatMap((table) => [
    ...captured(table),
    ...precision(table, there.get(table.sql)),
    ...largeValues(table),
    ...(table.partitionKey === null ? arrived(table, there.get(table.sql), source, target) : []),
  ]);
}

/** Whether changes of its rows reach the target. */
function captured({ sql, primaryKey, partitionKey, replicaIdentity, unlogged }: Table): Finding[] {
  const found: Finding[] = [];
  if (unlogged)
    found.push(
      finding(
        "blocks",
        "unlogged",
        sql,
        "is unlogged: DMS loads it once and sees no change of it",
        `alter table ${sql} set logged, or exclude it`,
      ),
    );
  if (primaryKey !== null || partitionKey !== null) return found;
  const whole = replicaIdentity === "f" || replicaIdentity === "i";
  found.push(
    finding(
      whole ? "note" : "blocks",
      "primary-key",
      sql,
      whole
        ? "has no primary key; DMS tells its rows apart by the replica identity, slowly, and can't validate it"
        : "has no primary key: DMS loads it and adds INSERTs, and loses every UPDATE and DELETE",
      `add a primary key on both sides, or exclude the table and copy it while writes are stopped`,
    ),
  );
  return found;
}

function precision({ sql, columns, rows }: Table, there: Table | undefined): Finding[] {
  return columns
    .filter(({ type, generated }) => /^numeric(\[\])?$/.test(type) && generated === null)
    .map(({ name }) => {
      const looked = rows.unfit?.[name];
      const through = looked === true && hasArrived(rows, there?.rows, name);
      const now =
        looked === undefined
          ? "its values weren't read: use --exact"
          : through
            ? "there are values that don't fit, and all have arrived"
            : looked
              ? "there are values that don't fit"
              : "all values fit so far";
      return finding(
        looked === false || through ? "note" : "blocks",
        "precision",
        `${sql}.${name}`,
        `NUMERIC without a precision becomes (28,6) through DMS: longer values are rounded or refused; ${now}`,
        "set MapUnboundedNumericAsString on the source endpoint, or give the column a precision",
      );
    });
}

function largeValues({ sql, rows }: Table): Finding[] {
  return Object.entries(rows.longest ?? {})
    .filter(([, bytes]) => bytes > largest)
    .map(([name, bytes]) =>
      finding(
        "note",
        "large-value",
        `${sql}.${name}`,
        `holds a value of ${bytes} bytes: in limited LOB mode DMS cuts it at LobMaxSize, by default ${largest}`,
        `copy in full LOB mode, or set LobMaxSize to ${Math.ceil(bytes / 1024)} KiB or more`,
      ),
    );
}

function arrived(
  table: Table,
  there: Table | undefined,
  source: PostgresSchema,
  target: PostgresSchema,
): Finding[] {
  if (!there)
    return [
      finding(
        "left",
        "missing-table",
        table.sql,
        "isn't on the target yet",
        "finish creates it with its own types and key; what DMS would make itself lacks both",
        [createTable(table, source)],
      ),
    ];
  const empty = there.rows.exact && there.rows.count === 0;
  return [...compareCounts(table, there), ...(empty ? loadOrder(there, target) : [])];
}

/** DMS loads tables in no order, and writes what triggers have written once already. */
function loadOrder(there: Table, target: PostgresSchema): Finding[] {
  const { sql } = there;
  const keys = target.constraints.filter(({ table, type }) => table === sql && type === "f");
  const triggers = target.definitions.filter(({ kind, table }) => kind === "trigger" && table === sql);
  const written = there.columns.filter(({ identity, generated }) => identity === "a" || generated !== null);
  const large = there.columns.filter((one) => one.notNull && isLarge(one));
  const parts = [
    [keys.length, "foreign keys, which the order of the load breaks"],
    [triggers.length, "triggers, which write a second time"],
    [written.length, "GENERATED ALWAYS columns, into which DMS can't write"],
    [large.length, "large columns that may not be null, as they are until DMS adds their values"],
  ] as const;
  const has = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  if (has.length === 0) return [];
  return [
    finding(
      "note",
      "load-order",
      sql,
      `is empty on the target and has already ${has.join("; ")}`,
      "let DMS connect with session_replication_role = replica, or drop them until the cutover: finish brings them back",
    ),
  ];
}
