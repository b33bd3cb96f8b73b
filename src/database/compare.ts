// Compares two databases of one engine, and returns the findings, the figures for a report, and the SQL.
import type { Finding, Pause } from "./finding";
import { compareMySql } from "./mysql/compare";
import { finishMySql } from "./mysql/finish";
import type { MySqlSchema } from "./mysql/schema";
import { comparePostgres } from "./postgres/compare";
import { finishPostgres } from "./postgres/finish";
import type { PostgresSchema } from "./postgres/schema";
import { distance } from "./postgres/sequences";
import { backquoted } from "./quote";
import type { Rows } from "./rows";

export type Sides =
  | { readonly engine: "postgres"; readonly source: PostgresSchema; readonly target: PostgresSchema }
  | { readonly engine: "mysql"; readonly source: MySqlSchema; readonly target: MySqlSchema };

export interface Comparison {
  readonly findings: readonly Finding[];
  readonly tables: readonly TableFigures[];
  readonly sequences: readonly SequenceFigures[];
}

export interface TableFigures {
  readonly name: string;
  readonly source: Count;
  /** Null if it isn't there. */
  readonly target: Count | null;
}

/** How many rows; `exact` if they were counted, not taken from the statistics. */
export type Count = Pick<Rows, "count" | "exact">;

/** Values are texts: they may be larger than a number holds exactly. */
export interface SequenceFigures {
  readonly name: string;
  readonly source: string | null;
  readonly target: string | null;
  /** How many values the target is ahead; negative if behind. */
  readonly ahead: string | null;
  /** Values drawn on the source each second. */
  readonly rate: number;
}

/** @param options.margin how many values sequences are put ahead. */
export function compare(sides: Sides, options: { readonly margin: number }): Comparison {
  return sides.engine === "postgres" ? ofPostgres(sides, options) : ofMySql(sides, options);
}

/** The SQL that brings the target level. */
export function finish(
  engine: Sides["engine"],
  findings: readonly Finding[],
  title: string,
  until?: Pause,
): string {
  return (engine === "postgres" ? finishPostgres : finishMySql)(findings, title, until);
}

function figures(
  source: readonly { readonly sql: string; readonly rows: Rows }[],
  target: readonly { readonly sql: string; readonly rows: Rows }[],
): TableFigures[] {
  const there = new Map(target.map(({ sql, rows }) => [sql, rows]));
  const count = ({ count, exact }: Rows): Count => ({ count, exact });
  return source.map(({ sql, rows }) => {
    const other = there.get(sql);
    return { name: sql, source: count(rows), target: other ? count(other) : null };
  });
}

function ofPostgres(
  { source, target }: Extract<Sides, { engine: "postgres" }>,
  options: { readonly margin: number },
): Comparison {
  const sequences = new Map(target.sequences.map((one) => [one.sql, one]));
  return {
    findings: comparePostgres(source, target, options),
    tables: figures(
      source.tables.filter(({ partitionKey }) => partitionKey === null),
      target.tables,
    ),
    sequences: source.sequences.map((one) => {
      const other = sequences.get(one.sql);
      return {
        name: one.sql,
        source: one.last?.toString() ?? null,
        target: other?.last?.toString() ?? null,
        ahead: distance(one, other)?.toString() ?? null,
        rate: one.rate,
      };
    }),
  };
}

function ofMySql(
  { source, target }: Extract<Sides, { engine: "mysql" }>,
  options: { readonly margin: number },
): Comparison {
  const named = (schema: MySqlSchema) => schema.tables.map((one) => ({ ...one, sql: backquoted(one.name) }));
  const there = new Map(target.tables.map(({ name, autoIncrement }) => [name, autoIncrement]));
  return {
    findings: compareMySql(source, target, options),
    tables: figures(named(source), named(target)),
    sequences: [
      ...source.sequences.map(({ name, next, increment }) => {
        const other = target.sequences.find((one) => one.name === name);
        const step = increment === 0n ? 1n : increment;
        return {
          name: backquoted(name),
          source: next.toString(),
          target: other?.next.toString() ?? null,
          ahead: other ? ((other.next - next) / step).toString() : null,
          rate: 0,
        };
      }),
      ...source.tables.flatMap(({ name, autoIncrement: own }) => {
        if (!own) return [];
        const other = there.get(name);
        return {
          name: `${backquoted(name)}.${backquoted(own.column)}`,
          source: own.next.toString(),
          target: other?.next.toString() ?? null,
          ahead: other ? (other.next - own.next).toString() : null,
          rate: own.rate,
        };
      }),
    ],
  };
}
