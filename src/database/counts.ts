// Compares the rows of a table on both sides: how many there are, and what they hold.
import { finding, type Finding } from "./finding";
import type { Rows } from "./rows";

export interface Counted {
  readonly sql: string;
  readonly rows: Rows;
  readonly primaryKey: readonly string[] | null;
}

export function compareCounts({ sql, rows, primaryKey }: Counted, there: Omit<Counted, "sql">): Finding[] {
  const count = `${rows.exact ? "" : "about "}${rows.count}`;
  const left = (trap: "rows" | "content", message: string, remedy: string) => [
    finding("left", trap, sql, message, remedy),
  ];
  if (there.rows.exact && there.rows.count === 0)
    return rows.count === 0
      ? []
      : left("rows", `has ${count} rows on the source and none on the target`, "load it with DMS");
  if (!rows.exact || !there.rows.exact) return [];
  if (rows.count !== there.rows.count)
    return left(
      "rows",
      `has ${rows.count} rows on the source and ${there.rows.count} on the target`,
      "wait until the copy has caught up, writes stopped; if it stays so, reload the table",
    );
  // Hashes go by the key.
  if (primaryKey?.join() !== there.primaryKey?.join()) return [];
  const other = there.rows.digests ?? {};
  const differing = Object.entries(rows.digests ?? {}).filter(
    ([name, digest]) => (other[name] ?? digest) !== digest,
  );
  if (differing.length === 0) return [];
  return left(
    "content",
    `has other values on the target in ${differing.map(([name]) => name).join(", ")}`,
    "wait until the copy has caught up, writes stopped; if it stays so, values were changed on the way: reload the table",
  );
}
