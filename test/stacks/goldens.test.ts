// What each stack declares, resource by resource, against the list that was last reviewed.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { TrafficValue } from "../../src/schema/stack/traffic";
import { readCatalogue } from "../../src/config/catalogue";
import { secretIds } from "../../src/model/access/secrets";
import { weightsOf, toSplit } from "../../src/model/traffic/split";
import type { SharedAccess } from "../../components/cluster/shared-cluster";
import { program } from "../../src/program";
import { deploy, expectChildNames, type MockOverrides, type Registered } from "../mocks";

const root = join(__dirname, "..", "..");
const now = new Date("2026-11-20T12:00:00Z");

// A whole stack takes a second or two, on a busy machine several times that.
jest.setTimeout(60_000);

/** What another stack says of its cluster. */
const shared: SharedAccess = {
  clusterName: "staging-blue",
  kubeconfig: "{}",
  gateway: { name: "public", namespace: "gateways", listener: "https" },
  loadBalancer: { dnsName: "nlb.elb.eu-west-1.amazonaws.com", zoneId: "Z2IFOLAFXWLO4F" },
  listenerArn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/net/nlb/1/2",
  network: {
    vpcId: "vpc-staging",
    intraSubnetIds: ["subnet-intra-1", "subnet-intra-2"],
    intraRanges: ["10.30.40.0/22"],
    securityGroupId: "sg-staging-blue",
  },
  secretsRoleArn: "arn:aws:iam::111122223333:role/staging-blue-secrets-role",
};

/** Runs the program of one stack; `traffic` is what its zone holds, and what its config asks for. */
function declare(
  stack: string,
  traffic: Record<string, TrafficValue> = {},
  replications: Record<string, object> = {},
) {
  const file = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  const config = { ...file.config };
  config["crossover:traffic"] = { ...(config["crossover:traffic"] as object), ...traffic };
  const databases = config["crossover:databases"] as Record<string, object>;
  config["crossover:databases"] = {
    ...databases,
    ...Object.fromEntries(
      Object.entries(replications).map(([id, replication]) => [id, { ...databases[id], replication }]),
    ),
  };
  // Each was made by an update before.
  const hosts = { source: "main.legacy.example.internal", target: "main.rds.amazonaws.com" };
  const waiting = Object.fromEntries(
    Object.keys(replications).map((id) => [
      `replication.${id}`,
      { stage: "none", since: now.toISOString(), hosts },
    ]),
  );
  const domain = Object.values(config["crossover:zone"] as object)[0] as string;
  const overrides: MockOverrides = {
    stack,
    calls: {
      "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
        names: ["eu-west-1c", "eu-west-1a", "eu-west-1b"],
      }),
      "aws:route53/getZone:getZone": () => ({ zoneId: "Z0123456789" }),
      "aws:route53/getRecords:getRecords": () => ({ resourceRecordSets: records(domain, traffic) }),
      ...networkCalls,
      // Every secret that a service names is there.
      "aws:secretsmanager/getSecrets:getSecrets": () => ({ names: secretNames(stack) }),
      "aws:secretsmanager/getSecret:getSecret": ({ name }: { name?: string }) => ({
        arn: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-a1b2c3`,
      }),
      // The one that prod adopts of its network alone.
      "aws:lb/getLoadBalancer:getLoadBalancer": ({ name, arn }: { name?: string; arn?: string }) => {
        const own = name ?? arn?.split("/").at(-2) ?? "";
        return {
          arnSuffix: `app/${own}/0123456789abcdef`,
          dnsName: `${own}.eu-west-1.elb.amazonaws.com`,
          zoneId: "Z32O12XQLNTSW2",
          internal: own === "backoffice-prod",
        };
      },
    },
    outputs: {
      "pulumi:pulumi:StackReference": () => ({ outputs: { sharing: { blue: shared }, ...waiting } }),
    },
  };
  return deploy(() => {
    pulumi.runtime.setAllConfig(
      Object.fromEntries(
        Object.entries(config).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
    );
    return program({ root, now });
  }, overrides);
}

/** The VPC that prod is peered with, and the one that integration adopts. */
const networkCalls: MockOverrides["calls"] = {
  "aws:ec2/getVpc:getVpc": () => ({
    cidrBlock: "10.0.0.0/16",
    cidrBlockAssociations: [],
    enableDnsHostnames: true,
    enableDnsSupport: true,
  }),
  "aws:ec2/getRouteTable:getRouteTable": () => ({ vpcId: "vpc-0f1e2d3c4b5a69788" }),
  "aws:ec2/getSecurityGroup:getSecurityGroup": () => ({ vpcId: "vpc-0f1e2d3c4b5a69788" }),
  "aws:ec2/getSubnet:getSubnet": ({ id }: { id?: string }) => ({
    vpcId: "vpc-0c4d5e6f708192a3b",
    availabilityZone: /[13]$/.test(id ?? "") ? "eu-west-1a" : "eu-west-1b",
    cidrBlock: "10.0.0.0/24",
  }),
};
function secretNames(stack: string): string[] {
  return [...readCatalogue(join(root, "services")).catalogue].flatMap(([service, { secrets }]) =>
    Object.values(secretIds(stack, service, secrets)),
  );
}

function records(domain: string, traffic: Record<string, TrafficValue>) {
  return Object.entries(traffic).flatMap(([route, value]) =>
    Object.entries(weightsOf(toSplit(value, "blue"))).map(([setIdentifier, weight]) => ({
      name: `${route}.${domain}`,
      type: "A",
      setIdentifier,
      weight,
      resourceRecords: [],
    })),
  );
}

/** One line a resource, so that a review sees what changes of which. */
function golden(resources: readonly Registered[]): string {
  const lines = resources
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map(({ type, name, inputs }) => JSON.stringify([type, name, inputs]))
    .sort();
  return `[\n${lines.join(",\n")}\n]\n`;
}

const loading = {
  phase: "load",
  capacity: { min: 4, max: 16 },
  include: ["public.*"],
  exclude: ["public.audit_*"],
  secret: "prod/main/replication",
};

describe.each<[string, string, Record<string, TrafficValue>, Record<string, object>]>([
  ["dev", "dev", {}, {}],
  ["staging", "staging", {}, {}],
  ["staging with api at 25", "staging", { api: 25 }, {}],
  ["prod", "prod", {}, {}],
  ["prod with main at load", "prod", {}, { main: loading }],
  ["integration", "integration", {}, {}],
])("%s", (title, stack, traffic, replications) => {
  const file = join(__dirname, `${title.replaceAll(" ", "-")}.json`);
  let resources: readonly Registered[];

  beforeAll(async () => {
    ({ resources } = await declare(stack, traffic, replications));
  });

  test("declares what was reviewed (UPDATE_GOLDENS=1 writes it anew)", () => {
    const text = golden(resources);
    if (process.env.UPDATE_GOLDENS === "1") writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, "utf8"));
  });

  test("names every child after its component", () => {
    expectChildNames(resources);
  });
});
