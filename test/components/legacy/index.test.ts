// Tests which kind of legacy side is declared for which config, and how an adopted one is named and watched.
import * as pulumi from "@pulumi/pulumi";
import { legacySide } from "../../../components/legacy";
import type { FoundLegacy } from "../../../src/model/legacy/adopted";
import type { AdoptedLegacy, Legacy } from "../../../src/model/legacy/kinds";
import { deploy, expectChildNames, valueOf } from "../../mocks";
import { web } from "../../model/services";

const balancer: AdoptedLegacy = { manage: "adopt", platform: "loadBalancer", loadBalancer: "old" };
const environment: AdoptedLegacy = {
  manage: "adopt",
  platform: "beanstalk",
  environment: "it-prod",
  cname: "it.elasticbeanstalk.com",
};

async function declared(legacy: AdoptedLegacy, of?: FoundLegacy) {
  const made = await deploy(() =>
    legacySide(
      "api-legacy",
      {
        service: web,
        legacy,
        found: of,
        region: "eu-west-1",
        repositoryUrl: "registry/api",
        vpcId: "vpc-1",
        publicSubnetIds: [],
        privateSubnetIds: [],
      },
      {},
    ),
  );
  expectChildNames(made.resources);
  const { address, alarm, ...target } = made.result.target!;
  return {
    ...made,
    target,
    kind: address.kind,
    address: await valueOf(address.of as pulumi.Output<unknown>),
    alarm: alarm && (await valueOf(pulumi.output(alarm))),
  };
}

const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";

describe("declared", () => {
  test("what the internet reaches is named and nothing else; others may be behind it", async () => {
    const alias: FoundLegacy = {
      kind: "alias",
      databases: [],
      dnsName: "old.elb.amazonaws.com",
      zoneId: "Z1",
    };
    const made = await declared(balancer, alias);
    expect(made.resources.map(({ type }) => type)).toEqual(["crossover:legacy:AdoptedService"]);
    expect(made.target).toEqual({ id: "legacy", dedicated: false });
    expect(made.address).toEqual({ dnsName: "old.elb.amazonaws.com", zoneId: "Z1" });
    expect(made.alarm).toBeUndefined();
  });

  test("of an internal load balancer an alarm tells", async () => {
    const inside = { loadBalancer: "app/old/1", targetGroup: "targetgroup/old/1" };
    const made = await declared(balancer, {
      kind: "alias",
      databases: [],
      dnsName: "internal-old.elb.amazonaws.com",
      zoneId: "Z1",
      inside,
    });
    expect(made.inputs(alarmType)).toEqual({
      "api-legacy-unhealthy": {
        namespace: "AWS/ApplicationELB",
        metricName: "HealthyHostCount",
        dimensions: { LoadBalancer: "app/old/1", TargetGroup: "targetgroup/old/1" },
        alarmDescription: expect.any(String) as unknown,
        statistic: "Minimum",
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        period: 60,
        evaluationPeriods: 2,
        treatMissingData: "breaching",
      },
    });
    expect(made.alarm).toEqual({ name: "api-legacy-unhealthy-0123abc", region: "eu-west-1" });
  });

  test("an environment without a region in its name is named by that", async () => {
    const made = await declared(environment, {
      kind: "hostname",
      databases: [],
      hostname: "it.elasticbeanstalk.com",
    });
    expect([made.kind, made.address]).toEqual(["hostname", "it.elasticbeanstalk.com"]);
  });

  test.each([
    [{ addresses: ["203.0.113.1", "203.0.113.2"] }, "addresses", ["203.0.113.1", "203.0.113.2"], undefined],
    [{ hostname: "pets.example.net" }, "hostname", "pets.example.net", undefined],
    [
      { addresses: ["10.1.2.3"], alarm: "pets" },
      "addresses",
      ["10.1.2.3"],
      { name: "pets", region: "eu-west-1" },
    ],
  ] as const)("hosts %j", async (hosts, kind, address, alarm) => {
    const made = await declared({ manage: "adopt", platform: "hosts", hosts });
    expect(made.resources.map(({ type }) => type)).toEqual(["crossover:legacy:ExternalHosts"]);
    expect(made.target).toEqual({ id: "legacy", dedicated: false });
    expect([made.kind, made.address, made.alarm]).toEqual([kind, address, alarm]);
  });
});

const bounds = { min: 1, max: 2 };

test.each<[Legacy, string]>([
  [
    { manage: "create", platform: "autoScaling", instanceType: "m5.large", ami: "ami-0abc1234", ...bounds },
    "AutoScalingService",
  ],
  [
    { manage: "create", platform: "beanstalk", stack: "Docker", instanceType: "m5.large", ...bounds },
    "BeanstalkService",
  ],
  [{ manage: "create", platform: "ecs", cpu: 512, memory: 1024, ...bounds }, "EcsService"],
])("%j is made by the program", async (legacy, component) => {
  const { resources } = await deploy(() =>
    legacySide(
      "api-legacy",
      {
        service: web,
        legacy,
        region: "eu-west-1",
        repositoryUrl: "registry/api",
        vpcId: "vpc-1",
        publicSubnetIds: ["public-a", "public-b"],
        privateSubnetIds: ["private-a", "private-b"],
        certificateArn: "arn:certificate",
      },
      {},
    ),
  );
  expect(resources.map(({ type }) => type)).toContain(`crossover:legacy:${component}`);
});
