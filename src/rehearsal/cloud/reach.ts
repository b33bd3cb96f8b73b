// Decides whether a load balancer or environment answers for a hostname: through listeners and targets to instances or pods.
import { certificateNames, covers } from "./acm";
import { gatewayAnswers, serviceAnswers } from "./cluster-reach";
import { leastInstances, option } from "./beanstalk";
import { runningTasks } from "./ecs";
import { actionOf, forwardTargets } from "./elb";
import type { Lookup } from "./lookup";
import type { Delays } from "./notices";
import { healthCheckOf, servingNow } from "./work";
import { no, yes } from "./verdict";
import type { Verdict } from "./verdict";
import { numberAt, objectAt, objectsAt, textAt, textsAt } from "./properties";
import type { CloudResource, Properties } from "./types";

/** The load balancer behind an address; aliases of the console begin with `dualstack.`. */
function balancerAt(lookup: Lookup, dnsName: string): CloudResource | undefined {
  return lookup.find(`balancer:${dnsName.replace(/^dualstack\./, "")}`)[0];
}

/** Whether what AWS has at the address answers for the hostname; nothing if AWS has no such addresses. */
export function reachAddress(lookup: Lookup, name: string, hostname: string): Verdict | undefined {
  if (/(^|\.)elb\.(.*\.)?amazonaws\.com$/.test(name)) return reach(lookup, name, hostname);
  return name.endsWith(".elasticbeanstalk.com") ? reachEnvironment(lookup, name, hostname) : undefined;
}

/** Whether a load balancer is there for its own network alone. */
export function isInternal(lookup: Lookup, dnsName: string): boolean {
  return balancerAt(lookup, dnsName)?.outputs["internal"] === true;
}

function reachEnvironment(lookup: Lookup, cname: string, hostname: string): Verdict {
  const [environment] = lookup.find(`environment:${cname}`);
  if (!environment) return no(`no environment has the address ${cname}`);
  if (environment.seeded) return yes;
  const certificate = option(environment.inputs, "aws:elbv2:listener:443", "SSLCertificateArns") ?? "";
  if (!namesOf(lookup, certificate).some((name) => covers(name, hostname)))
    return no(`no certificate of ${cname} covers ${hostname}`);
  return servingNow(lookup, environment, leastInstances(environment.inputs)) > 0
    ? yes
    : no(`${cname} has no instance`);
}

/** Whether the load balancer at the address answers for the hostname, on port 443 if it listens there, else 80. */
export function reach(lookup: Lookup, dnsName: string, hostname: string): Verdict {
  const balancer = balancerAt(lookup, dnsName);
  if (!balancer) return no(`no load balancer has the address ${dnsName}`);
  if (balancer.seeded) return yes;
  const listeners = lookup.find(`listeners:${balancer.id}`);
  const listener = [443, 80].flatMap((port) => listeners.filter(({ inputs }) => inputs["port"] === port))[0];
  if (!listener) return no(`${dnsName} has no listener on port 443 or 80`);
  if (
    ["HTTPS", "TLS"].includes(textAt(listener.inputs, "protocol") ?? "") &&
    !hasCertificate(lookup, listener, hostname)
  )
    return no(`no certificate of ${dnsName} covers ${hostname}`);
  return followForward(lookup, chooseRule(lookup, listener, hostname), hostname);
}

function hasCertificate(lookup: Lookup, listener: CloudResource, hostname: string): boolean {
  const extra = lookup
    .find(`certificates:${listener.id}`)
    .flatMap(({ inputs }) => textAt(inputs, "certificateArn") ?? []);
  return [textAt(listener.inputs, "certificateArn") ?? "", ...extra]
    .flatMap((arn) => namesOf(lookup, arn))
    .some((name) => covers(name, hostname));
}

function namesOf(lookup: Lookup, certificateArn: string): string[] {
  return lookup.find(`certificate:${certificateArn}`).flatMap(({ inputs }) => certificateNames(inputs));
}

/** The rule of lowest priority whose only conditions are host headers that match, else the listener's default. */
function chooseRule(lookup: Lookup, listener: CloudResource, hostname: string): Properties {
  const matches = (condition: Properties) =>
    textsAt(condition, "hostHeader.values").some((pattern) => pattern === "*" || covers(pattern, hostname));
  const rule = [...lookup.find(`rules:${listener.id}`)]
    .sort((a, b) => (numberAt(a.outputs, "priority") ?? 0) - (numberAt(b.outputs, "priority") ?? 0))
    .find(({ inputs }) => objectsAt(inputs, "conditions").every(matches));
  return (rule ?? listener).inputs;
}

function followForward(lookup: Lookup, inputs: Properties, hostname: string): Verdict {
  const action = actionOf(inputs);
  const type = textAt(action, "type");
  if (type === "fixed-response") {
    const status = textAt(action, "fixedResponse.statusCode") ?? "200";
    return status.startsWith("2") ? yes : no(`the listener answers ${status}`);
  }
  if (type !== "forward") return no(`the listener's action is ${type}`);
  const targets = forwardTargets(inputs).filter(({ weight }) => weight > 0);
  if (targets.length === 0) return no("the listener forwards to no target group");
  return (
    targets.map(({ arn }) => targetAnswers(lookup, arn, hostname)).find(({ answers }) => !answers) ?? yes
  );
}

function attachedGroups(lookup: Lookup, targetGroup: string): CloudResource[] {
  const attached = lookup
    .find(`attachments:${targetGroup}`)
    .flatMap(({ inputs }) => lookup.find(`group:${textAt(inputs, "autoscalingGroupName")}`));
  return [...lookup.find(`groups:${targetGroup}`), ...attached];
}

/** Whether the targets of the group answer for the hostname; without one, whether any of them is healthy. */
function targetAnswers(lookup: Lookup, targetGroup: string, hostname: string | undefined): Verdict {
  const groups = attachedGroups(lookup, targetGroup);
  const instances = (group: CloudResource) =>
    servingNow(lookup, group, numberAt(group.outputs, "desiredCapacity") ?? 0);
  if (groups.some((group) => instances(group) >= 1)) return yes;
  const services = lookup.find(`tasks:${targetGroup}`);
  if (services.some((service) => servingNow(lookup, service, runningTasks(service)) >= 1)) return yes;
  if (services.length > 0) return no(`the ECS service ${textAt(services[0]!.outputs, "name")} runs no task`);
  const bindings = lookup.find(`bindings:${targetGroup}`);
  if (groups.length > 0 && bindings.length === 0)
    return no(`the Auto Scaling group ${groups[0]!.id} has no instance`);
  if (bindings.length === 0) return no(`${targetGroup.split("/")[1]} has no targets`);
  const verdicts = bindings.map((binding) => bindingAnswers(lookup, binding, hostname));
  return verdicts.find(({ answers }) => answers) ?? verdicts[0]!;
}

function bindingAnswers(lookup: Lookup, binding: CloudResource, hostname: string | undefined): Verdict {
  if (servingNow(lookup, binding, 1) < 1) return no(`the targets of ${binding.id} are still initial`);
  const arn = textAt(binding.inputs, "spec.targetGroupARN") ?? "";
  const [group] = lookup.find(`target-group:${arn.slice(arn.indexOf("targetgroup/"))}`);
  // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/targetgroupbinding/targetgroupbinding/
  const takes = textAt(group?.inputs, "targetType") ?? "instance";
  const registers = textAt(binding.inputs, "spec.targetType") ?? takes;
  if (group && registers !== takes)
    return no(`${binding.id} registers targets of type ${registers}, and its target group takes ${takes}`);
  const namespace = textAt(binding.outputs, "metadata.namespace") ?? "default";
  const reference = objectAt(binding.inputs, "spec.serviceRef");
  const name = textAt(reference, "name") ?? "";
  const service = lookup.find(`service:${binding.cluster}/${namespace}/${name}`)[0];
  return service
    ? serviceAnswers(lookup, service)
    : gatewayAnswers(lookup, {
        cluster: binding.cluster,
        namespace,
        service: name,
        port: numberAt(reference, "port"),
        proxyProtocol: group?.inputs["proxyProtocolV2"] === true,
        hostname,
      });
}

/**
 * How long a load balancer takes to notice what becomes of its targets: the slowest of its target groups. Defaults:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
 */
export function noticingDelays(lookup: Lookup, dnsName: string): Delays {
  const balancer = balancerAt(lookup, dnsName);
  const checks = (balancer ? forwardedGroups(lookup, balancer) : [])
    .flatMap((arn) => lookup.find(`target-group:${arn.slice(arn.indexOf("targetgroup/"))}`))
    .map(({ inputs }) => healthCheckOf(inputs));
  const longest = (delays: readonly number[]) => Math.max(...delays, 0) * 1_000;
  return checks.length === 0
    ? { down: 60_000, up: 150_000 }
    : {
        down: longest(checks.map(({ interval, down }) => interval * down)),
        up: longest(checks.map(({ interval, up }) => interval * up)),
      };
}

/** Whether the target group of a CloudWatch dimension has a healthy target. */
export function groupHealthy(lookup: Lookup, arnSuffix: string): boolean {
  const [group] = lookup.find(`target-group:${arnSuffix}`);
  return group !== undefined && (group.seeded === true || targetAnswers(lookup, group.id, undefined).answers);
}

/**
 * What an alias with `evaluateTargetHealth` sees: every target group has a healthy target, and an empty one is
 * unhealthy. https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias-common.html
 */
export function targetsHealthy(lookup: Lookup, dnsName: string): boolean {
  if (dnsName.endsWith(".elasticbeanstalk.com"))
    return lookup
      .find(`environment:${dnsName}`)
      .some((one) => one.seeded === true || servingNow(lookup, one, leastInstances(one.inputs)) > 0);
  const balancer = balancerAt(lookup, dnsName);
  if (!balancer) return false;
  if (balancer.seeded) return true;
  const groups = forwardedGroups(lookup, balancer);
  return groups.length > 0 && groups.every((group) => targetAnswers(lookup, group, undefined).answers);
}

/** ARNs of the target groups that any listener or rule of the load balancer forwards to. */
function forwardedGroups(lookup: Lookup, balancer: CloudResource): string[] {
  const forwarders = lookup
    .find(`listeners:${balancer.id}`)
    .flatMap((listener) => [listener, ...lookup.find(`rules:${listener.id}`)]);
  return [...new Set(forwarders.flatMap(({ inputs }) => forwardTargets(inputs)).map(({ arn }) => arn))];
}
