// Finds what is wrong with where routes stand, whatever is asked for, and what of the wish can't be done now.
import type { Problem, Rule } from "../problem";
import { commitIn } from "./commit";
import { describeHealth } from "./health";
import { pathOf } from "./keys";
import { checkLeft, type Past } from "./left-rule";
import { keepTraffic, planTraffic } from "./plan";
import { weightsOf } from "./split";
import { contains } from "./stale-rule";
import type { Subject, SubjectPlan, TrafficRequest } from "./types";
import type { ZoneRecord } from "./zone-records";
import { canonicalName } from "./zone-records";

/** `wrong`: something that is relied on doesn't hold. `waits`: the wish is allowed later, by itself. */
export interface Finding extends Problem {
  readonly kind: "wrong" | "waits";
}

export interface Evaluated {
  /** What the files ask for, with what was observed. */
  readonly request: TrafficRequest;
  /** What is wrong with the keys and values themselves. */
  readonly problems: readonly Problem[];
  readonly past: Pick<Past, "domain" | "zone" | "otherZones" | "retired">;
}

/** Rules that refuse only for a time. */
const passing: readonly Rule[] = ["after", "bake", "concurrent", "drain", "freeze", "soak"];

/** Each once, what is wrong first. */
export function evaluateTraffic({ request, problems, past }: Evaluated): readonly Finding[] {
  const standing = planTraffic({ ...request, subjects: keepTraffic(request), overrides: [] });
  const asked = planTraffic(request);
  const { zone } = past;
  const left = request.written && checkLeft({ ...past, ...request, written: request.written });
  const { overrides = [], written, now } = request;
  // A step that is refused for its side's health, or for the checkout, says no less than that.
  const told = new Set(asked.problems.map(({ rule, path }) => `${rule} ${path}`));
  const found: Finding[] = [
    ...(zone === undefined && written && written.weights.length > 0
      ? [wrong({ rule: "state", path: "crossover:zone", message: `there is no public zone ${past.domain}` })]
      : []),
    ...overrides
      .filter(({ until }) => now >= new Date(until))
      .map(({ rule, route, until }) =>
        wrong({
          ...{ rule: "config", path: "crossover:overrides" },
          message: `the override of ${rule} for ${route} expired at ${until}`,
          allowed: "remove it",
        }),
      ),
    ...[...problems, ...standing.problems, ...(left?.problems ?? [])].map(wrong),
    ...request.subjects
      .flatMap((subject, i) => ofRoute(subject, standing.subjects[i]!, request, zone?.records ?? []))
      .filter(({ rule, path }) => !["health", "stale"].includes(rule) || !told.has(`${rule} ${path}`)),
    ...asked.problems.map((one): Finding => ({
      ...one,
      kind: passing.includes(one.rule) ? "waits" : "wrong",
    })),
  ];
  const once = new Map(found.map((one) => [`${one.rule} ${one.path} ${one.message}`, one]));
  return [...once.values()].sort((a, b) => Number(a.kind === "waits") - Number(b.kind === "waits"));
}

function wrong(problem: Problem): Finding {
  return { ...problem, kind: "wrong" };
}

/** What is wrong with one route as it stands. */
function ofRoute(
  subject: Subject,
  { before, fresh, split }: SubjectPlan,
  request: TrafficRequest,
  records: readonly ZoneRecord[],
): Finding[] {
  const { key, hostname, observed, entry, health = {}, released } = subject;
  if (subject.kind !== "route" || observed?.kind !== "set" || released) return [];
  const found = (rule: Rule, message: string, allowed?: string): Finding => ({
    ...{ kind: "wrong", rule, path: pathOf(key), message },
    ...(allowed !== undefined && { allowed }),
  });
  const record = "ask for what stands, and run `crossover up`, which writes it down";
  const findings: Finding[] = [];
  if (before.kind === "unfinished")
    findings.push(found("unfinished", `${key} is between two rungs`, "finish that step, or go down"));
  if (!entry) findings.push(found("owner", `the ledger has no entry of ${key}`, record));
  else if (before.kind === "at" && fresh)
    findings.push(found("bake", `the ledger doesn't say since when ${key} is where it is`, record));
  const answering = weightsOf(split);
  for (const [side, one] of Object.entries(health)) {
    if (one.state === "healthy") continue;
    const share = answering[side] === 0 ? ", the fallback," : "";
    findings.push(found("health", `${key}: ${side}${share} is ${describeHealth(one)}`));
  }
  if (observed.beside !== undefined)
    findings.push(found("record", `${key} also has ${observed.beside} in the zone`));
  findings.push(...ofRecords(records, hostname!, (message) => found("record", `${key}: ${message}`)));
  const { commit } = entry && "owner" in entry ? entry : {};
  if (commit !== undefined && request.held && contains(commit, request) === false)
    findings.push(
      found(
        "stale",
        `${key} was moved last from commit ${commitIn(commit)}, which this checkout doesn't have as it was then`,
      ),
    );
  return findings;
}

/** What is wrong with the weighted records of a name. */
function ofRecords(
  records: readonly ZoneRecord[],
  hostname: string,
  found: (message: string) => Finding,
): Finding[] {
  const own = records.filter(
    ({ name, setIdentifier }) => setIdentifier !== undefined && canonicalName(name) === hostname,
  );
  return own.flatMap(({ setIdentifier: side, healthCheckId, ttl }) => [
    ...(healthCheckId === undefined ? [found(`the record of ${side!} has no health check`)] : []),
    ...(ttl !== undefined && ttl > longestTtl
      ? [
          found(
            `resolvers keep the record of ${side!} for ${String(ttl)} s, and not ${String(longestTtl)} s at most`,
          ),
        ]
      : []),
  ]);
}

/** Seconds: the drain counts on it. */
const longestTtl = 60;
