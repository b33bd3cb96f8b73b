// Tests that a value of traffic is changed in a stack file's text, and nothing besides.
import fc from "fast-check";
import { parse } from "yaml";
import { withEntry } from "../../src/config/entry-text";
import type { TrafficValue } from "../../src/schema/stack/traffic";

const pair = (percent: number) => ({ from: "blue", to: "green", percent });

test.each<[string, string, string, TrafficValue, string]>([
  [
    "a number, with its comment",
    "config:\n  crossover:traffic:\n    default: legacy # for now\n    api:   25 # since Monday\n    web: 5\n",
    "api",
    0,
    "config:\n  crossover:traffic:\n    default: legacy # for now\n    api:   0 # since Monday\n    web: 5\n",
  ],
  [
    "in one line",
    "config:\n  crossover:traffic: { default: legacy, api: 25 }\n  crossover:zone: { adopt: example.com }\n",
    "api",
    0,
    "config:\n  crossover:traffic: { default: legacy, api: 0 }\n  crossover:zone: { adopt: example.com }\n",
  ],
  [
    "a pair in one line",
    "config:\n  crossover:traffic: { api: { from: blue, to: green, percent: 25 } }\n",
    "api",
    pair(0),
    "config:\n  crossover:traffic: { api: { from: blue, to: green, percent: 0 } }\n",
  ],
  [
    "a pair in several lines, as Pulumi writes it",
    "config:\n  crossover:traffic:\n    api:\n      from: blue\n      percent: 25\n      to: green\n    web: 5\n",
    "api",
    pair(5),
    "config:\n  crossover:traffic:\n    api:\n      from: blue\n      percent: 5\n      to: green\n    web: 5\n",
  ],
  [
    "another pair",
    "config:\n  crossover:traffic:\n    api:\n      from: legacy\n      percent: 25\n      to: green\n    web: 5\n",
    "api",
    pair(5),
    "config:\n  crossover:traffic:\n    api:\n      { from: blue, to: green, percent: 5 }\n    web: 5\n",
  ],
  [
    "what only the default said",
    "# Prod.\nconfig:\n  crossover:traffic:\n    # All.\n    default: legacy\n",
    "api",
    0,
    "# Prod.\nconfig:\n  crossover:traffic:\n    # All.\n    api: 0\n    default: legacy\n",
  ],
  [
    "the same in one line",
    "config:\n  crossover:traffic: {default: legacy}\n",
    "api",
    0,
    "config:\n  crossover:traffic: { api: 0, default: legacy}\n",
  ],
  ["none yet", "config:\n  crossover:traffic: {}\n", "api", 0, "config:\n  crossover:traffic: { api: 0 }\n"],
  [
    "nothing there",
    "config:\n  crossover:traffic:\n",
    "api",
    0,
    "config:\n  crossover:traffic: { api: 0 }\n",
  ],
  [
    "no traffic",
    "config:\n  aws:region: eu-west-1\n",
    "api",
    0,
    "config:\n  crossover:traffic: { api: 0 }\n  aws:region: eu-west-1\n",
  ],
  [
    "no config",
    "encryptionsalt: v1\n",
    "api",
    0,
    "encryptionsalt: v1\nconfig:\n  crossover:traffic: { api: 0 }\n",
  ],
  [
    "JSON, as `pulumi config set` without `--path` writes it",
    'config:\n  crossover:traffic: \'{"default":"legacy","api":25}\'\n',
    "api",
    0,
    'config:\n  crossover:traffic: \'{"default":"legacy","api":0}\'\n',
  ],
  [
    "line ends of Windows",
    "config:\r\n  crossover:traffic:\r\n    default: legacy\r\n",
    "api",
    0,
    "config:\r\n  crossover:traffic:\r\n    api: 0\r\n    default: legacy\r\n",
  ],
  [
    "no line end at the end",
    "config:\n  crossover:traffic:\n    api: 25",
    "api",
    0,
    "config:\n  crossover:traffic:\n    api: 0",
  ],
])("%s", (_, text, key, value, expected) => {
  expect(withEntry(text, "traffic", key, value)).toBe(expected);
});

test.each([
  [
    "config:\n  # Where it is.\n  aws:region: eu-west-1\n",
    "config:\n  crossover:releasedNames: { api: blue }\n  # Where it is.\n  aws:region: eu-west-1\n",
  ],
  [
    '# config: of dev\nconfig: # all\n\n    aws:region: "config:"\n',
    '# config: of dev\nconfig: # all\n    crossover:releasedNames: { api: blue }\n\n    aws:region: "config:"\n',
  ],
  [
    "config: { aws:region: eu-west-1 }\n",
    "config: { crossover:releasedNames: { api: blue }, aws:region: eu-west-1 }\n",
  ],
  [
    "config:\r\n  aws:region: eu-west-1\r\n",
    "config:\r\n  crossover:releasedNames: { api: blue }\r\n  aws:region: eu-west-1\r\n",
  ],
  ["config:\n  crossover:releasedNames: {}\n", "config:\n  crossover:releasedNames: { api: blue }\n"],
  [
    "config:\n  crossover:releasedNames: { web: legacy }\n",
    "config:\n  crossover:releasedNames: { api: blue, web: legacy }\n",
  ],
  [
    "config:\n  crossover:releasedNames:\n    web: legacy # Since May\n",
    "config:\n  crossover:releasedNames:\n    api: blue\n    web: legacy # Since May\n",
  ],
  [
    'config:\n  crossover:releasedNames: \'{"web":"legacy"}\'\n',
    'config:\n  crossover:releasedNames: \'{"web":"legacy","api":"blue"}\'\n',
  ],
])("a released route is added to %j", (text, expected) => {
  expect(withEntry(text, "releasedNames", "api", "blue")).toBe(expected);
});

test("whatever the file is like, only that value changes", () => {
  const values = fc.oneof(
    fc.integer({ min: 0, max: 100 }),
    fc.constantFrom("legacy" as const, "kubernetes" as const),
    fc.record(
      {
        from: fc.constant("blue"),
        to: fc.constant("green"),
        percent: fc.integer({ min: 0, max: 100 }),
      },
      { noNullPrototype: true },
    ),
  );
  const files = fc.record({
    indent: fc.constantFrom(2, 4),
    flow: fc.boolean(),
    traffic: fc.dictionary(fc.constantFrom("default", "api", "web", "ingest"), values, {
      noNullPrototype: true,
    }),
    salt: fc.boolean(),
  });
  fc.assert(
    fc.property(
      files,
      fc.constantFrom("api", "web"),
      values,
      ({ indent, flow, traffic, salt }, key, value) => {
        const pad = " ".repeat(indent);
        const lines = Object.entries(traffic).map(
          ([name, one]) => `${pad}${pad}${name}: ${JSON.stringify(one)} # ${name}`,
        );
        const block = lines.length === 0 ? "{}" : `\n${lines.join("\n")}`;
        const text = [
          ...(salt ? ["encryptionsalt: v1:abc="] : []),
          "config:",
          `${pad}aws:region: eu-west-1`,
          `${pad}crossover:traffic: ${flow ? JSON.stringify(traffic) : block}`,
          `${pad}crossover:maxReplicas: "4"`,
          "",
        ].join("\n");
        const before = parse(text) as { config: Record<string, unknown> };
        expect(parse(withEntry(text, "traffic", key, value))).toEqual({
          ...before,
          config: { ...before.config, "crossover:traffic": { ...traffic, [key]: value } },
        });
      },
    ),
  );
});

test("a text that can't be read is left alone", () => {
  expect(() => withEntry("config: [\n", "traffic", "api", 0)).toThrow();
});
