// Resolves public names in the simulated cloud by rules of its own, apart from those of the rehearsal's observer.
import type { CloudResource } from "../../src/rehearsal";
import { at, list, number, text } from "./fields";

/** What the resolver reads: the resources of a type, as they are now. */
export interface Resources {
  list(type: string): readonly CloudResource[];
}

/** One weighted record of a name. */
export interface Side {
  /** `A` or `AAAA`, which clients ask for apart; a CNAME answers for `A`. */
  readonly family: "A" | "AAAA";
  /** Its set identifier. */
  readonly id: string;
  readonly weight: number;
  readonly record: CloudResource;
  /** Share of its targets that answer by themselves. */
  readonly answers: number;
  /** Whether Route 53 would name it. */
  readonly healthy: boolean;
}

/** What a name is worth now: shares of the answers that lead to something which answers, 0 to 1. */
export interface Reading {
  readonly sides: readonly Side[];
  /** By weight alone, as a resolver sees it that hasn't noticed any failing health check. */
  readonly byWeight: number;
  /** Once Route 53 has gone by the health checks. */
  readonly byHealth: number;
}

const types = {
  record: "aws:route53/record:Record",
  zone: "aws:route53/zone:Zone",
  check: "aws:route53/healthCheck:HealthCheck",
  balancer: "aws:lb/loadBalancer:LoadBalancer",
  listener: "aws:lb/listener:Listener",
  certificate: "aws:acm/certificate:Certificate",
  group: "aws:autoscaling/group:Group",
  tasks: "aws:ecs/service:Service",
  binding: "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding",
  httpRoute: "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
  service: "kubernetes:core/v1:Service",
  deployment: "kubernetes:apps/v1:Deployment",
  lost: "rehearsal:fault:LostHost",
} as const;
export { types };

/** Every name with weighted records in a public zone that exists. */
export function weightedNames(cloud: Resources): string[] {
  const weighted = publicRecords(cloud).filter(({ outputs }) => text(outputs, "setIdentifier") !== undefined);
  return [...new Set(weighted.map(({ outputs }) => text(outputs, "fqdn")!))];
}

export function resolve(cloud: Resources, name: string): Reading {
  const sides = publicRecords(cloud)
    .filter(({ outputs }) => text(outputs, "fqdn") === name)
    .flatMap((record) => toSide(cloud, name, record));
  const families = (["A", "AAAA"] as const).map((family) => sides.filter((side) => side.family === family));
  const asked = families.filter((members, i) => i === 0 || members.length > 0);
  return {
    sides,
    byWeight: Math.min(...asked.map(shareByWeight)),
    byHealth: Math.min(...asked.map(shareByHealth)),
  };
}

/** Share of a record's targets that answer for the name, by themselves. */
export function targetAnswers(cloud: Resources, name: string, { outputs }: CloudResource): number {
  const alias = list(outputs, "aliases")[0];
  const values = list(outputs, "records").map(String);
  const host = text(alias, "name") ?? (outputs.type === "CNAME" ? values[0] : undefined);
  if (host !== undefined) return balancerAnswers(cloud, host.replace(/\.$/, ""), name) ? 1 : 0;
  const lost = new Set(cloud.list(types.lost).map(({ id }) => id));
  return values.length === 0 ? 0 : values.filter((address) => !lost.has(address)).length / values.length;
}

function publicRecords(cloud: Resources): CloudResource[] {
  const zones = cloud.list(types.zone).filter(({ inputs }) => list(inputs, "vpcs").length === 0);
  const ids = new Set(zones.map(({ id }) => id));
  return cloud.list(types.record).filter(({ outputs }) => ids.has(text(outputs, "zoneId") ?? ""));
}

function toSide(cloud: Resources, name: string, record: CloudResource): Side[] {
  const { outputs } = record;
  const type = text(outputs, "type");
  if (type !== "A" && type !== "AAAA" && type !== "CNAME") return [];
  const answers = targetAnswers(cloud, name, record);
  return [
    {
      family: type === "AAAA" ? "AAAA" : "A",
      id: text(outputs, "setIdentifier") ?? "",
      weight: number(list(outputs, "weightedRoutingPolicies")[0], "weight") ?? 1,
      record,
      answers,
      healthy: isHealthy(cloud, outputs, answers),
    },
  ];
}

/** Without a check, or with one that is gone, Route 53 takes a record for healthy. */
function isHealthy(cloud: Resources, outputs: CloudResource["outputs"], answers: number): boolean {
  const alias = list(outputs, "aliases")[0];
  if (at(alias, "evaluateTargetHealth") === true && answers === 0) return false;
  const check = cloud.list(types.check).find(({ id }) => id === text(outputs, "healthCheckId"));
  const origin = text(check?.inputs, "fqdn");
  if (!check || origin === undefined) return true;
  const records = publicRecords(cloud).filter((record) => text(record.outputs, "fqdn") === origin);
  return records.some((record) => targetAnswers(cloud, origin, record) === 1);
}

/** All zero is all equal. */
function shareByWeight(sides: readonly Side[]): number {
  return average(sides, sides.every(({ weight }) => weight === 0) ? () => 1 : ({ weight }) => weight);
}

/** Healthy sides with weight, else healthy ones without, else as if all were healthy. */
function shareByHealth(sides: readonly Side[]): number {
  const zero = sides.every(({ weight }) => weight === 0);
  const weight = (side: Side) => (zero ? 1 : side.weight);
  const fit = sides.filter((side) => side.healthy && weight(side) > 0);
  if (fit.length > 0) return average(fit, weight);
  const standby = sides.filter((side) => side.healthy);
  return standby.length > 0 ? average(standby, () => 1) : shareByWeight(sides);
}

function average(sides: readonly Side[], weight: (side: Side) => number): number {
  const total = sides.reduce((sum, side) => sum + weight(side), 0);
  return total === 0 ? 0 : sides.reduce((sum, side) => sum + weight(side) * side.answers, 0) / total;
}

/** Through the listener of HTTPS and its certificate to instances or, in a cluster, to pods. */
function balancerAnswers(cloud: Resources, host: string, name: string): boolean {
  const bare = host.replace(/^dualstack\./, "");
  const balancer = cloud.list(types.balancer).find(({ outputs }) => text(outputs, "dnsName") === bare);
  const listener = cloud
    .list(types.listener)
    .find(({ inputs }) => inputs.loadBalancerArn === balancer?.id && inputs.port === 443);
  if (!balancer || !listener || !isCovered(cloud, text(listener.inputs, "certificateArn"), name))
    return false;
  const targetGroup = text(list(listener.inputs, "defaultActions")[0], "targetGroupArn");
  const groups = cloud
    .list(types.group)
    .filter(({ inputs }) => list(inputs, "targetGroupArns").includes(targetGroup ?? ""));
  if (groups.some(({ outputs }) => (number(outputs, "desiredCapacity") ?? 0) > 0)) return true;
  const tasks = cloud
    .list(types.tasks)
    .filter(({ inputs }) =>
      list(inputs, "loadBalancers").some((one) => text(one, "targetGroupArn") === targetGroup),
    );
  if (tasks.some(({ outputs }) => (number(outputs, "desiredCount") ?? 0) > 0)) return true;
  const bindings = cloud.list(types.binding);
  return bindings.some(
    ({ inputs, cluster }) =>
      text(inputs, "spec.targetGroupARN") === targetGroup && podsAnswer(cloud, cluster, name),
  );
}

function isCovered(cloud: Resources, arn: string | undefined, name: string): boolean {
  const certificate = cloud.list(types.certificate).find(({ id }) => id === arn);
  const names = [
    text(certificate?.inputs, "domainName"),
    ...list(certificate?.inputs, "subjectAlternativeNames"),
  ];
  return names.includes(name) || names.includes(name.replace(/^[^.]+/, "*"));
}

function podsAnswer(cloud: Resources, cluster: string | undefined, name: string): boolean {
  const inCluster = (type: string) => cloud.list(type).filter((one) => one.cluster === cluster);
  const route = inCluster(types.httpRoute).find(({ inputs }) =>
    list(inputs, "spec.hostnames").includes(name),
  );
  const backend = list(list(route?.inputs, "spec.rules")[0], "backendRefs")[0];
  const namespace = text(route?.outputs, "metadata.namespace");
  const service = inCluster(types.service).find(({ id }) => id === `${namespace}/${text(backend, "name")}`);
  const selector = Object.entries((at(service?.inputs, "spec.selector") ?? {}) as Record<string, unknown>);
  if (selector.length === 0) return false;
  return inCluster(types.deployment).some(({ inputs, outputs }) => {
    const labels = (at(inputs, "spec.template.metadata.labels") ?? {}) as Record<string, unknown>;
    return (
      text(outputs, "metadata.namespace") === namespace &&
      selector.every(([label, value]) => labels[label] === value) &&
      (number(inputs, "spec.replicas") ?? 1) > 0
    );
  });
}
