// Indexes what traffic depends on, and knows for every question asked what would change its answer.
import { aws } from "./aws";
import { drainedBy } from "./drained";
import { k8s, namespaceOf } from "./kubernetes";
import { labelsAt, objectsAt, textAt, textsAt } from "./properties";
import type { Delays, Notices } from "./notices";
import type { CloudChange, CloudResource, CloudView } from "./types";

/** The type of what a fault takes away: a host outside of the cloud, by the name or address that leads to it. */
export const lostHost = "rehearsal:fault:LostHost";

/** The questions under which a resource is an answer, by its type. Types that are not here don't matter to traffic. */
const keysByType: Record<string, (resource: CloudResource) => string[]> = {
  [aws.zone]: ({ id }) => [`zone:${id}`],
  [aws.record]: ({ outputs }) => [`record:${textAt(outputs, "fqdn")}`],
  [aws.healthCheck]: ({ id }) => [`check:${id}`],
  [aws.loadBalancer]: ({ outputs }) => [`balancer:${textAt(outputs, "dnsName")}`],
  [aws.targetGroup]: ({ outputs }) => [`target-group:${textAt(outputs, "arnSuffix")}`],
  [aws.ecsService]: ({ inputs }) =>
    objectsAt(inputs, "loadBalancers").map((balancer) => `tasks:${textAt(balancer, "targetGroupArn")}`),
  [aws.beanstalkEnvironment]: ({ outputs }) => [`environment:${textAt(outputs, "cname")}`],
  [aws.metricAlarm]: ({ id }) => [`alarm:${id}`],
  [lostHost]: ({ id }) => [`lost:${id}`],
  [aws.listener]: ({ inputs }) => [`listeners:${textAt(inputs, "loadBalancerArn")}`],
  [aws.listenerRule]: ({ inputs }) => [`rules:${textAt(inputs, "listenerArn")}`],
  [aws.listenerCertificate]: ({ inputs }) => [`certificates:${textAt(inputs, "listenerArn")}`],
  [aws.certificate]: ({ id }) => [`certificate:${id}`],
  [aws.scalingGroup]: ({ id, inputs }) => [
    `group:${id}`,
    ...textsAt(inputs, "targetGroupArns").map((target) => `groups:${target}`),
    ...objectsAt(inputs, "trafficSources").map((source) => `groups:${textAt(source, "identifier")}`),
  ],
  [aws.scalingAttachment]: ({ inputs }) => [`attachments:${textAt(inputs, "lbTargetGroupArn")}`],
  [aws.cluster]: ({ id, outputs }) =>
    [id, textAt(outputs, "arn"), textAt(outputs, "endpoint")].map((name) => `cluster:${name}`),
  [aws.nodeGroup]: ({ inputs }) => [`nodes:${textAt(inputs, "clusterName")}`],
  [k8s.targetGroupBinding]: ({ inputs }) => [`bindings:${textAt(inputs, "spec.targetGroupARN")}`],
  [k8s.nodePool]: ({ cluster }) => [`pools:${cluster}`],
  [k8s.namespace]: ({ cluster, id }) => [`namespace:${cluster}/${id}`],
  [k8s.service]: ({ cluster, id }) => [`service:${cluster}/${id}`],
  [k8s.networkPolicy]: ({ cluster, inputs }) => [`policies:${cluster}/${namespaceOf(inputs)}`],
  [k8s.release]: ({ cluster }) => [`releases:${cluster}`],
  [k8s.deployment]: ({ cluster, inputs }) =>
    labelsAt(inputs, "spec.template.metadata.labels").map(
      ([label, value]) => `pods:${cluster}/${namespaceOf(inputs)}:${label}=${value}`,
    ),
  [k8s.disruptionBudget]: ({ cluster, inputs }) => [`budgets:${cluster}/${namespaceOf(inputs)}`],
  [k8s.autoscaler]: ({ cluster, inputs }) => [
    `scalers:${cluster}/${namespaceOf(inputs)}/${textAt(inputs, "spec.scaleTargetRef.name")}`,
  ],
  [k8s.envoyProxy]: ({ cluster, inputs }) => [
    `proxies:${cluster}/${textAt(inputs, "spec.provider.kubernetes.envoyService.name")}`,
  ],
  [k8s.clientTraffic]: ({ cluster, inputs }) =>
    objectsAt(inputs, "spec.targetRefs").map(
      (target) => `client-traffic:${cluster}/${namespaceOf(inputs)}/${textAt(target, "name")}`,
    ),
  [k8s.gatewayClass]: ({ cluster, inputs }) => [
    `classes:${cluster}/${textAt(inputs, "spec.parametersRef.namespace")}/${textAt(inputs, "spec.parametersRef.name")}`,
  ],
  [k8s.gateway]: ({ cluster, inputs }) => [
    `gateways:${cluster}/${textAt(inputs, "spec.gatewayClassName")}`,
    `gateways-with:${cluster}/${namespaceOf(inputs)}/${textAt(inputs, "spec.infrastructure.parametersRef.name")}`,
  ],
  [k8s.httpRoute]: ({ cluster, inputs }) => {
    const hostnames = textsAt(inputs, "spec.hostnames");
    return (hostnames.length > 0 ? hostnames : ["*"]).map((hostname) => `routes:${cluster}:${hostname}`);
  },
};

/** What an answer was built from, and until when it holds if nothing changes. */
export interface Trace {
  readonly keys: Set<string>;
  /** Milliseconds of simulated time, or infinity. */
  validUntil: number;
}

export class Lookup {
  private readonly entries = new Map<string, Map<string, CloudResource>>();
  private trace: Trace | undefined;
  /** The moment that is asked about, in milliseconds of simulated time. @default now */
  at: number | undefined;

  /** @param notices what has been noticed of health. @default everything, at once */
  constructor(
    private readonly view: CloudView,
    private readonly notices?: Notices,
  ) {
    for (const type of Object.keys(keysByType))
      for (const resource of view.list(type)) for (const key of keys(resource)) this.add(key, resource);
  }

  now(): number {
    return this.at ?? this.view.now().getTime();
  }

  /** The resources under a key, in order of creation. */
  find(key: string): readonly CloudResource[] {
    this.trace?.keys.add(key);
    return [...(this.entries.get(key)?.values() ?? [])];
  }

  /** The answer given just now may differ at this later time (in milliseconds) with no change of a resource. */
  expires(at: number): void {
    if (this.trace && at > this.now()) this.trace.validUntil = Math.min(this.trace.validUntil, at);
  }

  /** What Route 53 has noticed by now of a verdict about somebody's health. */
  noticed(key: string, verdict: boolean, delays: Delays): boolean {
    return this.notices?.noticed(key, verdict, delays, this) ?? verdict;
  }

  /** Runs a question and notes what it depended on. */
  traced<T>(question: () => T): { value: T; trace: Trace } {
    const trace: Trace = { keys: new Set(), validUntil: Infinity };
    this.trace = trace;
    try {
      return { value: question(), trace };
    } finally {
      this.trace = undefined;
    }
  }

  /** Follows changes, and returns the keys whose answers may differ now. */
  apply(changes: readonly CloudChange[]): Set<string> {
    const touched = new Set<string>();
    for (const change of changes) {
      const { before, after } = change;
      const drained = drainedBy(change, this.now());
      if (drained) this.add(`drained:${textAt(drained.inputs, "clusterName")}`, drained);
      const [old, current] = [before ? keys(before) : [], after ? keys(after) : []];
      for (const key of old)
        if (before && !current.includes(key)) this.entries.get(key)?.delete(identity(before));
      for (const key of current) if (after) this.add(key, after);
      for (const key of [...old, ...current]) touched.add(key);
      if (drained) touched.add(`drained:${textAt(drained.inputs, "clusterName")}`);
    }
    return touched;
  }

  private add(key: string, resource: CloudResource): void {
    let under = this.entries.get(key);
    if (!under) this.entries.set(key, (under = new Map<string, CloudResource>()));
    under.set(identity(resource), resource);
  }
}

function keys(resource: CloudResource): string[] {
  return keysByType[resource.type]?.(resource) ?? [];
}

function identity({ type, id, cluster }: CloudResource): string {
  return `${type} ${id} ${cluster ?? ""}`;
}
