// Finds which keys a schema knows at a path, for messages about unknown keys.
import { z } from "zod";

export type Path = readonly PropertyKey[];
type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The keys that the schema knows at a path, whichever branch of a union it leads through. */
export function knownKeys(schema: z.ZodType, value: unknown): (path: Path) => string[] {
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  const branches = (one: JsonSchema, at: unknown): JsonSchema[] => [
    one,
    ...[...(one.anyOf ?? []), ...(one.oneOf ?? [])]
      .map((branch) => branch)
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
