// Describes what was read of a table's rows.

/** How many there are, counted or as the statistics have it, and what was seen of their values. */
export interface Rows {
  readonly count: number;
  readonly exact: boolean;
  /** By column: a sum over the hashes of the primary key and the value of each row. Absent where it wasn't read. */
  readonly digests?: Readonly<Record<string, string>>;
  /** By column: whether there is a value that doesn't survive the copy. */
  readonly unfit?: Readonly<Record<string, boolean>>;
  /** By column: the bytes of the longest value. */
  readonly longest?: Readonly<Record<string, number>>;
}

/** Whether every value of a column was read on both sides and is the same. */
export function arrived(here: Rows, there: Rows | undefined, column: string): boolean {
  const digest = here.digests?.[column];
  return digest !== undefined && here.count === there?.count && digest === there.digests?.[column];
}
