// Compares two MySQL databases: what a copy by DMS would lose, and what it leaves behind.
import { finding, type Finding } from "../finding";
import { backquoted } from "../quote";
import { compareCounts } from "../counts";
import { arrived } from "../rows";
import { autoIncrement } from "./auto-increment";
import { compareDefinitions } from "./definitions";
import type { MySqlSchema, MySqlTable } from "./schema";
import { compareGrants } from "./grants";
import { compareSequences } from "./sequences";
import { compareServers } from "./server";
import { brought, createTable } from "./tables";

export function compareMySql(
  source: MySqlSchema,
  target: MySqlSchema,
  options: { readonly margin: number },
): Finding[] {
  const there = new Map(target.tables.map((table) => [table.name, table]));
  return [
    ...unread(source, "source"),
    ...unread(target, "target"),
    ...compareServers(source, target),
    ...compareSequences(source, target, options.margin),
    ...source.tables.flatMap((table) => {
      const other = there.get(table.name);
      return [
        ...captured(table),
        ...values(table, other),
        ...(other ? compareCounts({ ...table, sql: backquoted(table.name) }, other) : [missing(table)]),
        ...brought(table, other),
        ...autoIncrement(table, other, options.margin),
      ];
    }),
    ...truncation(source),
    ...compareDefinitions(source, target),
    ...compareGrants(source, target),
  ];
}

function unread({ unread: found }: MySqlSchema, side: string): Finding[] {
  return found.map(({ object, reason }) =>
    finding(
      "blocks",
      "unread",
      object,
      `can't be read on the ${side}, so that nothing of it is compared: ${reason}`,
      "grant what is missing or repair it, and check again",
    ),
  );
}

function missing(table: MySqlTable): Finding {
  return finding(
    "left",
    "missing-table",
    backquoted(table.name),
    "isn't on the target yet",
    "finish creates it with its own types and key; what DMS would make itself lacks both",
    [createTable(table)],
  );
}

// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.MySQL.html
function captured({ name, primaryKey, options, columns }: MySqlTable): Finding[] {
  const object = backquoted(name);
  const found: Finding[] = [];
  if (primaryKey === null)
    found.push(
      finding(
        "blocks",
        "primary-key",
        object,
        "has no primary key: DMS finds the rows of an UPDATE or DELETE only by all their values, and can't validate the table",
        "add a primary key on both sides, or exclude the table and copy it while writes are stopped",
      ),
    );
  if (
    /WITH SYSTEM VERSIONING/.test(options) ||
    columns.some(({ text }) => /GENERATED ALWAYS AS ROW/.test(text))
  )
    found.push(
      finding(
        "left",
        "by-hand",
        `history of ${object}`,
        "isn't copied: DMS reads the rows that are current",
        "accept this, or load it by mariadb-dump --dump-history while writes are stopped",
      ),
    );
  const engine = /ENGINE=(\w+)/.exec(options)?.[1] ?? "InnoDB";
  if (engine !== "InnoDB")
    found.push(
      finding(
        "note",
        "unlogged",
        object,
        `is kept by ${engine}; what DMS makes itself is InnoDB`,
        "finish creates it as it is, before the load",
      ),
    );
  return found;
}

function values({ name, columns, rows }: MySqlTable, other: MySqlTable | undefined): Finding[] {
  const object = (column: string) => `${backquoted(name)}.${backquoted(column)}`;
  const long = columns.flatMap(({ name: column, text }) => {
    const [, digits] = /` decimal\((\d+),\d+\)/.exec(text) ?? [];
    return Number(digits ?? 0) <= 38
      ? []
      : [
          finding(
            "blocks",
            "precision",
            object(column),
            `has ${digits!} digits; DMS carries at most 38`,
            "exclude the column and copy it apart, or narrow it",
          ),
        ];
  });
  const zero = Object.entries(rows.unfit ?? {})
    .filter(([, unfit]) => unfit)
    .map(([column]) =>
      arrived(rows, other?.rows, column)
        ? finding("note", "precision", object(column), "holds dates of zeros, which have arrived", "nothing")
        : finding(
            "blocks",
            "precision",
            object(column),
            "holds dates of zeros, which become NULL or stop the copy",
            "set them to NULL or to a date",
          ),
    );
  return [...long, ...zero];
}

function truncation({ truncations, definitions }: MySqlSchema): Finding[] {
  const remedy = "use DELETE until the cutover, or truncate both sides by hand";
  const seen = (truncations ?? []).map(({ query, calls }) =>
    finding(
      "blocks",
      "truncate",
      query,
      `was run ${calls} times; DMS doesn't copy it, so that rows stay on the target`,
      remedy,
    ),
  );
  const written = definitions
    .filter(({ kind, sql }) => kind !== "view" && /\btruncate\b/i.test(sql))
    .map(({ name }) =>
      finding(
        "blocks",
        "truncate",
        backquoted(name),
        "has TRUNCATE in its text; if it runs, rows stay on the target",
        remedy,
      ),
    );
  const blind =
    truncations === null
      ? [
          finding(
            "note",
            "truncate",
            "performance_schema",
            "is off on the source, so TRUNCATE by applications can't be seen",
            "turn it on for a few days, or search the applications",
          ),
        ]
      : [];
  return [...seen, ...written, ...blind];
}
