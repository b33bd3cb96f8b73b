// Tests the simulated ECS and its scaling: what they compute and refuse, and whether tasks answer.
import { aws } from "../../../src/rehearsal/cloud/aws";
import { Lookup } from "../../../src/rehearsal/cloud/lookup";
import { reach } from "../../../src/rehearsal/cloud/reach";
import type { Properties } from "../../../src/rehearsal/cloud/types";
import { network } from "./landscape";
import { container, ecsSide, taskDefinition } from "./legacy-platforms";
import { MemoryCloud, refusal } from "./memory-cloud";

function world() {
  const cloud = new MemoryCloud();
  const net = network(cloud);
  return { cloud, net, ...ecsSide(cloud, net) };
}

type World = ReturnType<typeof world>;

const another = ({ cloud, inputs }: World, changes: Properties) =>
  cloud.create(aws.ecsService, "other", { ...inputs, name: "other", ...changes });

const task = (changes: Properties) => (w: World) => taskDefinition(w.cloud, changes);

test.each<[what: string, work: (w: World) => unknown, code: string, cause: RegExp]>([
  [
    "a cluster with a service, deleted",
    (w) => w.cloud.remove(w.cluster),
    "ClusterContainsServices",
    /active/,
  ],
  ["a task of no container", task({ containerDefinitions: "[]" }), "ClientException", /at least one/],
  ["a task that is no JSON", task({ containerDefinitions: "api" }), "ClientException", /not valid JSON/],
  [
    "a container without a name",
    task({ containerDefinitions: '[{"image":"x"}]' }),
    "ClientException",
    /Container.name/,
  ],
  ["a Fargate task in a bridge", task({ networkMode: "bridge" }), "ClientException", /awsvpc/],
  [
    "a size that Fargate doesn't have",
    task({ memory: "512" }),
    "ClientException",
    /No Fargate configuration exists for given values: 512 CPU, 512 memory/,
  ],
  ["a Fargate task without a size", task({ cpu: "half" }), "ClientException", /be defined at the task level/],
  [
    "an image of ECR without a role to pull it",
    task({ executionRoleArn: "" }),
    "ClientException",
    /execution role ARN to support ECR images/,
  ],
  ["a service of no cluster", (w) => another(w, { cluster: "none" }), "ClusterNotFoundException", /Cluster/],
  ["a service of no task", (w) => another(w, { taskDefinition: "none" }), "ClientException", /not found/],
  [
    "a service in no subnet",
    (w) => another(w, { networkConfiguration: {} }),
    "InvalidParameterException",
    /Network Configuration must be provided/,
  ],
  [
    "a service of no target group",
    (w) => another(w, { loadBalancers: [{ targetGroupArn: "none", containerName: "api" }] }),
    "InvalidParameterException",
    /'none' not found/,
  ],
  [
    "a container that the task hasn't",
    (w) => another(w, { loadBalancers: [{ targetGroupArn: w.targets.id, containerName: "web" }] }),
    "InvalidParameterException",
    /container web does not exist/,
  ],
  [
    "a target group of instances",
    (w) => {
      const targets = w.cloud.create(aws.targetGroup, "x", { name: "x", vpcId: w.net.vpc.id });
      another(w, { loadBalancers: [{ targetGroupArn: targets.id, containerName: "api" }] });
    },
    "InvalidParameterException",
    /target type instance, which is incompatible/,
  ],
  [
    "a target group that no listener knows",
    (w) => {
      const targets = w.cloud.create(aws.targetGroup, "x", {
        name: "x",
        targetType: "ip",
        vpcId: w.net.vpc.id,
      });
      another(w, { loadBalancers: [{ targetGroupArn: targets.id, containerName: "api" }] });
    },
    "InvalidParameterException",
    /does not have an associated load balancer/,
  ],
  ["a service of the same name", (w) => another(w, { name: "api" }), "InvalidParameter", /not idempotent/],
  [
    "bounds of no service",
    (w) => bounds(w, { resourceId: "service/main/none" }),
    "ValidationException",
    /ECS service doesn't exist: service\/main\/none/,
  ],
  [
    "bounds the wrong way round",
    (w) => bounds(w, { minCapacity: 7 }),
    "ValidationException",
    /Maximum capacity cannot be less/,
  ],
  [
    "a policy without bounds",
    (w) => w.cloud.create(aws.scalablePolicy, "cpu", { ...dimension, name: "cpu" }),
    "ObjectNotFoundException",
    /No scalable target registered/,
  ],
])("refuses %s", (_, work, code, cause) => {
  const refused = refusal(() => work(world()));
  expect(refused.code).toContain(code);
  expect(refused.message).toMatch(cause);
});

const dimension = {
  serviceNamespace: "ecs",
  scalableDimension: "ecs:service:DesiredCount",
  resourceId: "service/main/api",
};

const bounds = ({ cloud }: World, changes: Properties = {}) =>
  cloud.create(aws.scalableTarget, "bounds", { ...dimension, minCapacity: 2, maxCapacity: 6, ...changes });

test("a policy scales within bounds that are there", () => {
  const w = world();
  bounds(w);
  const policy = w.cloud.create(aws.scalablePolicy, "cpu", { ...dimension, name: "cpu" });
  expect(policy.outputs["arn"]).toMatch(/policyName\/cpu$/);
});

test("a change of a task is another revision, beside the one that still runs", () => {
  const { cloud, service } = world();
  const next = taskDefinition(cloud, {
    containerDefinitions: JSON.stringify([{ ...container, image: "x" }]),
  });
  expect(next.outputs).toMatchObject({ revision: 2, arn: expect.stringMatching(/\/api:2$/) as unknown });
  const before = cloud.get(aws.taskDefinition, service.inputs["taskDefinition"] as string)!;
  cloud.update(service, { taskDefinition: next.id });
  cloud.remove(before);
  expect(cloud.list(aws.taskDefinition)).toHaveLength(1);
});

test("a service answers while it runs a task", () => {
  const { cloud, balancer, service } = world();
  const through = () => reach(new Lookup(cloud), balancer.outputs["dnsName"] as string, "api.example.com");
  expect(through().answers).toBe(true);
  cloud.update(service, { desiredCount: 0 });
  expect(through()).toEqual({ answers: false, reason: "the ECS service api runs no task" });
  cloud.remove(service);
  expect(through().answers).toBe(false);
});

test("only a changed count is ordered; else the service keeps what its scaling gave it", () => {
  const { cloud, service } = world();
  cloud.put({ ...service, outputs: { ...service.outputs, desiredCount: 5 } });
  expect(cloud.update(service, { propagateTags: "SERVICE" }).outputs["desiredCount"]).toBe(5);
  expect(cloud.update(service, { desiredCount: 3 }).outputs["desiredCount"]).toBe(3);
});

test("a service is found with its load balancer", () => {
  const { cloud, cluster, targets, balancer } = world();
  const { arn } = cloud.invoke("aws:ecs/getCluster:getCluster", { clusterName: "main" });
  expect(arn).toBe(cluster.id);
  const { loadBalancers } = cloud.invoke("aws:ecs/getService:getService", {
    clusterArn: arn!,
    serviceName: "api",
  });
  expect(loadBalancers).toMatchObject([{ targetGroupArn: targets.id }]);
  expect(cloud.invoke("aws:lb/getTargetGroup:getTargetGroup", { arn: targets.id })).toMatchObject({
    name: "ecs",
    loadBalancerArns: [balancer.id],
  });
});

test.each([
  ["aws:ecs/getCluster:getCluster", { clusterName: "none" }],
  ["aws:ecs/getService:getService", { clusterArn: "main", serviceName: "none" }],
  ["aws:lb/getTargetGroup:getTargetGroup", { name: "none" }],
])("%s finds nothing by %j", (token, args) => {
  expect(refusal(() => world().cloud.invoke(token, args)).code).toBe("NotFound");
});
