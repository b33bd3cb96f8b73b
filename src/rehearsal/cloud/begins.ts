// Decides what a change of a resource sets going, by its type: for how long, and how many instances, tasks or pods serve
// until it is done.
import { aws } from "./aws";
import { leastInstances, option } from "./beanstalk";
import { k8s } from "./kubernetes";
import { autoscaled } from "./quota";
import { numberAt, objectAt, textAt, textsAt, valueAt } from "./properties";
import type { CloudView, Properties, ResourceKind } from "./types";
import { healthCheckOf } from "./work";

type Begin = NonNullable<ResourceKind["work"]>;

/** Seconds from a target's registration until it gets requests: it is `initial` until enough checks have passed. */
function registrationSeconds(cloud: CloudView, targetGroupArn: string | undefined): number {
  const group = cloud.get(aws.targetGroup, targetGroupArn ?? "");
  const { interval, up } = healthCheckOf(group?.inputs ?? {});
  return interval * up;
}

/** Seconds from the launch of an EC2 instance until it is in service. */
const launchSeconds = 60;

/**
 * A new group's instances get requests once they are registered and healthy, which the provider waits for if it is told how
 * many there have to be. A new version of the template is rolled out by an instance refresh, which it doesn't wait for:
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
 */
const group: Begin = ({ before, inputs, outputs }, cloud) => {
  const count = numberAt(outputs, "desiredCapacity") ?? 0;
  if (!before) {
    const waits = (numberAt(inputs, "minElbCapacity") ?? numberAt(inputs, "waitForElbCapacity") ?? 0) > 0;
    const [targets] = textsAt(inputs, "targetGroupArns");
    return { seconds: waits || !targets ? 0 : registrationSeconds(cloud, targets), serving: 0 };
  }
  const preferences = valueAt(inputs, "instanceRefresh");
  if (preferences === undefined || !differs(before.inputs, inputs, refreshing(inputs))) return undefined;
  const percentage = (bound: string) =>
    numberAt(inputs, `instanceRefresh.preferences.${bound}HealthyPercentage`);
  const [less, more] = [100 - (percentage("min") ?? 90), (percentage("max") ?? 100) - 100];
  const atOnce = Math.max(1, Math.floor((count * (less || more)) / 100));
  const warmup =
    numberAt(inputs, "instanceRefresh.preferences.instanceWarmup") ??
    numberAt(inputs, "defaultInstanceWarmup") ??
    numberAt(inputs, "healthCheckGracePeriod") ??
    300;
  return {
    seconds: Math.ceil(count / atOnce) * (launchSeconds + warmup),
    // With no room above the count, an old instance goes before its successor is there, be it the only one.
    serving: less === 0 && more > 0 ? count : Math.max(0, count - atOnce),
  };
};

/** What of a group begins an instance refresh; tags do if they are named as triggers. */
function refreshing(inputs: Properties): readonly string[] {
  const triggers = textsAt(inputs, "instanceRefresh.triggers").map((name) =>
    name === "tag" ? "tags" : name,
  );
  return ["launchTemplate", "mixedInstancesPolicy", ...triggers];
}

/** Seconds from the start of a task until it is healthy behind its load balancer. */
const taskSeconds = 120;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html */
const tasks: Begin = ({ before, inputs, outputs }) => {
  const seconds = inputs["waitForSteadyState"] === true ? 0 : taskSeconds;
  if (!before) return { seconds, serving: 0 };
  if (!differs(before.inputs, inputs, ["taskDefinition", "networkConfiguration"])) return undefined;
  const count = numberAt(outputs, "desiredCount") ?? 0;
  const least = numberAt(inputs, "deploymentMinimumHealthyPercent") ?? 100;
  return { seconds, serving: Math.min(count, Math.ceil((count * least) / 100)) };
};

/** Seconds from the start of a pod until it is ready. */
const podSeconds = 60;

/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy */
const pods: Begin = ({ before, inputs }, cloud) => {
  const seconds =
    objectAt(inputs, "metadata.annotations")["pulumi.com/skipAwait"] === "true" ? podSeconds : 0;
  if (!before) return { seconds, serving: 0 };
  if (!differs(objectAt(before.inputs, "spec"), objectAt(inputs, "spec"), ["template"])) return undefined;
  const scaled = autoscaled(inputs, { cloud, cluster: before.cluster });
  const count = scaled ?? numberAt(inputs, "spec.replicas") ?? 1;
  if (textAt(inputs, "spec.strategy.type") === "Recreate") return { seconds, serving: 0 };
  const unavailable = "spec.strategy.rollingUpdate.maxUnavailable";
  const percent = parseInt(textAt(inputs, unavailable) ?? "25%", 10);
  const missing = numberAt(inputs, unavailable) ?? Math.floor((count * percent) / 100);
  return { seconds, serving: Math.max(0, count - missing) };
};

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.rolling-version-deploy.html */
const environment: Begin = ({ before, inputs }) => {
  if (!before) return { seconds: 0, serving: 0 };
  if (!differs(before.inputs, inputs, ["version"])) return undefined;
  const deployment = (name: string) => option(inputs, "aws:elasticbeanstalk:command", name);
  const count = leastInstances(inputs);
  const policy = deployment("DeploymentPolicy") ?? "AllAtOnce";
  if (policy === "AllAtOnce") return { seconds: 0, serving: 0 };
  if (policy !== "Rolling") return { seconds: 0, serving: count };
  const size = Number(deployment("BatchSize") ?? 100);
  const batch = deployment("BatchSizeType") === "Fixed" ? size : Math.ceil((count * size) / 100);
  return { seconds: 0, serving: Math.max(0, count - batch) };
};

/** The controller registers the pods, and says so, before the load balancer finds them healthy. */
const binding: Begin = ({ before, inputs }, cloud) =>
  before
    ? undefined
    : { seconds: registrationSeconds(cloud, textAt(inputs, "spec.targetGroupARN")), serving: 0 };

function differs(before: Properties, after: Properties, names: readonly string[]): boolean {
  return names.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

const begins: Readonly<Record<string, Begin>> = {
  [aws.scalingGroup]: group,
  [aws.ecsService]: tasks,
  [aws.beanstalkEnvironment]: environment,
  [k8s.deployment]: pods,
  [k8s.targetGroupBinding]: binding,
};

/** The kinds, each with what its changes set going. */
export function withWork(kinds: Readonly<Record<string, ResourceKind>>): Record<string, ResourceKind> {
  return Object.fromEntries(
    Object.entries(kinds).map(([type, kind]) => {
      const work = begins[type];
      return [type, work ? { ...kind, work } : kind];
    }),
  );
}
