// Tests what doesn't fit between the files, and that the mistakes of one file don't hide those of the others.
import { stringify } from "yaml";
import { loadEnvironment } from "../../src/config/load";
import { fileOf, readStackFile } from "../../src/config/stack";
import { api, cluster, config, mailer, problemsOf, project, report, rows, stackText } from "./project";

const withStack = (change: Record<string, unknown>, files: Record<string, string | undefined> = {}) =>
  rows(problemsOf(project({ "Pulumi.dev.yaml": stackText({ ...config, ...change }), ...files })));
const releases = config["releases"] as Record<string, unknown>;
const groups = (nodeGroups: unknown) => ({ clusters: { blue: { ...cluster, nodeGroups } } });
const aService = "the name of a file in services/, without `.yaml`";

test("a good project is loaded", () => {
  const root = project();
  const { environment, problems } = loadEnvironment(root, fileOf("dev"), readStackFile(root, "dev"));
  expect(problems).toEqual([]);
  expect(environment?.region).toBe("eu-west-1");
  expect(environment?.settings.services.map(({ name }) => name)).toEqual(["api", "mailer", "report"]);
});

test.each<[string, Record<string, unknown>, string[][]]>([
  [
    "differences of an unknown service",
    { services: { apo: { scale: { min: 1 } } } },
    [
      [
        "Pulumi.dev.yaml: crossover:services.apo",
        "there is no service `apo` (did you mean `api`?)",
        aService,
      ],
    ],
  ],
  [
    "a release of an unknown service",
    { releases: { ...releases, mialer: { tag: "1" } } },
    [
      [
        "Pulumi.dev.yaml: crossover:releases.mialer",
        "there is no service `mialer` (did you mean `mailer`?)",
        aService,
      ],
    ],
  ],
  [
    "an unknown service that is included",
    { include: ["api", "mialer", "mailer", "report"] },
    [
      [
        "Pulumi.dev.yaml: crossover:include[1]",
        "there is no service `mialer` (did you mean `mailer`?)",
        aService,
      ],
    ],
  ],
  [
    "a release of a service that is left out",
    { include: ["api", "mailer"] },
    [
      [
        "Pulumi.dev.yaml: crossover:releases.report",
        "this stack doesn't deploy `report`",
        "`report` in crossover:include too",
      ],
    ],
  ],
  [
    "no release",
    { releases: { ...releases, mailer: undefined } },
    [
      [
        "Pulumi.dev.yaml: crossover:releases.mailer",
        "is missing: every service needs a release",
        '{ tag: "…" }',
      ],
    ],
  ],
  [
    "no AMI for the legacy side",
    { releases: { ...releases, api: { tag: "1" } } },
    [
      [
        "Pulumi.dev.yaml: crossover:releases.api.ami",
        "is missing: the service's legacy side starts from it",
        "the AMI of the same release, such as `ami-0abc1234`",
      ],
    ],
  ],
  [
    "a legacy side that no file describes",
    { services: { mailer: { legacy: "create" } } },
    [
      [
        "Pulumi.dev.yaml: crossover:services.mailer.legacy",
        "services/mailer.yaml describes no legacy platform to create",
        "skip",
      ],
    ],
  ],
  [
    "a worker with an adopted load balancer",
    { services: { mailer: { legacy: { adopt: { loadBalancer: "mailer" } } } } },
    [
      [
        "Pulumi.dev.yaml: crossover:services.mailer.legacy",
        "a worker has no public address to adopt",
        "create or skip",
      ],
    ],
  ],
  [
    "a job that should scale",
    { services: { report: { scale: { max: 2 } } } },
    [
      [
        "Pulumi.dev.yaml: crossover:services.report.scale",
        "a job runs in one pod at a time, and doesn't scale",
      ],
    ],
  ],
  [
    "bounds that cross with the service file's",
    { services: { api: { legacy: { min: 7 }, scale: { min: 31 } } } },
    [
      ["Pulumi.dev.yaml: crossover:services.api.scale", "min (31) is above max (30)"],
      ["Pulumi.dev.yaml: crossover:services.api.legacy", "min (7) is above max (6)"],
    ],
  ],
  [
    "a minimum above maxReplicas",
    { maxReplicas: 2, services: { api: { scale: { min: 3 } } } },
    [["Pulumi.dev.yaml: crossover:services.api.scale", "min (3) is above max (2)"]],
  ],
  [
    "a registry that is copied to itself",
    { registry: { create: { replicate: [{ region: "eu-central-1" }, { region: "eu-west-1" }] } } },
    [
      [
        "Pulumi.dev.yaml: crossover:registry.create.replicate[1]",
        "the images are in eu-west-1 already",
        "another region, or account",
      ],
    ],
  ],
  [
    "a range with host bits",
    { network: { cidr: "10.20.1.0/16", zones: 2, nat: "single" } },
    [
      [
        "Pulumi.dev.yaml: crossover:network.cidr",
        "`10.20.1.0/16` isn't the beginning of its range",
        "10.20.0.0/16",
      ],
    ],
  ],
  [
    "a range that is too small",
    { network: { cidr: "10.20.0.0/24", zones: 2, nat: "single" } },
    [["Pulumi.dev.yaml: crossover:network.cidr", "`10.20.0.0/24` must be from /16 to /20", "10.20.0.0/20"]],
  ],
  [
    "instance types of two architectures, which say nothing of the services",
    groups({ mixed: { instanceTypes: ["m7g.large", "m7i.large"], min: 1, max: 2 } }),
    [
      [
        "Pulumi.dev.yaml: crossover:clusters.blue.nodeGroups.mixed.instanceTypes",
        "mixes architectures: `m7i.large` (amd64) and `m7g.large` (arm64) can't share a node group; make one group of each",
      ],
    ],
  ],
  [
    "no node of the image's architecture",
    { ...groups({ arm: { instanceTypes: ["m7g.large"], min: 1, max: 2 } }), releases: { ...releases } },
    ["api", "mailer", "report"].map((name) => [
      `services/${name}.yaml: architectures`,
      "the image is built for amd64, but the cluster's node groups are `arm` (arm64); " +
        "build the image for arm64 too, or add a group that is amd64",
    ]),
  ],
])("%s", (_, change, expected) => {
  expect(withStack(change)).toEqual(expected);
});

const longDomain = `${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(20)}.example.com`;

test.each<[string, Record<string, unknown>, string[]]>([
  [
    "an unknown service before it",
    { after: ["apii"] },
    ["services/mailer.yaml: after", "there is no service `apii` (did you mean `api`?)", aService],
  ],
  [
    "itself before it",
    { after: ["mailer"] },
    ["services/mailer.yaml: after", "is a circle, so no service could go first: mailer -> mailer"],
  ],
  [
    "a burst below the request",
    { burst: { cpu: "400m" } },
    ["services/mailer.yaml: burst.cpu", "400m is below the request, 500m"],
  ],
])("a service with %s", (_, change, expected) => {
  const files = { "services/mailer.yaml": stringify({ ...mailer, ...change }) };
  expect(withStack({}, files)).toEqual([expected]);
});

test("a circle of three is told once", () => {
  const files = {
    "services/api.yaml": stringify({ ...api, after: ["mailer"] }),
    "services/mailer.yaml": stringify({ ...mailer, after: ["report"] }),
    "services/report.yaml": stringify({ ...report, after: ["api"] }),
  };
  expect(withStack({}, files)).toEqual([
    ["services/api.yaml: after", "is a circle, so no service could go first: api -> mailer -> report -> api"],
  ]);
});

test.each<[string, Record<string, unknown>, string[][]]>([
  [
    "of two services",
    { api: {} },
    [["services/web.yaml: routes.api", "is already a route of services/api.yaml"]],
  ],
  [
    "called default",
    { default: {} },
    [["services/web.yaml: routes.default", "is reserved: in `crossover:traffic` it means all other routes"]],
  ],
  [
    "called like a worker",
    { mailer: {} },
    [
      [
        "services/web.yaml: routes.mailer",
        "is also the name of services/mailer.yaml, which has no route and uses it in `crossover:traffic`",
      ],
    ],
  ],
])("a route %s", (_, routes, expected) => {
  const change = { releases: { ...releases, web: { tag: "1", ami: "ami-0abc1234" } } };
  const files = { "services/web.yaml": stringify({ ...api, routes }) };
  expect(withStack(change, files)).toEqual(expected);
});

describe("the environment of a legacy side", () => {
  const main = {
    engine: "postgres",
    version: "17.6",
    instanceType: "db.r7g.large",
    storageGiB: 20,
    database: "main",
  };
  const instance = { instanceType: "m5.large", min: 1, max: 2 };
  const beanstalk = {
    platform: "beanstalk",
    stack: "64bit Amazon Linux 2023 v4.5.0 running Docker",
    ...instance,
  };
  const problems = (length: number, legacy: object) =>
    withStack(
      { databases: { main } },
      {
        "services/api.yaml": stringify({
          ...api,
          database: "main",
          environment: { LONG: "x".repeat(length) },
          legacy,
        }),
      },
    );

  test.each([
    [16_100, { platform: "autoScaling", ...instance }, []],
    [
      16_200,
      { platform: "autoScaling", ...instance },
      [
        [
          "services/api.yaml: environment",
          "makes 16396 bytes of user data, and EC2 takes 16384: move its longest values into the AMI",
        ],
      ],
    ],
    [
      4_040,
      beanstalk,
      [
        [
          "services/api.yaml: environment",
          "makes 4112 bytes on the legacy side, and a Beanstalk environment takes 4096",
        ],
      ],
    ],
  ])("of %d characters, and what finds its database", (length, legacy, expected) => {
    expect(problems(length, legacy)).toEqual(expected);
  });
});

test("more routes than a cluster's HTTPRoute holds", () => {
  const routes = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`shop-${i}`, {}]));
  expect(withStack({}, { "services/api.yaml": stringify({ ...api, routes }) })).toEqual([
    [
      "services/api.yaml: routes",
      "are 9, and an HTTPRoute holds 8 with their origin names",
      "8 at most: split them over two services",
    ],
  ]);
});

test("a name that is too long for the origin names made from it", () => {
  expect(withStack({ zone: { create: longDomain } })).toEqual([
    ["services/api.yaml: routes.api", `\`api.${longDomain}\` is too long for the origin names made from it`],
  ]);
});

describe("all at once", () => {
  test("one broken file hides neither the others' mistakes nor what doesn't fit among them", () => {
    const files = {
      "services/api.yaml": "kind: [",
      "services/mailer.yaml": stringify({ ...mailer, after: ["api", "reprot"], burst: { cpu: "1m" } }),
      "services/report.yaml": stringify({ ...report, schedule: "daily" }),
    };
    expect(withStack({ maxReplicas: 0 }, files).map(([path]) => path)).toEqual([
      "services/api.yaml: line 1",
      "services/report.yaml: schedule",
      "Pulumi.dev.yaml: crossover:maxReplicas",
      "services/mailer.yaml: after",
      "services/mailer.yaml: burst.cpu",
    ]);
    expect(withStack({ releases: { ...releases, apo: { tag: "1" } } }, files).map(([path]) => path)).toEqual([
      "services/api.yaml: line 1",
      "services/report.yaml: schedule",
      "Pulumi.dev.yaml: crossover:releases.apo",
      "services/mailer.yaml: after",
      "services/mailer.yaml: burst.cpu",
    ]);
  });

  test("mistakes of form hide no name that leads nowhere, and no release that is missing", () => {
    const files = {
      "services/mailer.yaml": stringify({ ...mailer, port: 3000, after: ["apy"], database: "main" }),
    };
    const change = {
      maxReplicas: 0,
      clusters: { blue: { ...cluster, version: 1.34 } },
      kubernetes: "bleu",
      services: { apo: {}, api: { legacy: "skp" } },
      releases: { api: { tag: 1 }, mailer: { tag: "1" } },
      traffic: { default: "legacy", apo: 5, report: 101 },
    };
    expect(withStack(change, files).map(([path, message]) => `${path}: ${message!.split(",")[0]!}`)).toEqual([
      "services/mailer.yaml: port: unknown key `port`",
      "Pulumi.dev.yaml: crossover:clusters.blue.version: must be a Kubernetes version in quotes",
      "Pulumi.dev.yaml: crossover:services.api.legacy: must be `create`",
      "Pulumi.dev.yaml: crossover:maxReplicas: must be a whole number of at least 1",
      "Pulumi.dev.yaml: crossover:releases.api.tag: must be an image tag in quotes",
      "Pulumi.dev.yaml: crossover:traffic.report: must be a whole number from 0 to 100",
      "Pulumi.dev.yaml: crossover:services.apo: there is no service `apo` (did you mean `api`?)",
      "Pulumi.dev.yaml: crossover:releases.report: is missing: every service needs a release",
      "services/mailer.yaml: after: there is no service `apy` (did you mean `api`?)",
      "Pulumi.dev.yaml: crossover:kubernetes: there is no cluster `bleu` (did you mean `blue`?)",
      "services/mailer.yaml: database: Pulumi.dev.yaml has no database `main`",
      "Pulumi.dev.yaml: crossover:traffic.apo: there is no route or service `apo` (did you mean `api`?)",
    ]);
  });

  test("a broken file isn't said to lack what another says of it", () => {
    const main = {
      engine: "postgres",
      version: "17.6",
      instanceType: "db.r7g.large",
      storageGiB: 20,
      database: "main",
      byName: ["api", "mailer"],
    };
    const files = { "services/api.yaml": stringify({ ...api, database: "main", prot: 1 }) };
    expect(
      withStack({ databases: { main } }, files).map(([path, message]) => `${path}: ${message!}`),
    ).toEqual([
      "services/api.yaml: prot: unknown key `prot` (did you mean `port`?)",
      "Pulumi.dev.yaml: crossover:databases.main.byName: `mailer` has no adopted legacy side here that uses this database",
    ]);
  });

  test("a stack file that can't be parsed hides no mistake of the services", () => {
    const files = {
      "Pulumi.dev.yaml": "config: [",
      "services/mailer.yaml": stringify({ ...mailer, after: ["apy"], burst: { cpu: "1m" } }),
    };
    expect(withStack({}, files).map(([path]) => path)).toEqual([
      "Pulumi.dev.yaml: line 1",
      "services/mailer.yaml: after",
      "services/mailer.yaml: burst.cpu",
    ]);
  });

  test("mistyped routes are told beside other problems, and left to the plan where there is none", () => {
    const traffic = { default: "legacy", apo: 25 };
    expect(withStack({ traffic })).toEqual([]);
    expect(withStack({ traffic, releases: { ...releases, mailer: undefined } })).toEqual([
      [
        "Pulumi.dev.yaml: crossover:releases.mailer",
        "is missing: every service needs a release",
        '{ tag: "…" }',
      ],
      [
        "Pulumi.dev.yaml: crossover:traffic.apo",
        "there is no route or service `apo` (did you mean `api`?)",
        "api, mailer, report",
      ],
    ]);
  });
});

test("a stack's name is also a namespace", () => {
  const problems = (stack: string) => {
    const root = project({ [fileOf(stack)]: stackText(config) });
    return loadEnvironment(root, fileOf(stack), readStackFile(root, stack)).problems;
  };
  expect(problems("dev-2")).toEqual([]);
  expect(problems("dev_2")).toMatchObject([
    { path: "Pulumi.dev_2.yaml", message: expect.stringContaining("namespace") as string },
  ]);
});
