// Simulates Route 53's answers: which targets a hostname resolves to, with which shares, and whether they answer.
import { answerOutside, availability } from "./answer";
import type { Answer, Family } from "./answer";
import { Lookup } from "./lookup";
import { groupHealthy, isInternal, noticingDelays, reachAddress, targetsHealthy } from "./reach";
import { readRecord } from "./record-set";
import type { RecordSet } from "./record-set";
import { isOnInternet } from "./internet";
import { numberAt, objectAt, objectsAt, textAt, textsAt } from "./properties";
import type { Delays } from "./notices";
import type { CloudResource, CloudView } from "./types";

export { availability } from "./answer";
export type { Answer } from "./answer";

/** How long a new health check counts as healthy: no data has come yet. In milliseconds of simulated time. */
export const graceOfNewCheck = 90_000;

/** A chain of names longer than this is taken for a circle. */
const longestChain = 8;

/** How long resolvers hold the addresses of a load balancer or an environment: https://aws.amazon.com/route53/faqs/ */
const aliasTtl = 60;

/** What the hostname resolves to for who asks for addresses of a family; empty if no zone has any. */
export function resolve(view: CloudView, hostname: string, family: Family = "A"): Answer[] {
  return resolveIn(new Lookup(view), hostname, family);
}

export function resolveIn(lookup: Lookup, hostname: string, family: Family): Answer[] {
  return followName(lookup, { hostname, family }, hostname, longestChain);
}

/** What was asked for. */
interface Question {
  readonly hostname: string;
  readonly family: Family;
}

/** The sets of a name: its own, else those of the nearest wildcard; of the most specific public zone. */
function setsAt(lookup: Lookup, name: string): RecordSet[] {
  const labels = name.split(".");
  const wildcards = labels.slice(1).map((_, i) => `*.${labels.slice(i + 1).join(".")}`);
  for (const candidate of [name, ...wildcards]) {
    const records = lookup.find(`record:${candidate}`).flatMap((record) => {
      const zone = lookup.find(`zone:${textAt(record.outputs, "zoneId")}`)[0];
      const zoneName = textAt(zone?.outputs, "name") ?? "";
      const open = zone !== undefined && objectsAt(zone.inputs, "vpcs").length === 0;
      return open ? [{ zoneName, set: readRecord(record.outputs, zoneName) }] : [];
    });
    if (records.length === 0) continue;
    const owner = records.map(({ zoneName }) => zoneName).reduce((a, b) => (b.length > a.length ? b : a));
    return records.filter(({ zoneName }) => zoneName === owner).map(({ set }) => set);
  }
  return [];
}

/** The sets of a name that answer for a family. */
function setsFor(lookup: Lookup, name: string, family: Family): RecordSet[] {
  return setsAt(lookup, name).filter(({ type }) => type === family || type === "CNAME");
}

function followName(lookup: Lookup, question: Question, name: string, depth: number): Answer[] {
  const sets = depth > 0 ? setsFor(lookup, name, question.family) : [];
  // Of all of them, also where one would do: what has been noticed of a standby counts once it is needed.
  const fit = new Map(sets.map((set) => [set, sets.length === 1 || healthy(lookup, set, question, depth)]));
  return shares(sets, (set) => fit.get(set)!).flatMap(({ set, share }) =>
    targetsOf(lookup, set, question, depth).map((answer) => ({
      ...answer,
      share: answer.share * share,
      setIdentifier: set.setIdentifier ?? answer.setIdentifier,
    })),
  );
}

/**
 * The shares of the sets of one name. Zero-weight sets answer only when every other one is unhealthy; all zero means
 * all equal; all unhealthy means all healthy.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html
 */
export function shares<T extends Pick<RecordSet, "weight">>(
  sets: readonly T[],
  isHealthy: (set: T) => boolean,
): { set: T; share: number }[] {
  const allZero = sets.every(({ weight }) => weight === 0);
  const weighted = sets.map((set) => ({ set, weight: allZero ? 1 : (set.weight ?? 1) }));
  const main = weighted.filter(({ weight }) => weight > 0);
  const standby = weighted.filter(({ weight }) => weight === 0).map(({ set }) => ({ set, weight: 1 }));
  const fit = (members: typeof main) => members.filter(({ set }) => isHealthy(set));
  const chosen = [() => fit(main), () => fit(standby), () => main].reduce<typeof main>(
    (found, next) => (found.length > 0 ? found : next()),
    [],
  );
  const sum = chosen.reduce((total, { weight }) => total + weight, 0);
  return chosen.map(({ set, weight }) => ({ set, share: weight / sum }));
}

function targetsOf(lookup: Lookup, set: RecordSet, question: Question, depth: number): Answer[] {
  const target = set.alias?.name ?? (set.type === "CNAME" ? set.records[0]?.replace(/\.$/, "") : undefined);
  const { ttl = 0 } = set;
  if (target === undefined) return answerOutside(lookup, set.records, ttl);
  const verdict = reachAddress(lookup, target, question.hostname);
  if (verdict) return [{ target, share: 1, ttl: Math.max(ttl, aliasTtl), ...verdict }];
  if (setsAt(lookup, target).length === 0) return answerOutside(lookup, [target], ttl);
  const further = followName(lookup, question, target, depth - 1);
  return further.length > 0
    ? further.map((answer) => ({ ...answer, ttl: Math.max(ttl, answer.ttl) }))
    : [{ target, share: 1, ttl, answers: false, reason: `${target} leads to no address, or in a circle` }];
}

function healthy(lookup: Lookup, set: RecordSet, question: Question, depth: number): boolean {
  if (set.healthCheckId !== undefined && !checkHealthy(lookup, set.healthCheckId, depth)) return false;
  if (!set.alias?.evaluateTargetHealth) return true;
  const { name } = set.alias;
  return reachAddress(lookup, name, question.hostname)
    ? lookup.noticed(`targets:${name}`, targetsHealthy(lookup, name), noticingDelays(lookup, name))
    : setsFor(lookup, name, question.family).some(
        (member) => depth > 0 && healthy(lookup, member, question, depth - 1),
      );
}

/** What a health check reports now, as far as it has noticed it; a deleted one counts as healthy. */
export function checkHealthy(lookup: Lookup, id: string, depth = longestChain): boolean {
  const check = lookup.find(`check:${id}`)[0];
  if (!check || depth <= 0 || check.inputs["disabled"] === true) return true;
  const reported = Date.parse(check.createdAt) + graceOfNewCheck;
  if (lookup.now() < reported) {
    lookup.expires(reported);
    return true;
  }
  return observedHealth(lookup, check, depth) !== (check.inputs["invertHealthcheck"] === true);
}

function observedHealth(lookup: Lookup, { id, inputs }: CloudResource, depth: number): boolean {
  const type = textAt(inputs, "type");
  // It asks nothing by itself, so that nothing is added to what its children take.
  if (type === "CALCULATED") {
    const children = textsAt(inputs, "childHealthchecks");
    const fit = children.map((child) => checkHealthy(lookup, child, depth - 1)).filter(Boolean);
    return fit.length >= (numberAt(inputs, "childHealthThreshold") ?? children.length);
  }
  if (type === "CLOUDWATCH_METRIC") {
    const name = textAt(inputs, "cloudwatchAlarmName") ?? "";
    return lookup.noticed(`check:${id}`, alarmQuiet(lookup, name), both(alarmDelay(lookup, name)));
  }
  const fqdn = textAt(inputs, "fqdn");
  const asked: Question = { hostname: fqdn ?? "", family: "A" };
  const answers =
    fqdn === undefined || fromTheInternet(lookup, followName(lookup, asked, fqdn, depth - 1)) > 0.999;
  // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
  const seconds = (numberAt(inputs, "requestInterval") ?? 30) * (numberAt(inputs, "failureThreshold") ?? 3);
  return lookup.noticed(`check:${id}`, answers, both(seconds * 1_000));
}

function both(milliseconds: number): Delays {
  return { down: milliseconds, up: milliseconds };
}

/** How long an alarm takes to change, in milliseconds. */
function alarmDelay(lookup: Lookup, name: string): number {
  const inputs = lookup.find(`alarm:${name}`)[0]?.inputs;
  return (numberAt(inputs, "period") ?? 60) * (numberAt(inputs, "evaluationPeriods") ?? 1) * 1_000;
}

/** The share of the answers that Route 53's checkers, which are on the internet, get through to. */
function fromTheInternet(lookup: Lookup, answers: readonly Answer[]): number {
  return availability(answers.filter(({ target }) => !isInternal(lookup, target) && !isPrivate(target)));
}

/** Of one address, or several with spaces between them. */
function isPrivate(target: string): boolean {
  return target.split(" ").some((name) => /^\d+(\.\d+){3}$/.test(name) && !isOnInternet(name));
}

/** Whether an alarm is in `OK`, or has no data yet. One that was there before is, unless a fault says otherwise. */
export function alarmQuiet(lookup: Lookup, name: string): boolean {
  if (lookup.find(`lost:${name}`).length > 0) return false;
  const [alarm] = lookup.find(`alarm:${name}`);
  const group = textAt(objectAt(alarm?.inputs, "dimensions"), "TargetGroup");
  return group === undefined || groupHealthy(lookup, group);
}
