// Turns the findings of a schema into problems that say where, what is wrong, and what to write instead.
import { z } from "zod";
import { didYouMean, nearest } from "../model/nearest";
import type { Problem } from "../model/problem";

type JsonSchema = z.core.JSONSchema.BaseSchema;
type Path = readonly PropertyKey[];

/** Checks `value` against `schema`; `where` prefixes every problem's path, e.g. `services/api.yaml: `. */
export function validate<T>(
  schema: z.ZodType<T>,
  value: unknown,
  where: (path: string) => string,
): { value?: T; problems: Problem[] } {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data, problems: [] };
  const keys = knownKeys(schema);
  return { problems: result.error.issues.flatMap((issue) => explain(issue, value, keys, where)) };
}

function explain(
  issue: z.core.$ZodIssue,
  value: unknown,
  keysAt: (path: Path) => string[],
  where: (path: string) => string,
): Problem[] {
  const at = (path: Path) => where(path.map(String).join("."));
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(issue.path);
    return issue.keys.map((key) => ({
      rule: "schema",
      path: at([...issue.path, key]),
      message: `unknown key \`${key}\`${didYouMean(key, known)}`,
      allowed: known.join(", "),
    }));
  }
  if (issue.code === "invalid_key") {
    const inner = issue.issues.map((one) => one.message).join("; ");
    return [{ rule: "schema", path: at(issue.path), message: `the name ${inner}` }];
  }
  const found = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  const got = found === undefined ? "is missing" : `${show(found)} is not accepted`;
  return [
    {
      rule: "schema",
      path: at(issue.path),
      message: issue.code === "custom" ? issue.message : `${got}: ${issue.message}`,
      ...allowed(issue, found),
    },
  ];
}

function allowed(issue: z.core.$ZodIssue, found: unknown): { allowed?: string } {
  if (issue.code === "invalid_value") {
    const values = issue.values.map(String);
    const near = typeof found === "string" ? nearest(found, values) : [];
    return { allowed: (near.length > 0 ? near : values).join(", ") };
  }
  if (issue.code === "invalid_union" && issue.discriminator !== undefined && "options" in issue)
    return { allowed: (issue.options as unknown[]).map(String).join(", ") };
  if (issue.code === "too_small") return { allowed: `at least ${String(issue.minimum)}` };
  if (issue.code === "too_big") return { allowed: `at most ${String(issue.maximum)}` };
  return {};
}

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return `\`${text.length > 60 ? `${text.slice(0, 57)}…` : text}\``;
}

/** The keys that the schema knows at a path, whichever branch of a union it leads through. */
function knownKeys(schema: z.ZodType): (path: Path) => string[] {
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  const branches = (one: JsonSchema): JsonSchema[] => [
    one,
    ...[...(one.anyOf ?? []), ...(one.oneOf ?? []), ...(one.allOf ?? [])].flatMap((b) =>
      branches(b as JsonSchema),
    ),
  ];
  const step = (one: JsonSchema, key: string): JsonSchema[] => {
    const inner = one.properties?.[key] ?? one.additionalProperties ?? one.items;
    return typeof inner === "object" ? branches(inner as JsonSchema) : [];
  };
  return (path) => {
    const ends = path.reduce<JsonSchema[]>(
      (schemas, key) => schemas.flatMap((one) => step(one, String(key))),
      branches(root),
    );
    return [...new Set(ends.flatMap((one) => Object.keys(one.properties ?? {})))].sort();
  };
}
