// Counts the consumers that a worker has on all of its sides.
import { at, list, number, text } from "./fields";
import { types, type Resources } from "./resolver";

const autoscaler = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";

/** Instances, tasks and pods that consume for a service, as far as their bounds say. */
export function consumersOf(cloud: Resources, service: string): number {
  const groups = cloud
    .list(types.group)
    .filter(({ inputs }) =>
      list(inputs, "tags").some(
        (tag) => at(tag, "key") === "crossover:service" && at(tag, "value") === service,
      ),
    );
  const tasks = cloud
    .list(types.tasks)
    .filter(({ inputs }) => at(inputs, "tags") !== undefined && taggedWith(inputs) === service);
  const isOf = (labels: unknown) => at(labels, "metadata.labels") !== undefined && nameIn(labels) === service;
  const pods = cloud.list(types.deployment).filter(({ inputs }) => isOf(inputs));
  return (
    groups.reduce((sum, { outputs }) => sum + (number(outputs, "desiredCapacity") ?? 0), 0) +
    tasks.reduce((sum, { outputs }) => sum + (number(outputs, "desiredCount") ?? 0), 0) +
    pods.reduce((sum, { id, cluster, inputs }) => {
      const bounds = cloud.list(autoscaler).find((one) => one.id === id && one.cluster === cluster);
      const replicas = number(inputs, "spec.replicas");
      // An autoscaler leaves what was set to none alone.
      return sum + (replicas === 0 ? 0 : (number(bounds?.inputs, "spec.minReplicas") ?? replicas ?? 1));
    }, 0)
  );
}

function taggedWith(inputs: unknown): string | undefined {
  const tags = at(inputs, "tags") as Record<string, unknown>;
  return text({ service: tags["crossover:service"] }, "service");
}

function nameIn(object: unknown): string | undefined {
  const labels = at(object, "metadata.labels") as Record<string, unknown>;
  return text({ name: labels["app.kubernetes.io/name"] }, "name");
}
