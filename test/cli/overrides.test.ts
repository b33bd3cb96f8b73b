// Tests config values given on the command line.
import { applyOverrides, parseOverride } from "../../src/cli/overrides";

const valueOf = (text: string) => parseOverride(`traffic.api=${text}`)?.value;

describe("a value is typed as `pulumi config set --path` types it", () => {
  test.each<[string, unknown]>([
    ["25", 25],
    ["0", 0],
    ["-1", -1],
    ["+25", 25],
    ["-0", 0],
    ["true", true],
    ["false", false],
    ["025", "025"],
    ["00", "00"],
    ["0x10", "0x10"],
    ["25%", "25%"],
    ["25.5", "25.5"],
    ["1e2", "1e2"],
    [" 25", " 25"],
    ["True", "True"],
    ["99999999999999999999", "99999999999999999999"],
    ["kubernetes", "kubernetes"],
    ["", ""],
    ["a=b", "a=b"],
    ["two\nlines", "two\nlines"],
  ])("%j", (text, expected) => {
    expect(valueOf(text)).toBe(expected);
  });
});

test.each<[string, (string | number)[]]>([
  ["traffic.api", ["traffic", "api"]],
  ["crossover:traffic.api", ["traffic", "api"]],
  ["maxReplicas", ["maxReplicas"]],
  ["rules.ladder[1]", ["rules", "ladder", 1]],
  ["clusters.blue.admins[0]", ["clusters", "blue", "admins", 0]],
])("the path %s", (text, path) => {
  expect(parseOverride(`${text}=1`)).toEqual({ path, value: 1 });
});

test.each([
  "traffic.api",
  "=25",
  ".api=25",
  "traffic.=25",
  "traffic..api=25",
  "[0]=1",
  "ladder[x]=1",
  "ladder[=1",
  "",
])("%j is none", (text) => {
  expect(parseOverride(text)).toBeUndefined();
});

describe("overrides are laid over the values", () => {
  const values = {
    "aws:region": "eu-west-1",
    "crossover:traffic": { default: "legacy", api: 5 },
    "crossover:rules": { ladder: [0, 50, 100] },
  };
  const apply = (...texts: string[]) =>
    applyOverrides(
      values,
      texts.map((text) => parseOverride(text)!),
    );

  test.each<[string[], object]>([
    [["traffic.api=25"], { "crossover:traffic": { default: "legacy", api: 25 } }],
    [["traffic.api=25", "traffic.api=50"], { "crossover:traffic": { default: "legacy", api: 50 } }],
    [["maxReplicas=2"], { "crossover:maxReplicas": 2 }],
    [["services.api.legacy.min=1"], { "crossover:services": { api: { legacy: { min: 1 } } } }],
    [["rules.ladder[1]=25"], { "crossover:rules": { ladder: [0, 25, 100] } }],
    [["rules.list[0].a=x"], { "crossover:rules": { ladder: [0, 50, 100], list: [{ a: "x" }] } }],
    [["traffic.api.percent=25"], { "crossover:traffic": { default: "legacy", api: { percent: 25 } } }],
  ])("%j", (texts, expected) => {
    expect(apply(...texts)).toEqual({ ...values, ...expected });
  });

  test("which stay as they are", () => {
    const before = structuredClone(values);
    apply("traffic.api=25", "rules.ladder[1]=25");
    expect(values).toEqual(before);
    expect(applyOverrides(values, [])).toEqual(before);
  });
});
