// Simulates Route 53's answers: which targets a hostname resolves to, with which shares, and whether they answer.
import { Lookup } from "./lookup";
import { groupHealthy, isInternal, reachAddress, targetsHealthy } from "./reach";
import { readRecord } from "./record-set";
import type { RecordSet } from "./record-set";
import { isOnInternet } from "./internet";
import { numberAt, objectAt, objectsAt, textAt, textsAt } from "./properties";
import type { CloudView } from "./types";

/** How long a new health check counts as healthy: no data has come yet. In milliseconds of simulated time. */
export const graceOfNewCheck = 90_000;

/** A chain of names longer than this is taken for a circle. */
const longestChain = 8;

/** One of the targets that a hostname resolves to. */
export interface Answer {
  /** Of the first weighted set on the way. */
  readonly setIdentifier?: string;
  /** Address of a load balancer, or whatever the record holds. */
  readonly target: string;
  /** 0 to 1, of the hostname's answers. */
  readonly share: number;
  readonly answers: boolean;
  readonly reason: string;
}

/** What the hostname resolves to; empty if no zone has it. */
export function resolve(view: CloudView, hostname: string): Answer[] {
  return resolveIn(new Lookup(view), hostname);
}

/** The share of the hostname's answers that name a target which answers, 0 to 1. */
export function availability(answers: readonly Answer[]): number {
  return answers.reduce((sum, { share, answers: answered }) => sum + (answered ? share : 0), 0);
}

export function resolveIn(lookup: Lookup, hostname: string): Answer[] {
  return followName(lookup, hostname, hostname, longestChain);
}

/** The sets that answer for a name: its own, else those of the nearest wildcard; of the most specific public zone. */
function setsFor(lookup: Lookup, name: string): RecordSet[] {
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
    const sets = records.filter(({ zoneName }) => zoneName === owner).map(({ set }) => set);
    const direct = sets.filter(({ type }) => type === "A" || type === "CNAME");
    return direct.length > 0 ? direct : sets.filter(({ type }) => type === "AAAA");
  }
  return [];
}

function followName(lookup: Lookup, name: string, hostname: string, depth: number): Answer[] {
  const sets = depth > 0 ? setsFor(lookup, name) : [];
  return shares(sets, (set) => healthy(lookup, set, hostname, depth)).flatMap(({ set, share }) =>
    targetsOf(lookup, set, hostname, depth).map((answer) => ({
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

function targetsOf(lookup: Lookup, set: RecordSet, hostname: string, depth: number): Answer[] {
  const target = set.alias?.name ?? (set.type === "CNAME" ? set.records[0]?.replace(/\.$/, "") : undefined);
  // Addresses and hosts outside of the simulated cloud are taken to answer, unless a fault has taken them away.
  const lost = (name: string) => lookup.find(`lost:${name}`).length > 0;
  const outside = (name: string, share = 1): Answer =>
    lost(name)
      ? { target: name, share, answers: false, reason: `${name} is lost` }
      : { target: name, share, answers: true, reason: "outside" };
  if (target === undefined)
    return set.records.map(lost).includes(true)
      ? set.records.map((address) => outside(address, 1 / set.records.length))
      : [outside(set.records.join(" "))];
  const verdict = reachAddress(lookup, target, hostname);
  if (verdict) return [{ target, share: 1, ...verdict }];
  if (setsFor(lookup, target).length === 0) return [outside(target)];
  const further = followName(lookup, target, hostname, depth - 1);
  return further.length > 0
    ? further
    : [{ target, share: 1, answers: false, reason: `${target} resolves in a circle` }];
}

function healthy(lookup: Lookup, set: RecordSet, hostname: string, depth: number): boolean {
  if (set.healthCheckId !== undefined && !checkHealthy(lookup, set.healthCheckId, depth)) return false;
  if (!set.alias?.evaluateTargetHealth) return true;
  const { name } = set.alias;
  return reachAddress(lookup, name, hostname)
    ? targetsHealthy(lookup, name)
    : setsFor(lookup, name).some((member) => depth > 0 && healthy(lookup, member, hostname, depth - 1));
}

/** What a health check reports now; a deleted one counts as healthy. */
export function checkHealthy(lookup: Lookup, id: string, depth = longestChain): boolean {
  const check = lookup.find(`check:${id}`)[0];
  if (!check || depth <= 0 || check.inputs["disabled"] === true) return true;
  const reported = Date.parse(check.createdAt) + graceOfNewCheck;
  if (lookup.now() < reported) {
    lookup.expires(reported);
    return true;
  }
  const { inputs } = check;
  if (textAt(inputs, "type") === "CLOUDWATCH_METRIC")
    return (
      alarmQuiet(lookup, textAt(inputs, "cloudwatchAlarmName") ?? "") !==
      (inputs["invertHealthcheck"] === true)
    );
  const children = textsAt(inputs, "childHealthchecks");
  const fqdn = textAt(inputs, "fqdn");
  const verdict =
    textAt(inputs, "type") === "CALCULATED"
      ? children.filter((child) => checkHealthy(lookup, child, depth - 1)).length >=
        (numberAt(inputs, "childHealthThreshold") ?? children.length)
      : fqdn === undefined || fromTheInternet(lookup, followName(lookup, fqdn, fqdn, depth - 1)) > 0.999;
  return verdict !== (inputs["invertHealthcheck"] === true);
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
