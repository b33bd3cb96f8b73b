// Reads the catalogue: one YAML file per application in `services/`.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../model/problem";
import { label } from "../schema/common";
import { serviceFile, type ServiceFile } from "../schema/service";
import { validate } from "./explain";
import { readYaml, reasonOf } from "./yaml";

/** Applications by name, which is their file's name. */
export type Catalogue = ReadonlyMap<string, ServiceFile>;

/** What a directory of service files says. */
export interface CatalogueReading {
  /** The applications whose files have no mistake. */
  readonly catalogue: Catalogue;
  /** The names of all, with those that are left out for a mistake. */
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
}

/** Reads every `*.yaml` of a directory; files with mistakes are left out and reported. */
export function readCatalogue(directory: string): CatalogueReading {
  const catalogue = new Map<string, ServiceFile>();
  const names: string[] = [];
  const problems: Problem[] = [];
  for (const file of listFiles(directory, problems)) {
    const name = file.replace(/\.yaml$/, "");
    names.push(name);
    const where = (path: string) => `services/${file}${path && `: ${path}`}`;
    if (!label.safeParse(name).success)
      problems.push({
        rule: "schema",
        path: where(""),
        message: "the file's name is the service's name, so it must be a DNS label",
        allowed: "lower-case letters, digits and inner hyphens, at most 63",
      });
    const parsed = readYaml(join(directory, file), where);
    problems.push(...parsed.problems);
    if (parsed.problems.length > 0) continue;
    const checked = validate(serviceFile, parsed.value, where);
    problems.push(...checked.problems);
    if (checked.value) catalogue.set(name, checked.value);
  }
  return { catalogue, names, problems };
}

function listFiles(directory: string, problems: Problem[]): string[] {
  try {
    const names = readdirSync(directory).sort();
    for (const name of names.filter((one) => one.endsWith(".yml")))
      problems.push({
        rule: "schema",
        path: `services/${name}`,
        message: "would be ignored: service files end in `.yaml`",
        allowed: name.replace(/\.yml$/, ".yaml"),
      });
    return names.filter((name) => name.endsWith(".yaml"));
  } catch (error) {
    problems.push({
      rule: "schema",
      path: "services",
      message: `can't be read: ${reasonOf(error)}`,
      allowed: "a directory with one YAML file per application",
    });
    return [];
  }
}
