// Reads the `crossover:` keys of a stack from its file, and checks them wherever they come from.
import { join } from "node:path";
import { nearest } from "../model/names/nearest";
import type { Problem } from "../model/problem";
import { accountKeys, awsProvider, type AwsProvider } from "../schema/aws-provider";
import { providerConfig, stackDocument, stackFile, type StackFile } from "../schema/stack";
import { validate } from "./explain";
import { issuesIn, type Issue } from "./issues";
import type { Path } from "./known-keys";
import { secretsIn, withStandIns, type StoodIn } from "./stand-ins";
import { pathText } from "./wording";
import { readYaml } from "./yaml";

const namespace = "crossover";
const prefix = `${namespace}:`;

/** What a stack file says, checked. Absent parts are explained by the problems. */
export interface StackReading {
  readonly stack?: StackFile;
  /** `aws:region`, e.g. `eu-west-1`. */
  readonly region: string;
  /** The other `aws:` keys, as far as they say who asks AWS. */
  readonly provider: AwsProvider;
  /** The `crossover:` keys, right or wrong. */
  readonly raw?: Values;
  /** Where the file has secrets, which aren't read: stand-ins are in their places, or nothing. Paths as problems have them. */
  readonly secrets?: readonly string[];
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
  const { values, secrets } = standInForSecrets(document.value.config);
  return withSecrets(readValues(change(decoded(values)), file), secrets, file);
}

/** The values of a stack file, readable without the key that its secrets are encrypted with. */
export function standInForSecrets(config: Values): StoodIn {
  const told = Object.entries(config).filter(([key, value]) => !isUntold(key, value));
  const { values } = withStandIns(Object.fromEntries(told), (all) => issuesOf(decoded(all)));
  return { values, secrets: secretsIn(config) };
}

/** Nobody here knows the form of another's value. Of what leads to an account, a part leads to another one. */
function isUntold(key: string, value: unknown): boolean {
  if (key.startsWith(prefix) || key in providerConfig.shape) return false;
  return secretsIn({ [key]: value }).some((path) => path.length === 1 || accountKeys.includes(key));
}

/** With the paths of the values themselves. */
function issuesOf(values: Values): Issue[] {
  const named = (path: Path) => path.map((step, i) => (i === 0 ? `${prefix}${String(step)}` : step));
  const own = issuesIn(stackFile, ownValues(values)).map((one) => ({ ...one, path: named(one.path) }));
  return [...own, ...issuesIn(providerConfig, values)];
}

/**
 * What is wrong with a reading for somebody who needs the values themselves.
 *
 * @param keys whose values are needed, e.g. `crossover:zone`; or a place in one.
 */
export function secretsAt({ secrets = [] }: StackReading, keys: readonly string[]): Problem[] {
  const isNeeded = (place: string) =>
    keys.some(
      (key) => place.endsWith(`: ${key}`) || place.includes(`: ${key}.`) || place.includes(`: ${key}[`),
    );
  return secrets.filter(isNeeded).map((path) => ({
    rule: "config",
    path,
    message: "is a secret, and this command, which decrypts none, needs its value",
    allowed: "the value as it is: set it again without `--secret`",
  }));
}

/** What a schema finds wrong with a stand-in is no mistake of its form, but that it is a secret. */
function withSecrets(reading: StackReading, secrets: readonly Path[], file: string): StackReading {
  if (secrets.length === 0) return reading;
  const places = secrets.map((path) => `${file}: ${pathText(path)}`);
  const problems = reading.problems.map((problem) => {
    if (!places.includes(problem.path)) return problem;
    const wish = problem.message.replace(/, but is [^]*$/, "").replace(/^must be /, "is to be ");
    const message = `${wish}, and is a secret, which the program gets as text and no stand-in can be made for`;
    return { ...problem, message, allowed: "the value as it is, with only the texts in it encrypted" };
  });
  return { ...reading, secrets: places, problems };
}

/** Config values by full key, e.g. `crossover:traffic`. */
export type Values = Readonly<Record<string, unknown>>;

export function fileOf(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/** Checks config values; `file` is the stack file's name, for the problems' paths. */
export function readValues(values: Values, file: string): StackReading {
  const raw = ownValues(values);
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

/** The `crossover:` keys, without the prefix. */
function ownValues(values: Values): Values {
  const own = Object.entries(values).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
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
