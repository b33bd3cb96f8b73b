// Reads the catalogue: one YAML file per application in `services/`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { Problem } from "../model/problem";
import { label } from "../schema/common";
import { serviceFile, type ServiceFile } from "../schema/service";
import { validate } from "./explain";

/** Applications by name, which is their file's name. */
export type Catalogue = ReadonlyMap<string, ServiceFile>;

/** Reads every `*.yaml` of a directory; files with mistakes are left out and reported. */
export function readCatalogue(directory: string): { catalogue: Catalogue; problems: Problem[] } {
  const catalogue = new Map<string, ServiceFile>();
  const problems: Problem[] = [];
  for (const file of list(directory, problems)) {
    const name = file.replace(/\.yaml$/, "");
    const where = (path: string) => `services/${file}${path && `: ${path}`}`;
    const parsed = readYaml(join(directory, file), where);
    problems.push(...parsed.problems);
    if (!label.safeParse(name).success)
      problems.push({
        rule: "schema",
        path: where(""),
        message: "the file's name is the service's name, which must be a DNS label",
        allowed: "lower-case letters, digits and inner hyphens",
      });
    if (parsed.problems.length > 0) continue;
    const checked = validate(serviceFile, parsed.value, where);
    problems.push(...checked.problems);
    if (checked.value) catalogue.set(name, checked.value);
  }
  return { catalogue, problems };
}

function list(directory: string, problems: Problem[]): string[] {
  try {
    const names = readdirSync(directory).sort();
    for (const name of names.filter((one) => one.endsWith(".yml")))
      problems.push({
        rule: "schema",
        path: `services/${name}`,
        message: "is not read: service files end in `.yaml`",
        allowed: name.replace(/\.yml$/, ".yaml"),
      });
    return names.filter((name) => name.endsWith(".yaml"));
  } catch (error) {
    problems.push({
      rule: "schema",
      path: "services",
      message: `can't be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
      allowed: "a directory with one YAML file per application",
    });
    return [];
  }
}

/** Parses one YAML file; syntax errors are problems with line and column. */
export function readYaml(
  file: string,
  where: (path: string) => string,
): { value?: unknown; problems: Problem[] } {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    return { problems: [{ rule: "yaml", path: where(""), message: `can't be read: ${reason}` }] };
  }
  const document = parseDocument(text, { prettyErrors: true });
  const problems = document.errors.map((error) => ({
    rule: "yaml",
    path: where(error.linePos ? `line ${String(error.linePos[0].line)}` : ""),
    message: error.message.split("\n")[0]!.replace(/ at line \d+, column \d+:?$/, ""),
  }));
  if (problems.length > 0) return { problems };
  try {
    return { value: document.toJS(), problems: [] };
  } catch (error) {
    return { problems: [{ rule: "yaml", path: where(""), message: (error as Error).message }] };
  }
}
