// Reads the `crossover:` keys of a stack from its file, and checks them wherever they come from.
import { join } from "node:path";
import { nearest } from "../model/names/nearest";
import type { Problem } from "../model/problem";
import { awsProvider, type AwsProvider } from "../schema/aws-provider";
import { providerConfig, stackDocument, stackFile, type StackFile } from "../schema/stack";
import { validate } from "./explain";
import { readYaml } from "./yaml";

const namespace = "crossover";

/** What a stack file says, checked. Absent parts are explained by the problems. */
export interface StackReading {
  readonly stack?: StackFile;
  /** `aws:region`, e.g. `eu-west-1`. */
  readonly region: string;
  /** The other `aws:` keys, as far as they say who asks AWS. */
  readonly provider: AwsProvider;
  /** The `crossover:` keys, right or wrong. */
  readonly raw?: Values;
  readonly problems: readonly Problem[];
}

/** The config of any stack of a project, without an engine; `change` may alter the values first. */
export function readStackFile(
  root: string,
  stack: string,
  change: (values: Values) => Values = (values) => values,
): StackReading {
  const file = fileOf(stack);
  const where = (path: string) => `${file}${path && `: ${path}`}`;
  const parsed = readYaml(join(root, file), where);
  const unread = { region: "", provider: readProvider({}) };
  if (parsed.problems.length > 0) return { ...unread, problems: parsed.problems };
  const document = validate(stackDocument, parsed.value, where, 2);
  if (!document.value) return { ...unread, problems: document.problems };
  return readValues(change(decoded(document.value.config)), file);
}

/** Config values by full key, e.g. `crossover:traffic`. */
export type Values = Readonly<Record<string, unknown>>;

export function fileOf(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/** Checks config values; `file` is the stack file's name, for the problems' paths. */
export function readValues(values: Values, file: string): StackReading {
  const prefix = `${namespace}:`;
  const own = Object.entries(values).filter(([key]) => key.startsWith(prefix));
  const raw = Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
  const stack = validate(stackFile, raw, (path) => `${file}: ${prefix}${path}`);
  const provider = validate(providerConfig, values, (path) => `${file}: ${path}`, 1);
  return {
    stack: stack.value,
    raw,
    region: provider.value?.["aws:region"] ?? "",
    provider: readProvider(values),
    problems: [...stack.problems, ...unprefixedKeys(values, file), ...provider.problems],
  };
}

/**
 * Objects, numbers and booleans are handed to a program as JSON, and `pulumi config set` writes them to the file as text;
 * text that isn't JSON is itself.
 */
export function decoded(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, decode(value)]));
}

function decode(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function readProvider(values: Values): AwsProvider {
  const own = Object.entries(values).filter(([key]) => key.startsWith("aws:"));
  return awsProvider.parse(Object.fromEntries(own.map(([key, value]) => [key.slice("aws:".length), value])));
}

/** Keys whose namespace was left out or mistyped, and which would go unread. */
function unprefixedKeys(values: Values, file: string): Problem[] {
  return Object.keys(values).flatMap((key) => {
    const [first, rest] = key.split(":") as [string, string | undefined];
    if (first === namespace) return [];
    if (rest !== undefined && nearest(first, [namespace]).length === 0) return [];
    const message = `would be ignored: it isn't in the namespace \`${namespace}\``;
    return [{ rule: "schema", path: `${file}: ${key}`, message, allowed: `${namespace}:${rest ?? first}` }];
  });
}
