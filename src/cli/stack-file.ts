// Writes values into the stack file once they are true, so that the next update doesn't ask for the old ones.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileOf, withEntry, type Section } from "../config";
import { replaceFile } from "../files";
import type { TrafficValue } from "../schema/stack/traffic";
import type { Terminal } from "./report";
import type { Session } from "./session";

type Place = Pick<Session, "root" | "rehearsal" | "invocation">;

/**
 * Changes values of `crossover:traffic`.
 *
 * @returns whether the file says so now; if not, what to write is told.
 */
export function writeTraffic(
  place: Place,
  values: ReadonlyMap<string, TrafficValue>,
  terminal: Pick<Terminal, "progress">,
): boolean {
  return writeSection(place, "traffic", values, terminal, "or the next update goes back up");
}

/** Writes routes of `crossover:releasedNames`, each with its side. @returns the same. */
export function writeReleased(
  place: Place,
  sides: ReadonlyMap<string, string>,
  terminal: Pick<Terminal, "progress">,
): boolean {
  return writeSection(place, "releasedNames", sides, terminal, "and run the same command again");
}

/** Changes only these values; a rehearsal writes no file of the user's. @param otherwise what follows if it isn't done by hand. */
function writeSection(
  { root, rehearsal, invocation }: Place,
  section: Section,
  values: ReadonlyMap<string, TrafficValue>,
  terminal: Pick<Terminal, "progress">,
  otherwise: string,
): boolean {
  if (rehearsal || values.size === 0) return true;
  const file = fileOf(invocation.stack);
  const says = [...values]
    .map(([key, value]) => `crossover:${section}.${key}: ${JSON.stringify(value)}`)
    .join(", ");
  try {
    const path = join(root, file);
    const before = readFileSync(path, "utf8");
    const after = [...values].reduce((text, [key, value]) => withEntry(text, section, key, value), before);
    if (after !== before) replaceFile(path, after);
    terminal.progress(`${file} says ${says} now; commit it`);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    terminal.progress(`${reason}; write ${says} into ${file} yourself, ${otherwise}`);
    return false;
  }
}
