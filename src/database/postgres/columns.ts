// Brings the target's columns level: types, defaults, NOT NULL, identity, and what belongs to a table as a whole.
import { finding, type Finding, type Stage, type Step } from "../finding";
import { bare, literal } from "../quote";
import { asCreated, columnText, isLarge } from "./created";
import * as objects from "./objects";
import type { Column, PostgresSchema, Sequence, Table } from "./schema";

export function compareColumns(source: PostgresSchema, target: PostgresSchema): Finding[] {
  const tables = new Map(target.tables.map((table) => [table.sql, table]));
  return source.tables.flatMap((table) => {
    const present = tables.get(table.sql);
    const there = present ?? asCreated(table, source);
    const columns = new Map(there.columns.map((column) => [column.name, column]));
    const compared = { source, table, isThere: present !== undefined };
    return [
      ...changedTypes(table, columns, source),
      ...table.columns.flatMap((column) => compareColumn(compared, column, columns.get(column.name))),
      ...order(table, there),
      ...wholeTable(table, there),
    ];
  });
}

interface Compared {
  readonly source: PostgresSchema;
  readonly table: Table;
  /** The target has the table already. */
  readonly isThere: boolean;
}

function compareColumn(
  { source, table, isThere }: Compared,
  column: Column,
  there: Column | undefined,
): Finding[] {
  const object = `${table.sql}.${column.name}`;
  const own = [objects.table(table.sql), objects.column(table.sql, column.name)];
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
  // Partitions and heirs have their own.
  const alter = `alter table only ${table.sql} alter column ${column.name}`;
  if (column.notNull && !there.notNull)
    found.push(
      left("may be null on the target", "finish proves that no row is, without a long lock, and forbids it", [
        {
          // DMS adds large values after the row.
          stage: isLarge(column) ? "values" : "columns",
          sql: forbidNull(table.sql, column.name),
          when: attribute(table, column, "not a.attnotnull"),
          makes: [objects.notNull(table.sql, column.name)],
          needs: [...own, objects.partitions(table.sql)],
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
            stage: isThere ? "columns" : "defaults",
            sql: column.default === null ? `${alter} drop default` : `${alter} set default ${column.default}`,
            makes: [objects.defaultOf(table.sql, column.name)],
            needs: own,
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
    ["compression", column.compression, there.compression],
  ] as const)
    if (value !== other && value !== null)
      found.push(
        left(`has another ${what} setting`, "finish sets it", [
          { stage: "columns", sql: `${alter} set ${what} ${value}`, needs: own },
        ]),
      );
  if (column.options.length > 0 && column.options.join() !== there.options.join())
    found.push(
      left("has other options", "finish sets them", [
        { stage: "columns", sql: `${alter} set (${column.options.join(", ")})`, needs: own },
      ]),
    );
  return found;
}

/** All changes of a table's types are one statement, which rewrites the table once. */
function changedTypes(
  table: Table,
  there: ReadonlyMap<string, Column>,
  { dependencies }: PostgresSchema,
): Finding[] {
  const changed = table.columns.flatMap((column) => {
    const other = there.get(column.name);
    const same = !other || (other.type === column.type && other.collation === column.collation);
    return same || column.generated !== null ? [] : [{ column, other }];
  });
  const step: Step = {
    stage: "columns",
    sql: `alter table ${table.sql}\n  ${changed.map(({ column, other }) => changeType(column, other)).join(",\n  ")}`,
    when: changed.map(({ column }) => attribute(table, column, differs(column))).join("\n  or "),
    makes: changed.map(({ column }) => objects.column(table.sql, column.name)),
    needs: dependencies.needs[objects.table(table.sql)],
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
        makes: [objects.column(table.sql, column.name), objects.defaultOf(table.sql, column.name)],
        // It comes with that of the table that it is inherited from.
        needs: [
          objects.table(table.sql),
          ...(column.local ? [] : table.inherits.map((parent) => objects.column(parent, column.name))),
        ],
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
  // It begins with the type of its column.
  const retype =
    own && own.type !== column.type
      ? [`alter sequence ${own.sql} as ${own.type} ${sequenceOptions(own)}`]
      : [];
  return [
    {
      stage,
      sql: [...drop, `${alter} add generated ${words} as identity${options}`, ...retype].join(";\n"),
      when: attribute(table, column, "a.attidentity = ''"),
      makes: own ? [objects.sequence(own.sql)] : [],
      needs: [objects.table(table.sql), objects.notNull(table.sql, column.name)],
    },
  ];
}

/** As `create sequence` and `alter sequence` write them. */
export function sequenceOptions({ start, increment, min, max, cache, cycle }: Sequence): string {
  return `start with ${start} increment by ${increment} minvalue ${min} maxvalue ${max} cache ${cache}${cycle ? " cycle" : " no cycle"}`;
}

/** What is computed anew comes last, and what was made by other hands may be in any order. */
function order(table: Table, there: Table): Finding[] {
  const names = (columns: readonly Column[]) => columns.map(({ name }) => name);
  const common = (own: readonly string[], other: readonly string[]) =>
    own.filter((name) => other.includes(name));
  const source = names(table.columns);
  const stay = there.columns.filter(
    ({ name, generated }) =>
      generated !== null || table.columns.find((one) => one.name === name)?.generated === null,
  );
  const computed = table.columns.filter(
    ({ name, generated }) => generated !== null && !stay.some((one) => one.name === name),
  );
  const target = [...names(stay), ...names(computed)];
  if (common(source, target).join() === common(target, source).join()) return [];
  return [
    finding(
      "left",
      "column",
      table.sql,
      `has its columns in another order on the target once finish has run: ${common(target, source).join(", ")}`,
      "see that no SELECT * or INSERT without names relies on the order, and accept this; or exclude the computed columns from the copy, and make the table by hand before the load",
    ),
  ];
}

function wholeTable(table: Table, there: Table): Finding[] {
  const changes: [string, boolean, string, Stage][] = [
    [
      "row security",
      table.rowSecurity !== there.rowSecurity,
      `${table.rowSecurity ? "enable" : "disable"} row level security`,
      "triggers",
    ],
    [
      "forced row security",
      table.forcedRowSecurity !== there.forcedRowSecurity,
      `${table.forcedRowSecurity ? "force" : "no force"} row level security`,
      "triggers",
    ],
    [
      "replica identity",
      table.replicaIdentity !== there.replicaIdentity && table.replicaIdentity !== "i",
      `replica identity ${{ f: "full", n: "nothing" }[table.replicaIdentity] ?? "default"}`,
      "access",
    ],
    [
      "storage options",
      table.options.join() !== there.options.join() && table.options.length > 0,
      `set (${table.options.join(", ")})`,
      "access",
    ],
  ];
  return changes
    .filter(([, differs]) => differs)
    .map(([what, , change, stage]) =>
      finding("left", "column", table.sql, `has other ${what} on the target`, "finish sets it", [
        { stage, sql: `alter table ${table.sql} ${change}`, needs: [objects.table(table.sql)] },
      ]),
    );
}
