// Tests the files themselves: YAML that can't be parsed, files that can't be read or that are ignored.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { fileOf, readStackFile } from "../../src/config/stack";
import { reasonOf } from "../../src/config/yaml";
import { api, config, problemsOf, project, rows, stackText } from "./project";

const service = (text: string) => rows(problemsOf(project({ "services/api.yaml": text })));
const stack = (text: string) => rows(problemsOf(project({ "Pulumi.dev.yaml": text })));

test("a good project has no problem", () => {
  expect(problemsOf(project())).toEqual([]);
});

test.each([
  ["a quote that isn't closed", "kind: web\nimage: 'api\n", 3, "Missing closing 'quote"],
  ["a key twice", "kind: web\nkind: web\n", 2, "one mapping has the same key twice"],
  ["a tab", "kind: web\nscale:\n\tmin: 1\n", 3, "a tab can't indent; use spaces"],
  [
    "two documents",
    "kind: web\n---\nkind: web\n",
    2,
    "a second document begins with `---`; write one in each file",
  ],
  ["a mapping for a key", "kind: web\n? [a]\n: 1\n", 2, "a key must be text; put it in quotes"],
  [
    "two keys in a line",
    "kind: web\nimage: api: 1\n",
    2,
    "a line has two keys; put the text in quotes, or the inner key on a line of its own",
  ],
  [
    "a number with leading zeros",
    "kind: web\nport: 03000\n",
    2,
    "`03000` begins with a zero, which Pulumi takes for octal: leave the zero out, or put it in quotes",
  ],
])("%s is reported with its line", (_, text, line, message) => {
  expect(service(text)).toEqual([[`services/api.yaml: line ${line}`, message]]);
});

test("each line with an error has one problem", () => {
  expect(service("kind: web\nimage: a: b: c\nport: [1\nscale: [2\n").map(([path]) => path)).toEqual([
    "services/api.yaml: line 2",
    "services/api.yaml: line 4",
    "services/api.yaml: line 5",
  ]);
});

test("an alias without anchor", () => {
  expect(service("kind: *web\n")).toEqual([
    ["services/api.yaml", "Unresolved alias (the anchor must be set before the alias): web"],
  ]);
});

test.each([
  "kind: &a [*a]\n",
  "image: &a { b: *a }\n",
  "__proto__: { kind: web }\n",
  "kind: !!binary aGk=\n",
  "\0",
  "kind: .inf\n",
])("%j is refused without an exception", (text) => {
  expect(service(text)).not.toEqual([]);
});

test.each(["", "# nothing but a comment\n", "---\n"])("%j is an empty file", (text) => {
  expect(service(text).map(([path, message]) => [path, message])).toEqual([
    ["services/api.yaml", "is empty"],
  ]);
});

test("a list is no service", () => {
  expect(service("- kind: web\n")).toEqual([
    ["services/api.yaml", "must be a mapping of keys to values, but is a list"],
  ]);
});

test("a file with another ending", () => {
  expect(rows(problemsOf(project({ "services/search.yml": stringify(api) })))).toEqual([
    ["services/search.yml", "would be ignored: service files end in `.yaml`", "search.yaml"],
  ]);
});

test.each(["Api.yaml", "api_v2.yaml", "-api.yaml", ".api.yaml", `${"a".repeat(64)}.yaml`])(
  "%s is no service's name",
  (file) => {
    expect(rows(problemsOf(project({ [`services/${file}`]: "kind: job\n" })))[0]).toEqual([
      `services/${file}`,
      "the file's name is the service's name, so it must be a DNS label",
      "lower-case letters, digits and inner hyphens, at most 63",
    ]);
  },
);

test("a directory that is called like a file", () => {
  const root = project();
  mkdirSync(join(root, "services/search.yaml"));
  expect(rows(problemsOf(root))).toEqual([["services/search.yaml", "can't be read: it is a directory"]]);
});

test.each([
  ["no directory of services", () => undefined, "it doesn't exist"],
  ["a file in its place", (path: string) => writeFileSync(path, ""), "it is not a directory"],
])("%s", (_, put, reason) => {
  const root = project();
  rmSync(join(root, "services"), { recursive: true });
  put(join(root, "services"));
  expect(rows(problemsOf(root))[0]).toEqual([
    "services",
    `can't be read: ${reason}`,
    "a directory with one YAML file per application",
  ]);
});

test.each([
  [{ code: "EACCES" }, "permission denied"],
  [new Error("EIO: i/o error"), "EIO: i/o error"],
])("the reason of %j", (error, reason) => {
  expect(reasonOf(error)).toBe(reason);
});

describe("a stack file", () => {
  test("that isn't there", () => {
    expect(rows(readStackFile(project(), "prod").problems)).toEqual([
      [fileOf("prod"), "can't be read: it doesn't exist"],
    ]);
  });

  const around = "a mapping of config, encryptedkey, encryptionsalt, environment, secretsprovider";

  test.each([
    ["", [["Pulumi.dev.yaml", "is empty", around]]],
    ["- config\n", [["Pulumi.dev.yaml", "must be a mapping of keys to values, but is a list"]]],
    [
      "config:\n",
      [["Pulumi.dev.yaml: config", "has no value", "a mapping such as `{ aws:region: eu-west-1, … }`"]],
    ],
    [
      "config: text\n",
      [
        [
          "Pulumi.dev.yaml: config",
          'must be a mapping such as `{ aws:region: eu-west-1, … }`, but is `"text"`',
        ],
      ],
    ],
    [
      "cofnig: {}\n",
      [
        ["Pulumi.dev.yaml: config", "is missing", "a mapping such as `{ aws:region: eu-west-1, … }`"],
        [
          "Pulumi.dev.yaml: cofnig",
          "unknown key `cofnig` (did you mean `config`?)",
          "config, encryptedkey, encryptionsalt, environment, secretsprovider",
        ],
      ],
    ],
    [
      "config:\n  crossover:traffic: { default: legacy, api: 025 }\n",
      [
        [
          "Pulumi.dev.yaml: line 2",
          "`025` begins with a zero, which Pulumi takes for octal: leave the zero out, or put it in quotes",
        ],
      ],
    ],
  ])("that says %j", (text, expected) => {
    expect(stack(text)).toEqual(expected);
  });

  test("with Pulumi's own keys and other namespaces", () => {
    const text = `encryptionsalt: v1:abc\nsecretsprovider: passphrase\n${stackText(config)}  aws:defaultTags: { tags: {} }\n`;
    expect(stack(text)).toEqual([]);
  });

  test("with keys outside the namespace", () => {
    const text = `${stackText(config)}  traffic: {}\n  crosover:rules: {}\n`;
    expect(stack(text)).toEqual([
      [
        "Pulumi.dev.yaml: traffic",
        "would be ignored: it isn't in the namespace `crossover`",
        "crossover:traffic",
      ],
      [
        "Pulumi.dev.yaml: crosover:rules",
        "would be ignored: it isn't in the namespace `crossover`",
        "crossover:rules",
      ],
    ]);
  });

  test.each([
    [
      "eu-west-1",
      "eu-west",
      [["Pulumi.dev.yaml: aws:region", 'must be an AWS region such as `eu-west-1`, but is `"eu-west"`']],
    ],
    [
      "  aws:region: eu-west-1\n",
      "",
      [["Pulumi.dev.yaml: aws:region", "is missing", "an AWS region such as `eu-west-1`"]],
    ],
  ])("without a region: %s replaced by %j", (good, bad, expected) => {
    expect(stack(stackText(config).replace(good, bad))).toEqual(expected);
  });

  test("whose values are changed before they are checked", () => {
    const { stack: read } = readStackFile(project(), "dev", (values) => ({
      ...values,
      "crossover:maxReplicas": 3,
    }));
    expect(read?.maxReplicas).toBe(3);
  });
});
