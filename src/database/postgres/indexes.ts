// Brings the target's indexes level, and the constraints that are built on one.
import { finding, type Finding, type Step, type Trap } from "../finding";
import { literal } from "../quote";
import * as objects from "./objects";
import type { Constraint, Index, PostgresSchema } from "./schema";

const traps: Readonly<Record<string, Trap>> = { p: "primary-key", u: "unique", x: "exclusion" };

export function compareIndexes(source: PostgresSchema, target: PostgresSchema): Finding[] {
  const there = new Map(target.indexes.map((index) => [index.sql, index]));
  const constraintOf = (schema: PostgresSchema, index: Index) =>
    schema.constraints.find((one) => one.index === index.sql);
  return source.indexes.flatMap((index) => {
    const constraint = constraintOf(source, index);
    const other = there.get(index.sql);
    const steps = [
      ...(other?.valid && other.definition === index.definition ? [] : create(index, constraint, target)),
      ...(constraint && !(other && constraintOf(target, other)) ? adopt(index, constraint, target) : []),
      ...(index.parent !== null && other?.parent !== index.parent ? [attach(index, constraint)] : []),
      ...marks(index, other, source),
    ];
    if (steps.length === 0) return [];
    const trap = traps[constraint?.type ?? ""] ?? "index";
    if (other?.valid && other.definition !== index.definition)
      return [
        finding(
          "left",
          trap,
          index.sql,
          `is another index on the target: ${other.definition}`,
          `drop it there; finish then creates ${index.definition}`,
        ),
      ];
    const message = other
      ? other.valid
        ? "isn't bound to its table as it is on the source"
        : "was left half built on the target"
      : `is missing on the target: ${constraint?.definition ?? index.definition}`;
    const remedy =
      index.partitioned || constraint?.type === "x"
        ? "finish creates it"
        : "finish creates it, without keeping writers out";
    return [finding("left", trap, index.sql, message, remedy, steps)];
  });
}

function create(index: Index, constraint: Constraint | undefined, target: PostgresSchema): Step[] {
  const { table, definition } = index;
  const made = index.partitioned
    ? [objects.bareIndex(index.sql), objects.index(index.sql)]
    : [objects.index(index.sql)];
  const bound = constraint ? [...made, objects.constraint(constraint)] : made;
  const needs = [objects.table(table), ...(index.partitioned ? [objects.partitions(table)] : [])];
  if (constraint && (index.partitioned || constraint.type === "x"))
    return [
      {
        stage: "constraints",
        sql: `alter table ${index.partitioned ? "only " : ""}${table} add constraint ${constraint.name} ${constraint.definition}`,
        when: missingConstraint(constraint),
        makes: bound,
        needs,
      },
    ];
  const renamed = constraint && samePrimaryKey(constraint, target);
  if (renamed)
    return [
      {
        stage: "constraints",
        sql: `alter table ${table} rename constraint ${renamed.name} to ${constraint.name}`,
        when: missingConstraint(constraint),
        makes: bound,
        needs,
      },
    ];
  // A view is empty until it is refreshed.
  if (index.onView || index.partitioned)
    return [
      {
        stage: "indexes",
        sql: definition.replace(/ INDEX /, " INDEX IF NOT EXISTS "),
        makes: made,
        needs: index.onView ? [`materialized view ${table}`] : needs,
      },
    ];
  const leftover = `what is left of ${objects.index(index.sql)}`;
  return [
    // An interrupted run leaves an index that is kept up to date and never used.
    {
      stage: "indexes",
      sql: `drop index concurrently if exists ${index.sql}`,
      when: `exists (select from pg_catalog.pg_index where indexrelid = to_regclass(${literal(index.sql)}) and not indisvalid)`,
      makes: [leftover],
    },
    {
      stage: "indexes",
      sql: definition.replace(/ INDEX /, " INDEX CONCURRENTLY IF NOT EXISTS "),
      makes: made,
      needs: [...needs, leftover],
    },
  ];
}

/** A primary key on the same columns, of another name: DMS names it in its own way. */
function samePrimaryKey(constraint: Constraint, target: PostgresSchema): Constraint | undefined {
  if (constraint.type !== "p") return undefined;
  return target.constraints.find(
    ({ table, type, definition }) =>
      type === "p" && table === constraint.table && definition === constraint.definition,
  );
}

/** Makes an index that is there a constraint. */
function adopt(index: Index, constraint: Constraint, target: PostgresSchema): Step[] {
  const { table, name, type, deferrable, deferred } = constraint;
  if (index.partitioned || type === "x" || samePrimaryKey(constraint, target)) return [];
  const kind = type === "p" ? "primary key" : "unique";
  const when = `${deferrable ? " deferrable" : ""}${deferred ? " initially deferred" : ""}`;
  return [
    {
      stage: "constraints",
      sql: `alter table ${table} add constraint ${name} ${kind} using index ${index.name}${when}`,
      when: missingConstraint(constraint),
      makes: [objects.constraint(constraint)],
      needs: [objects.index(index.sql)],
    },
  ];
}

function attach(index: Index, constraint: Constraint | undefined): Step {
  return {
    stage: constraint ? "constraints" : "indexes",
    sql: `alter index ${index.parent!} attach partition ${index.sql}`,
    when: `not exists (select from pg_catalog.pg_inherits where inhrelid = to_regclass(${literal(index.sql)}))`,
    makes: [objects.index(index.parent!)],
    needs: [
      objects.bareIndex(index.parent!),
      objects.index(index.sql),
      ...(constraint ? [objects.constraint(constraint)] : []),
    ],
  };
}

function marks(index: Index, other: Index | undefined, source: PostgresSchema): Step[] {
  const steps: Step[] = [];
  const needs = [objects.index(index.sql)];
  const columns = source.tables.find(({ sql }) => sql === index.table)?.columns ?? [];
  if (index.replicaIdentity && !other?.replicaIdentity)
    steps.push({
      stage: "access",
      sql: `alter table ${index.table} replica identity using index ${index.name}`,
      // None of its columns may be null.
      needs: [...needs, ...columns.map(({ name }) => objects.notNull(index.table, name))],
    });
  if (index.clustered && !other?.clustered)
    steps.push({ stage: "access", sql: `alter table ${index.table} cluster on ${index.name}`, needs });
  return steps;
}

/** A condition: the table has no constraint of this name. */
export function missingConstraint(constraint: Constraint, state = ""): string {
  return `not ${constraintExists(constraint, state)}`;
}

export function constraintExists({ table, name }: Constraint, state = ""): string {
  return `exists (select from pg_catalog.pg_constraint where conrelid = to_regclass(${literal(table)}) and quote_ident(conname) = ${literal(name)}${state && ` and ${state}`})`;
}
