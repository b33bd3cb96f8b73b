// Tests the files themselves: YAML that can't be parsed, files that can't be read or that are ignored.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { fileOf, readStackFile } from "../../src/config/stack";
import { reasonOf } from "../../src/config/regular-file";
import { api, config, mailer, problemsOf, project, rows, stackText } from "./project";

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
      "the file's name is the service's name, which must be lower-case letters, digits and inner hyphens, at most 63, " +
        "e.g. `api-v2`",
    ]);
  },
);

test("a name that JavaScript uses", () => {
  expect(rows(problemsOf(project({ "services/constructor.yaml": stringify(mailer) })))).toEqual([
    [
      "services/constructor.yaml",
      "the file's name is the service's name, which must be a word that JavaScript doesn't use itself",
    ],
  ]);
});

test("an escape byte in a file's name isn't repeated", () => {
  const files = { "services/\x1b[2J.yaml": stringify(mailer), "services/\x1b.yml": "" };
  expect(rows(problemsOf(project(files))).map(([path]) => path)).toEqual([
    "services/\\x1b.yml",
    "services/\\x1b[2J.yaml",
  ]);
});

test.each<[string, string, (path: string) => void, string]>([
  ["a directory that is called like a file", "search.yaml", (path) => mkdirSync(path), "a directory"],
  ["a directory", "search", (path) => mkdirSync(path), "a directory"],
  ["a link", "search.yaml", (path) => symlinkSync("api.yaml", path), "a symbolic link"],
  ["a link to nothing", "search.yml", (path) => symlinkSync("nothing", path), "a symbolic link"],
  ["a pipe, which would never end", "search.yaml", (path) => execFileSync("mkfifo", [path]), "a named pipe"],
])("%s in the place of a file", (_, file, put, what) => {
  const root = project();
  put(join(root, "services", file));
  expect(rows(problemsOf(root))).toEqual([
    [`services/${file}`, `can't be read: it is ${what}`, "a file that holds the service itself"],
  ]);
});

test("what is no service's is left alone", () => {
  const root = project({ "services/README.md": "Services" });
  mkdirSync(join(root, "services/.idea"));
  expect(problemsOf(root)).toEqual([]);
});

test.each([
  [Buffer.from("kind: w\xe9b\n", "latin1"), "can't be read: it isn't text in UTF-8"],
  [
    "kind: web\nimage: '\x1b[1m'\n",
    "has a character that no one sees, and that YAML doesn't take: leave it out, or write `\\x1b` in double quotes",
  ],
])("bytes that YAML doesn't take: %j", (text, message) => {
  const root = project();
  writeFileSync(join(root, "services/api.yaml"), text);
  expect(problemsOf(root).map((one) => one.message)).toEqual([message]);
});

describe("merge keys", () => {
  const environment = (lines: string) => `${stringify(api)}environment:\n${lines}`;

  test("are read as Pulumi reads them", () => {
    const common =
      "crossover:services:\n    api: &common { scale: { max: 20 } }\n    mailer: { <<: *common, scale: { max: 6 } }";
    const root = project({
      "Pulumi.dev.yaml": `${stackText(config)}  ${common}\n    report: { <<: [*common], scale: { min: 2 } }\n`,
    });
    expect(readStackFile(root, "dev").stack!.services).toEqual({
      api: { scale: { max: 20 } },
      mailer: { scale: { max: 6 } },
      report: { scale: { min: 2 } },
    });
  });

  test("in a service, whose own keys go before", () => {
    expect(service(environment("  A: a\n  <<: [{ A: b, B: b }, { B: c }]\n"))).toEqual([]);
  });

  test.each(["1", "", "[1]", "*nothing", "[{ A: b }, [{ A: b }]]"])(
    "of what can't be merged: %j",
    (value) => {
      expect(service(`environment: { <<: ${value} }\n`)).toEqual([
        [
          "services/api.yaml: line 1",
          "`<<` merges mappings only: give it one, a list of some, or their anchors, as in `<<: *common`",
        ],
      ]);
    },
  );

  test("in quotes are names", () => {
    expect(service(environment("  '<<': a\n"))).toEqual([
      [
        "services/api.yaml: environment.<<",
        "the name must be capital letters, digits and underscores, e.g. `LOG_LEVEL`",
      ],
    ]);
  });
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

  test("with keys that JavaScript would lose", () => {
    expect(stack(`${stackText(config)}  __proto__: { a: b }\n`)).toEqual([
      ["Pulumi.dev.yaml: config.__proto__", "the name must be a word that JavaScript doesn't use itself"],
    ]);
    expect(stack(`${stackText(config)}  crossover:teams: { __proto__: {} }\n`)).toEqual([
      [
        "Pulumi.dev.yaml: crossover:teams.__proto__",
        "the name must be a word that JavaScript doesn't use itself",
      ],
    ]);
  });

  test("whose values are changed before they are checked", () => {
    const { stack: read } = readStackFile(project(), "dev", (values) => ({
      ...values,
      "crossover:maxReplicas": 3,
    }));
    expect(read?.maxReplicas).toBe(3);
  });
});
