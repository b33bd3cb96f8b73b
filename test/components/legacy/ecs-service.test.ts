// Tests the legacy side of a service on ECS: exact inputs and counts, with and without a load balancer.
import type * as pulumi from "@pulumi/pulumi";
import { EcsService, type EcsServiceArgs } from "../../../components/legacy/ecs-service";
import type { Service } from "../../../src/model/service";
import { deploy, expectChildNames, namesOf, valueOf, type Registered } from "../../mocks";
import { web, worker } from "../../model/services";

const types = {
  service: "aws:ecs/service:Service",
  task: "aws:ecs/taskDefinition:TaskDefinition",
  bounds: "aws:appautoscaling/target:Target",
  policy: "aws:appautoscaling/policy:Policy",
};

function make(service: Service, more: Partial<EcsServiceArgs> = {}) {
  return deploy(
    () =>
      new EcsService(`${service.name}-legacy`, {
        service,
        cpu: 512,
        memory: 1024,
        min: 2,
        max: 6,
        vpcId: "vpc-1",
        publicSubnetIds: ["public-a", "public-b"],
        privateSubnetIds: ["private-a", "private-b"],
        certificateArn: "arn:certificate",
        repositoryUrl: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/crossover/api",
        region: "eu-west-1",
        ...more,
      }),
  );
}

function counts(resources: Registered[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { type } of resources) result[type] = (result[type] ?? 0) + 1;
  return result;
}

const ofAll = {
  "crossover:legacy:EcsService": 1,
  "aws:cloudwatch/logGroup:LogGroup": 1,
  "aws:iam/role:Role": 1,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 1,
  "aws:ecs/cluster:Cluster": 1,
  [types.task]: 1,
  [types.service]: 1,
  [types.bounds]: 1,
  [types.policy]: 1,
};

test("a web service declares one of each, with a load balancer of its own", async () => {
  const made = await make(web);
  expect(counts(made.resources)).toEqual({
    ...ofAll,
    "crossover:legacy:ServiceLoadBalancer": 1,
    "aws:ec2/securityGroup:SecurityGroup": 2,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 3,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": 2,
    "aws:lb/loadBalancer:LoadBalancer": 1,
    "aws:lb/targetGroup:TargetGroup": 1,
    "aws:lb/listener:Listener": 2,
  });
  expectChildNames(made.resources);
  expect(made.inputs("aws:lb/targetGroup:TargetGroup")["api-legacy-alb-tg"]).toMatchObject({
    targetType: "ip",
    port: 3000,
  });
});

test("a worker has no way in", async () => {
  const made = await make(worker);
  expect(counts(made.resources)).toEqual({
    ...ofAll,
    "aws:ec2/securityGroup:SecurityGroup": 1,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": 1,
  });
  expect(made.result.target).toBeUndefined();
  expect(made.inputs(types.service)["mailer-legacy-service"]).not.toHaveProperty("loadBalancers");
  await expect(valueOf(made.result.ready)).resolves.toBe("mailer");
});

test("a task runs the release's image on Fargate, and logs", async () => {
  const made = await make(web);
  const { containerDefinitions, ...task } = made.inputs(types.task)["api-legacy-task"]!;
  expect(task).toEqual({
    family: "api-legacy-task",
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: "512",
    memory: "1024",
    executionRoleArn: expect.stringContaining("api-legacy-task-role") as unknown,
    runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
    tags: { Name: "api-legacy", "crossover:service": "api", "crossover:release": "1.2.3" },
  });
  expect(JSON.parse(containerDefinitions as string)).toEqual([
    expect.objectContaining({
      name: "api",
      image: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/crossover/api:1.2.3",
      environment: [{ name: "MODE", value: "old" }],
    }),
  ]);
  expect(made.inputs("aws:cloudwatch/logGroup:LogGroup")["api-legacy-task-logs"]).toEqual({
    retentionInDays: 30,
  });
});

test("new tasks are healthy before old ones go, and a bad release goes back", async () => {
  const made = await make(web);
  const [service] = made.of(types.service);
  expect(service!.inputs).toMatchObject({
    launchType: "FARGATE",
    desiredCount: 2,
    deploymentMinimumHealthyPercent: 100,
    deploymentMaximumPercent: 200,
    deploymentCircuitBreaker: { enable: true, rollback: true },
    waitForSteadyState: true,
    networkConfiguration: {
      subnets: ["private-a", "private-b"],
      securityGroups: ["api-legacy-sg-id"],
      assignPublicIp: false,
    },
    loadBalancers: [{ containerName: "api", containerPort: 3000 }],
    healthCheckGracePeriodSeconds: 60,
  });
  expect(namesOf(service!.dependencies)).toContain("api-legacy-alb-https");
});

test("scales within its bounds, and no more in while its traffic may return", async () => {
  const made = await make(web, { holdCapacity: true });
  expect(made.of(types.service)[0]!.ignoreChanges).toEqual(["desiredCount"]);
  const dimension = {
    serviceNamespace: "ecs",
    scalableDimension: "ecs:service:DesiredCount",
    resourceId: "service/api-legacy-cluster-0123abc/api-legacy-service-0123abc",
  };
  expect(made.inputs(types.bounds)["api-legacy-bounds"]).toEqual({
    ...dimension,
    minCapacity: 2,
    maxCapacity: 6,
  });
  expect(made.inputs(types.policy)["api-legacy-cpu"]).toEqual({
    ...dimension,
    policyType: "TargetTrackingScaling",
    targetTrackingScalingPolicyConfiguration: {
      predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
      targetValue: 65,
      disableScaleIn: true,
    },
  });
});

test("a worker's share is ordered at once, because scaling follows its bounds only later", async () => {
  const made = await make(worker, { min: 0, max: 0, setsCount: true });
  const [service] = made.of(types.service);
  expect(service!.inputs.desiredCount).toBe(0);
  expect(service!.ignoreChanges).toEqual([]);
  expect(made.inputs(types.bounds)["mailer-legacy-bounds"]).toMatchObject({ minCapacity: 0, maxCapacity: 0 });
});

test("is a target of its own once its tasks run", async () => {
  const { result } = await make(web);
  expect(result.target).toMatchObject({ id: "legacy", dedicated: true, address: { kind: "alias" } });
  await expect(valueOf(result.target!.address.of as pulumi.Output<unknown>)).resolves.toEqual({
    dnsName: "api-legacy-alb.eu-west-1.elb.amazonaws.com",
    zoneId: "Z32O12XQLNTSW2",
  });
});

test("a task gets the secrets that the service names, and may read no others", async () => {
  const named = { ...web, secrets: { DATABASE_URL: "prod/api/DATABASE_URL" } };
  const made = await make(web, {
    service: named,
    secrets: { region: "eu-west-1", account: "123456789012" },
  });
  const [{ secrets }] = JSON.parse(
    made.inputs(types.task)["api-legacy-task"]!.containerDefinitions as string,
  ) as [{ secrets: unknown }];
  const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api/DATABASE_URL";
  expect(secrets).toEqual([{ name: "DATABASE_URL", valueFrom: arn }]);
  const policy = made.inputs("aws:iam/rolePolicy:RolePolicy")["api-legacy-task-secrets"]!.policy as string;
  expect(JSON.parse(policy)).toMatchObject({ Statement: [{ Resource: [`${arn}-??????`] }] });
  expect(namesOf(made.of(types.task)[0]!.dependencies)).toContain("api-legacy-task-secrets");
});

test("lets the task and the service be changed", async () => {
  const made = await make(web, {
    transform: {
      taskDefinition: (own) => ({ ...own, taskRoleArn: "arn:role" }),
      service: (own) => ({ ...own, enableExecuteCommand: true }),
    },
  });
  expect(made.of(types.task)[0]!.inputs.taskRoleArn).toBe("arn:role");
  expect(made.of(types.service)[0]!.inputs.enableExecuteCommand).toBe(true);
});

test("needs a certificate where it is public, and a size that Fargate has", async () => {
  await expect(make(web, { certificateArn: undefined, cpu: 1024 })).rejects.toMatchObject({
    component: "EcsService api-legacy",
    problems: [
      { propertyPath: "certificateArn" },
      {
        propertyPath: "memory",
        reason:
          "doesn't fit `cpu`: Fargate has no task with 1024 CPU units and 1024 MiB of memory; it takes memory 2048 to 8192 in steps of 1024",
      },
    ],
  });
});
