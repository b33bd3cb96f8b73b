// Pairs every key of `crossover:traffic` with its service.
import { addressKind, type AddressKind } from "../legacy/kinds";
import type { Problem } from "../problem";
import type { Service } from "../service";
import type { StackFile } from "../../schema/stack";
import type { TrafficValue } from "../../schema/stack/traffic";
import type { Sides } from "./health";
import type { Recorded } from "./observed";
import { recordType } from "./record-type";
import { legacyTarget, targetsOf } from "./split";
import { desiredSplit, pathOf, trafficKeys, unknownKey, unknownTargets } from "./keys";
import type { Subject } from "./types";
import type { ZoneReading } from "./zone-records";
import type { Settings } from "../environment/types";

/** What is known from outside the config. */
export interface Known {
  /** What the zone holds. */
  readonly zone: ZoneReading;
  /** What the last update recorded for a key. */
  readonly recorded: (key: string) => Recorded | undefined;
  /** The health of a public name's sides. @default nobody has asked */
  readonly health?: (hostname: string) => Sides;
}

/** What a stack file says of names besides their values. */
export interface Names {
  /** The ladder of routes that have none of their own. */
  readonly rungs: readonly number[];
  /** Routes and public names that may go. */
  readonly retired: readonly string[];
  /** Routes that are taken over, whoever has them. */
  readonly takeOver: readonly string[];
}

/** A stack file's {@link Names}. */
export function namesOf({
  rules,
  retired,
  takeOver,
}: Pick<StackFile, "rules" | "retired" | "takeOver">): Names {
  return { rungs: rules.ladder, retired, takeOver };
}

/** Builds the subjects of the traffic plan; keys and values that fit no service are problems. */
export function toSubjects(
  traffic: Readonly<Record<string, TrafficValue>>,
  { services, cluster, clusters, domain }: Settings,
  { rungs, retired, takeOver }: Names,
  known: Known,
): { subjects: Subject[]; problems: Problem[] } {
  const keys = trafficKeys(services);
  const problems = Object.keys(traffic)
    .filter((key) => key !== "default" && !keys.has(key))
    .map((key) =>
      unknownKey(
        key,
        [...keys.keys()],
        services.map(({ name, routes }) => ({ name, routes: routes.map((one) => one.name) })),
      ),
    );

  const subjects = [...keys].map(([key, { service, hostname, ladder }]): Subject => {
    const hasLegacy = service.legacy !== undefined;
    const desired = desiredSplit(traffic, key, service, cluster);
    problems.push(...checkTargets(key, service, targetsOf(desired), clusters));
    const observed = hostname === undefined ? undefined : known.zone.observed(key);
    const held = observed?.kind === "set" ? known.zone.recordType(key) : undefined;
    const set =
      hostname === undefined
        ? undefined
        : recordType({ hostname, domain, kinds: kindsOf(service, clusters), held });
    if (set?.problem) problems.push({ ...set.problem, path: pathOf(key) });
    return {
      key,
      service: service.name,
      kind: hostname !== undefined ? "route" : service.kind === "job" ? "job" : "consumers",
      hasLegacy,
      ladder: ladder ?? rungs,
      desired,
      recordType: set?.type,
      hostname,
      observed,
      health: hostname === undefined ? undefined : known.health?.(hostname),
      entry: hostname === undefined ? undefined : known.zone.entry(key),
      recorded: known.recorded(key),
      retired: retired.some((name) => name === key || name === hostname),
      takenOver: takeOver.includes(key),
      after: service.after,
    };
  });
  return { subjects, problems };
}

/** What each target that may ever answer for the service is named by: clusters by their load balancers. */
function kindsOf({ legacy }: Service, clusters: readonly string[]): Record<string, AddressKind> {
  return {
    ...(legacy && { [legacyTarget]: addressKind(legacy) }),
    ...Object.fromEntries(clusters.map((id) => [id, "alias" as const])),
  };
}

function checkTargets(
  key: string,
  service: Service,
  targets: readonly string[],
  clusters: readonly string[],
): Problem[] {
  const known = [legacyTarget, ...clusters];
  const unknown = unknownTargets(key, targets, known);
  if (unknown.length > 0) return unknown;
  if (new Set(targets).size !== targets.length)
    return [
      {
        rule: "config",
        path: pathOf(key),
        message: "`from` and `to` are the same target",
        allowed: known.join(", "),
      },
    ];
  if (service.legacy || !targets.includes(legacyTarget)) return [];
  return [
    {
      rule: "config",
      path: pathOf(key),
      message: `the service \`${service.name}\` has no legacy side in this stack`,
      allowed: "kubernetes",
    },
  ];
}
