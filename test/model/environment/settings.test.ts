// Tests how the catalogue and a stack's differences are merged into the services of one environment.
import { mergeSettings } from "../../../src/model/environment/settings";
import type { Service } from "../../../src/model/service";
import { serviceFile } from "../../../src/schema/service";
import { stackFile } from "../../../src/schema/stack";

const resources = { cpu: "500m", memory: "512Mi" };
const platform = { platform: "autoScaling", instanceType: "m5.large", min: 2, max: 6 };
const web = {
  kind: "web",
  image: "api",
  port: 3000,
  resources,
  scale: { min: 3, max: 30 },
  routes: { api: {} },
};
const worker = { kind: "worker", image: "mailer", resources, scale: { min: 1, max: 8, cpu: 70 } };
const job = { kind: "job", image: "report", schedule: "15 3 * * *", resources };

const stack = {
  zone: { create: "dev.example.com" },
  network: { cidr: "10.20.0.0/16", zones: 2, nat: "single" },
  registry: { create: {} },
  clusters: {
    blue: {
      kind: "eks",
      version: "1.34",
      endpoint: "private",
      nodeGroups: {
        x86: { instanceTypes: ["m5.xlarge"], min: 1, max: 2 },
        graviton: { instanceTypes: ["m7g.large"], min: 1, max: 2 },
      },
    },
  },
  releases: { it: { tag: "1.2.3", ami: "ami-0abc1234" } },
  traffic: { default: "legacy" },
};

function settleOne(file: object, change: object = {}) {
  const catalogue = new Map([["it", serviceFile.parse(file)]]);
  return mergeSettings(catalogue, stackFile.parse({ ...stack, ...change }), "Pulumi.dev.yaml");
}

/** The one service, settled without a problem. */
function service(file: object, change: object = {}): Service {
  const { settings, problems } = settleOne(file, change);
  expect(problems).toEqual([]);
  return settings.services[0]!;
}

const override = (it: object) => ({ services: { it } });

test("a web service", () => {
  expect(service({ ...web, legacy: platform })).toEqual({
    name: "it",
    kind: "web",
    image: "api",
    tag: "1.2.3",
    architectures: ["amd64"],
    requests: resources,
    limits: resources,
    command: undefined,
    environment: { legacy: {}, kubernetes: {} },
    caches: [],
    secrets: {},
    egress: [],
    after: [],
    routes: [{ name: "api", hostname: "api.dev.example.com", ladder: [0, 5, 25, 50, 100] }],
    port: 3000,
    healthPath: "/healthz",
    scale: { min: 3, max: 30, cpu: 65 },
    legacy: {
      manage: "create",
      platform: "autoScaling",
      instanceType: "m5.large",
      ami: "ami-0abc1234",
      min: 2,
      max: 6,
    },
  });
});

test("a job has a schedule and no scale, port or route", () => {
  const settled = service({ ...job, command: ["./report"] });
  expect(settled).toMatchObject({ kind: "job", schedule: "15 3 * * *", routes: [], command: ["./report"] });
  expect(settled).not.toHaveProperty("scale");
  expect(settled).not.toHaveProperty("port");
});

test("each side has its own environment", () => {
  const environment = { MODE: "same", APP: { legacy: "old", kubernetes: "new" } };
  expect(service({ ...worker, environment }).environment).toEqual({
    legacy: { MODE: "same", APP: "old" },
    kubernetes: { MODE: "same", APP: "new" },
  });
});

test("a burst raises the limits that it names, and no request", () => {
  const { requests, limits } = service({ ...worker, burst: { cpu: "1" } });
  expect(requests).toEqual(resources);
  expect(limits).toEqual({ cpu: "1", memory: "512Mi" });
});

test("a route's ladder goes before the stack's", () => {
  const routes = { api: {}, ingest: { ladder: [0, 10, 100] } };
  const { routes: settled } = service({ ...web, routes }, { rules: { ladder: [0, 50, 100] } });
  expect(settled.map(({ name, ladder }) => [name, ladder])).toEqual([
    ["api", [0, 50, 100]],
    ["ingest", [0, 10, 100]],
  ]);
});

describe("autoscaling", () => {
  test.each<[string, object, { min: number; max: number }]>([
    ["as the service says", {}, { min: 3, max: 30 }],
    ["below maxReplicas", { maxReplicas: 40 }, { min: 3, max: 30 }],
    ["at most maxReplicas", { maxReplicas: 6 }, { min: 3, max: 6 }],
    ["with the minimum lowered too", { maxReplicas: 2 }, { min: 2, max: 2 }],
    ["other bounds", override({ scale: { min: 5, max: 9 } }), { min: 5, max: 9 }],
    ["another minimum", override({ scale: { min: 5 } }), { min: 5, max: 30 }],
    ["another maximum", override({ scale: { max: 2 } }), { min: 2, max: 2 }],
    [
      "a maximum over maxReplicas",
      { maxReplicas: 2, ...override({ scale: { max: 9 } }) },
      { min: 3, max: 9 },
    ],
  ])("%s", (_, change, expected) => {
    expect(service(web, change).scale).toEqual({ ...expected, cpu: 65 });
  });
});

describe("the legacy side", () => {
  const made = {
    manage: "create",
    platform: "autoScaling",
    instanceType: "m5.large",
    ami: "ami-0abc1234",
    min: 2,
    max: 6,
  };
  const adopted = { manage: "adopt", platform: "loadBalancer", loadBalancer: "old" };
  const adopt = override({ legacy: { adopt: { loadBalancer: "old" } } });
  const withLegacy = { ...web, legacy: platform };

  test.each<[string, object, object, unknown]>([
    ["is made by default", withLegacy, {}, made],
    ["is absent where no file describes it", web, {}, undefined],
    ["is skipped by the stack", withLegacy, { legacy: "skip" }, undefined],
    ["is skipped for the service", withLegacy, override({ legacy: "skip" }), undefined],
    [
      "is made though the stack skips",
      withLegacy,
      { legacy: "skip", ...override({ legacy: "create" }) },
      made,
    ],
    [
      "is made with other bounds though the stack skips",
      withLegacy,
      { legacy: "skip", ...override({ legacy: { max: 3 } }) },
      { ...made, max: 3 },
    ],
    [
      "has another instance type",
      withLegacy,
      override({ legacy: { instanceType: "t3.small", min: 1, max: 1 } }),
      { ...made, instanceType: "t3.small", min: 1, max: 1 },
    ],
    ["is adopted", withLegacy, adopt, adopted],
    ["is adopted without being described", web, adopt, adopted],
    ["is adopted though the stack skips", withLegacy, { legacy: "skip", ...adopt }, adopted],
    ["needs no AMI where it is adopted", withLegacy, { ...adopt, releases: { it: { tag: "1" } } }, adopted],
    ["of a worker", { ...worker, legacy: platform }, {}, made],
    ["of a job", { ...job, legacy: platform }, {}, made],
  ])("%s", (_, file, change, expected) => {
    expect(service(file, change).legacy).toEqual(expected);
  });

  test.each(["worker", "job"])("of a %s can't be adopted", (kind) => {
    const { settings, problems } = settleOne(kind === "job" ? job : worker, adopt);
    expect(settings.services[0]!.legacy).toBeUndefined();
    expect(problems).toEqual([
      {
        rule: "config",
        path: "Pulumi.dev.yaml: crossover:services.it.legacy",
        message: `a ${kind} has no public address to adopt`,
        allowed: "create or skip",
      },
    ]);
  });

  test("isn't reported to lack an AMI where the whole release is missing", () => {
    const { problems } = settleOne(withLegacy, { releases: {} });
    expect(problems.map(({ path }) => path)).toEqual(["Pulumi.dev.yaml: crossover:releases.it"]);
  });
});

test("an environment", () => {
  const { settings } = settleOne(
    { ...worker, architectures: ["amd64", "arm64"] },
    { rules: { bake: "10m" } },
  );
  expect(settings).toMatchObject({
    domain: "dev.example.com",
    cluster: "blue",
    clusters: ["blue"],
    placements: { blue: { it: { architectures: ["amd64", "arm64"], preferred: "arm64" } } },
    pace: { bake: 600_000, soak: 259_200_000, concurrent: 1, ttl: 60 },
  });
  expect(settleOne(worker, { zone: { adopt: "example.com" } }).settings.domain).toBe("example.com");
});

describe("names that Kubernetes would not take", () => {
  const named = (name: string, file: object) => {
    const releases = { [name]: { tag: "1.2.3" } };
    const parsed = stackFile.parse({ ...stack, releases });
    return mergeSettings(new Map([[name, serviceFile.parse(file)]]), parsed, "Pulumi.dev.yaml").problems;
  };

  test("a job's, longer than a CronJob's may be", () => {
    expect(named("j".repeat(52), job)).toEqual([]);
    expect(named("j".repeat(53), job)).toMatchObject([
      { message: expect.stringContaining("at most 52") as string },
    ]);
  });

  test("a web service's, beginning with a digit", () => {
    expect(named("3scale", web)).toMatchObject([{ path: "services/3scale.yaml" }]);
    expect(named("3scale", worker)).toEqual([]);
  });
});

test("secrets are named below the stack, whose pods reach what they say", () => {
  const egress = [{ to: "internet", ports: [443] }];
  expect(service({ ...worker, secrets: ["TOKEN"], egress })).toMatchObject({
    secrets: { TOKEN: "dev/it/TOKEN" },
    egress,
  });
});

describe("of several services", () => {
  const files = { it: web, other: worker, late: { ...worker, after: ["other"] } };
  const catalogue = new Map(Object.entries(files).map(([name, file]) => [name, serviceFile.parse(file)]));
  const settle = (...include: string[]) =>
    mergeSettings(
      catalogue,
      stackFile.parse({
        ...stack,
        include,
        releases: Object.fromEntries(include.map((name) => [name, { tag: "1" }])),
      }),
      "Pulumi.dev.yaml",
    );

  test("a stack deploys those that it includes, and needs a release of no other", () => {
    const { settings, problems } = settle("it", "other");
    expect(problems).toEqual([]);
    expect(settings.services.map(({ name }) => name)).toEqual(["it", "other"]);
  });

  test("a service isn't deployed without those that it comes after", () => {
    expect(settle("it", "late").problems).toEqual([
      {
        rule: "config",
        path: "services/late.yaml: after",
        message: "this stack doesn't deploy `other`",
        allowed: "`other` in crossover:include too",
      },
    ]);
    expect(settle("it", "other", "late").problems).toEqual([]);
  });
});
