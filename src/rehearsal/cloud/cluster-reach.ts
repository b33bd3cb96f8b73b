// Decides whether a cluster answers: from the gateway's service through its routes to pods that a node can run.
import { covers } from "./acm";
import { chartName } from "./kubernetes";
import type { Lookup } from "./lookup";
import { servingInDrains } from "./drain";
import { unschedulable } from "./scheduling";
import { admitsCaller, type Caller } from "./network-policy";
import { no, yes } from "./verdict";
import { servingNow } from "./work";
import type { Verdict } from "./verdict";
import { labelsAt, numberAt, objectAt, objectsAt, textAt, valueAt } from "./properties";
import type { CloudResource, Properties } from "./types";

/** One way into a gateway: the service that Envoy Gateway makes for it, and who is asked for. */
export interface Entry {
  readonly cluster: string | undefined;
  readonly namespace: string;
  readonly service: string;
  readonly port: number | undefined;
  /** Whether the load balancer puts the proxy protocol's header before what clients send. */
  readonly proxyProtocol: boolean;
  /** Left out where only the health of the proxies is asked. */
  readonly hostname: string | undefined;
}

function nameOf(object: CloudResource): string {
  return textAt(object.outputs, "metadata.name") ?? "";
}

function namespaceOf(object: CloudResource): string {
  return textAt(object.outputs, "metadata.namespace") ?? "default";
}

/** Whether some node of the cluster can run the pod; clusters that the cloud doesn't know are taken to have nodes. */
function canPlace(lookup: Lookup, cluster: string | undefined, pod: Properties): Verdict {
  const known = lookup.find(`cluster:${cluster}`)[0];
  if (!known) return yes;
  const reason = unschedulable(pod, {
    groups: lookup.find(`nodes:${known.id}`),
    pools: lookup.find(`pools:${cluster}`),
    charts: lookup.find(`releases:${cluster}`).map(chartName),
  });
  return reason === undefined ? yes : no(`the cluster ${known.id} ${reason}`);
}

/** Whether the service selects a deployment with a replica that a node can run, and that lets the caller in. */
export function serviceAnswers(
  lookup: Lookup,
  service: CloudResource,
  caller?: Caller & { readonly servicePort: number | undefined },
): Verdict {
  const selector = labelsAt(service.inputs, "spec.selector");
  if (selector.length === 0) return no(`the Service ${service.id} selects no pods`);
  // Every label of the selector leads to all its pods; the one with the fewest answers soonest.
  const candidates = selector
    .map(([label, value]) => `pods:${service.cluster}/${namespaceOf(service)}:${label}=${value}`)
    .map((key) => lookup.find(key))
    .reduce((fewest, list) => (list.length < fewest.length ? list : fewest));
  const deployments = candidates.filter(({ inputs }) => {
    const labels = objectAt(inputs, "spec.template.metadata.labels");
    return selector.every(([label, value]) => labels[label] === value);
  });
  if (deployments.length === 0) return no(`the Service ${service.id} selects no pods`);
  const verdicts = deployments.map((deployment) => {
    if ((numberAt(deployment.inputs, "spec.replicas") ?? 1) < 1)
      return no(`the Deployment ${deployment.id} has no replica`);
    if (servingNow(lookup, deployment, numberAt(deployment.inputs, "spec.replicas") ?? 1) < 1)
      return no(`the Deployment ${deployment.id} has no ready pod`);
    const [known] = lookup.find(`cluster:${service.cluster}`);
    if (known && servingInDrains(lookup, deployment, known.id) < 1)
      return no(`the pods of the Deployment ${deployment.id} may all be on nodes that are drained`);
    const placed = canPlace(lookup, service.cluster, objectAt(deployment.inputs, "spec.template.spec"));
    return placed.answers && caller
      ? admitsCaller(lookup, deployment, caller, targetPort(service, caller.servicePort))
      : placed;
  });
  return verdicts.find(({ answers }) => answers) ?? verdicts[0]!;
}

/** The pods' port behind a port of the Service. */
function targetPort(service: CloudResource, port: number | undefined): string | number | undefined {
  const entry = objectsAt(service.inputs, "spec.ports").find((one) => one["port"] === port);
  return textAt(entry, "targetPort") ?? numberAt(entry, "targetPort") ?? port;
}

/** The gateways whose proxies the service is of, by the `EnvoyProxy` that fixes its name. */
function gatewaysBehind(lookup: Lookup, { cluster, service }: Entry): CloudResource[] {
  return lookup
    .find(`proxies:${cluster}/${service}`)
    .flatMap((proxy) => [
      ...lookup.find(`gateways-with:${cluster}/${namespaceOf(proxy)}/${nameOf(proxy)}`),
      ...lookup
        .find(`classes:${cluster}/${namespaceOf(proxy)}/${nameOf(proxy)}`)
        .flatMap((gatewayClass) => lookup.find(`gateways:${cluster}/${nameOf(gatewayClass)}`)),
    ]);
}

/** Whether the gateway's proxies run, and with a hostname whether a route of it leads to ready pods. */
export function gatewayAnswers(lookup: Lookup, entry: Entry): Verdict {
  const { cluster, namespace, service, hostname } = entry;
  const gateways = gatewaysBehind(lookup, entry);
  if (gateways.length === 0)
    return no(`no Service and no Gateway of ${cluster} is called ${namespace}/${service}`);
  // Envoy Gateway puts the proxies next to its controller: https://gateway.envoyproxy.io/docs/tasks/operations/gateway-namespace-mode/
  const controller = lookup
    .find(`releases:${cluster}`)
    .find((release) => chartName(release) === "gateway-helm");
  if (!controller) return no(`no Envoy Gateway runs in ${cluster}`);
  if (textAt(controller.outputs, "namespace") !== namespace)
    return no(`the Service ${service} is in ${textAt(controller.outputs, "namespace")}, not in ${namespace}`);
  const mistaken = gateways.find((gateway) => !takesHeader(lookup, gateway, entry.proxyProtocol));
  if (mistaken)
    return no(
      `the Gateway ${nameOf(mistaken)} and its load balancer don't agree on the proxy protocol: ${
        entry.proxyProtocol ? "only the load balancer speaks it" : "only the Gateway expects it"
      }`,
    );
  const running = canPlace(lookup, cluster, {});
  if (!running.answers || hostname === undefined) return running;
  const verdicts = gateways.map((gateway) => routeAnswers(lookup, gateway, hostname, entry));
  return verdicts.find(({ answers }) => answers) ?? verdicts[0]!;
}

/**
 * Whether the gateway's proxies take a connection with or without the proxy protocol's header:
 * https://gateway.envoyproxy.io/docs/tasks/traffic/client-traffic-policy/
 */
function takesHeader(lookup: Lookup, gateway: CloudResource, header: boolean): boolean {
  const policies = lookup.find(
    `client-traffic:${gateway.cluster}/${namespaceOf(gateway)}/${nameOf(gateway)}`,
  );
  const expecting = policies.filter(
    ({ inputs }) =>
      valueAt(inputs, "spec.proxyProtocol") !== undefined ||
      valueAt(inputs, "spec.enableProxyProtocol") === true,
  );
  if (header) return expecting.length > 0;
  return expecting.every(({ inputs }) => valueAt(inputs, "spec.proxyProtocol.optional") === true);
}

/** The listeners of a gateway that take the hostname on the port. */
function listenersFor(gateway: CloudResource, hostname: string, port: number | undefined): Properties[] {
  return objectsAt(gateway.inputs, "spec.listeners").filter((listener) => {
    const own = textAt(listener, "hostname");
    return (
      (port === undefined || listener["port"] === port) &&
      (own === undefined || wildcardCovers(own, hostname))
    );
  });
}

/** A wildcard of the Gateway API matches one label or more. */
function wildcardCovers(pattern: string, hostname: string): boolean {
  return covers(pattern, hostname) || (pattern.startsWith("*.") && hostname.endsWith(pattern.slice(1)));
}

/** The hostnames of routes that would match, the most specific first. */
function routeHostnames(hostname: string): string[] {
  const labels = hostname.split(".");
  return [hostname, ...labels.slice(1).map((_, i) => `*.${labels.slice(i + 1).join(".")}`), "*"];
}

/** Whether the listener takes routes of the namespace; those of its own, unless it says otherwise. */
function admitsRoute(
  lookup: Lookup,
  gateway: CloudResource,
  listener: Properties,
  route: CloudResource,
): boolean {
  const from = textAt(listener, "allowedRoutes.namespaces.from") ?? "Same";
  if (from === "All") return true;
  if (from === "Same") return namespaceOf(route) === namespaceOf(gateway);
  const labels = {
    ...objectAt(
      lookup.find(`namespace:${route.cluster}/${namespaceOf(route)}`)[0]?.inputs,
      "metadata.labels",
    ),
    "kubernetes.io/metadata.name": namespaceOf(route),
  } as Properties;
  const wanted = objectAt(listener, "allowedRoutes.namespaces.selector.matchLabels");
  return Object.entries(wanted).every(([label, value]) => labels[label] === value);
}

function isAttached(
  lookup: Lookup,
  gateway: CloudResource,
  listeners: Properties[],
  route: CloudResource,
): boolean {
  return objectsAt(route.inputs, "spec.parentRefs").some((parent) => {
    if (textAt(parent, "name") !== nameOf(gateway)) return false;
    if ((textAt(parent, "namespace") ?? namespaceOf(route)) !== namespaceOf(gateway)) return false;
    const section = textAt(parent, "sectionName");
    return listeners.some(
      (listener) =>
        (section === undefined || textAt(listener, "name") === section) &&
        admitsRoute(lookup, gateway, listener, route),
    );
  });
}

function routeAnswers(
  lookup: Lookup,
  gateway: CloudResource,
  hostname: string,
  { namespace: proxies, port }: Entry,
): Verdict {
  const listeners = listenersFor(gateway, hostname, port);
  if (listeners.length === 0)
    return no(`no listener of the Gateway ${gateway.id} takes ${hostname} on port ${port}`);
  const route = routeHostnames(hostname)
    .flatMap((name) => lookup.find(`routes:${gateway.cluster}:${name}`))
    .find((candidate) => isAttached(lookup, gateway, listeners, candidate));
  if (!route) return no(`no HTTPRoute of the Gateway ${gateway.id} has the hostname ${hostname}`);
  // Envoy Gateway's own labels of the pods that it makes for a Gateway.
  const labels = {
    "app.kubernetes.io/name": "envoy",
    "gateway.envoyproxy.io/owning-gateway-name": nameOf(gateway),
    "gateway.envoyproxy.io/owning-gateway-namespace": namespaceOf(gateway),
  };
  const backends = catchAll(route).filter((backend) => (numberAt(backend, "weight") ?? 1) > 0);
  if (backends.length === 0) return no(`the HTTPRoute ${route.id} has no backend`);
  const verdicts = backends.map((backend) => {
    const namespace = textAt(backend, "namespace") ?? namespaceOf(route);
    if (namespace !== namespaceOf(route))
      return no(`the HTTPRoute ${route.id} has no ReferenceGrant for ${namespace}`);
    const id = `${namespace}/${textAt(backend, "name")}`;
    const service = lookup.find(`service:${route.cluster}/${id}`)[0];
    const caller = { namespace: proxies, labels, servicePort: numberAt(backend, "port") };
    return service ? serviceAnswers(lookup, service, caller) : no(`there is no Service ${id}`);
  });
  return verdicts.find(({ answers }) => !answers) ?? yes;
}

/** The backends of the rule that takes every path, or of the first rule. */
function catchAll(route: CloudResource): Properties[] {
  const rules = objectsAt(route.inputs, "spec.rules");
  const everything = rules.find((rule) => {
    const matches = objectsAt(rule, "matches");
    return matches.length === 0 || matches.some((match) => textAt(match, "path.value") === "/");
  });
  return objectsAt(everything ?? rules[0], "backendRefs");
}
