// Lists what a schema finds wrong with a value, also what a wrong name hides.
import type { z } from "zod";
import type { Path } from "./known-keys";
import { inWords } from "./wording";

export type Issue = z.core.$ZodIssue;

/** Everything that is wrong with the value; what is beside a mistaken kind is left out. */
export function issuesIn(schema: z.ZodType, value: unknown): Issue[] {
  const found = issuesOf(schema, value);
  return [...found, ...found.flatMap((one) => hiddenByName(schema, value, one))];
}

function issuesOf(schema: z.ZodType, value: unknown): Issue[] {
  return schema.safeParse(value, { error: inWords }).error?.issues ?? [];
}

/** Whatever form names have in a mapping, one of these is one. */
const anyNames = ["a", "A"];

/** What is wrong with an entry that is hidden by its wrong name. */
function hiddenByName(schema: z.ZodType, value: unknown, { code, path }: Issue): Issue[] {
  if (code !== "invalid_key") return [];
  const parent = path.slice(0, -1);
  const ofEntry = (name: string) =>
    issuesOf(schema, replaceAt(value, parent, { [name]: valueAt(value, path) })).filter(
      (one) => one.path.length >= path.length && [...parent, name].every((step, i) => one.path[i] === step),
    );
  const named = anyNames
    .map(ofEntry)
    .find((issues) => !issues.some((one) => one.code === "invalid_key" && one.path.length === path.length));
  return (named ?? []).map((one) => ({ ...one, path: [...path, ...one.path.slice(path.length)] }));
}

/** What is at a path. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  );
}

/** The value with another one at a path. */
export function replaceAt(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return (value as unknown[]).map((one, i) => (i === key ? replaceAt(one, rest, by) : one));
  const inner = value as Readonly<Record<PropertyKey, unknown>>;
  return { ...inner, [key]: replaceAt(inner[key], rest, by) };
}
