// Turns the findings of a schema into problems that say where, what is wrong, and what to write instead.
import { z } from "zod";
import { didYouMean } from "../model/nearest";
import type { Problem } from "../model/problem";
import { inWords, pathText, show } from "./wording";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Checks `value` against `schema`; `where` prefixes every problem's path, e.g. `services/api.yaml: `. */
export function validate<T>(
  schema: z.ZodType<T>,
  value: unknown,
  where: (path: string) => string,
): { value?: T; problems: Problem[] } {
  const result = schema.safeParse(value, { error: inWords });
  if (result.success) return { value: result.data, problems: [] };
  const { issues, corrected } = allIssues(schema, value, result.error.issues);
  const keysAt = knownKeys(schema, corrected);
  const problems = issues.flatMap((issue) => explain(issue, value, keysAt));
  // A number may be neither whole nor within its bounds, which is said by one and the same phrase.
  const unique = new Map(problems.map((one) => [`${one.path}: ${one.message}`, one]));
  return { problems: [...unique.values()].map((one) => ({ ...one, path: where(one.path) })) };
}

/** A mistaken `kind` hides all other mistakes beside it; they are found with the kind that leaves the fewest. */
function allIssues(
  schema: z.ZodType,
  value: unknown,
  issues: readonly Issue[],
): { issues: readonly Issue[]; corrected: unknown } {
  const wrong = issues.find((one) => one.code === "invalid_union" && one.discriminator !== undefined);
  if (!wrong || !("options" in wrong)) return { issues, corrected: value };
  const [best] = wrong
    .options!.map((option) => {
      const candidate = replaced(value, wrong.path, option);
      const rest = schema.safeParse(candidate, { error: inWords }).error?.issues ?? [];
      return allIssues(schema, candidate, rest);
    })
    .sort((a, b) => a.issues.length - b.issues.length);
  return { issues: [wrong, ...best!.issues], corrected: best!.corrected };
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const inner = value as Readonly<Record<PropertyKey, unknown>>;
  return { ...inner, [key]: replaced(inner[key], rest, by) };
}

function explain(issue: Issue, value: unknown, keysAt: (path: Path) => string[]): Problem[] {
  const found = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  );
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
            ? `\`${key}\` can't stand beside the other keys`
            : `unknown key \`${key}\`${didYouMean(key, known)}`,
          known.join(", "),
        ),
      );
    }
    case "invalid_key":
      return issue.issues.map(({ message }) => problem(issue.path, `the name ${message}`));
    case "custom":
      return [problem(issue.path, issue.message)];
    case "invalid_union": {
      const inner = meant(issue, found);
      if (inner)
        return inner.flatMap((one) => explain({ ...one, path: [...issue.path, ...one.path] }, value, keysAt));
    }
  }
  const keys = issue.code === "invalid_type" && issue.expected === "object" ? keysAt(issue.path) : [];
  const wish = keys.length > 0 ? `a mapping of ${keys.join(", ")}` : issue.message.replace(/^must be /, "");
  if (found === undefined) return [problem(issue.path, "is missing", wish)];
  if (found === null) return [problem(issue.path, issue.path.length === 0 ? "is empty" : "has no value", wish)];
  if (issue.code === "too_small" && Array.isArray(found)) return [problem(issue.path, issue.message)];
  const near = typeof found === "string" ? didYouMean(found, choices(issue)) : "";
  return [problem(issue.path, `${issue.message}, but is ${show(found)}${near}`)];
}

/** The mistakes within the one branch of a union that a mapping was meant for; nothing if that can't be told. */
function meant(issue: z.core.$ZodIssueInvalidUnion, found: unknown): Issue[] | undefined {
  if (typeof found !== "object" || found === null || Array.isArray(found)) return undefined;
  const mappings = issue.errors.filter((branch) =>
    branch.every((one) => one.path.length > 0 || one.code === "unrecognized_keys"),
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

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The keys that the schema knows at a path, whichever branch of a union it leads through. */
function knownKeys(schema: z.ZodType, value: unknown): (path: Path) => string[] {
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  const branches = (one: JsonSchema, at: unknown): JsonSchema[] => [
    one,
    ...[...(one.anyOf ?? []), ...(one.oneOf ?? [])]
      .map((branch) => branch as JsonSchema)
      .filter((branch) => isOf(branch, at))
      .flatMap((branch) => branches(branch, at)),
  ];
  const step = (one: JsonSchema, key: string, at: unknown): JsonSchema[] => {
    const inner = one.properties?.[key] ?? one.additionalProperties ?? one.items;
    return typeof inner === "object" ? branches(inner as JsonSchema, at) : [];
  };
  return (path) => {
    let at = value;
    let ends = branches(root, at);
    for (const key of path) {
      at = (at as Record<PropertyKey, unknown>)[key];
      ends = ends.flatMap((one) => step(one, String(key), at));
    }
    return [...new Set(ends.flatMap((one) => Object.keys(one.properties ?? {})))].sort();
  };
}

/** Whether a value may be of the kind that a branch of a union is for. */
function isOf(branch: JsonSchema, value: unknown): boolean {
  return Object.entries(branch.properties ?? {}).every(([key, property]) => {
    const given = (value as Record<string, unknown> | null | undefined)?.[key];
    const kind = (property as JsonSchema).const;
    return kind === undefined || given === undefined || given === kind;
  });
}
