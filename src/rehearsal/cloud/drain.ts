// Decides how many pods of a Deployment serve while nodes that may hold them are drained.
import { chartName, namespaceOf } from "./kubernetes-names";
import type { Lookup } from "./lookup";
import { labelsAt, numberAt, objectAt, textAt, valueAt } from "./properties";
import { unschedulable } from "./scheduling";
import type { CloudResource, Properties } from "./types";

/**
 * Whatever else a cluster has, the pods may all be on the nodes that go. They are evicted all at once, unless a budget says
 * otherwise: https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/
 */
export function servingInDrains(lookup: Lookup, deployment: CloudResource, cluster: string): number {
  const { inputs } = deployment;
  const place = `${deployment.cluster}/${namespaceOf(inputs)}`;
  const [scaler] = lookup.find(`scalers:${place}/${textAt(inputs, "metadata.name")}`);
  const count = numberAt(scaler?.inputs, "spec.minReplicas") ?? numberAt(inputs, "spec.replicas") ?? 1;
  const charts = lookup.find(`releases:${deployment.cluster}`).map(chartName);
  const pod = objectAt(inputs, "spec.template.spec");
  const going = lookup.find(`drained:${cluster}`).filter((group) => {
    const until = Date.parse(group.work!.until);
    if (lookup.now() >= until) return false;
    lookup.expires(until);
    return unschedulable(pod, { groups: [group], pools: [], charts }) === undefined;
  });
  if (going.length === 0) return count;
  const labels = objectAt(inputs, "spec.template.metadata.labels");
  const budget = lookup
    .find(`budgets:${place}`)
    .find((one) =>
      labelsAt(one.inputs, "spec.selector.matchLabels").every(([key, value]) => labels[key] === value),
    );
  return budget ? keptBy(budget.inputs, count) : 0;
}

/** How many of its pods a budget keeps; shares are rounded up: https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
function keptBy(budget: Properties, count: number): number {
  const number = (name: string) => {
    const value = valueAt(budget, `spec.${name}`);
    if (typeof value === "number") return value;
    return typeof value === "string" ? Math.ceil((count * parseInt(value, 10)) / 100) : undefined;
  };
  return Math.max(0, Math.min(count, number("minAvailable") ?? count - (number("maxUnavailable") ?? 0)));
}
