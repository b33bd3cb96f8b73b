// Merges and checks everything that an environment's files say, and reports all their mistakes at once.
import { join } from "node:path";
import { stackOf } from "../model/names/limits";
import type { Environment, Settings } from "../model/environment/types";
import type { Problem } from "../model/problem";
import { registryProblems } from "../model/registry/ecr";
import { mergeSettings } from "../model/environment/settings";
import { namesOf, toSubjects } from "../model/traffic/subjects";
import { readZone } from "../model/traffic/zone-records";
import { label } from "../schema/common";
import type { StackFile } from "../schema/stack";
import { readCatalogue } from "./catalogue";
import type { StackReading } from "./stack";

/**
 * Joins the catalogue in `<root>/services` with a stack's values.
 *
 * @param file the stack file's name, for the problems' paths.
 * @returns the environment, unless a problem leaves nothing to work with; and every problem.
 */
export function loadEnvironment(
  root: string,
  file: string,
  reading: StackReading,
): { environment?: Environment; problems: readonly Problem[] } {
  const { catalogue, names, problems: inFiles } = readCatalogue(join(root, "services"));
  const { stack, region, provider } = reading;
  const found = [...inFiles, ...reading.problems];
  if (!stack) return { problems: found };
  const { settings, problems } = mergeSettings(catalogue, stack, file, names, region);
  if (!label.safeParse(stackOf(file)).success)
    found.push({
      rule: "config",
      path: file,
      message: "the stack's name is also its Kubernetes namespace, so it must be a DNS label",
      allowed: "lower-case letters, digits and inner hyphens",
    });
  found.push(...problems, ...registryProblems(stack.registry, region, file));
  // The routes of a broken file aren't known, and would all seem to be mistyped.
  if (inFiles.length > 0) return { problems: found };
  // Alone, these are the plan's to refuse, which overlooks those of other routes where only one is to move.
  if (found.length > 0) found.push(...trafficProblems(stack, settings, file));
  return { environment: { stack, settings, region, provider }, problems: found };
}

function trafficProblems(stack: StackFile, settings: Settings, file: string): Problem[] {
  const unknown = { zone: readZone([], settings.domain), recorded: () => undefined };
  return toSubjects(stack.traffic, settings, namesOf(stack), unknown).problems.map((problem) => ({
    ...problem,
    path: `${file}: ${problem.path}`,
  }));
}
