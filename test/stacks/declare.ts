// Runs the program of a real stack file under mocks.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { TrafficValue } from "../../src/schema/stack/traffic";
import { readCatalogue } from "../../src/config/catalogue";
import { secretIds } from "../../src/model/access/secrets";
import { entryName, entryText } from "../../src/model/traffic/ledger";
import { weightsOf, toSplit } from "../../src/model/traffic/split";
import type { SharedAccess } from "../../src/model/clusters/types";
import type { AwsQuestions } from "../../src/observe";
import { program } from "../../src/program";
import { deploy, type MockOverrides } from "../mocks";
import { answering, caller } from "./questions";

export const root = join(__dirname, "..", "..");
export const now = new Date("2026-11-20T12:00:00Z");

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

export interface Situation {
  /** What the zone holds, by route. @default nothing */
  readonly zone?: Record<string, TrafficValue>;
  /** What the stack file asks for besides. @default what the zone holds */
  readonly traffic?: Record<string, TrafficValue>;
  /** By database. */
  readonly replications?: Record<string, object>;
  /** What AWS answers otherwise about health; the check of a record is `<route>-<side>`. @default all is well */
  readonly ask?: Partial<AwsQuestions>;
  /** Changes of `crossover:rules`. */
  readonly rules?: object;
  /** What the last update left besides. */
  readonly outputs?: Record<string, unknown>;
}

/** Runs the program of one stack. */
export function declare(
  stack: string,
  { zone = {}, traffic = zone, replications = {}, outputs = {}, ask, rules }: Situation = {},
  how: Pick<MockOverrides, "preview" | "holdBack"> = {},
) {
  const file = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  const config = { ...file.config };
  config["crossover:traffic"] = { ...(config["crossover:traffic"] as object), ...traffic };
  if (rules) config["crossover:rules"] = { ...(config["crossover:rules"] as object), ...rules };
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
  const held = records(domain, zone);
  const overrides: MockOverrides = {
    ...how,
    stack,
    calls: {
      "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
        names: ["eu-west-1c", "eu-west-1a", "eu-west-1b"],
      }),
      "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: "123456789012", arn: caller }),
      "aws:route53/getZone:getZone": () => ({ zoneId: "Z0123456789" }),
      "aws:route53/getRecords:getRecords": () => ({
        resourceRecordSets: [...held, ...ledger(stack, domain, zone)],
      }),
      "pulumi:pulumi:readStackResourceOutputs": () => ({
        outputs: state(
          stack,
          domain,
          zone,
          { sharing: { blue: shared }, ...waiting, ...outputs },
          "create" in (config["crossover:zone"] as object),
        ),
      }),
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
      "pulumi:pulumi:StackReference": () => ({
        outputs: { sharing: { blue: shared } },
      }),
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
    return program({
      root,
      now,
      commit: "0123456789ab",
      clock: () => now,
      ask: () =>
        answering(
          held.map((one) => one.healthCheckId),
          now,
          ask,
        ),
    });
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

function records(domain: string, zone: Record<string, TrafficValue>) {
  return Object.entries(zone).flatMap(([route, value]) =>
    Object.entries(weightsOf(toSplit(value, "blue"))).map(([setIdentifier, weight]) => ({
      name: `${route}.${domain}`,
      type: "A",
      setIdentifier,
      weight,
      healthCheckId: `${route}-${setIdentifier}`,
      resourceRecords: [],
    })),
  );
}

/** Every route has been where it is for long, and an update has found which side has no share. */
function ledger(stack: string, domain: string, zone: Record<string, TrafficValue>) {
  return Object.entries(zone).map(([route, value]) => {
    const split = toSplit(value, "blue");
    const freed = Object.entries(weightsOf(split)).flatMap(([id, weight]) => (weight === 0 ? [id] : []));
    const text = entryText({
      owner: `crossover/${stack}`,
      split,
      since: "2026-11-01T12:00:00.000Z",
      commit: "fedcba987654",
      freed,
    });
    return { name: entryName(route, domain), type: "TXT", resourceRecords: [{ value: `"${text}"` }] };
  });
}

/** What the last update has left: the stack with its outputs, the zone that it has made, if it has, and its weights. */
function state(
  stack: string,
  domain: string,
  zone: Record<string, TrafficValue>,
  outputs: Record<string, unknown>,
  made: boolean,
) {
  const urn = (type: string, name: string) => `urn:pulumi:${stack}::crossover::${type}::${name}`;
  const services = new Map(
    [...readCatalogue(join(root, "services")).catalogue].flatMap(([service, one]) =>
      Object.keys("routes" in one ? one.routes : {}).map((route) => [route, service] as const),
    ),
  );
  const zoneType = "aws:route53/zone:Zone";
  const recordType = "aws:route53/record:Record";
  return {
    [urn("pulumi:pulumi:Stack", `crossover-${stack}`)]: { type: "pulumi:pulumi:Stack", outputs },
    ...(made && {
      [urn(zoneType, `${stack}-zone`)]: { type: zoneType, outputs: { zoneId: "Z0123456789", vpcs: [] } },
    }),
    ...Object.fromEntries(
      records(domain, zone).map(({ name, setIdentifier, weight }) => {
        const route = name.split(".")[0]!;
        const record = urn(recordType, `${services.get(route)!}-${route}-${setIdentifier}`);
        const weightedRoutingPolicies = [{ weight }];
        const outputs = { fqdn: name, zoneId: "Z0123456789", setIdentifier, weightedRoutingPolicies };
        return [record, { type: recordType, outputs }];
      }),
    ),
  };
}
