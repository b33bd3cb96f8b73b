// Rebuilds partitioned tables: DMS copies each partition as a table of its own, and doesn't create the whole.
import { finding, type Finding } from "../finding";
import { literal } from "../quote";
import { createTable } from "./created";
import type { PostgresSchema } from "./schema";

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
            [
              {
                stage: "partitions",
                sql: createTable(table, source),
              },
            ],
          );
    });
  const parts = source.tables
    .filter(({ sql, partitionOf }) => partitionOf !== null && there.get(sql)?.partitionOf !== partitionOf)
    .map(({ sql, partitionOf, bound }) =>
      finding(
        "left",
        "partition",
        sql,
        `is a table of its own on the target, not a partition of ${partitionOf!}`,
        "finish attaches it; that reads the table once",
        [
          {
            stage: "partitions",
            sql: `alter table only ${partitionOf!} attach partition ${sql} ${bound!}`,
            when: `not (select relispartition from pg_catalog.pg_class where oid = ${literal(sql)}::regclass)`,
          },
        ],
      ),
    );
  return [...wholes, ...parts];
}
