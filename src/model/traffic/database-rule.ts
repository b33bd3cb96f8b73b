// Rule 5: all that use a database use the same one at any time, on whichever side they run.
import { phasePath, type ReplicationPlan } from "../replication/plan";
import type { Problem } from "../problem";
import type { Standing } from "./observed";
import type { Service } from "../service";
import type { DatabaseSettings } from "../../schema/stack/databases";
import type { Subject, TrafficRequest } from "./plan";
import type { Judged } from "./rules";
import { legacyTarget, targetsOf } from "./split";

/** What a subject's sides use. */
export interface SubjectDatabase {
  /** Its name in the stack file. */
  readonly id: string;
  /** The legacy side connects by the old database's own host name, so that it doesn't follow the private one. */
  readonly direct: boolean;
}

/** What the databases do in the same update. */
export type DatabasePlans = Readonly<
  Record<string, Pick<ReplicationPlan, "declared" | "lives" | "stage" | "switches">>
>;

type Refusal = Omit<Problem, "path">;

/**
 * The subjects, each with what its service uses. A legacy side that the stack makes is given the private name; one that
 * is adopted uses it only where the stack file says so.
 */
export function withDatabases(
  subjects: readonly Subject[],
  services: readonly Service[],
  databases: Readonly<Record<string, Pick<DatabaseSettings, "source">>>,
): Subject[] {
  const byName = new Map(services.map((service) => [service.name, service]));
  return subjects.map((subject) => {
    const { name, database: id, legacy } = byName.get(subject.service)!;
    if (id === undefined) return subject;
    const direct = legacy?.manage === "adopt" && !databases[id]?.source?.byName.includes(name);
    return { ...subject, database: { id, direct } };
  });
}

/**
 * Where the private name stands, or will stand, for the new database, a legacy side that keeps to the old one may not
 * be there: not even at 0, because Route 53 fails over by itself.
 */
export function checkDatabase({ subject, moves }: Judged, { databases }: TrafficRequest): Refusal[] {
  const { database, desired, key } = subject;
  const plan = database?.direct ? databases?.[database.id] : undefined;
  if (!plan?.lives.includes("target") || !targetsOf(desired).includes(legacyTarget)) return [];
  // What only stands there is named by the cutover, and once is enough.
  if (!moves && plan.switches) return [];
  return [
    {
      rule: "database",
      message:
        `${key} would have a legacy side that writes to the old database of \`${database!.id}\`, ` +
        "while all others use the new one",
      allowed:
        plan.stage === "reverse"
          ? `kubernetes; or \`${phasePath(database!.id)}: back\` first, which takes the data back too`
          : "kubernetes; there is no way back for the data, so nothing short of break-glass",
    },
  ];
}

/** A cutover is one step for all services of a database: each must follow the private name, or have left legacy. */
export function checkCutovers(all: readonly Judged[], { databases = {} }: TrafficRequest): Problem[] {
  return Object.entries(databases).flatMap(([id, { declared, switches }]) => {
    if (!switches || declared.live !== "target") return [];
    const left = all
      .filter(
        ({ subject, standing }) =>
          subject.database?.direct && subject.database.id === id && onLegacy(standing),
      )
      .map(({ subject }) => subject.key);
    if (left.length === 0) return [];
    return [
      {
        rule: "database",
        path: phasePath(id),
        message: `${left.join(", ")} would go on writing to the old database: the legacy side doesn't use the private name`,
        allowed: `shift ${left.join(", ")} to kubernetes first, or name the service in \`source.byName\` if it does`,
      },
    ];
  });
}

function onLegacy(standing: Standing): boolean {
  if (standing.kind === "unfinished") return [standing.from, standing.to].includes(legacyTarget);
  return standing.kind === "at" && targetsOf(standing.split).includes(legacyTarget);
}
