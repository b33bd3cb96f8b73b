// Reads what the clouds refuse, area by area, from `tools/reference/limits/`.
import { z } from "zod";
import { address, proofs, readTables, words } from "./tables";

/** One thing that a cloud refuses, or silently does otherwise than one would think. */
const limit = z.strictObject({
  /** The limit, in a sentence or two. */
  says: words,
  /** The page of the cloud's own documentation, or of the provider's tracker, that says so. */
  source: address,
  /** How the program keeps to it: what it refuses at preview, or declares such that it can't happen. */
  program: proofs,
  /**
   * How the simulated cloud behaves where the program is passed by: what it refuses, or does as the real one. Of rows of
   * data, which it hasn't got, a real server proves it.
   */
  cloud: proofs,
});
export type Limit = z.infer<typeof limit>;

const area = z.strictObject({ title: words, limits: z.array(limit).min(1) });
export type Area = z.infer<typeof area>;

/** The areas in the order of the page, which is that of the numbers in their files' names. */
export function readLimits(directory?: string): readonly Area[] {
  return readTables(area, "tools/reference/limits", directory);
}
