// Reads what AWS says of its resource types and calls: CloudFormation's registry, as cfn-lint ships it, and botocore's models.
import * as fs from "node:fs";
import * as path from "node:path";
import { gunzipSync } from "node:zlib";
import type { Shape } from "./shapes";

/** The shape of a type or call, by its name. */
export type Describe = (name: string) => Shape;

interface Schema {
  readonly type?: string | readonly string[];
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/**
 * @param folder cfn-lint's package.
 * @param region of AWS, e.g. `eu-west-1`.
 */
export function cloudFormation(folder: string, region: string): Describe {
  const schemas = path.join(folder, "data", "schemas");
  const read = (...names: string[]): unknown =>
    JSON.parse(fs.readFileSync(path.join(schemas, ...names), "utf8"));
  const files = read("providers", `${region}.json`) as Record<string, string>;
  return (name) => {
    const file = files[name];
    if (file === undefined) throw new Error(`CloudFormation has no ${name} in ${region}`);
    const root = read("resources", `${file}.json`) as Schema & { definitions?: Record<string, Schema> };
    return schemaShape(root, (pointer) => {
      const found = pointer
        .replace(/^#\//, "")
        .split("/")
        .reduce<any>((at, key) => at?.[key], root) as Schema | undefined;
      if (!found) throw new Error(`${name} has no ${pointer}`);
      return found;
    });
  };
}

function schemaShape(schema: Schema, look: (pointer: string) => Schema): Shape {
  const target = schema.$ref === undefined ? schema : look(schema.$ref);
  const types = [target.type ?? (target.properties ? "object" : "any")].flat();
  const shape = (of: Schema) => () => schemaShape(of, look);
  if (types.includes("object") && target.properties)
    return {
      kind: "structure",
      members: Object.fromEntries(Object.entries(target.properties).map(([key, one]) => [key, shape(one)])),
      required: target.required,
    };
  if (types.includes("object")) {
    const [item] = Object.values(target.patternProperties ?? {});
    return item ? { kind: "map", item: shape(item) } : { kind: "any" };
  }
  if (types.includes("array"))
    return { kind: "list", item: shape(target.items ?? {}), min: target.minItems, max: target.maxItems };
  if (types.includes("string"))
    return {
      kind: "text",
      enum: target.enum?.map(String),
      // By JSON Schema, a pattern may match anywhere.
      pattern: expression(target.pattern, (pattern) => pattern),
      min: target.minLength,
      max: target.maxLength,
    };
  if (types.includes("integer") || types.includes("number"))
    return {
      kind: "number",
      enum: target.enum?.map(String),
      min: target.minimum,
      max: target.maximum,
    };
  return { kind: types.includes("boolean") ? "boolean" : "any" };
}

interface Model {
  readonly operations: Readonly<Record<string, { readonly input: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, Modelled>>;
}

interface Modelled {
  readonly type: string;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
}

/** @param folder botocore's package. */
export function botocore(folder: string): Describe {
  const models = new Map<string, Model>();
  const modelOf = (service: string): Model => {
    const known = models.get(service);
    if (known) return known;
    const versions = path.join(folder, "data", service);
    const latest = fs.readdirSync(versions).sort().at(-1)!;
    const file = path.join(versions, latest, "service-2.json.gz");
    const model = JSON.parse(gunzipSync(fs.readFileSync(file)).toString()) as Model;
    models.set(service, model);
    return model;
  };
  return (name) => {
    const [service = "", operation = ""] = name.split(".");
    const { operations, shapes } = modelOf(service);
    const found = operations[operation];
    if (!found) throw new Error(`botocore has no ${name}`);
    return modelShape(found.input.shape, shapes);
  };
}

function modelShape(name: string, shapes: Model["shapes"]): Shape {
  const one = shapes[name]!;
  const { min, max } = one;
  switch (one.type) {
    case "structure":
      return {
        kind: "structure",
        members: Object.fromEntries(
          Object.entries(one.members ?? {}).map(([key, { shape }]) => [key, () => modelShape(shape, shapes)]),
        ),
        required: one.required,
      };
    case "list":
      return { kind: "list", item: () => modelShape(one.member!.shape, shapes), min, max };
    case "map":
      return { kind: "map", item: () => modelShape(one.value!.shape, shapes), min, max };
    case "string":
      // A pattern of an older model is of the whole text, also where it doesn't say so.
      return {
        ...{ kind: "text", enum: one.enum, min, max },
        pattern: expression(one.pattern, (pattern) => `^(?:${pattern})$`),
      };
    case "integer":
    case "long":
    case "float":
    case "double":
      return { kind: "number", min, max };
    case "boolean":
      return { kind: "boolean" };
    default:
      return { kind: "any" };
  }
}

/** A pattern in Java's or Python's words, if JavaScript reads it too. */
function expression(pattern: string | undefined, whole: (pattern: string) => string): RegExp | undefined {
  if (pattern === undefined) return undefined;
  for (const flags of ["u", ""])
    try {
      return new RegExp(whole(pattern.replace(/\\Z/g, "$")), flags);
    } catch {
      // Other words than JavaScript's: nothing is held against them.
    }
  return undefined;
}
