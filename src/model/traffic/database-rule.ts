// Checks rule 5: all that use a database use the same one at any time, on whichever side they run.
import { phasePath } from "../replication/plan";
import type { Objection, Problem } from "../problem";
import type { Position } from "./observed";
import type { Service } from "../service";
import type { DatabaseSettings } from "../../schema/stack/databases";
import { legacyTarget, targetsOf, type Split } from "./split";
import type { Subject, TrafficRequest, Judged } from "./types";

/**
 * The subjects, each with what its service uses. A legacy side that the stack makes is given the private name; one that
 * is adopted uses it only where the stack file says so.
 */
export function withDatabases(
  subjects: readonly Subject[],
  services: readonly Service[],
  databases: Readonly<Record<string, Pick<DatabaseSettings, "byName">>>,
): Subject[] {
  const byName = new Map(services.map((service) => [service.name, service]));
  return subjects.map((subject) => {
    const { name, database: id, legacy } = byName.get(subject.service)!;
    if (id === undefined) return subject;
    const direct = legacy?.manage === "adopt" && !databases[id]?.byName.includes(name);
    return { ...subject, database: { id, direct } };
  });
}

/**
 * Where the private name points, or will point, to the new database, a legacy side that keeps to the old one may not
 * be there: not even at 0, because Route 53 fails over by itself.
 */
export function checkDatabase(one: Judged, { databases }: TrafficRequest): Objection[] {
  const { database, desired, key } = one.subject;
  if (!database?.direct || !databases || !targetsOf(desired).includes(legacyTarget)) return [];
  const plan = databases[database.id];
  if (!plan) return checkUnmoved(one, database.id);
  // What doesn't move is named by the cutover, and once is enough.
  if (!plan.lives.includes("target") || (!one.moves && plan.switches)) return [];
  return [
    {
      rule: "database",
      message: describeConflict(key, database.id),
      allowed:
        plan.stage === "reverse"
          ? `kubernetes; or first \`${phasePath(database.id)}: back\`, which moves the data back too`
          : `kubernetes; ${noWayBack}`,
    },
  ];
}

const noWayBack = "there is no way back for the data";

function describeConflict(key: string, id: string): string {
  return `${key}'s legacy side would write to the old database of \`${id}\` while all others use the new one`;
}

/**
 * Without a source no data comes over, so such a side is alone or not there. Wholly at legacy all begin, and down from
 * wherever both sides are is free.
 */
function checkUnmoved({ subject, position }: Judged, id: string): Objection[] {
  // Refused by their own rules, whatever was asked.
  if (position.kind === "foreign" || position.kind === "lost") return [];
  const { key, service, desired } = subject;
  const [now, next] = [legacyShareNow(position), legacyShare(desired)];
  const byName = `\`${byNamePath(id)}: [${service}]\` if the legacy side connects by the private name`;
  if (now === undefined)
    return [
      {
        rule: "database",
        message: describeConflict(key, id),
        allowed: `kubernetes; ${byName}; else ${noWayBack}`,
      },
    ];
  if ("only" in desired || next > now) return [];
  return [
    {
      rule: "database",
      message:
        `${key} would use two databases: its legacy side would write to its own, its pods to the new \`${id}\`, ` +
        "and nothing would copy data between them",
      allowed:
        `legacy, or any lower value on the way down; then give \`${id}\` a \`source\` to move its data from; ` +
        `or ${byName}`,
    },
  ];
}

/** Where services are named whose adopted legacy side uses the private name. */
function byNamePath(id: string): string {
  return `crossover:databases.${id}.byName`;
}

/** In percent; nothing where legacy has left. What was never served begins anywhere. */
function legacyShareNow(position: Exclude<Position, { kind: "foreign" | "lost" }>): number | undefined {
  if (position.kind === "free") return 100;
  const split = position.kind === "at" ? position.split : { ...position, percent: position.share };
  return targetsOf(split).includes(legacyTarget) ? legacyShare(split) : undefined;
}

/** Of a split that names it. */
function legacyShare(split: Split): number {
  if ("only" in split) return 100;
  return split.from === legacyTarget ? 100 - split.percent : split.percent;
}

/** A cutover is one step for all services of a database: each must follow the private name, or have left legacy. */
export function checkCutovers(all: readonly Judged[], { databases = {} }: TrafficRequest): Problem[] {
  return Object.entries(databases).flatMap(([id, { declared, switches }]) => {
    if (!switches || declared.live !== "target") return [];
    const left = all
      .filter(
        ({ subject, position }) =>
          subject.database?.direct && subject.database.id === id && usesLegacy(position),
      )
      .map(({ subject }) => subject.key);
    if (left.length === 0) return [];
    return [
      {
        rule: "database",
        path: phasePath(id),
        message: `${left.join(", ")} would go on writing to the old database, since the legacy side doesn't use the private name`,
        allowed: `shift ${left.join(", ")} to kubernetes first, or, if it does use it, name the service in \`${byNamePath(id)}\``,
      },
    ];
  });
}

function usesLegacy(position: Position): boolean {
  if (position.kind === "unfinished") return [position.from, position.to].includes(legacyTarget);
  return position.kind === "at" && targetsOf(position.split).includes(legacyTarget);
}
