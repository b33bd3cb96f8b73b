// Turns the findings of a schema into problems that say where, what is wrong, and what to write instead.
import type { z } from "zod";
import { didYouMean, nearest } from "../model/names/nearest";
import { visible } from "../model/names/visible";
import type { Problem } from "../model/problem";
import { issuesIn, replaceAt, valueAt, type Issue } from "./issues";
import { keptNames } from "./kept-names";
import { knownKeys, type Path } from "./known-keys";
import { mapping, pathText, showValue } from "./wording";

/**
 * Checks `value` against `schema`.
 *
 * @param where prefixes every problem's path, e.g. `services/api.yaml: `.
 * @param depth how many levels of keys the schema knows. @default all
 */
export function validate<T>(
  schema: z.ZodType<T>,
  value: unknown,
  where: (path: string) => string,
  depth = Infinity,
): { value?: T; problems: Problem[] } {
  const result = schema.safeParse(value);
  const lost = keptNames(value, depth).map((path) => keptNameProblem(path));
  if (result.success && lost.length === 0) return { value: result.data, problems: [] };
  const told = result.success ? [] : explainAll(schema, value);
  const problems = [...told, ...lost.filter(({ path }) => !told.some((one) => one.path === path))];
  // A number may be neither whole nor within its bounds, which is said by one and the same phrase.
  const unique = new Map(problems.map((one) => [`${one.path}: ${one.message}`, one]));
  return { problems: [...unique.values()].map((one) => ({ ...one, path: where(one.path) })) };
}

function keptNameProblem(path: Path): Problem {
  return {
    rule: "schema",
    path: pathText(path),
    message: "the name must be a word that JavaScript doesn't use itself",
  };
}

/**
 * A mistaken `kind` hides the mistakes beside it. They are those with the kind that was probably meant or, where none is
 * near, those with any.
 */
function explainAll(schema: z.ZodType, value: unknown, keysAt = knownKeys(schema, value)): Problem[] {
  const issues = issuesIn(schema, value);
  const wrong = issues.find((one) => one.code === "invalid_union" && "options" in one);
  if (!wrong) return issues.flatMap((issue) => explain(issue, value, keysAt));

  const kinds = choices(wrong);
  const given = valueAt(value, wrong.path);
  const [meant] = typeof given === "string" ? nearest(given, kinds) : [];
  // Without a kind, the keys of all kinds are known.
  const known = knownKeys(schema, replaceAt(value, wrong.path, meant));
  const hidden = (meant === undefined ? kinds : [meant]).map((kind) =>
    explainAll(schema, replaceAt(value, wrong.path, kind), known),
  );
  const common = hidden[0]!.filter((one) =>
    hidden.every((others) => others.some((other) => isSameProblem(one, other))),
  );
  return [...explain(wrong, value, keysAt), ...common];
}

function isSameProblem(one: Problem, other: Problem): boolean {
  return one.path === other.path && one.message === other.message;
}

function explain(issue: Issue, value: unknown, keysAt: (path: Path) => string[]): Problem[] {
  const found = valueAt(value, issue.path);
  const problem = (path: Path, message: string, allowed?: string): Problem => ({
    rule: "schema",
    path: pathText(path),
    message,
    ...(allowed === undefined ? {} : { allowed }),
  });
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = keysAt(issue.path);
      return issue.keys.map((key) =>
        problem(
          [...issue.path, key],
          known.includes(key)
            ? `\`${visible(key)}\` can't be combined with the other keys`
            : `unknown key \`${visible(key)}\`${didYouMean(key, known)}`,
          known.join(", "),
        ),
      );
    }
    case "invalid_key":
      return issue.issues.map(({ message }) => problem(issue.path, `the name ${message}`));
    case "custom":
      return [problem(issue.path, issue.message)];
    case "invalid_union": {
      const inner = branchOf(issue, found);
      if (inner)
        return inner.flatMap((one) => explain({ ...one, path: [...issue.path, ...one.path] }, value, keysAt));
    }
  }
  const wish =
    issue.message === mapping
      ? `a mapping of ${keysAt(issue.path).join(", ")}`
      : issue.message.replace(/^must be /, "");
  if (found === undefined) return [problem(issue.path, "is missing", wish)];
  if (found === null)
    return [problem(issue.path, issue.path.length === 0 ? "is empty" : "has no value", wish)];
  if (issue.code === "too_small" && Array.isArray(found)) return [problem(issue.path, issue.message)];
  const near = typeof found === "string" ? didYouMean(found, choices(issue)) : "";
  return [problem(issue.path, `${issue.message}, but is ${showValue(found)}${near}`)];
}

/** The mistakes within the one branch of a union that a mapping was meant for; nothing if that can't be told. */
function branchOf(issue: z.core.$ZodIssueInvalidUnion, found: unknown): Issue[] | undefined {
  if (typeof found !== "object" || found === null || Array.isArray(found)) return undefined;
  const mappings = issue.errors.filter((branch) =>
    branch.every((one) =>
      one.path.length === 0
        ? one.code === "unrecognized_keys"
        : !("expected" in one && one.expected === "never"),
    ),
  );
  if (mappings.length === 1) return mappings[0];
  const knowing = mappings.filter((branch) => {
    const strangers = branch.flatMap((one) =>
      one.code === "unrecognized_keys" && one.path.length === 0 ? one.keys : [],
    );
    return strangers.length < Object.keys(found).length;
  });
  return knowing.length === 1 ? knowing[0] : undefined;
}

/** The words that would have been accepted. */
function choices(issue: Issue): string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  if (issue.code !== "invalid_union") return [];
  if ("options" in issue && issue.options) return issue.options.map(String);
  return issue.errors.flat().flatMap((one) => (one.path.length === 0 ? choices(one) : []));
}
