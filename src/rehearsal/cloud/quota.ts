// Enforces ResourceQuota as the API server does: on every object that would go beyond what its namespace may use.
import { k8s, namespaceOf, quantity } from "./kubernetes-names";
import { limitedContainers } from "./limit-range";
import { labelsAt, numberAt, objectAt, textAt } from "./properties";
import type { OperationContext, Properties } from "./types";

/** How many pods an autoscaler asks of a Deployment; nothing where none does. */
export function autoscaled(
  deployment: Properties,
  { cloud, cluster }: Pick<OperationContext, "cloud" | "cluster">,
): number | undefined {
  const name = textAt(deployment, "metadata.name");
  const autoscaler = cloud
    .list(k8s.autoscaler)
    .find(
      (one) =>
        one.cluster === cluster &&
        namespaceOf(one.inputs) === namespaceOf(deployment) &&
        textAt(one.inputs, "spec.scaleTargetRef.name") === name,
    );
  return autoscaler && (numberAt(autoscaler.inputs, "spec.minReplicas") ?? 1);
}

/** The replicas that a Deployment is to have, which an autoscaler decides where there is one. */
function replicasOf(inputs: Properties, context: OperationContext): number {
  return numberAt(inputs, "spec.replicas") ?? autoscaled(inputs, context) ?? 1;
}

/** What a Deployment's pods use together of one counted resource. */
function usageOf(inputs: Properties, counted: string, context: OperationContext): number {
  const replicas = replicasOf(inputs, context);
  if (counted === "pods") return replicas;
  const [kind, resource] = counted.split(".") as [string, string];
  const each = limitedContainers(inputs, context).map(
    (container) => quantity(objectAt(container, `resources.${kind}`)[resource]) ?? 0,
  );
  return replicas * each.reduce((sum, one) => sum + one, 0);
}

/** A container that doesn't say how much it takes of what a quota counts. */
function unsaid(inputs: Properties, resource: string, context: OperationContext): string | undefined {
  const [kind, name] = resource.split(".");
  if (name === undefined) return undefined;
  const silent = limitedContainers(inputs, context).find(
    (container) => objectAt(container, `resources.${kind}`)[name] === undefined,
  );
  return silent && textAt(silent, "name");
}

const counted = ["pods", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];

/** What the Deployment's pods would exceed, in the words of the admission controller; nothing if all fit. */
export function exceededByPods(inputs: Properties, context: OperationContext): string | undefined {
  const { cloud, cluster } = context;
  const others = cloud
    .list(k8s.deployment)
    .filter(
      (one) =>
        one.cluster === cluster &&
        namespaceOf(one.inputs) === namespaceOf(inputs) &&
        textAt(one.inputs, "metadata.name") !== textAt(inputs, "metadata.name"),
    );
  for (const { id, hard } of quotas(inputs, context))
    for (const [resource, most] of hard.filter(([key]) => counted.includes(key))) {
      const silent = unsaid(inputs, resource, context);
      if (silent !== undefined)
        return `failed quota: ${id.split("/").at(-1)}: must specify ${resource} for: ${silent}`;
      const used = others.reduce((sum, one) => sum + usageOf(one.inputs, resource, context), 0);
      if (used + usageOf(inputs, resource, context) > (quantity(most) ?? Infinity))
        return `exceeded quota: ${id.split("/").at(-1)}, limited: ${resource}=${most}`;
    }
  return undefined;
}

/** The same of a Service, of the kinds that take a port or a load balancer of their own. */
export function exceededByService(inputs: Properties, context: OperationContext): string | undefined {
  const type = textAt(inputs, "spec.type");
  const taken = {
    LoadBalancer: ["services.loadbalancers", "services.nodeports"],
    NodePort: ["services.nodeports"],
  };
  const resources: readonly string[] = type === "LoadBalancer" || type === "NodePort" ? taken[type] : [];
  const { cloud, cluster } = context;
  const used = (resource: string) =>
    cloud
      .list(k8s.service)
      .filter(
        (one) =>
          one.cluster === cluster &&
          namespaceOf(one.inputs) === namespaceOf(inputs) &&
          textAt(one.inputs, "metadata.name") !== textAt(inputs, "metadata.name") &&
          (textAt(one.inputs, "spec.type") === "LoadBalancer" ||
            (textAt(one.inputs, "spec.type") === "NodePort" && resource === "services.nodeports")),
      ).length;
  for (const { id, hard } of quotas(inputs, context))
    for (const [resource, most] of hard.filter(([key]) => resources.includes(key)))
      if (used(resource) + 1 > Number(most))
        return `exceeded quota: ${id.split("/").at(-1)}, limited: ${resource}=${most}`;
  return undefined;
}

function quotas(inputs: Properties, { cloud, cluster }: OperationContext) {
  return cloud
    .list(k8s.resourceQuota)
    .filter((quota) => quota.cluster === cluster && namespaceOf(quota.inputs) === namespaceOf(inputs))
    .map((quota) => ({ id: quota.id, hard: labelsAt(quota.inputs, "spec.hard") }));
}
