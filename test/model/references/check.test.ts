// Tests the names by which files refer to one another: read from files with mistakes too, and refused where they lead nowhere.
import { collectProblems } from "../../../src/model/problem";
import { checkReferences } from "../../../src/model/references/check";
import { namesIn } from "../../../src/model/references/named";
import { trafficReferences } from "../../../src/model/references/traffic";

const file = "Pulumi.prod.yaml";
const aService = "the name of a file in services/, without `.yaml`";
const api = { kind: "web", routes: { shop: {} }, legacy: { platform: "autoScaling" } };
const mailer = { kind: "worker" };
const releases = { api: { tag: "1", ami: "ami-0abc1234" }, mailer: { tag: "1" } };
const stack = { clusters: { blue: {} }, releases, traffic: { default: "legacy" } };

/** The problems of files that hold these values: path, message and, if there is one, what is allowed. */
function said(files: Record<string, unknown>, value: unknown, names?: string[]) {
  const named = namesIn(new Map(Object.entries({ api, mailer, ...files })), value, names);
  const { problems, report } = collectProblems();
  checkReferences(named, file, report);
  return [...problems, ...trafficReferences(named)].map(({ path, message, allowed }) =>
    allowed === undefined ? [path, message] : [path, message, allowed],
  );
}

test.each<[string, Record<string, unknown>, Record<string, unknown>, string[][]]>([
  ["fit", {}, {}, []],
  [
    "services that there aren't",
    { mailer: { ...mailer, after: ["apy"] } },
    { services: { mialer: {} }, releases: { ...releases, apo: {} }, teams: { a: { services: ["apl"] } } },
    [
      [
        `${file}: crossover:services.mialer`,
        "there is no service `mialer` (did you mean `mailer`?)",
        aService,
      ],
      [`${file}: crossover:releases.apo`, "there is no service `apo` (did you mean `api`?)", aService],
      ["services/mailer.yaml: after", "there is no service `apy` (did you mean `api`?)", aService],
      [`${file}: crossover:teams.a.services`, "there is no service `apl` (did you mean `api`?)", aService],
    ],
  ],
  [
    "releases that are missing, and an AMI",
    {},
    { releases: { api: { tag: 1 } } },
    [
      [
        `${file}: crossover:releases.api.ami`,
        "is missing: the service's legacy side starts from it",
        "the AMI of the same release, such as `ami-0abc1234`",
      ],
      [`${file}: crossover:releases.mailer`, "is missing: every service needs a release", '{ tag: "…" }'],
    ],
  ],
  ["no AMI where no legacy side is made", {}, { legacy: "skip", releases: { ...releases, api: {} } }, []],
  [
    "no AMI where one is adopted",
    {},
    { services: { api: { legacy: { adopt: {} } } }, releases: { ...releases, api: {} } },
    [],
  ],
  [
    "an AMI where one is made after all",
    {},
    { legacy: "skip", services: { api: { legacy: { min: 2 } } }, releases: { ...releases, api: {} } },
    [
      [
        `${file}: crossover:releases.api.ami`,
        "is missing: the service's legacy side starts from it",
        "the AMI of the same release, such as `ami-0abc1234`",
      ],
    ],
  ],
  [
    "databases and caches that there aren't",
    { api: { ...api, database: "mian", caches: ["session"] } },
    { databases: { main: {}, books: {} }, caches: { sessions: {} } },
    [
      [
        "services/api.yaml: database",
        `${file} has no database \`mian\` (did you mean \`main\`?)`,
        "main or books, or an entry `mian` of `crossover:databases`",
      ],
      [
        "services/api.yaml: caches",
        `${file} has no cache \`session\` (did you mean \`sessions\`?)`,
        "sessions, or an entry `session` of `crossover:caches`",
      ],
    ],
  ],
  [
    "a database in a stack without any",
    { api: { ...api, database: "main" } },
    {},
    [
      [
        "services/api.yaml: database",
        `${file} has no database \`main\``,
        "an entry `main` of `crossover:databases`",
      ],
    ],
  ],
  [
    "several clusters, and none that `kubernetes` means",
    {},
    { clusters: { blue: {}, green: {} } },
    [
      [
        `${file}: crossover:kubernetes`,
        "is missing: with several clusters, it says which one `kubernetes` means",
        "blue or green",
      ],
    ],
  ],
  [
    "a cluster that there isn't",
    {},
    {
      clusters: { blue: {}, green: {} },
      kubernetes: "gren",
      traffic: { shop: { from: "legacy", to: "bleu" } },
    },
    [
      [
        `${file}: crossover:kubernetes`,
        "there is no cluster `gren` (did you mean `green`?)",
        "blue or green",
      ],
      ["crossover:traffic.shop", "there is no target `bleu` (did you mean `blue`?)", "legacy, blue, green"],
    ],
  ],
  [
    "keys of traffic that are no route's",
    {},
    { traffic: { default: "legacy", shpo: 25, api: 5, mailer: "kubernetes" } },
    [
      [
        "crossover:traffic.shpo",
        "there is no route or service `shpo` (did you mean `shop`?)",
        "shop, mailer",
      ],
      ["crossover:traffic.api", "`api` is a service, and each of its public names shifts by itself", "shop"],
    ],
  ],
  [
    "released names that no route has, and sides that there aren't",
    {},
    { releasedNames: { shpo: "blue", mailer: "blue", shop: "bleu" } },
    [
      [
        "crossover:releasedNames.shpo",
        "there is no route `shpo` (did you mean `shop`?)",
        "leave it out, or write one of shop",
      ],
      ["crossover:releasedNames.mailer", "`mailer` has no public name", "leave it out, or write one of shop"],
      ["crossover:releasedNames.shop", "there is no target `bleu` (did you mean `blue`?)", "legacy, blue"],
    ],
  ],
])("%s", (_, files, change, expected) => {
  expect(said(files, { ...stack, ...change })).toEqual(expected);
});

describe("what can't be read says nothing of what refers to it", () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["a file that can't be parsed", { api: undefined }, { traffic: { shop: 5, other: 5 } }],
    ["routes as a list", { api: { ...api, routes: ["shop"] } }, { traffic: { shop: 5, other: 5 } }],
    ["names that can't be", { api: { ...api, after: ["A", 5, {}], database: "M", caches: "x" } }, {}],
    ["a legacy side that is no choice", {}, { legacy: "skp", releases: { ...releases, api: {} } }],
    ["releases as a list", {}, { releases: [] }],
    ["a release as text", {}, { releases: { ...releases, api: "1.0" } }],
    ["databases as text", { api: { ...api, database: "main" } }, { databases: "main" }],
    ["no clusters", {}, { clusters: undefined, kubernetes: "blue", traffic: { shop: "blue" } }],
    ["clusters as a list", {}, { clusters: [], kubernetes: "blue", traffic: { shop: "blue" } }],
    ["a cluster by a name that can't be", {}, { kubernetes: 5, clusters: { blue: {}, green: {} } }],
    ["keys that can't be", {}, { traffic: { Shop: 5, constructor: 5 }, services: { Api: {} } }],
    ["teams as text", {}, { teams: "payments", services: 5 }],
  ])("%s", (_, files, change) => {
    expect(said(files, { ...stack, ...change })).toEqual([]);
  });

  test("a stack file", () => {
    expect(said({}, undefined)).toEqual([]);
    for (const value of [null, [], "text", 5]) expect(said({}, value)).toEqual([]);
  });

  test("a file that is ignored", () => {
    expect(said({}, { ...stack, releases: { ...releases, old: {} } }, ["api", "mailer", "old"])).toEqual([]);
  });
});
