// Brings the target's columns level: types, defaults, NOT NULL, identity, and what belongs to a table as a whole.
import { finding, type Finding, type Stage, type Step } from "../finding";
import { bare, literal } from "../quote";
import { asCreated, columnText, isLarge } from "./created";
import type { Column, PostgresSchema, Sequence, Table } from "./schema";

export function compareColumns(source: PostgresSchema, target: PostgresSchema): Finding[] {
  const tables = new Map(target.tables.map((table) => [table.sql, table]));
  return source.tables.flatMap((table) => {
    const there = tables.get(table.sql) ?? asCreated(table);
    const columns = new Map(there.columns.map((column) => [column.name, column]));
    return [
      ...changedTypes(table, columns),
      ...table.columns.flatMap((column) => compareColumn(source, table, column, columns.get(column.name))),
      ...wholeTable(table, there),
    ];
  });
}

function compareColumn(
  source: PostgresSchema,
  table: Table,
  column: Column,
  there: Column | undefined,
): Finding[] {
  const object = `${table.sql}.${column.name}`;
  const left = (message: string, remedy: string, steps: Step[]) =>
    finding("left", "column", object, message, remedy, steps);
  if (column.generated !== null)
    return there && there.generated === column.generated ? [] : [computed(table, column, there, object)];
  if (!there)
    return [
      finding(
        "blocks",
        "column",
        object,
        "isn't on the target",
        "look at the table mappings, and reload the table",
      ),
    ];

  const found: Finding[] = [];
  const alter = `alter table ${table.sql} alter column ${column.name}`;
  if (column.notNull && !there.notNull)
    found.push(
      left("may be null on the target", "finish proves that no row is, without a long lock, and forbids it", [
        {
          // DMS adds large values after the row.
          stage: isLarge(column) ? "values" : "columns",
          sql: forbidNull(table.sql, column.name),
          when: attribute(table, column, "not a.attnotnull"),
        },
      ]),
    );
  if (column.default !== there.default)
    found.push(
      left(
        column.default === null ? "has a default on the target" : "has lost its default",
        "finish sets it",
        [
          {
            stage: "columns",
            sql: column.default === null ? `${alter} drop default` : `${alter} set default ${column.default}`,
          },
        ],
      ),
    );
  if (column.identity !== there.identity)
    found.push(
      left(
        "isn't the identity column that it is on the source",
        "finish makes it one at the cutover: DMS can't write into GENERATED ALWAYS",
        identity(source, table, column, there),
      ),
    );
  for (const [what, value, other] of [
    ["storage", column.storage, there.storage],
    ["statistics", column.statistics, there.statistics],
  ] as const)
    if (value !== other && value !== null)
      found.push(
        left(`has another ${what} setting`, "finish sets it", [
          { stage: "columns", sql: `${alter} set ${what} ${value}` },
        ]),
      );
  return found;
}

/** All changes of a table's types are one statement, which rewrites the table once. */
function changedTypes(table: Table, there: ReadonlyMap<string, Column>): Finding[] {
  const changed = table.columns.flatMap((column) => {
    const other = there.get(column.name);
    const same = !other || (other.type === column.type && other.collation === column.collation);
    return same || column.generated !== null ? [] : [{ column, other }];
  });
  const step: Step = {
    stage: "columns",
    sql: `alter table ${table.sql}\n  ${changed.map(({ column, other }) => changeType(column, other)).join(",\n  ")}`,
    when: changed.map(({ column }) => attribute(table, column, differs(column))).join("\n  or "),
  };
  return changed.map(({ column, other }) =>
    finding(
      "left",
      "column",
      `${table.sql}.${column.name}`,
      `is ${typeText(other)} on the target, ${typeText(column)} on the source`,
      "finish changes it; it may rewrite the table under a lock, so do it before the cutover",
      [step],
    ),
  );
}

function typeText({ type, collation }: Column): string {
  return collation === null ? type : `${type} collate ${collation}`;
}

/** A condition on the column's row in the catalogue. */
function attribute({ sql }: Table, { name }: Column, condition: string): string {
  return `exists (select from pg_catalog.pg_attribute a where a.attrelid = ${literal(sql)}::regclass and a.attname = ${literal(bare(name))} and ${condition})`;
}

function differs({ type, collation }: Column): string {
  const types = `format_type(a.atttypid, a.atttypmod) <> ${literal(type)}`;
  return collation === null ? types : `(${types} or a.attcollation <> ${literal(collation)}::regcollation)`;
}

/** By way of text, except where the types hold the same bytes: then the table needn't be rewritten. */
function changeType(column: Column, there: Column): string {
  const family = ({ type }: Column) =>
    /^(numeric|character varying|text)\b/.exec(type)?.[1]?.replace("character varying", "text");
  const same = family(column) !== undefined && family(column) === family(there) && !column.type.endsWith("]");
  const using = same ? "" : ` using ${column.name}::text::${column.type}`;
  const collate = column.collation === null ? "" : ` collate ${column.collation}`;
  return `alter column ${column.name} type ${column.type}${collate}${using}`;
}

/** `set not null` alone would read the table under a lock that keeps readers out; with a proved check it needn't. */
function forbidNull(table: string, column: string): string {
  const name = "crossover_not_null";
  return [
    `alter table ${table} drop constraint if exists ${name}`,
    `alter table ${table} add constraint ${name} check (${column} is not null) not valid`,
    `alter table ${table} validate constraint ${name}`,
    `alter table ${table} alter column ${column} set not null`,
    `alter table ${table} drop constraint ${name}`,
  ].join(";\n");
}

function computed(table: Table, column: Column, there: Column | undefined, object: string): Finding {
  const drop = there ? [`alter table ${table.sql} drop column ${column.name}`] : [];
  const add = `alter table ${table.sql} add column ${columnText(column)}`;
  return finding(
    "left",
    "column",
    object,
    `is computed on the source, and ${there ? "an ordinary column" : "missing"} on the target`,
    "finish makes it anew, as the last column; it rewrites the table under a lock",
    [
      {
        stage: "columns",
        sql: [...drop, add].join(";\n"),
        when: `not ${attribute(table, column, "a.attgenerated = 's' and not a.attisdropped")}`,
      },
    ],
  );
}

function identity(source: PostgresSchema, table: Table, column: Column, there: Column): Step[] {
  const alter = `alter table ${table.sql} alter column ${column.name}`;
  const words = column.identity === "a" ? "always" : "by default";
  const stage: Stage = "values";
  if (column.identity === null) return [{ stage, sql: `${alter} drop identity if exists` }];
  if (there.identity !== null) return [{ stage, sql: `${alter} set generated ${words}` }];
  // From 17 on, partitions have the identity of their table.
  if (table.partitionOf !== null && source.version >= 170_000) return [];
  const own = source.sequences.find(
    ({ owner }) => owner?.table === table.sql && owner.column === column.name && owner.identity,
  );
  const options = own ? ` (sequence name ${own.sql} ${sequenceOptions(own)})` : "";
  const drop = there.default === null ? [] : [`${alter} drop default`];
  return [
    {
      stage,
      sql: [...drop, `${alter} add generated ${words} as identity${options}`].join(";\n"),
      when: attribute(table, column, "a.attidentity = ''"),
    },
  ];
}

/** As `create sequence` and `alter sequence` write them. */
export function sequenceOptions({ start, increment, min, max, cache, cycle }: Sequence): string {
  return `start with ${start} increment by ${increment} minvalue ${min} maxvalue ${max} cache ${cache}${cycle ? " cycle" : " no cycle"}`;
}

function wholeTable(table: Table, there: Table): Finding[] {
  const changes: [string, boolean, string][] = [
    [
      "row security",
      table.rowSecurity !== there.rowSecurity,
      `${table.rowSecurity ? "enable" : "disable"} row level security`,
    ],
    [
      "forced row security",
      table.forcedRowSecurity !== there.forcedRowSecurity,
      `${table.forcedRowSecurity ? "force" : "no force"} row level security`,
    ],
    [
      "replica identity",
      table.replicaIdentity !== there.replicaIdentity && table.replicaIdentity !== "i",
      `replica identity ${{ f: "full", n: "nothing" }[table.replicaIdentity] ?? "default"}`,
    ],
    [
      "storage options",
      table.options.join() !== there.options.join() && table.options.length > 0,
      `set (${table.options.join(", ")})`,
    ],
  ];
  return changes
    .filter(([, differs]) => differs)
    .map(([what, , change]) =>
      finding("left", "column", table.sql, `has other ${what} on the target`, "finish sets it", [
        { stage: "access", sql: `alter table ${table.sql} ${change}` },
      ]),
    );
}
