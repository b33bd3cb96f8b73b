// Describes how closely a database is read.
import type { Selection } from "./select";

export interface Look extends Selection {
  /** Count and hash every row, however many there are. */
  readonly exact: boolean;
  /** How long sequences are watched for their rate, in milliseconds; 0 leaves it out. */
  readonly watch: number;
}

/** Up to this many rows, by the statistics, a table is read in full; it takes about a second. */
export const readInFull = 500_000;
