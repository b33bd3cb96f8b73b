// Decides whether network policies let a connection in: https://kubernetes.io/docs/concepts/services-networking/network-policies/
import type { Lookup } from "./lookup";
import { namespaceOf } from "./kubernetes-names";
import { labelsAt, numberAt, objectAt, objectsAt, textAt, textsAt, valueAt } from "./properties";
import { no, yes } from "./verdict";
import type { Verdict } from "./verdict";
import type { CloudResource, Properties } from "./types";

/** Pods that open a connection. */
export interface Caller {
  readonly namespace: string;
  readonly labels: Properties;
}

/** Whether the pods of a Deployment admit the caller on a port of theirs, by name or number. */
export function admitsCaller(
  lookup: Lookup,
  deployment: CloudResource,
  caller: Caller,
  port: string | number | undefined,
): Verdict {
  const namespace = namespaceOf(deployment.inputs);
  const template = objectAt(deployment.inputs, "spec.template");
  const policies = lookup
    .find(`policies:${deployment.cluster}/${namespace}`)
    .filter(
      ({ inputs }) =>
        textsAt(inputs, "spec.policyTypes").includes("Ingress") &&
        selects(objectAt(inputs, "spec.podSelector"), objectAt(template, "metadata.labels")),
    );
  if (policies.length === 0) return yes;
  const number = portNumber(template, port);
  const admitted = policies
    .flatMap(({ inputs }) => objectsAt(inputs, "spec.ingress"))
    .some(
      (rule) =>
        opensPort(rule, template, number) && comesFrom(lookup, deployment.cluster, rule, namespace, caller),
    );
  return admitted
    ? yes
    : no(`no NetworkPolicy lets ${caller.namespace} reach the pods of ${deployment.id} on port ${port}`);
}

/** Without ports a rule is for all of them. */
function opensPort(rule: Properties, template: Properties, port: number | undefined): boolean {
  const ports = objectsAt(rule, "ports");
  return (
    ports.length === 0 ||
    ports.some((one) => {
      const own = one["port"];
      return typeof own !== "string" && typeof own !== "number" ? true : portNumber(template, own) === port;
    })
  );
}

/** Without peers a rule is for everyone. Of address ranges it isn't known which pods have one, so none counts. */
function comesFrom(
  lookup: Lookup,
  cluster: string | undefined,
  rule: Properties,
  own: string,
  caller: Caller,
): boolean {
  const peers = objectsAt(rule, "from");
  const labels = {
    ...objectAt(lookup.find(`namespace:${cluster}/${caller.namespace}`)[0]?.inputs, "metadata.labels"),
    "kubernetes.io/metadata.name": caller.namespace,
  };
  return (
    peers.length === 0 ||
    peers.some((peer) => {
      if (valueAt(peer, "ipBlock") !== undefined) return false;
      const inNamespace = peer["namespaceSelector"]
        ? selects(objectAt(peer, "namespaceSelector"), labels)
        : caller.namespace === own;
      return inNamespace && (!peer["podSelector"] || selects(objectAt(peer, "podSelector"), caller.labels));
    })
  );
}

/** A selector without labels selects everything. */
function selects(selector: Properties, labels: Properties): boolean {
  return labelsAt(selector, "matchLabels").every(([label, value]) => labels[label] === value);
}

function portNumber(template: Properties, port: string | number | undefined): number | undefined {
  if (typeof port !== "string") return port;
  return objectsAt(template, "spec.containers")
    .flatMap((container) => objectsAt(container, "ports"))
    .filter((one) => textAt(one, "name") === port)
    .map((one) => numberAt(one, "containerPort"))[0];
}
