// Reads what a change of the files would replace of what answers stand on, from `tools/reference/replacements/`.
import { z } from "zod";
import { proofs, readTables, words } from "./tables";

/** `refused` before anything changes, or `done` in one update and without a moment in which a name isn't answered. */
const outcome = z.enum(["refused", "done"]);

/** One kind of change. */
const replacement = z.strictObject({
  /** What is changed in the files. */
  edit: words,
  /** The properties whose change makes the provider replace the resource, by type. Each is in one table, once. */
  properties: z.record(words, z.array(words).min(1)),
  /** What happens while names are answered over it. */
  answering: outcome,
  /** What happens once an update has found its side without answers. */
  standby: outcome,
  /** How to get there without a gap. */
  way: words,
  proof: proofs,
});
export type Replacement = z.infer<typeof replacement>;

const area = z.strictObject({ title: words, replacements: z.array(replacement).min(1) });

/** The areas in the order of the page, which is that of the numbers in their files' names. */
export function readReplacements(directory?: string) {
  return readTables(area, "tools/reference/replacements", directory);
}
