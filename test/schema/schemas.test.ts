// Tests that the generated JSON Schemas are current, explain every property, and are what the project's own files name.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { cronForm } from "../../src/schema/cron";
import { serviceFile } from "../../src/schema/service";
import { providerConfig, stackDocument, stackFile } from "../../src/schema/stack";
import { schemas, staleSchemas } from "../../tools/schemas";

const root = resolve(__dirname, "../..");
const files = Object.entries(schemas()).map(([file, text]) => [file, JSON.parse(text) as Schema] as const);

interface Schema {
  readonly $schema?: string;
  readonly description?: string;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: { readonly anyOf?: readonly { readonly enum?: readonly string[] }[] };
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Every schema within one, with its path. */
function* within(schema: Schema, path = ""): Generator<[string, Schema]> {
  yield [path, schema];
  for (const [key, one] of Object.entries(schema.properties ?? {})) yield* within(one, `${path}.${key}`);
  for (const one of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) yield* within(one, path);
  for (const one of [schema.additionalProperties, schema.items])
    if (typeof one === "object") yield* within(one, `${path}[]`);
}

test("the files are what the source says; if not, run `npm run schemas`", () => {
  expect(staleSchemas()).toEqual([]);
});

test("a missing file and one with another text are stale", () => {
  const directory = mkdtempSync(join(tmpdir(), "crossover-"));
  try {
    const file = join(directory, "docs/schemas/stack.json");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "{}\n");
    expect(staleSchemas(directory)).toEqual(["docs/schemas/service.json", "docs/schemas/stack.json"]);
    writeFileSync(file, schemas()["docs/schemas/stack.json"]!);
    expect(staleSchemas(directory)).toEqual(["docs/schemas/service.json"]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

describe.each(files)("%s", (_, schema) => {
  const all = [...within(schema)];

  test("is of the draft that editors support", () => {
    expect(schema.$schema).toBe("http://json-schema.org/draft-07/schema#");
  });

  test("describes every property", () => {
    const properties = all.flatMap(([path, one]) =>
      Object.entries(one.properties ?? {}).map(
        ([key, { description }]) => [`${path}.${key}`, description] as const,
      ),
    );
    expect(properties.length).toBeGreaterThan(40);
    expect(properties.filter(([, description]) => description === undefined)).toEqual([]);
  });

  test("has no bound that isn't ours", () => {
    expect(all.filter(([, { maximum }]) => maximum === Number.MAX_SAFE_INTEGER)).toEqual([]);
  });
});

test("a stack file's own keys are those of the schema, and others are free", () => {
  const { config } = (JSON.parse(schemas()["docs/schemas/stack.json"]!) as Schema).properties!;
  const keys = Object.keys(stackFile.shape).map((key) => `crossover:${key}`);
  expect(Object.keys(config!.properties!)).toEqual(["aws:region", ...keys]);
  expect(config!.additionalProperties).toEqual({});
  expect(config!.propertyNames!.anyOf).toEqual([{ enum: keys }, { pattern: "^(?!crossover:)[^:]+:" }]);
  expect(config!.required).toEqual([
    "aws:region",
    ...["zone", "network", "registry", "clusters", "releases", "traffic"].map((key) => `crossover:${key}`),
  ]);
});

/** What a schema says beyond types, by the path of the property. */
const said = files.map(([, schema]) => new Map([...within(schema)].map(([path, one]) => [path, one])));
const [inService, inStack] = said as [Map<string, Schema>, Map<string, Schema>];
const labels = { pattern: "^(?!constructor$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" };

test.each<[string, Schema | undefined, object]>([
  ["lists without repetition", inService.get(".after"), { uniqueItems: true }],
  ["the rungs of a ladder", inService.get(".routes[].ladder"), { uniqueItems: true }],
  ["at least one route", inService.get(".routes"), { minProperties: 1, propertyNames: labels }],
  ["the form of a schedule", inService.get(".schedule"), { pattern: cronForm.source }],
  ["the length of a path", inService.get(".health.path"), { pattern: "^\\/[!-~]{0,254}$" }],
  ["the names of releases", inStack.get(".config.crossover:releases"), { propertyNames: labels }],
  ["the names of services", inStack.get(".config.crossover:services"), { propertyNames: labels }],
  ["the names of traffic", inStack.get(".config.crossover:traffic"), { propertyNames: labels }],
  [
    "names that no cluster has",
    inStack.get(".config.crossover:clusters"),
    { minProperties: 1, propertyNames: { not: { enum: ["legacy", "kubernetes"] } } },
  ],
  [
    "the prefix of a range",
    inStack.get(".config.crossover:vpn.clients"),
    { pattern: "^\\d{1,3}(\\.\\d{1,3}){3}/(12|13|14|15|16|17|18|19|20|21|22)$" },
  ],
])("the schemas say %s", (_, schema, expected) => {
  expect(schema).toMatchObject(expected);
});

const services = readdirSync(join(root, "services"))
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => `services/${file}`);
const stacks = readdirSync(root).filter((file) => /^Pulumi\..+\.yaml$/.test(file));

test("the project has both kinds of file", () => {
  expect(services.length).toBeGreaterThan(0);
  expect(stacks.length).toBeGreaterThan(0);
});

describe.each([...services, ...stacks])("%s", (file) => {
  const text = readFileSync(join(root, file), "utf8");

  test("names its schema in the first line", () => {
    const named = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1];
    const schema = resolve(root, dirname(file), named ?? "");
    expect(schema).toBe(join(root, "docs/schemas", services.includes(file) ? "service.json" : "stack.json"));
    expect(existsSync(schema)).toBe(true);
  });

  test("is accepted", () => {
    const value = parse(text) as unknown;
    if (services.includes(file)) {
      serviceFile.parse(value);
      return;
    }
    const { config } = stackDocument.parse(value);
    const own = Object.entries(config).filter(([key]) => key.startsWith("crossover:"));
    stackFile.parse(Object.fromEntries(own.map(([key, one]) => [key.replace("crossover:", ""), one])));
    providerConfig.parse(config);
  });
});
