// Writes values of traffic into the stack file once they are true, so that the next update doesn't ask for the old ones.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileOf, withTraffic } from "../config";
import { replaceFile } from "../files";
import { pathOf } from "../model/traffic/keys";
import type { TrafficValue } from "../schema/stack/traffic";
import type { Terminal } from "./report";
import type { Session } from "./session";

/**
 * Changes only these values; a rehearsal writes no file of the user's.
 *
 * @returns whether the file says so now; if not, what to write is told.
 */
export function writeTraffic(
  { root, rehearsal, invocation }: Pick<Session, "root" | "rehearsal" | "invocation">,
  values: ReadonlyMap<string, TrafficValue>,
  terminal: Pick<Terminal, "progress">,
): boolean {
  if (rehearsal || values.size === 0) return true;
  const file = fileOf(invocation.stack);
  const says = [...values].map(([key, value]) => `${pathOf(key)}: ${JSON.stringify(value)}`).join(", ");
  try {
    const path = join(root, file);
    const before = readFileSync(path, "utf8");
    const after = [...values].reduce((text, [key, value]) => withTraffic(text, key, value), before);
    if (after !== before) replaceFile(path, after);
    terminal.progress(`${file} says ${says} now; commit it`);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    terminal.progress(`${reason}; write ${says} into ${file} yourself, or the next update goes back up`);
    return false;
  }
}
