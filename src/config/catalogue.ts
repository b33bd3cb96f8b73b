// Reads the catalogue: one YAML file per application in `services/`.
import { readdirSync, type Dirent } from "node:fs";
import { join } from "node:path";
import { visible } from "../model/names/visible";
import type { Problem } from "../model/problem";
import { label } from "../schema/common";
import { serviceFile, type ServiceFile } from "../schema/service";
import { validate } from "./explain";
import { irregularity, reasonOf } from "./regular-file";
import { readYaml } from "./yaml";

/** Applications by name, which is their file's name. */
export type Catalogue = ReadonlyMap<string, ServiceFile>;

/** What a directory of service files says. */
export interface CatalogueReading {
  /** The applications whose files have no mistake. */
  readonly catalogue: Catalogue;
  /** What the files hold, right or wrong; nothing where that can't be parsed. */
  readonly values: ReadonlyMap<string, unknown>;
  /** The names of all, with those that are left out for a mistake. */
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
}

/** Reads every `*.yaml` of a directory; files with mistakes are left out and reported. */
export function readCatalogue(directory: string): CatalogueReading {
  const catalogue = new Map<string, ServiceFile>();
  const values = new Map<string, unknown>();
  const names: string[] = [];
  const problems: Problem[] = [];
  for (const entry of entriesOf(directory, problems)) {
    const file = entry.name;
    const name = file.replace(/\.ya?ml$/i, "");
    if (name !== file) names.push(name);
    const where = (path: string) => `services/${visible(file)}${path && `: ${path}`}`;
    const unread = whyUnread(entry);
    if (unread) problems.push({ rule: "schema", path: where(""), ...unread });
    if (unread || name === file) continue;
    const misnamed = label.safeParse(name).error?.issues[0];
    if (misnamed)
      problems.push({
        rule: "schema",
        path: where(""),
        message: `the file's name is the service's name, which ${misnamed.message}`,
      });
    const parsed = readYaml(join(directory, file), where);
    problems.push(...parsed.problems);
    if (!misnamed) values.set(name, parsed.value);
    if (parsed.problems.length > 0) continue;
    const checked = validate(serviceFile, parsed.value, where);
    problems.push(...checked.problems);
    if (checked.value && !misnamed) catalogue.set(name, checked.value);
  }
  return { catalogue, values, names, problems };
}

function entriesOf(directory: string, problems: Problem[]): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
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

/** Why an entry that someone takes for a service isn't read. What else begins with a dot is a tool's own. */
function whyUnread(entry: Dirent): Pick<Problem, "message" | "allowed"> | undefined {
  const { name } = entry;
  const isYaml = /\.ya?ml$/i.test(name);
  const reason = irregularity(entry);
  if (reason !== undefined && (isYaml || !name.startsWith(".")))
    return { message: `can't be read: ${reason}`, allowed: "a file that holds the service itself" };
  if (!isYaml || name.endsWith(".yaml")) return undefined;
  const allowed = visible(name).replace(/\.ya?ml$/i, ".yaml");
  return { message: "would be ignored: service files end in `.yaml`", allowed };
}
