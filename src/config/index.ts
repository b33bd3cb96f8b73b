// Everything that an environment's files say, merged and checked; all their mistakes at once.
import { join } from "node:path";
import type { Problem } from "../model/problem";
import { settle, type Settings } from "../model/settings";
import type { StackFile } from "../schema/stack";
import { readCatalogue } from "./catalogue";
import type { StackReading } from "./stack";

/** One environment as its files describe it. */
export interface Environment {
  readonly stack: StackFile;
  readonly settings: Settings;
  readonly region: string;
}

/**
 * Joins the catalogue in `<root>/services` with a stack's values.
 *
 * @param file the stack file's name, for the problems' paths.
 * @returns the environment, unless a problem leaves nothing to work with; and every problem.
 */
export function load(
  root: string,
  file: string,
  reading: StackReading,
): { environment?: Environment; problems: readonly Problem[] } {
  const { catalogue, problems } = readCatalogue(join(root, "services"));
  const { stack, region } = reading;
  const found = [...problems, ...reading.problems];
  // What a broken file leaves out would be reported missing everywhere else.
  if (!stack || problems.length > 0) return { problems: found };
  const settled = settle(catalogue, stack, file);
  return {
    environment: { stack, settings: settled.settings, region },
    problems: [...found, ...settled.problems],
  };
}
