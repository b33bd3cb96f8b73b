// What a row of the table of the clouds' limits says.

/** A test, by its file and its full title: those of its `describe` blocks come first, apart by ` > `. */
export type Proof = readonly [file: string, title: string];

/** One thing that a cloud refuses, or silently does otherwise than one would think. */
export interface Limit {
  /** The limit, in a sentence or two. */
  readonly says: string;
  /** The page of the cloud's own documentation, or of the provider's tracker, that says so. */
  readonly source: string;
  /** How the program keeps to it: what it refuses at preview, or declares such that it can't happen. */
  readonly program: readonly Proof[];
  /**
   * How the simulated cloud behaves where the program is passed by: what it refuses, or does as the real one. Of rows of
   * data, which it hasn't got, a real server proves it.
   */
  readonly cloud: readonly Proof[];
}

export interface Area {
  readonly title: string;
  readonly limits: readonly Limit[];
}
