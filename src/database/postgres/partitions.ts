// Rebuilds partitioned tables: DMS copies each partition as a table of its own, and doesn't create the whole.
import { finding, type Finding, type Step } from "../finding";
import { literal } from "../quote";
import { asCreated, createTable } from "./created";
import * as objects from "./objects";
import type { PostgresSchema, Table } from "./schema";

export function comparePartitions(source: PostgresSchema, target: PostgresSchema): Finding[] {
  const there = new Map(target.tables.map((table) => [table.sql, table]));
  const wholes = source.tables
    .filter(({ sql, partitionKey }) => partitionKey !== null && there.get(sql)?.partitionKey !== partitionKey)
    .map((table) => {
      const { sql, partitionKey } = table;
      return there.has(sql)
        ? finding(
            "blocks",
            "partition",
            sql,
            `is partitioned by ${partitionKey!} on the source, and isn't on the target`,
            "drop it there if it is empty: finish makes it. Map the partitions in DMS, not the whole",
          )
        : finding(
            "left",
            "partition",
            sql,
            `is partitioned by ${partitionKey!}, and isn't on the target`,
            "finish creates it",
            [createTable(table, source)],
          );
    });
  const parts = source.tables
    .filter(({ sql, partitionOf }) => partitionOf !== null && there.get(sql)?.partitionOf !== partitionOf)
    .map((table) => {
      const { sql, partitionOf } = table;
      return finding(
        "left",
        "partition",
        sql,
        `is a table of its own on the target, not a partition of ${partitionOf!}`,
        "finish attaches it; that reads the table once",
        [attach(table, source, target)],
      );
    });
  return [...wholes, ...parts, ...inherited(source, target)];
}

/** Both must have the same columns then: computed ones, and NOT NULL wherever the whole has it. */
function attach(
  { sql, partitionOf, bound, columns }: Table,
  source: PostgresSchema,
  target: PostgresSchema,
): Step {
  const isWhole = (one: Table) => one.sql === partitionOf;
  const listed = source.tables.find(isWhole);
  const whole = target.tables.find(isWhole) ?? (listed && asCreated(listed, source));
  const strict = (whole?.columns ?? []).filter(({ notNull }) => notNull);
  const computed = columns.filter(({ generated }) => generated !== null);
  return {
    stage: "partitions",
    sql: `alter table only ${partitionOf!} attach partition ${sql} ${bound!}`,
    when: `not (select relispartition from pg_catalog.pg_class where oid = ${literal(sql)}::regclass)`,
    makes: [objects.partitions(partitionOf!)],
    needs: [
      ...[sql, partitionOf!].flatMap((one) => [
        objects.table(one),
        ...computed.map(({ name }) => objects.column(one, name)),
      ]),
      objects.partitions(sql),
      ...strict.map(({ name }) => objects.notNull(sql, name)),
    ],
  };
}

/** Tables that are there and inherit nothing; those that finish creates inherit from the beginning. */
function inherited(source: PostgresSchema, target: PostgresSchema): Finding[] {
  return source.tables.flatMap(({ sql, inherits }) => {
    const there = target.tables.find((one) => one.sql === sql);
    return inherits
      .filter((parent) => there && !there.inherits.includes(parent))
      .map((parent) =>
        finding("left", "partition", sql, `doesn't inherit from ${parent} on the target`, "finish makes it", [
          {
            stage: "partitions",
            sql: `alter table ${sql} inherit ${parent}`,
            when: `not exists (select from pg_catalog.pg_inherits where inhrelid = ${literal(sql)}::regclass and inhparent = ${literal(parent)}::regclass)`,
            needs: [objects.table(sql), objects.table(parent)],
          },
        ]),
      );
  });
}
