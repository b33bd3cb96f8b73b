// Tests that a stack file is read without the key of its secrets, by stand-ins of the form that is asked for.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { readStackFile, secretsAt, standInForSecrets } from "../../src/config/stack";
import { secretsIn } from "../../src/config/stand-ins";
import { config, project, rows, stackText } from "./project";

const secure = "v1:aS9X7OqSfER20E/c:NHHt4Sw/6ELgHLiHcPsMdtbI";
const secret = { secure };

test.each<[string, unknown, (string | number)[][]]>([
  ["a secret", { "aws:secretKey": secret }, [["aws:secretKey"]]],
  ["one in a mapping", { "crossover:vpn": { clients: secret } }, [["crossover:vpn", "clients"]]],
  ["one in a list", { "a:b": ["x", [secret]] }, [["a:b", 1, 0]]],
  ["a mapping that has more than `secure`", { "a:b": { secure, insecure: 1 } }, []],
  ["a `secure` that is no text", { "a:b": { secure: 5 } }, []],
  ["text that says the same", { "a:b": JSON.stringify(secret) }, []],
  ["no values", null, []],
])("Pulumi's reading of %s", (_, values, places) => {
  expect(secretsIn(values)).toEqual(places);
});

test.each<[string, Record<string, unknown>, unknown]>([
  ["a host", { source: { host: secret, secret: "legacy/main" } }, "main.legacy.example.internal"],
  ["a version", { version: secret }, "17.6"],
  ["a window", { maintenanceWindow: secret }, "sun:03:00-sun:04:00"],
])("%s of a database gets the form that it must have", (_, change, expected) => {
  const main = { engine: "postgres", version: "17", ...change };
  const { values, secrets } = standInForSecrets({ "crossover:databases": { main } });
  const [[, ...path]] = secrets as [string[]];
  expect(path.reduce<any>((all, key) => all[key], values["crossover:databases"])).toBe(expected);
});

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ["a number", { "crossover:maxReplicas": secret }, { "crossover:maxReplicas": "1" }],
  ["a word", { "crossover:legacy": secret }, { "crossover:legacy": "create" }],
  ["a mapping that may be absent", { "crossover:teams": secret }, {}],
  ["what leads to an account", { "aws:secretKey": secret, "aws:assumeRoles": [{ externalId: secret }] }, {}],
  ["a whole value of another", { "kubernetes:kubeconfig": secret }, {}],
  ["the region", { "aws:region": secret }, { "aws:region": "eu-west-1" }],
  [
    "a text within a value of another",
    { "aws:defaultTags": { tags: { owner: secret, team: "shop" } } },
    { "aws:defaultTags": { tags: { owner: "secret", team: "shop" } } },
  ],
  [
    "several in a list that has nothing twice",
    { "crossover:retired": [secret, secret, "shop"] },
    { "crossover:retired": ["secret", "secret1", "shop"] },
  ],
])("%s gets or is left out", (_, values, expected) => {
  const others = { "aws:region": "eu-west-1", ...prefixed(config) };
  expect(standInForSecrets({ ...others, ...values }).values).toEqual({
    ...others,
    ...omit(values),
    ...expected,
  });
  function omit(all: object) {
    return Object.fromEntries(Object.keys(all).map((key) => [key, undefined]));
  }
});

function prefixed(values: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`crossover:${key}`, value]));
}

const root = join(__dirname, "..", "..");

/** Every text in a value, by its place. */
function textsIn(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value === "string") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    textsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function encrypt(values: Record<string, any>, [first, ...rest]: (string | number)[]): void {
  if (rest.length === 0) values[first!] = secret;
  else encrypt(values[first!], rest);
}

/** Places are alike in each entry of a list, and in each service, release, route and team. */
function kindOf(place: readonly (string | number)[]): string {
  return place
    .map((step, i) => (typeof step === "number" || (i === 1 && place.length < 4) ? "*" : step))
    .join(" ");
}

describe.each(["dev", "integration", "prod", "staging"])("the stack %s", (stack) => {
  const text = readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8");
  const kinds = new Map(textsIn(parse(text).config).map((place) => [kindOf(place), place]));
  const places = [...kinds.values()];

  test("is read with any one text of it encrypted", () => {
    expect(places.length).toBeGreaterThan(20);
    const refused = places.flatMap((place) => {
      const file = parse(text);
      encrypt(file.config, place);
      return readStackFile(project({ "Pulumi.dev.yaml": stringify(file) }), "dev").problems;
    });
    expect(refused).toEqual([]);
  });
});

test("what Pulumi writes beside the config is of no account, and the problems of a secret show none", () => {
  const file = parse(
    stackText({ ...config, maxReplicas: secret, clusters: { blue: secret }, releases: secret }),
  );
  const written = {
    encryptionsalt: "v1:x",
    secretsprovider: "awskms://alias/a",
    encryptedkey: "AQ==",
    ...file,
  };
  const reading = readStackFile(project({ "Pulumi.dev.yaml": stringify(written) }), "dev");
  const said = [
    expect.stringContaining("and is a secret"),
    "the value as it is, with only the texts in it encrypted",
  ];
  expect(rows(reading.problems)).toEqual([
    ["Pulumi.dev.yaml: crossover:clusters.blue", ...said],
    ["Pulumi.dev.yaml: crossover:releases", ...said],
  ]);
  expect(secretsAt(reading, ["crossover:clusters", "crossover:max"]).map(({ path }) => path)).toEqual([
    "Pulumi.dev.yaml: crossover:clusters.blue",
  ]);
});
