// Brings the target's MySQL tables level: columns, keys, checks, foreign keys, options.
import { finding, type Finding, type Stage, type Step, type Trap } from "../finding";
import { backquoted, literal } from "../quote";
import type { MySqlTable, Part } from "./schema";

/** With its columns and primary key; keys, which hinder the load, and constraints come later. */
export function createTable(table: MySqlTable): Step {
  const { name, columns, primaryKey, primaryKeyText, others, options, partitions } = table;
  const key = primaryKey === null ? [] : [primaryKeyText];
  const counted = countedKey(table);
  const lines = [...columns.map(({ text }) => text), ...key, ...(counted ? [counted.text] : []), ...others];
  const sql = `create table if not exists ${backquoted(name)} (\n  ${lines.join(",\n  ")}\n) ${options}${partitions && `\n${partitions}`}`;
  return { stage: "tables", sql, makes: [name], needs: sequencesIn(columns), beforeLoad: true };
}

/** Defaults of MariaDB may draw on sequences, which must be there by then. */
function sequencesIn(columns: readonly Part[]): string[] {
  return columns.flatMap(({ text }) =>
    [...text.matchAll(/\b(?:nextval|lastval|setval)\(`((?:[^`]|``)+)`/g)].map(([, name]) =>
      name!.replaceAll("``", "`"),
    ),
  );
}

/** What is missing or differs; a table that is missing gets all that isn't made with it. */
export function brought(table: MySqlTable, other: MySqlTable | undefined): Finding[] {
  const name = backquoted(table.name);
  const alter = `alter table ${name}`;
  return [
    ...(other ? primaryKey(table, other) : []),
    // Columns without a character set of their own get the table's.
    ...(other ? options(table, other) : []),
    ...(other ? columns(table, other) : []),
    ...parts(table.keys, other?.keys, {
      trap: ({ text }) => (text.startsWith("UNIQUE") ? "unique" : "index"),
      stage: "indexes",
      table: table.name,
      add: ({ text }) => `${alter} add ${text}`,
      drop: (one) => `drop key ${backquoted(one.name)}`,
      exists: (one) => exists("statistics", table.name, `index_name = ${literal(one.name)}`),
    }),
    ...parts(table.checks, other?.checks, {
      trap: () => "check",
      stage: "constraints",
      table: table.name,
      add: ({ text }) => `${alter} add ${text}`,
      drop: (one) => `drop constraint ${backquoted(one.name)}`,
      exists: (one) => exists("table_constraints", table.name, `constraint_name = ${literal(one.name)}`),
    }),
    ...parts(table.foreignKeys, other?.foreignKeys, {
      trap: () => "foreign-key",
      stage: "constraints",
      table: table.name,
      add: ({ text }) => `${alter} add ${text}`,
      drop: (one) => `drop foreign key ${backquoted(one.name)}`,
      exists: (one) => exists("table_constraints", table.name, `constraint_name = ${literal(one.name)}`),
    }),
  ];
}

interface Kind {
  readonly trap: (part: Part) => Trap;
  readonly stage: Stage;
  readonly table: string;
  readonly add: (part: Part) => string;
  readonly drop: (part: Part) => string;
  readonly exists: (part: Part) => string;
}

function parts(own: readonly Part[], others: readonly Part[] | undefined, kind: Kind): Finding[] {
  const there = new Map((others ?? []).map((one) => [one.name, one]));
  return own
    .filter((part) => there.get(part.name)?.text !== part.text)
    .map((part) => {
      const object = `${backquoted(part.name)} on ${backquoted(kind.table)}`;
      const other = there.get(part.name);
      const add = kind.add(part);
      return other
        ? finding(
            "left",
            kind.trap(part),
            object,
            `is another one on the target: ${other.text}`,
            "finish replaces it",
            [{ stage: kind.stage, sql: add.replace(/ add /, ` ${kind.drop(part)}, add `) }],
          )
        : finding(
            "left",
            kind.trap(part),
            object,
            `is missing on the target: ${part.text}`,
            "finish adds it",
            [{ stage: kind.stage, sql: add, when: `not ${kind.exists(part)}` }],
          );
    });
}

/** A condition on the information schema. */
function exists(view: string, table: string, condition: string): string {
  return `exists (select 1 from information_schema.${view} where table_schema = database() and table_name = ${literal(table)} and ${condition})`;
}

function primaryKey(table: MySqlTable, other: MySqlTable): Finding[] {
  if (table.primaryKey === null || table.primaryKey.join() === other.primaryKey?.join()) return [];
  const key = table.primaryKeyText;
  const name = backquoted(table.name);
  if (other.primaryKey !== null)
    return [
      finding(
        "left",
        "primary-key",
        name,
        `has another primary key on the target: ${other.primaryKey.join(", ")}`,
        `make it ${key}`,
      ),
    ];
  return [
    finding("left", "primary-key", name, "has lost its primary key", "finish adds it", [
      {
        stage: "columns",
        sql: `alter table ${name} add ${key}`,
        when: `not ${exists("statistics", table.name, "index_name = 'PRIMARY'")}`,
      },
    ]),
  ];
}

/** All changes of a table's types and defaults are one statement, which copies the table once. */
function columns(table: MySqlTable, other: MySqlTable): Finding[] {
  const there = new Map(other.columns.map((one) => [one.name, one]));
  const changed = table.columns.filter(
    ({ name, text }) => there.get(name)?.text !== text && !isComputed({ name, text }),
  );
  const changes = changed.map(({ text }) => `modify column ${text}`);
  const modify: Step = {
    stage: "columns",
    needs: sequencesIn(changed),
    sql: `alter table ${backquoted(table.name)}\n  ${changes.join(",\n  ")}`,
  };
  const object = ({ name }: Part) => `${backquoted(table.name)}.${backquoted(name)}`;
  return table.columns.flatMap((column) => {
    const found = there.get(column.name);
    if (found?.text === column.text) return [];
    const left = (message: string, steps: Step[]) =>
      finding(
        "left",
        "column",
        object(column),
        message,
        "finish changes it; it may copy the table under a lock",
        steps,
      );
    if (isComputed(column))
      return left("is computed on the source, and isn't on the target", [
        compute(table, column, found !== undefined),
      ]);
    if (found)
      return left(`is ${found.text} on the target, ${column.text} on the source`, [
        ...keyFirst(table, column),
        modify,
      ]);
    return finding(
      "blocks",
      "column",
      object(column),
      "isn't on the target",
      "look at the table mappings, and reload the table",
    );
  });
}

export function isComputed({ text }: Part): boolean {
  return / GENERATED ALWAYS AS | AS \(/.test(text);
}

function compute(table: MySqlTable, column: Part, there: boolean): Step {
  const name = backquoted(column.name);
  const before = table.columns[table.columns.indexOf(column) - 1];
  const place = before ? `after ${backquoted(before.name)}` : "first";
  const condition = `column_name = ${literal(column.name)} and generation_expression <> ''`;
  return {
    stage: "columns",
    sql: `alter table ${backquoted(table.name)} ${there ? `drop column ${name}, ` : ""}add column ${column.text} ${place}`,
    when: `not ${exists("columns", table.name, condition)}`,
  };
}

/** A column that counts must lead a key before it can. */
function keyFirst(table: MySqlTable, column: Part): Step[] {
  const key = column.name === table.autoIncrement?.column ? countedKey(table) : undefined;
  return key ? [addKey(table.name, key, "columns")] : [];
}

function addKey(table: string, key: Part, stage: Stage): Step {
  return {
    stage,
    sql: `alter table ${backquoted(table)} add ${key.text}`,
    when: `not ${exists("statistics", table, `index_name = ${literal(key.name)}`)}`,
  };
}

/** The key that a column which counts must lead, where the primary key doesn't. */
function countedKey({ autoIncrement, primaryKey, keys }: MySqlTable): Part | undefined {
  if (!autoIncrement || primaryKey?.[0] === autoIncrement.column) return undefined;
  return keys.find(({ text }) => text.includes(`(${backquoted(autoIncrement.column)}`));
}

function options(table: MySqlTable, other: MySqlTable): Finding[] {
  const name = backquoted(table.name);
  const found: Finding[] = [];
  if (table.options !== other.options)
    found.push(
      finding(
        "left",
        "column",
        name,
        `is ${other.options} on the target, ${table.options} on the source`,
        "finish changes it; another character set copies the table",
        [{ stage: "columns", sql: `alter table ${name} ${table.options}` }],
      ),
    );
  const lost = table.others.filter((text) => !other.others.includes(text));
  if (lost.length > 0)
    found.push(
      finding(
        "left",
        "column",
        name,
        `lacks on the target: ${lost.join(", ")}`,
        "drop the table there if it is empty, and finish makes it anew; else alter it by hand",
      ),
    );
  if (table.partitions !== other.partitions)
    found.push(
      finding(
        "left",
        "partition",
        name,
        "is partitioned in another way on the target",
        "finish changes that; it copies the table",
        table.partitions === ""
          ? [{ stage: "partitions", sql: `alter table ${name} remove partitioning` }]
          : [{ stage: "partitions", sql: `alter table ${name} ${table.partitions}` }],
      ),
    );
  return found;
}
