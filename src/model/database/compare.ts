// The comparison of two databases of one engine: findings, and the figures that a report shows.
import type { Finding } from "./finding";
import { comparePostgres } from "./postgres/compare";
import type { PostgresSchema } from "./postgres/schema";
import { distance } from "./postgres/sequences";

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

export interface Count {
  readonly count: number;
  /** Counted, not taken from the statistics. */
  readonly exact: boolean;
}

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

export function compare(
  source: PostgresSchema,
  target: PostgresSchema,
  options: { readonly margin: number },
): Comparison {
  const tables = new Map(target.tables.map((one) => [one.sql, one]));
  const sequences = new Map(target.sequences.map((one) => [one.sql, one]));
  const figure = ({ count, exact }: Count) => ({ count, exact });
  return {
    findings: comparePostgres(source, target, options),
    tables: source.tables
      .filter(({ partitionKey }) => partitionKey === null)
      .map(({ sql, rows }) => {
        const other = tables.get(sql);
        return { name: sql, source: figure(rows), target: other ? figure(other.rows) : null };
      }),
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
