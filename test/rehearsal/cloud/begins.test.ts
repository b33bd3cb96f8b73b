// Tests what changes set going: how long instances, tasks and pods take, and how many of them serve meanwhile.
import { kindOf } from "../../../src/rehearsal/cloud";
import { aws } from "../../../src/rehearsal/cloud/aws";
import { k8s } from "../../../src/rehearsal/cloud/kubernetes";
import type { CloudResource, Properties } from "../../../src/rehearsal/cloud/types";
import { MemoryCloud } from "./memory-cloud";

function begun(type: string, inputs: Properties, before?: Properties, outputs: Properties = {}) {
  const cloud = new MemoryCloud();
  const at = { createdAt: cloud.now().toISOString(), outputs: {} };
  const healthCheck = { interval: 10, healthyThreshold: 3 };
  cloud.put({ ...at, type: aws.targetGroup, id: "checked", inputs: { healthCheck } });
  cloud.put({ ...at, type: aws.targetGroup, id: "default", inputs: {} });
  const old: CloudResource | undefined = before && { ...at, type, id: "it", inputs: before };
  return kindOf(type)!.work!({ before: old, inputs, outputs }, cloud);
}

describe("an Auto Scaling group", () => {
  test.each<[string, Properties, number]>([
    ["that the provider waits for", { targetGroupArns: ["checked"], minElbCapacity: 2 }, 0],
    ["whose targets are initial for a while", { targetGroupArns: ["checked"] }, 30],
    ["whose target group has the default check", { targetGroupArns: ["default"] }, 150],
    ["behind nothing", {}, 0],
  ])("%s serves nobody until it is created", (_, inputs, seconds) => {
    expect(begun(aws.scalingGroup, inputs)).toEqual({ seconds, serving: 0 });
  });

  test.each<[count: number, preferences: Properties, seconds: number, serving: number]>([
    [1, { minHealthyPercentage: 100, maxHealthyPercentage: 110 }, 180, 1],
    [6, { minHealthyPercentage: 100, maxHealthyPercentage: 110 }, 6 * 180, 6],
    [20, { minHealthyPercentage: 100, maxHealthyPercentage: 110 }, 10 * 180, 20],
    [1, { minHealthyPercentage: 90 }, 180, 0],
    [1, {}, 180, 0],
    [10, { minHealthyPercentage: 50 }, 2 * 180, 5],
    [2, { minHealthyPercentage: 100 }, 2 * 180, 1],
    [1, { minHealthyPercentage: 90, instanceWarmup: 10 }, 70, 0],
  ])(
    "of %i with the preferences %j refreshes its instances in %i s, and %i serve",
    (count, preferences, seconds, serving) => {
      const group = { defaultInstanceWarmup: 120, instanceRefresh: { preferences } };
      const inputs = (version: string): Properties => ({ ...group, launchTemplate: { id: "lt", version } });
      const outputs = { desiredCapacity: count };
      expect(begun(aws.scalingGroup, inputs("2"), inputs("1"), outputs)).toEqual({ seconds, serving });
      expect(begun(aws.scalingGroup, inputs("1"), inputs("1"), outputs)).toBeUndefined();
      const { instanceRefresh: _, ...without } = inputs("2");
      expect(begun(aws.scalingGroup, without, inputs("1"), outputs)).toBeUndefined();
    },
  );

  test("is refreshed for other tags only if they are a trigger", () => {
    const tagged = (value: string, triggers: string[]): Properties => ({
      instanceRefresh: { triggers },
      tags: [{ key: "a", value }],
    });
    const outputs = { desiredCapacity: 1 };
    const change = (triggers: string[]) =>
      begun(aws.scalingGroup, tagged("2", triggers), tagged("1", triggers), outputs);
    expect(change(["tag"])).toEqual({ seconds: 360, serving: 0 });
    expect(change([])).toBeUndefined();
  });
});

test.each<[string, Properties, Properties | undefined, unknown]>([
  ["is created and waited for", { waitForSteadyState: true }, undefined, { seconds: 0, serving: 0 }],
  ["is created", {}, undefined, { seconds: 120, serving: 0 }],
  ["gets new tasks", { taskDefinition: "b" }, { taskDefinition: "a" }, { seconds: 120, serving: 3 }],
  [
    "gets new tasks, half of them at a time",
    { taskDefinition: "b", deploymentMinimumHealthyPercent: 50 },
    { taskDefinition: "a" },
    { seconds: 120, serving: 2 },
  ],
  [
    "gets new tasks once the old ones are gone",
    { taskDefinition: "b", deploymentMinimumHealthyPercent: 0, waitForSteadyState: true },
    { taskDefinition: "a" },
    { seconds: 0, serving: 0 },
  ],
  ["gets other tags", { tags: {} }, { tags: { a: "b" } }, undefined],
])("an ECS service of three tasks that %s", (_, inputs, before, expected) => {
  expect(begun(aws.ecsService, inputs, before, { desiredCount: 3 })).toEqual(expected);
});

test.each<[string, Properties, boolean, unknown]>([
  ["is rolled out without a gap", { rollingUpdate: { maxUnavailable: 0 } }, true, { seconds: 0, serving: 3 }],
  ["is rolled out by default", {}, true, { seconds: 0, serving: 3 }],
  ["may miss two", { rollingUpdate: { maxUnavailable: 2 } }, true, { seconds: 0, serving: 1 }],
  ["may miss all", { rollingUpdate: { maxUnavailable: "100%" } }, true, { seconds: 0, serving: 0 }],
  ["is recreated", { type: "Recreate" }, true, { seconds: 0, serving: 0 }],
  ["keeps its pods", { type: "Recreate" }, false, undefined],
])("a Deployment of three pods that %s", (_, strategy, changes, expected) => {
  const spec = (image: string): Properties => ({ spec: { replicas: 3, strategy, template: { image } } });
  expect(begun(k8s.deployment, spec(changes ? "b" : "a"), spec("a"))).toEqual(expected);
});

test("a new Deployment is waited for, unless it says otherwise", () => {
  expect(begun(k8s.deployment, { spec: {} })).toEqual({ seconds: 0, serving: 0 });
  const annotations = { "pulumi.com/skipAwait": "true" };
  expect(begun(k8s.deployment, { metadata: { annotations } })).toEqual({ seconds: 60, serving: 0 });
});

test.each<[string, Record<string, string>, number]>([
  ["all at once by default", {}, 0],
  ["all at once", { DeploymentPolicy: "AllAtOnce" }, 0],
  ["in batches", { DeploymentPolicy: "Rolling", BatchSize: "50" }, 2],
  ["in batches of a fixed size", { DeploymentPolicy: "Rolling", BatchSizeType: "Fixed", BatchSize: "1" }, 3],
  ["in one batch", { DeploymentPolicy: "Rolling" }, 0],
  ["with an additional batch", { DeploymentPolicy: "RollingWithAdditionalBatch" }, 4],
  ["on new instances", { DeploymentPolicy: "Immutable" }, 4],
])("a Beanstalk environment of four instances gets a version %s", (_, command, serving) => {
  const environment = (version: string): Properties => ({
    version,
    settings: [
      { namespace: "aws:autoscaling:asg", name: "MinSize", value: "4" },
      ...Object.entries(command).map(([name, value]) => ({
        namespace: "aws:elasticbeanstalk:command",
        name,
        value,
      })),
    ],
  });
  expect(begun(aws.beanstalkEnvironment, environment("2"), environment("1"))).toEqual({
    seconds: 0,
    serving,
  });
  expect(begun(aws.beanstalkEnvironment, environment("1"), environment("1"))).toBeUndefined();
  expect(begun(aws.beanstalkEnvironment, environment("1"))).toEqual({ seconds: 0, serving: 0 });
});

test("a binding's targets are initial until enough checks have passed", () => {
  expect(begun(k8s.targetGroupBinding, { spec: { targetGroupARN: "checked" } })).toEqual({
    seconds: 30,
    serving: 0,
  });
  expect(begun(k8s.targetGroupBinding, {}, {})).toBeUndefined();
});
