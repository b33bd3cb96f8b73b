// Tests a service on its sides: what is created where, and that a job never runs on both.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterSite } from "../../../components/cluster/site";
import { Application, type ApplicationArgs } from "../../../components/workload/application";
import type { Service } from "../../../src/model/service";
import { sidesOf } from "../../../src/model/workload/sides";
import { toSplit } from "../../../src/model/traffic/split";
import type { TrafficValue } from "../../../src/schema/stack/traffic";
import { deploy, expectChildNames, type MockOverrides } from "../../mocks";
import { job, web } from "../../model/services";
import type { SubjectPlan } from "../../../src/model/traffic/types";

const made = {
  manage: "create",
  platform: "autoScaling",
  instanceType: "m5.large",
  ami: "ami-0abc1234",
  min: 1,
  max: 2,
} as const;

function plan(key: string, service: Service, value: TrafficValue, before: TrafficValue): SubjectPlan {
  const kind = service.kind === "job" ? "job" : "route";
  const split = toSplit(value, "blue");
  const from = toSplit(before, "blue");
  return {
    key,
    service: service.name,
    kind,
    split,
    value,
    before: { kind: "at", split: from },
    moves: JSON.stringify(split) !== JSON.stringify(from),
    weights: "only" in split ? { [split.only]: 100 } : { legacy: 100 - split.percent, blue: split.percent },
    fresh: false,
    since: new Date(),
    free: [],
  };
}

function declare(
  service: Service,
  plans: SubjectPlan[],
  more: Partial<ApplicationArgs> = {},
  how: Pick<MockOverrides, "preview" | "holdBack"> = {},
) {
  return deploy(() => {
    const provider = new kubernetes.Provider("blue-provider", {});
    const site: ClusterSite = {
      id: "blue",
      provider,
      keeping: new kubernetes.Provider("blue-keeping", {}),
      namespace: pulumi.output("dev"),
      clusterName: "dev-blue",
      gateway: { name: "public", namespace: "gateways", listener: "https" },
      loadBalancer: pulumi.output({ dnsName: "nlb.elb.amazonaws.com", zoneId: "Z2" }),
      secretsRoleArn: "arn:aws:iam::123456789012:role/operator",
      before: [],
    };
    const args: ApplicationArgs = {
      service,
      plans,
      sides: sidesOf(service, plans),
      repositoryUrl: "registry/it",
      secrets: { region: "eu-west-1", account: "123456789012" },
      legacy: {
        vpcId: "vpc-1",
        publicSubnetIds: [pulumi.output("subnet-1"), pulumi.output("subnet-2")],
        privateSubnetIds: [pulumi.output("subnet-3")],
        certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1",
        region: "eu-west-1",
      },
      clusters: { blue: { site, placement: { architectures: ["arm64"], preferred: "arm64" } } },
      zone: { domain: "example.com", zoneId: "Z1" },
      guard: new pulumi.ResourceHook("guard", () => undefined),
      ...more,
    };
    return new Application(service.name, args);
  }, how);
}

const group = "aws:autoscaling/group:Group";
const cronJob = "kubernetes:batch/v1:CronJob";

describe("a web service", () => {
  const service: Service = { ...web, legacy: made };
  const [route] = service.routes.length > 0 ? service.routes : [{ name: "api" }];

  test.each<[TrafficValue, number, number]>([
    ["legacy", 1, 0],
    [25, 1, 1],
    ["kubernetes", 0, 1],
  ])("at %s has %d legacy groups and %d deployments", async (value, groups, deployments) => {
    const { of, resources } = await declare(service, [plan(route.name, service, value, value)]);
    expectChildNames(resources);
    expect(of(group)).toHaveLength(groups);
    expect(of("kubernetes:apps/v1:Deployment")).toHaveLength(deployments);
    expect(of("aws:route53/healthCheck:HealthCheck")).toHaveLength(groups + deployments);
  });
});

test("what a service may do in AWS, it may do on both sides", async () => {
  const service: Service = { ...web, legacy: made };
  const policyArns = { "cache-sessions": "arn:policy" };
  const { of, resources } = await declare(service, [plan("api", service, 25, 25)], { policyArns });
  const attached = of("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
  expect(attached.filter(({ inputs }) => inputs.policyArn === "arn:policy").map(({ name }) => name)).toEqual([
    "api-legacy-template-cache-sessions",
    "api-blue-identity-role-cache-sessions",
  ]);
  const [association] = of("aws:eks/podIdentityAssociation:PodIdentityAssociation");
  // Pods get credentials when they start.
  const [pods] = of("kubernetes:apps/v1:Deployment");
  expect(resources.indexOf(association!)).toBeLessThan(resources.indexOf(pods!));
});

describe("a job", () => {
  const service: Service = { ...job, legacy: made };

  test("that moves to Kubernetes: the group is emptied before the CronJob may run", async () => {
    const plans = [plan(service.name, service, "kubernetes", "legacy")];
    const held = { type: group, name: "report-legacy-group" };
    const { of, waiting } = await declare(service, plans, {}, { holdBack: held });
    expect(of(group)[0]!.inputs).toMatchObject({ minSize: 0, maxSize: 0 });
    expect(of(cronJob)[0]!.inputs).toMatchObject({ spec: { suspend: false } });
    expect(waiting).toEqual(["report-blue"]);
  });

  test("that moves back: the CronJob is suspended before the group has an instance", async () => {
    const plans = [plan(service.name, service, "legacy", "kubernetes")];
    const held = { type: cronJob, name: "report-blue" };
    const { of, waiting } = await declare(service, plans, {}, { holdBack: held });
    expect(of(cronJob)[0]!.inputs).toMatchObject({ spec: { suspend: true } });
    expect(of(group)[0]!.inputs).toMatchObject({ minSize: 1, maxSize: 2 });
    expect(waiting).toEqual(["report-legacy-group"]);
  });

  test.each<[TrafficValue, TrafficValue]>([
    ["kubernetes", "legacy"],
    ["legacy", "kubernetes"],
  ])("a preview of its move to %s ends, though it knows no ids", async (value, before) => {
    const plans = [plan(service.name, service, value, before)];
    const { of } = await declare(service, plans, {}, { preview: true });
    expect([of(group), of(cronJob)].map(({ length }) => length)).toEqual([1, 1]);
  });

  test("that stays has one side only", async () => {
    const { of } = await declare(service, [plan(service.name, service, "kubernetes", "kubernetes")]);
    expect(of(group)).toEqual([]);
    expect(of(cronJob)).toHaveLength(1);
  });
});

test("both sides may read the secrets that the service names, each by its own role", async () => {
  const service: Service = { ...web, legacy: made, secrets: { TOKEN: "dev/api/TOKEN" } };
  const { of } = await declare(service, [plan("api", service, 25, 25)]);
  const readers = of("aws:iam/rolePolicy:RolePolicy").filter(({ inputs }) =>
    String(inputs.policy).includes("secret:dev/api/TOKEN-??????"),
  );
  expect(readers.map(({ name }) => name).sort()).toEqual([
    "api-blue-secrets-read",
    "api-legacy-template-secrets",
  ]);
  expect(of("kubernetes:external-secrets.io/v1:ExternalSecret")).toHaveLength(1);
});

test("sides and routes that lack what they are made of are refused, all at once", async () => {
  const service: Service = { ...web, legacy: undefined, healthPath: undefined };
  const sides = sidesOf(web, [plan("api", web, 25, 25)]);
  const elsewhere = { ...plan("api", web, 25, 25), split: { only: "green" } };
  await expect(declare(service, [elsewhere], { sides, clusters: {} })).rejects.toMatchObject({
    component: "Application api",
    problems: [
      { propertyPath: "service.legacy" },
      { propertyPath: "clusters.blue" },
      { propertyPath: "service.healthPath" },
      { propertyPath: "plans[0].split", reason: "names `green`, which isn't among the sides" },
    ],
  });
});

test("an adopted legacy side that nothing was found of is refused", async () => {
  const service: Service = {
    ...web,
    legacy: { manage: "adopt", platform: "loadBalancer", loadBalancer: "old" },
  };
  await expect(declare(service, [plan("api", service, "legacy", "legacy")])).rejects.toMatchObject({
    problems: [
      {
        propertyPath: "found",
        reason: "is missing: nothing was found of the adopted legacy side of api",
      },
    ],
  });
});
