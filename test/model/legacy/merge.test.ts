// Tests the kinds of legacy side: what a stack makes of them, and what none of them can be.
import { addressKind, isRegional, type Legacy } from "../../../src/model/legacy/kinds";
import { mergeSettings } from "../../../src/model/environment/settings";
import { serviceFile } from "../../../src/schema/service";
import { stackFile } from "../../../src/schema/stack";
import { cluster } from "../../config/project";

const base = { image: "api", resources: { cpu: "500m", memory: "512Mi" } };
const web = { ...base, kind: "web", port: 3000, scale: { min: 1, max: 2 }, routes: { api: {} } };
const worker = { ...base, kind: "worker", scale: { min: 1, max: 2 } };
const job = { ...base, kind: "job", schedule: "15 3 * * *" };

const stackName = "64bit Amazon Linux 2023 v4.5.0 running Docker";
const beanstalk = { platform: "beanstalk", stack: stackName, instanceType: "m5.large", min: 1, max: 2 };
const ecs = { platform: "ecs", cpu: 512, memory: 1024, min: 1, max: 2 };
const hosts = { platform: "hosts" };

const stack = {
  zone: { create: "dev.example.com" },
  network: { cidr: "10.20.0.0/16", zones: 2, nat: "single" },
  registry: { create: {} },
  clusters: { blue: cluster },
  releases: { it: { tag: "1.2.3" } },
  traffic: { default: "legacy" },
};

/** One service, whose legacy side the stack leaves as it is, or differs from. */
function settled(file: object, legacy?: unknown) {
  const catalogue = new Map([["it", serviceFile.parse(file)]]);
  const services = legacy === undefined ? {} : { services: { it: { legacy } } };
  const { settings, problems } = mergeSettings(
    catalogue,
    stackFile.parse({ ...stack, ...services }),
    "Pulumi.x.yaml",
  );
  const said = problems.map(({ rule, path, message, allowed }) => [rule, path, message, allowed]);
  return { legacy: settings.services[0]!.legacy, said };
}

const here = "Pulumi.x.yaml: crossover:services.it.legacy";

test.each<[string, object, unknown, object]>([
  ["Beanstalk", { ...web, legacy: beanstalk }, undefined, { manage: "create", ...beanstalk }],
  [
    "Beanstalk with other bounds",
    { ...web, legacy: beanstalk },
    { instanceType: "t3.small", max: 1 },
    { manage: "create", ...beanstalk, instanceType: "t3.small", max: 1 },
  ],
  ["ECS", { ...web, legacy: ecs }, undefined, { manage: "create", ...ecs }],
  ["a worker on ECS", { ...worker, legacy: ecs }, undefined, { manage: "create", ...ecs }],
  [
    "ECS with another size",
    { ...web, legacy: ecs },
    { cpu: 1024, memory: 2048 },
    { manage: "create", ...ecs, cpu: 1024, memory: 2048 },
  ],
  [
    "hosts by their addresses",
    { ...web, legacy: hosts },
    { adopt: { hosts: { addresses: ["203.0.113.10"] } } },
    { manage: "adopt", platform: "hosts", hosts: { addresses: ["203.0.113.10"] } },
  ],
  [
    "private hosts that an alarm watches",
    web,
    { adopt: { hosts: { addresses: ["10.1.2.3"], alarm: "pets" } } },
    { manage: "adopt", platform: "hosts", hosts: { addresses: ["10.1.2.3"], alarm: "pets" } },
  ],
  [
    "an adopted environment",
    web,
    { adopt: { environment: { name: "it-prod", cname: "it.eu-west-1.elasticbeanstalk.com" } } },
    {
      manage: "adopt",
      platform: "beanstalk",
      environment: "it-prod",
      cname: "it.eu-west-1.elasticbeanstalk.com",
    },
  ],
  [
    "an adopted ECS service",
    { ...web, legacy: ecs },
    { adopt: { ecs: { cluster: "main", service: "it" } } },
    { manage: "adopt", platform: "ecs", cluster: "main", service: "it" },
  ],
  [
    "an internal load balancer",
    web,
    { adopt: { loadBalancer: "old", targetGroup: "old-hosts" } },
    { manage: "adopt", platform: "loadBalancer", loadBalancer: "old", targetGroup: "old-hosts" },
  ],
])("%s", (_, file, change, expected) => {
  expect(settled(file, change)).toEqual({ legacy: expected, said: [] });
});

test.each<[string, object, unknown, unknown[]]>([
  [
    "a job on ECS",
    { ...job, legacy: ecs },
    undefined,
    [
      "legacy",
      "services/it.yaml: legacy.platform",
      "an ECS service starts a task again as soon as it has ended, so a job would run without end",
      "autoScaling",
    ],
  ],
  [
    "a job on Beanstalk",
    { ...job, legacy: beanstalk },
    undefined,
    [
      "legacy",
      "services/it.yaml: legacy.platform",
      "a Beanstalk environment serves requests, and runs no schedule",
      "autoScaling",
    ],
  ],
  [
    "a worker on Beanstalk",
    { ...worker, legacy: beanstalk },
    undefined,
    [
      "legacy",
      "services/it.yaml: legacy.platform",
      "a Beanstalk environment hands messages to its application over HTTP; this image consumes by itself",
      "autoScaling or ecs",
    ],
  ],
  [
    "an image that the environment's instances can't run",
    { ...web, legacy: { ...beanstalk, instanceType: "m7g.large" } },
    undefined,
    [
      "architecture",
      "services/it.yaml: legacy.instanceType",
      "`m7g.large` is arm64, and the image that the environment runs is built for amd64",
      "an instance type of amd64",
    ],
  ],
  [
    "a size that Fargate doesn't have",
    { ...web, legacy: ecs },
    { cpu: 4096 },
    [
      "legacy",
      here,
      "Fargate has no task with 4096 CPU units and 1024 MiB of memory",
      "memory 8192 to 30720 in steps of 1024",
    ],
  ],
  [
    "an instance type on ECS",
    { ...web, legacy: ecs },
    { instanceType: "m5.large" },
    ["config", `${here}.instanceType`, "isn't a setting of the platform `ecs`", undefined],
  ],
  [
    "bounds the wrong way round",
    { ...web, legacy: ecs },
    { min: 3 },
    ["config", here, "min (3) is above max (2)", undefined],
  ],
  [
    "hosts that nobody names",
    { ...web, legacy: hosts },
    undefined,
    [
      "config",
      here,
      "services/it.yaml runs on hosts, and this stack must say on which",
      "`{ adopt: { hosts: { addresses: […] } } }`, `{ adopt: { hosts: { hostname: … } } }` or `skip`",
    ],
  ],
  [
    "private hosts without an alarm",
    web,
    { adopt: { hosts: { addresses: ["203.0.113.10", "10.1.2.3", "192.168.1.1"] } } },
    [
      "health",
      `${here}.adopt.hosts.addresses`,
      "Route 53's checkers are on the internet and can't reach 10.1.2.3, 192.168.1.1",
      "add `alarm`, the name of a CloudWatch alarm that watches the hosts",
    ],
  ],
  [
    "one private host without an alarm",
    web,
    { adopt: { hosts: { addresses: ["10.1.2.3"] } } },
    [
      "health",
      `${here}.adopt.hosts.addresses`,
      "Route 53's checkers are on the internet and can't reach 10.1.2.3",
      "add `alarm`, the name of a CloudWatch alarm that watches the hosts",
    ],
  ],
  [
    "a host that is the route itself",
    web,
    { adopt: { hosts: { hostname: "api.dev.example.com" } } },
    [
      "config",
      `${here}.adopt.hosts.hostname`,
      "`api.dev.example.com` is the public name, whose record would then point to itself",
      "the hosts' own name",
    ],
  ],
  [
    "hosts of a worker",
    worker,
    { adopt: { hosts: { hostname: "pets.example.net" } } },
    ["config", here, "a worker has no public address to adopt", "create or skip"],
  ],
  [
    "two things at once",
    web,
    { adopt: { loadBalancer: "old", ecs: { cluster: "main", service: "it" } } },
    [
      "config",
      `${here}.adopt`,
      "must name exactly one of `loadBalancer`, `environment`, `ecs` and `hosts`",
      undefined,
    ],
  ],
  [
    "a target group of something else",
    web,
    { adopt: { ecs: { cluster: "main", service: "it" }, targetGroup: "old" } },
    ["config", `${here}.adopt.targetGroup`, "belongs to `loadBalancer` only", undefined],
  ],
  [
    "an environment too long for Beanstalk",
    { ...web, legacy: beanstalk, environment: { LONG: "x".repeat(4096) } },
    undefined,
    [
      "legacy",
      "services/it.yaml: environment",
      "makes 4101 bytes on the legacy side, and a Beanstalk environment takes 4096",
      undefined,
    ],
  ],
])("%s is refused", (_, file, change, expected) => {
  expect(settled(file, change).said).toEqual([expected]);
});

const adopted = (of: object) => ({ manage: "adopt", ...of }) as Legacy;

test.each<[Legacy, string]>([
  [{ manage: "create", ...ecs } as Legacy, "alias"],
  [adopted({ platform: "loadBalancer", loadBalancer: "old" }), "alias"],
  [adopted({ platform: "ecs", cluster: "main", service: "it" }), "alias"],
  [adopted({ platform: "beanstalk", cname: "it.eu-west-1.elasticbeanstalk.com" }), "alias"],
  [adopted({ platform: "beanstalk", cname: "it.elasticbeanstalk.com" }), "hostname"],
  [adopted({ platform: "hosts", hosts: { hostname: "pets.example.net" } }), "hostname"],
  [adopted({ platform: "hosts", hosts: { addresses: ["203.0.113.10"] } }), "addresses"],
])("%j is named by %s", (legacy, kind) => {
  expect(addressKind(legacy)).toBe(kind);
});

test.each([
  ["booking.eu-west-1.elasticbeanstalk.com", true],
  ["booking.eba-2mnx.us-gov-west-1.elasticbeanstalk.com", true],
  ["booking.elasticbeanstalk.com", false],
  ["booking.eu-west-1.elasticbeanstalk.com.example.com", false],
])("%s has its region in it: %s", (cname, regional) => {
  expect(isRegional(cname)).toBe(regional);
});
