// Tests how inputs are held against a description: what is an objection, what is left out, and that nothing is passed over.
import { compareInputs, type Naming, type Shape } from "../../../tools/judge/shapes";

const text = (limits: Partial<Shape> = {}): Shape => ({ kind: "text", ...limits });
const list = (item: Shape, limits: Partial<Shape> = {}): Shape => ({
  kind: "list",
  item: () => item,
  ...limits,
});
const structure = (members: Record<string, Shape>, required: string[] = []): Shape => ({
  kind: "structure",
  members: Object.fromEntries(Object.entries(members).map(([name, shape]) => [name, () => shape])),
  required,
});

const tag = structure({ Key: text({ max: 10, pattern: /^(?!aws:)/ }), Value: text({ max: 5 }) }, [
  "Key",
  "Value",
]);
const database = structure(
  {
    DBInstanceIdentifier: text({ pattern: /^[a-z-]+$/, max: 12 }),
    Engine: text({ enum: ["mysql", "postgres"] }),
    AllocatedStorage: { kind: "number", min: 20, max: 100 },
    Days: { kind: "number", enum: ["30", "60"] },
    MultiAZ: { kind: "boolean" },
    SubnetIds: list(text({ min: 3 }), { min: 2, max: 3 }),
    HealthPath: text({ pattern: /^\// }),
    Tags: list(tag),
    Rules: list(structure({ Port: { kind: "number", max: 65535 } }, ["Port"])),
    Access: text({ enum: ["ENABLED", "DISABLED"] }),
  },
  ["DBInstanceIdentifier", "Engine"],
);
const naming: Naming = {
  names: { identifier: "DBInstanceIdentifier", "health.path": "/HealthPath", "rules.number": "Port" },
};
const right = { identifier: "main", engine: "postgres" };

const says = (inputs: Record<string, unknown>, given: Naming = naming) =>
  compareInputs(inputs, database, given).objections.map(({ check, at, says }) => `${check} ${at}: ${says}`);

test.each<[string, Record<string, unknown>, string[]]>([
  ["nothing", {}, []],
  [
    "a value that isn't in the list",
    { engine: "oracle" },
    ['enum engine: "oracle" is none of mysql, postgres'],
  ],
  ["a form", { identifier: "Main" }, ['pattern identifier: "Main" isn\'t of the form ^[a-z-]+$']],
  ["too long a text", { identifier: "main-database" }, ["length identifier: 13 characters is more than 12"]],
  ["a number below", { allocatedStorage: 5 }, ["range allocatedStorage: 5 is less than 20"]],
  ["a number above, as text", { allocatedStorage: "500" }, ["range allocatedStorage: 500 is more than 100"]],
  ["a number that isn't in the list", { days: 31 }, ['enum days: "31" is none of 30, 60']],
  ["no number", { allocatedStorage: "much" }, ['type allocatedStorage: "much" isn\'t a number']],
  ["neither true nor false", { multiAz: "yes" }, ['type multiAz: "yes" is neither true nor false']],
  ["too few", { subnetIds: ["aaa"] }, ["length subnetIds: 1 entries is less than 2"]],
  ["one of a list", { subnetId: ["aaa", "b"] }, ["length subnetId[1]: 1 characters is less than 3"]],
  ["a tag's key", { tags: { "aws:x": "v" } }, ['pattern tags.aws:x: "aws:x" isn\'t of the form ^(?!aws:)']],
  ["a tag's value", { tags: { x: "longer" } }, ["length tags.x: 6 characters is more than 5"]],
  [
    "a property of another place",
    { health: { path: "x" } },
    ['pattern health.path: "x" isn\'t of the form ^\\/'],
  ],
  [
    "a property of another name within",
    { rules: [{ number: 70000 }] },
    ["range rules[0].number: 70000 is more than 65535"],
  ],
  ["what is required within", { rules: [{}] }, ["required rules[0]: Port is required"]],
  ["one where a list is wanted", { rules: { port: 70000 } }, ["range rules.port: 70000 is more than 65535"]],
])("objects to %s", (_, changes, expected) => {
  expect(says({ ...right, ...changes })).toEqual(expected);
});

test("what is required must be given, or be what the provider gives", () => {
  expect(says({ engine: "mysql" })).toEqual(["required : DBInstanceIdentifier is required"]);
  expect(says({ engine: "mysql" }, { ...naming, given: ["DBInstanceIdentifier"] })).toEqual([]);
});

test("counts what it compared, what only an update knows, and what has no place", () => {
  const seen = compareInputs(
    { ...right, subnetIds: ["dev-a-id", "dev-b-id"], access: false, forceDestroy: true, tags: { x: "v" } },
    database,
    naming,
  );
  expect(seen).toEqual({
    objections: [],
    // The identifier, the engine, and a tag's key and value.
    compared: 4,
    unknown: 2,
    unmatched: ["access", "forceDestroy"],
  });
});

test("properties are looked for in what `within` names", () => {
  const config = structure({ Config: structure({ Port: { kind: "number", max: 10 } }, ["Port"]) }, [
    "Config",
  ]);
  const { objections } = compareInputs({ port: 11 }, config, { within: "Config" });
  expect(objections).toEqual([{ check: "range", at: "port", says: "11 is more than 10" }]);
});
