// Brings the target's sequences level, and so far ahead that no value is given out twice.
import { finding, type Finding, type Step } from "../finding";
import { isAhead, marginFor } from "../margin";
import { literal } from "../quote";
import { sequenceOptions } from "./columns";
import * as objects from "./objects";
import type { ColumnName, PostgresSchema, Sequence } from "./schema";

export function compareSequences(source: PostgresSchema, target: PostgresSchema, margin: number): Finding[] {
  const there = new Map(target.sequences.map((one) => [one.sql, one]));
  return source.sequences.flatMap((sequence) => [
    ...definition(sequence, there.get(sequence.sql)),
    ...value(sequence, there.get(sequence.sql), columnsOf(sequence, source), margin),
    ...room(sequence),
  ]);
}

function definition(sequence: Sequence, other: Sequence | undefined): Finding[] {
  const { sql, type, owner, unlogged } = sequence;
  // It comes with its column.
  if (owner?.identity && !other) return [];
  const options = sequenceOptions(sequence);
  const own = owner === null ? "none" : `${owner.table}.${owner.column}`;
  const makes = [objects.sequence(sql)];
  const owned: Step = {
    stage: "defaults",
    sql: `alter sequence ${sql} owned by ${own}`,
    needs: [...makes, ...(owner ? [objects.table(owner.table)] : [])],
  };
  if (!other)
    return [
      finding(
        "left",
        "sequence",
        sql,
        "is missing on the target: DMS copies no sequences",
        "finish creates it",
        [
          {
            stage: "sequences",
            sql: `create ${unlogged ? "unlogged " : ""}sequence if not exists ${sql} as ${type} ${options}`,
            makes,
          },
          ...(owner ? [owned] : []),
        ],
      ),
    ];
  const steps: Step[] = [
    ...(other.type === type && sequenceOptions(other) === options
      ? []
      : [{ stage: "sequences" as const, sql: `alter sequence ${sql} as ${type} ${options}`, makes }]),
    ...((other.owner?.table === owner?.table && other.owner?.column === owner?.column) || owner?.identity
      ? []
      : [owned]),
  ];
  return steps.length === 0
    ? []
    : [finding("left", "sequence", sql, "differs on the target", "finish changes it", steps)];
}

/** How many values the target's is ahead of the source's; negative if behind; null if neither was used. */
export function distance(sequence: Sequence, other: Sequence | undefined): bigint | null {
  const { increment, start } = sequence;
  if (sequence.last === null) return null;
  // One that was never used hands out its first value next.
  const reached = other?.last ?? (other?.start ?? start) - increment;
  return (reached - sequence.last) / increment;
}

/** How many values it is put ahead. */
export function marginOf(sequence: Sequence, margin: number): bigint {
  return marginFor(margin, sequence.rate, left(sequence));
}

/** Values that it can still hand out. */
function left({ last, start, increment, min, max }: Sequence): bigint {
  const reached = last ?? start;
  return (increment > 0n ? max - reached : min - reached) / increment;
}

function value(
  sequence: Sequence,
  other: Sequence | undefined,
  columns: readonly ColumnName[],
  margin: number,
): Finding[] {
  const ahead = distance(sequence, other);
  if (ahead === null || isAhead(ahead, sequence.rate, marginOf(sequence, margin))) return [];
  const steps = [raise(sequence, columns, marginOf(sequence, margin))];
  const message =
    ahead < 0n ? `is ${-ahead} values behind the source's` : `is only ${ahead} values ahead of the source's`;
  return [
    finding(
      "left",
      "sequence-value",
      sequence.sql,
      `${message}: the target would hand out keys that are taken`,
      `finish puts it ${marginOf(sequence, margin)} values ahead`,
      steps,
    ),
  ];
}

/** The columns of numbers that draw from it. */
function columnsOf({ owner, uses }: Sequence, { tables }: PostgresSchema): ColumnName[] {
  const all = new Map([...(owner ? [owner] : []), ...uses].map((one) => [`${one.table}.${one.column}`, one]));
  return [...all.values()].filter(({ table, column }) => {
    const type =
      tables.find(({ sql }) => sql === table)?.columns.find(({ name }) => name === column)?.type ?? "";
    return /^(smallint|integer|bigint|numeric)/.test(type);
  });
}

/** Never back, and past whatever is in the columns that draw from it when the SQL runs. */
function raise(
  { sql, increment, min, max, last }: Sequence,
  columns: readonly ColumnName[],
  margin: bigint,
): Step {
  const ahead = margin * increment;
  const [further, most, bound, nearer] =
    increment > 0n
      ? (["greatest", "max", max, "least"] as const)
      : (["least", "min", min, "greatest"] as const);
  const reached = [
    `pg_catalog.pg_sequence_last_value(${literal(sql)}::regclass)`,
    String(last! + ahead),
    ...columns.map(({ table, column }) => `(select ${most}(${column})::numeric from ${table}) + ${ahead}`),
  ];
  const value = `${nearer}(${bound}, ${further}(\n    ${reached.join(",\n    ")}))`;
  return {
    stage: "values",
    sql: `select pg_catalog.setval(${literal(sql)}::regclass, ${value}::bigint)`,
    needs: [objects.sequence(sql), ...columns.map(({ table }) => objects.table(table))],
  };
}

function room(sequence: Sequence): Finding[] {
  const { sql, min, max, increment, cycle, last } = sequence;
  const all = (max - min) / (increment < 0n ? -increment : increment);
  if (cycle || last === null || left(sequence) * 10n > all) return [];
  return [
    finding(
      "note",
      "sequence-value",
      sql,
      `has ${left(sequence)} values left of ${all}`,
      "widen its column on both sides before it runs out",
    ),
  ];
}
