// Pairs every key of `crossover:traffic` with its service.
import { addressKind, type AddressKind } from "../legacy/kinds";
import type { Problem } from "../problem";
import type { Service } from "../service";
import { milliseconds } from "../../schema/duration";
import type { StackFile } from "../../schema/stack";
import type { FreezeWindow, RouteRules } from "../../schema/stack/policy";
import type { TrafficValue } from "../../schema/stack/traffic";
import type { Sides } from "./health";
import type { Recorded } from "./observed";
import { recordType } from "./record-type";
import { movesReleased, releasedKeys, releasedPath } from "./released";
import { legacyTarget, sameSplit, targetsOf } from "./split";
import { desiredSplit, pathOf, trafficKeys, unknownKey, unknownName, unknownTargets } from "./keys";
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
  /** How single routes differ. @default none does */
  readonly routes?: Readonly<Record<string, RouteRules>>;
  /** Windows in which no route goes up. @default none */
  readonly freeze?: readonly FreezeWindow[];
  /** Routes and public names that may go. */
  readonly retired: readonly string[];
  /** Routes whose records are simple and not the stack's any more, each with the side that answers. */
  readonly released: Readonly<Record<string, string>>;
  /** Routes that are taken over, whoever has them. */
  readonly takeOver: readonly string[];
}

/** A stack file's {@link Names}. */
export function namesOf({
  rules,
  retired,
  releasedNames: released,
  takeOver,
}: Pick<StackFile, "rules" | "retired" | "releasedNames" | "takeOver">): Names {
  const { ladder, routes, freeze } = rules;
  return { rungs: ladder, routes, freeze, retired, released, takeOver };
}

/** Builds the subjects of the traffic plan; keys and values that fit no service are problems. */
export function toSubjects(
  traffic: Readonly<Record<string, TrafficValue>>,
  { services, cluster, clusters, domain }: Settings,
  { rungs, routes = {}, freeze = [], retired, released, takeOver }: Names,
  known: Known,
): { subjects: Subject[]; problems: Problem[] } {
  const keys = trafficKeys(services);
  const targets = [legacyTarget, ...clusters];
  const problems = Object.keys(traffic)
    .filter((key) => key !== "default" && !keys.has(key))
    .map((key) =>
      unknownKey(
        key,
        [...keys.keys()],
        services.map(({ name, routes }) => ({ name, routes: routes.map((one) => one.name) })),
      ),
    );

  problems.push(
    ...Object.keys(routes)
      .filter((key) => !keys.has(key))
      .map((key) => unknownName(`crossover:rules.routes.${key}`, key, [...keys.keys()])),
  );
  problems.push(...releasedKeys(Object.keys(released), keys, known.zone));

  const subjects = [...keys].map(([key, { service, hostname, ladder }]): Subject => {
    const hasLegacy = service.legacy !== undefined;
    const stays = hostname === undefined ? undefined : ownEntry(released, key);
    const asked = desiredSplit(traffic, key, service, cluster);
    const desired = stays === undefined ? asked : { only: stays };
    const path = stays === undefined ? pathOf(key) : releasedPath(key);
    problems.push(...checkTargets(path, service, targetsOf(desired), clusters));
    if (stays !== undefined && ownEntry(traffic, key) !== undefined && !sameSplit(asked, desired))
      problems.push(movesReleased(key, stays, cluster));
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
      ladder: ownEntry(routes, key)?.ladder ?? ladder ?? rungs,
      pace: paceIn(ownEntry(routes, key)),
      freeze: [...freeze, ...(ownEntry(routes, key)?.freeze ?? [])],
      desired,
      recordType: set?.type,
      hostname,
      observed,
      health: hostname === undefined ? undefined : known.health?.(hostname),
      entry: hostname === undefined ? undefined : known.zone.entry(key),
      recorded: known.recorded(key),
      released: stays !== undefined,
      namesSide:
        observed?.kind === "foreign"
          ? known.zone.namesSide(key, [...targetsOf(desired), ...targets])
          : undefined,
      retired: retired.some((name) => name === key || name === hostname),
      takenOver: takeOver.includes(key),
      after: service.after,
    };
  });
  return { subjects, problems };
}

function paceIn({ bake, soak }: RouteRules = {}): Subject["pace"] {
  return {
    ...(bake !== undefined && { bake: milliseconds(bake) }),
    ...(soak !== undefined && { soak: milliseconds(soak) }),
  };
}

/** What a mapping of the stack file has under a key, and not what every object has. */
function ownEntry<T>(mapping: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(mapping, key) ? mapping[key] : undefined;
}

/** What each target that may ever answer for the service is named by: clusters by their load balancers. */
function kindsOf({ legacy }: Service, clusters: readonly string[]): Record<string, AddressKind> {
  return {
    ...(legacy && { [legacyTarget]: addressKind(legacy) }),
    ...Object.fromEntries(clusters.map((id) => [id, "alias" as const])),
  };
}

function checkTargets(
  path: string,
  service: Service,
  targets: readonly string[],
  clusters: readonly string[],
): Problem[] {
  const known = [legacyTarget, ...clusters];
  const unknown = unknownTargets(path, targets, known);
  if (unknown.length > 0) return unknown;
  if (new Set(targets).size !== targets.length)
    return [
      {
        rule: "config",
        path,
        message: "`from` and `to` are the same target",
        allowed: known.join(", "),
      },
    ];
  if (service.legacy || !targets.includes(legacyTarget)) return [];
  return [
    {
      rule: "config",
      path,
      message: `the service \`${service.name}\` has no legacy side in this stack`,
      allowed: "kubernetes",
    },
  ];
}
