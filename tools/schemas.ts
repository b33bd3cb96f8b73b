// Writes the JSON Schemas with which editors complete and check the YAML files: `npm run schemas`.
// With `--check` it writes nothing, and fails if they are not what the source says.
import { z } from "zod";
import { serviceFile } from "../src/schema/service";
import { providerConfig, stackDocument, stackFile } from "../src/schema/stack";
import { generate, stale, type Files } from "./generated";

const namespace = "crossover:";

/** The text of each file, by its path from the project's root. */
export function schemas(): Files {
  return {
    "docs/schemas/service.json": toText("A service in the catalogue", serviceFile),
    "docs/schemas/stack.json": toText("A stack of Crossover", stackSchema()),
  };
}

/** The files that are not as the source says. */
export function staleSchemas(directory?: string): string[] {
  return stale(schemas(), directory);
}

/** A whole stack file. Keys have a namespace; those of others are free, and of ours there are those of the schema. */
function stackSchema(): z.ZodType {
  const own = Object.entries(stackFile.shape).map(([key, schema]) => [`${namespace}${key}`, schema] as const);
  const keys = own.map(([key]) => key);
  const config = z
    .looseObject({ ...providerConfig.shape, ...Object.fromEntries(own) })
    .meta({ propertyNames: { anyOf: [{ enum: keys }, { pattern: `^(?!${namespace})[^:]+:` }] } })
    .describe(stackDocument.shape.config.description!);
  return stackDocument.extend({ config });
}

/** In draft 7, the newest that yaml-language-server supports: https://github.com/redhat-developer/yaml-language-server */
function toText(title: string, schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    override: ({ jsonSchema }) => {
      // No bound of ours, but of the numbers that JavaScript counts exactly.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return `${JSON.stringify({ title, ...json }, null, 2)}\n`;
}

if (require.main === module) generate(schemas(), "schemas");
