// Decides whether a Gateway accepts an HTTPRoute, which the provider may have been told to wait for.
import { k8s, namespaceOf } from "./kubernetes-names";
import { labelsAt, objectAt, objectsAt, textAt, textsAt } from "./properties";
import { CloudError } from "./types";
import type { OperationContext, Properties } from "./types";

/** Waits in vain for a route that no Gateway accepts: https://gateway-api.sigs.k8s.io/reference/spec/#routeconditionreason */
export function refuseUnaccepted(kind: string, inputs: Properties, context: OperationContext): void {
  const awaited = objectAt(inputs, "metadata.annotations")["pulumi.com/waitFor"];
  if (typeof awaited !== "string" || !awaited.includes('"Accepted"')) return;
  const reasons = objectsAt(inputs, "spec.parentRefs").map((parent) => whyRefused(parent, inputs, context));
  if (reasons.includes(undefined)) return;
  throw new CloudError(
    "Timeout",
    `the Kubernetes API server reported that "${namespaceOf(inputs)}/${textAt(inputs, "metadata.name")}" failed to fully initialize or become live: ${kind} is not Accepted: ${reasons[0] ?? "it names no parent"}`,
  );
}

function whyRefused(
  parent: Properties,
  route: Properties,
  { cloud, cluster }: OperationContext,
): string | undefined {
  const id = `${textAt(parent, "namespace") ?? namespaceOf(route)}/${textAt(parent, "name")}`;
  const gateway = cloud.get(k8s.gateway, id, cluster);
  if (!gateway) return `there is no Gateway ${id}`;
  const section = textAt(parent, "sectionName");
  const named = objectsAt(gateway.inputs, "spec.listeners").filter(
    (listener) => section === undefined || textAt(listener, "name") === section,
  );
  if (named.length === 0) return `NoMatchingParent: ${id} has no listener ${section}`;
  const namespace = cloud.get(k8s.namespace, namespaceOf(route), cluster);
  const labels = objectAt(namespace?.inputs, "metadata.labels");
  const open = named.filter((listener) => {
    const from = textAt(listener, "allowedRoutes.namespaces.from") ?? "Same";
    const wanted = labelsAt(listener, "allowedRoutes.namespaces.selector.matchLabels");
    if (from === "Selector") return wanted.every(([key, value]) => labels[key] === value);
    return from === "All" || namespaceOf(route) === namespaceOf(gateway.inputs);
  });
  if (open.length === 0) return `NotAllowedByListeners: ${id} takes no routes of ${namespaceOf(route)}`;
  const hostnames = textsAt(route, "spec.hostnames");
  const meets = open.some((listener) => {
    const own = textAt(listener, "hostname");
    return own === undefined || hostnames.length === 0 || hostnames.some((one) => meetsHostname(own, one));
  });
  return meets ? undefined : `NoMatchingListenerHostname: no listener of ${id} takes ${hostnames.join(", ")}`;
}

function meetsHostname(listener: string, route: string): boolean {
  return listener === route || (listener.startsWith("*.") && route.endsWith(listener.slice(1)));
}
