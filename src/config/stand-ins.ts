// Puts stand-ins in the place of a stack file's secrets, so that it can be read without the key that encrypts them.
import { replaceAt, type Issue } from "./issues";
import type { Path } from "./known-keys";

/** Where a secret's text may be anything. */
const anyText = "secret";

/** Values in which secrets have been stood in for. */
export interface StoodIn {
  readonly values: Values;
  /** Where each secret was, e.g. `["crossover:databases", "main", "source", "host"]`. */
  readonly secrets: readonly Path[];
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Replaces each secret by what is taken in its place: a word that is named, or an example that is given. Within a value a
 * secret is text, as Pulumi hands it over. A whole value may be anything; where nothing fits, it is left out.
 *
 * @param values by key, as the file has them.
 * @param wrong what is wrong with values.
 */
export function withStandIns(values: Values, wrong: (values: Values) => readonly Issue[]): StoodIn {
  const secrets = secretsIn(values);
  if (secrets.length === 0) return { values, secrets };
  const leavesOf = (all: Values) => wrong(all).flatMap((issue) => leaves(issue));
  let stood = secrets.reduce((all, path) => replaceAt(all, path, anyText) as Values, values);
  for (const path of secrets) {
    let wrongNow = leavesOf(stood);
    for (const one of candidates(wrongNow, path)) {
      if (!wrongNow.some((leaf) => isSame(leaf.path, path))) break;
      const all = one === leftOut ? without(stood, path) : (replaceAt(stood, path, one) as Values);
      const wrongThen = leavesOf(all);
      if (wrongThen.length < wrongNow.length) [stood, wrongNow] = [all, wrongThen];
    }
  }
  return { values: stood, secrets };
}

/**
 * The places of all secrets.
 *
 * @see `isSecureValue` in sdk/go/common/resource/config/object.go of pulumi/pulumi
 */
export function secretsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  if (!Array.isArray(value) && path.length > 0) {
    const entries = Object.entries(value);
    if (entries.length === 1 && entries[0]![0] === "secure" && typeof entries[0]![1] === "string")
      return [path];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    secretsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

const leftOut = Symbol("left out");

/** What may fit at a place, by what is said of the text that is there. */
function candidates(issues: readonly Leaf[], path: Path): (string | typeof leftOut)[] {
  const here = issues.filter((one) => isSame(path, one.path));
  const said = here.flatMap(({ words, message }) => [...words, ...examplesIn(message)]);
  const texts = [...new Set([...said, ...said.flatMap(others)])];
  return path.length === 1 ? [...texts, leftOut] : texts;
}

/** The examples of a message, such as `` `api-v2` ``, and the least number that it allows. */
function examplesIn(message: string): string[] {
  const quoted = [...message.matchAll(/`"?([^`"]+)"?`/g)].map(([, one]) => one!);
  const least = /whole number (?:of at least|from) (\d+)/.exec(message)?.[1];
  return [...quoted, ...quoted.map((one) => one.replace("…", "0")), ...(least === undefined ? [] : [least])];
}

/** The same example with another digit or a digit more: a list may take nothing twice. */
function others(example: string): string[] {
  const digits = [...example.matchAll(/\d/g)].map(({ index }) => index).reverse();
  const changed = digits.flatMap((at) =>
    digitsFrom(0).map((digit) => `${example.slice(0, at)}${digit}${example.slice(at + 1)}`),
  );
  return [...changed, ...digitsFrom(1).map((digit) => `${example}${digit}`)];
}

function digitsFrom(first: number): number[] {
  return Array.from({ length: 10 - first }, (_, i) => first + i);
}

/** One thing that is wrong, wherever in unions it lies. */
interface Leaf {
  readonly path: Path;
  readonly message: string;
  /** Words that would have been taken. */
  readonly words: readonly string[];
}

function leaves(issue: Issue, parent: Path = []): Leaf[] {
  const path = [...parent, ...issue.path];
  const inner = issue.code === "invalid_union" ? issue.errors.flat() : [];
  const deep = inner.flatMap((one) => leaves(one, path));
  const words = issue.code === "invalid_value" ? issue.values.filter((one) => typeof one === "string") : [];
  const own = { path, message: issue.message, words };
  return [own, ...deep];
}

function isSame(one: Path, other: Path): boolean {
  return one.length === other.length && one.every((step, i) => step === other[i]);
}

function without(values: Values, [key]: Path): Values {
  return Object.fromEntries(Object.entries(values).filter(([one]) => one !== key));
}
