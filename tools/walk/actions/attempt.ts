// Runs a command on files that were just edited; refused edits are mostly taken back, as a pull request would be.
import type { Random } from "../random";
import type { Walk } from "../walk";

/** Returns whether the program accepted it. */
export async function attempt(walk: Walk, random: Random, line: string): Promise<boolean> {
  const { result } = await walk.run(line);
  const isPreview = line.startsWith("preview");
  if (result === "refused" ? random.chance(0.8) : isPreview) walk.files.restore();
  return result === "done";
}
