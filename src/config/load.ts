// Merges and checks everything that an environment's files say, and reports all their mistakes at once.
import { join } from "node:path";
import { stackOf } from "../model/names/limits";
import type { Environment, Settings } from "../model/environment/types";
import { collectProblems, type Problem } from "../model/problem";
import { checkServiceFile } from "../model/environment/service-file";
import { checkReferences } from "../model/references/check";
import { namesIn, type Named } from "../model/references/named";
import { trafficReferences } from "../model/references/traffic";
import { registryProblems } from "../model/registry/ecr";
import { mergeSettings } from "../model/environment/settings";
import { namesOf, toSubjects } from "../model/traffic/subjects";
import { readZone } from "../model/traffic/zone-records";
import { label } from "../schema/common";
import type { StackFile } from "../schema/stack";
import { readCatalogue, type Catalogue } from "./catalogue";
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
  const { catalogue, values, names, problems: inFiles } = readCatalogue(join(root, "services"));
  const { stack, region, provider, raw } = reading;
  const named = namesIn(values, raw, names);
  const found = [...inFiles, ...reading.problems];
  if (!stack) return { problems: [...found, ...withoutStack(catalogue, named, file)] };
  const { settings, problems } = mergeSettings(catalogue, stack, file, named, region);
  if (!label.safeParse(stackOf(file)).success)
    found.push({
      rule: "config",
      path: file,
      message: "the stack's name is also its Kubernetes namespace, so it must be a DNS label",
      allowed: "lower-case letters, digits and inner hyphens",
    });
  found.push(...problems, ...registryProblems(stack.registry, region, file));
  if (inFiles.length > 0) return { problems: [...found, ...inStack(trafficReferences(named), file)] };
  // Alone, these are the plan's to refuse, which overlooks those of other routes where only one is to move.
  if (found.length > 0) found.push(...trafficProblems(stack, settings, file));
  return { environment: { stack, settings, region, provider }, problems: found };
}

function trafficProblems(stack: StackFile, settings: Settings, file: string): Problem[] {
  const unknown = { zone: readZone([], settings.domain), recorded: () => undefined };
  return inStack(toSubjects(stack.traffic, settings, namesOf(stack), unknown).problems, file);
}

/** What can be told where the stack file has mistakes: of each service by itself, and of the names in all files. */
function withoutStack(catalogue: Catalogue, named: Named, file: string): Problem[] {
  const { problems, report } = collectProblems();
  checkReferences(named, file, report);
  for (const [name, one] of catalogue) checkServiceFile(name, one, report);
  return [...problems, ...inStack(trafficReferences(named), file)];
}

function inStack(problems: readonly Problem[], file: string): Problem[] {
  return problems.map((problem) => ({ ...problem, path: `${file}: ${problem.path}` }));
}
