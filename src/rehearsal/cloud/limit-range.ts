// Applies LimitRanges as the API server does: they give containers what these don't say, and bound what they do.
import { k8s, namespaceOf, quantity } from "./kubernetes-names";
import { labelsAt, objectAt, objectsAt, textAt } from "./properties";
import type { OperationContext, Properties } from "./types";

/** The containers of a workload's pods, with the limits and requests that its namespace gives them. */
export function limitedContainers(workload: Properties, context: OperationContext): Properties[] {
  return objectsAt(workload, "spec.template.spec.containers").map((container) =>
    ranges(workload, context).reduce(withDefaults, container),
  );
}

/** https://kubernetes.io/docs/concepts/policy/limit-range/: a greatest value without a default is the default. */
function withDefaults(container: Properties, range: Properties): Properties {
  const limits = {
    ...objectAt(range, "max"),
    ...objectAt(range, "default"),
    ...objectAt(container, "resources.limits"),
  };
  const own = objectAt(container, "resources.requests");
  const requests = {
    ...limits,
    ...objectAt(range, "defaultRequest"),
    ...objectAt(container, "resources.limits"),
    ...own,
  };
  return { ...container, resources: { limits, requests } };
}

/** Why a pod is forbidden: a request above the limit that it is given, or a limit above the greatest. */
export function outOfRange(workload: Properties, context: OperationContext): string | undefined {
  for (const container of limitedContainers(workload, context)) {
    const limits = objectAt(container, "resources.limits");
    for (const [resource, request] of labelsAt(container, "resources.requests"))
      if ((quantity(request) ?? 0) > (quantity(limits[resource]) ?? Infinity))
        return `${textAt(container, "name")}: ${resource} request ${request} must be less than or equal to the limit of ${textAt(limits, resource)}`;
    for (const range of ranges(workload, context))
      for (const [resource, most] of labelsAt(range, "max"))
        if ((quantity(limits[resource]) ?? 0) > (quantity(most) ?? Infinity))
          return `maximum ${resource} usage per Container is ${most}, but limit is ${textAt(limits, resource)}`;
  }
  return undefined;
}

function ranges(workload: Properties, { cloud, cluster }: OperationContext): Properties[] {
  return cloud
    .list(k8s.limitRange)
    .filter((one) => one.cluster === cluster && namespaceOf(one.inputs) === namespaceOf(workload))
    .flatMap(({ inputs }) => objectsAt(inputs, "spec.limits"))
    .filter((limit) => textAt(limit, "type") === "Container");
}
