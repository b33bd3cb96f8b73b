// Tests what is refused about access: values that look like secrets, unknown teams' services, ways in for everyone.
import { mergeSettings } from "../../../src/model/environment/settings";
import { serviceFile } from "../../../src/schema/service";
import { stackFile } from "../../../src/schema/stack";

const resources = { cpu: "500m", memory: "512Mi" };
const worker = { kind: "worker", image: "mailer", resources, scale: { min: 1, max: 4 } };
const blue = {
  kind: "eks",
  version: "1.34",
  endpoint: "private",
  nodeGroups: { x86: { instanceTypes: ["m5.large"], min: 1, max: 2 } },
};
const stack = {
  zone: { create: "dev.example.com" },
  network: { cidr: "10.20.0.0/16", zones: 2, nat: "single" },
  registry: { create: {} },
  clusters: { blue },
  releases: { mailer: { tag: "1.2.3" } },
  traffic: { default: "legacy" },
};
const subnets = (from: number) => [0, 1].map((i) => `subnet-0a1b2c3d4e5f6789${from + i}`);
const principals = ["arn:aws:iam::111122223333:role/payments"];

function problems(file: object, change: object = {}) {
  const catalogue = new Map([["mailer", serviceFile.parse({ ...worker, ...file })]]);
  return mergeSettings(catalogue, stackFile.parse({ ...stack, ...change }), "Pulumi.dev.yaml").problems;
}

const url = "postgres://app:hunter2@db/app";

test("a value that looks like a secret is refused, and not repeated", () => {
  const found = problems({ environment: { DATABASE: url, MODE: { legacy: "old", kubernetes: url } } });
  expect(found).toEqual(
    ["DATABASE", "MODE"].map((name) => ({
      rule: "secrets",
      path: `services/mailer.yaml: environment.${name}`,
      message: "looks like a URL with a password",
      allowed: "its name under `secrets`, with the value in Secrets Manager",
    })),
  );
});

test("so is one in the command, once", () => {
  expect(problems({ command: ["run", `--db=${url}`, `--other=${url}`] })).toEqual([
    expect.objectContaining({ path: "services/mailer.yaml: command", rule: "secrets" }),
  ]);
});

test("a variable has one source", () => {
  expect(problems({ environment: { MODE: "x" }, secrets: ["MODE"] })).toEqual([
    expect.objectContaining({ path: "services/mailer.yaml: secrets.MODE", allowed: "one of the two" }),
  ]);
  expect(problems({ environment: { MODE: "x" }, secrets: ["DATABASE_URL"] })).toEqual([]);
});

test.each(["169.254.0.0/16", "169.254.169.254/32", "169.254.1.2/17"])("egress to %s is refused", (to) => {
  expect(problems({ egress: [{ to, ports: [80] }] })).toEqual([
    expect.objectContaining({
      path: "services/mailer.yaml: egress",
      rule: "access",
      message: `\`${to}\` is what a node keeps for itself, such as its metadata`,
    }),
  ]);
});

describe("the ports of an address", () => {
  const ports = (count: number, from = 5000) => Array.from({ length: count }, (_, i) => from + i);
  const refused = (message: string) => [
    {
      rule: "access",
      path: "services/mailer.yaml: egress",
      message,
      allowed: "24 at most, which is what the VPC CNI enforces",
    },
  ];

  test("are 24 in the internet, and two fewer where the cluster's DNS may be", () => {
    expect(problems({ egress: [{ to: "internet", ports: ports(24) }] })).toEqual([]);
    expect(problems({ egress: [{ to: "vpc", ports: ports(22) }] })).toEqual([]);
    expect(problems({ egress: [{ to: "vpc", ports: ports(23) }] })).toEqual(
      refused("opens 25 ports at 10.20.0.0/16, all entries together with `after`, stores and DNS"),
    );
  });

  test("are those of all entries that hold it", () => {
    const apart = [
      { to: "internet", ports: ports(24) },
      { to: "10.7.0.0/16", ports: ports(20, 7000) },
    ];
    expect(problems({ egress: apart })).toEqual([]);
    const over = [
      { to: "8.0.0.0/8", ports: ports(24) },
      { to: "8.8.0.0/16", ports: [4999, 5001] },
    ];
    expect(problems({ egress: over })).toEqual(
      refused("opens 25 ports at 8.8.0.0/16, all entries together with `after`, stores and DNS"),
    );
  });

  test("may be anywhere among private ones in an existing VPC", () => {
    const adopt = { vpc: "vpc-0a1b2c3d4e5f67890", public: subnets(1), private: subnets(3) };
    expect(problems({ egress: [{ to: "vpc", ports: ports(23) }] }, { network: { adopt } })).toEqual(
      refused("opens 25 ports at 10.0.0.0/8, all entries together with `after`, stores and DNS"),
    );
  });
});

test("egress to everywhere is refused", () => {
  expect(problems({ egress: [{ to: "0.0.0.0/0", ports: [443] }] })).toEqual([
    expect.objectContaining({ path: "services/mailer.yaml: egress", allowed: "internet, vpc or both" }),
  ]);
  expect(problems({ egress: [{ to: "10.0.0.0/8", ports: [443] }] })).toEqual([]);
});

test("a team's services exist, and one that edits has some", () => {
  const teams = {
    payments: { principals, services: ["mialer"], access: "edit" },
    support: { principals, access: "edit" },
    sales: { principals },
  };
  expect(problems({}, { teams })).toEqual([
    {
      rule: "access",
      path: "Pulumi.dev.yaml: crossover:teams.payments.services",
      message: "there is no service `mialer` (did you mean `mailer`?)",
      allowed: "the name of a file in services/, without `.yaml`",
    },
    expect.objectContaining({ path: "Pulumi.dev.yaml: crossover:teams.support.services" }),
  ]);
});

test("a quota that would stop autoscaling is refused with what wouldn't", () => {
  expect(problems({}, { quota: { pods: 4 } })).toEqual([
    {
      rule: "quota",
      path: "Pulumi.dev.yaml: crossover:quota.pods",
      message: "4 is below what the services need at full scale during a rollout, 5",
      allowed: "5 or more; or leave it out",
    },
  ]);
  expect(problems({}, { quota: { pods: 5, cpu: "3", memory: "4Gi" } })).toEqual([]);
});

test.each(["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/7"])("an API server open to %s is refused", (range) => {
  const clusters = { blue: { ...blue, endpoint: { public: ["198.51.100.0/24", range] } } };
  expect(problems({}, { clusters })).toEqual([
    {
      rule: "access",
      path: "Pulumi.dev.yaml: crossover:clusters.blue.endpoint",
      message: `\`${range}\` opens the API server to the internet`,
      allowed: "the ranges of your offices and of CI, or private",
    },
  ]);
});

test("an API server open to one's own ranges is not", () => {
  expect(problems({}, { clusters: { blue: { ...blue, endpoint: { public: ["11.0.0.0/8"] } } } })).toEqual([]);
});
