// Reads the `crossover:` keys of a stack: from Pulumi config inside a program, from the file elsewhere.
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../model/problem";
import { stackFile, type StackFile } from "../schema/stack";
import { readYaml } from "./catalogue";
import { validate } from "./explain";

const namespace = "crossover:";

/** What a stack file says, checked. Absent parts are explained by the problems. */
export interface StackReading {
  readonly stack?: StackFile;
  /** `aws:region`, e.g. `eu-west-1`. */
  readonly region: string;
  readonly problems: Problem[];
}

/** The config of the stack that is being deployed. The only place that asks Pulumi for config. */
export function readConfig(): StackReading {
  const values = Object.entries(pulumi.runtime.allConfig()).map(([key, text]) => [key, decode(text)]);
  return check(Object.fromEntries(values) as Values, fileOf(pulumi.getStack()));
}

/** The config of any stack of a project, without an engine; `change` may alter the values first. */
export function readStackFile(
  root: string,
  stack: string,
  change: (values: Values) => Values = (values) => values,
): StackReading {
  const file = fileOf(stack);
  const { value, problems } = readYaml(join(root, file), (path) => `${file}${path && `: ${path}`}`);
  if (problems.length > 0) return { region: "", problems };
  return check(change({ ...(value as { config?: Values } | null)?.config }), file);
}

/** Config values by full key, e.g. `crossover:traffic`. */
export type Values = Readonly<Record<string, unknown>>;

export function fileOf(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

function check(values: Values, file: string): StackReading {
  const own = Object.entries(values).filter(([key]) => key.startsWith(namespace));
  const raw = Object.fromEntries(own.map(([key, value]) => [key.slice(namespace.length), value]));
  const { value, problems } = validate(stackFile, raw, (path) => `${file}: ${namespace}${path}`);
  const region = values["aws:region"];
  if (typeof region === "string" && region !== "") return { stack: value, region, problems };
  const missing = {
    rule: "schema",
    path: `${file}: aws:region`,
    message: "is missing",
    allowed: "e.g. `eu-west-1`",
  };
  return { stack: value, region: "", problems: [...problems, missing] };
}

/** Objects, numbers and booleans arrive as JSON; anything else is the text itself. */
function decode(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
