// Decides the moves of all databases of a stack, given what is recorded and what was observed of each.
import type { Environment } from "../environment/types";
import type { Problem } from "../problem";
import { databaseHost, databaseIdentifier } from "../stores/stores";
import { accountRoles, directionIdentifier } from "./names";
import { declaredIn } from "./phases";
import { keepReplication, liveSide, planReplication } from "./plan";
import type { Recorded, ReplicationPlan } from "./types";
import { wishOf } from "./wish";

/** What is decided of the databases, by name. */
export interface Moves {
  readonly plans: Readonly<Record<string, ReplicationPlan>>;
  readonly problems: readonly Problem[];
  /** What the last update wrote down. */
  readonly recorded: ReadonlyMap<string, Recorded>;
  /** No database moves in this run: something else does. */
  readonly still: boolean;
}

/** What was asked of the world about the databases that move, or once did. */
export interface ObservedMoves {
  /** What each private name is an alias of. */
  readonly names: ReadonlyMap<string, string>;
  /** The state of the DMS task that should run, by database; nothing where there is none, or it can't be asked. */
  readonly statuses: ReadonlyMap<string, string | undefined>;
  /** Those of {@link accountRoles} that the account lacks. */
  readonly missingRoles: readonly string[];
}

/** The databases that data moves to, or whose move is recorded. */
export function movingDatabases(
  databases: Environment["stack"]["databases"],
  recorded: ReadonlyMap<string, Recorded>,
): string[] {
  const ids = [...new Set([...Object.keys(databases), ...recorded.keys()])];
  return ids.filter((id) => databases[id]?.source ?? recorded.has(id));
}

/** The DMS task that should run for a database now; nothing where none does, or DMS Serverless does it, which can't be asked. */
export function runningTask(id: string, { stage, wish }: Recorded, stackName: string): string | undefined {
  const { forward, reverse } = declaredIn(stage, wish?.paused);
  if (wish?.fixed.kind !== "instance") return undefined;
  const way = forward === "running" ? "forward" : reverse === "running" ? "reverse" : undefined;
  return way && directionIdentifier(databaseIdentifier(id, stackName), way, wish.round);
}

/** @param still no database moves in this run: something else does. */
export function planMoves(
  { stack: { databases }, settings }: Pick<Environment, "stack" | "settings">,
  recorded: ReadonlyMap<string, Recorded>,
  { names, statuses, missingRoles }: ObservedMoves,
  { stackName, now, still }: { stackName: string; now: Date; still: boolean },
): Moves {
  const plans = movingDatabases(databases, recorded).map((id) => {
    const one = databases[id];
    const before = recorded.get(id);
    const request = {
      id,
      source: one?.source?.host,
      gone: one === undefined,
      desired: one?.source && one.replication && wishOf(one.replication, one.source, one),
      recorded: before,
      live: liveSide(names.get(databaseHost(id, stackName)), one?.source?.host, before),
      status: statuses.get(id),
      now,
      soak: settings.pace.soak,
    };
    return [id, still ? keepReplication(request) : planReplication(request)] as const;
  });
  const problems = plans.flatMap(([, plan]) => plan.problems);
  return {
    plans: Object.fromEntries(plans),
    problems: [...problems, ...roleProblems(plans, missingRoles)],
    recorded,
    still,
  };
}

function roleProblems(
  plans: readonly (readonly [string, ReplicationPlan])[],
  missing: readonly string[],
): Problem[] {
  const replicated = plans.find(([, { declared }]) => declared.forward);
  if (!replicated) return [];
  return missing.map((role) => ({
    rule: "replication",
    path: `crossover:databases.${replicated[0]}.replication`,
    message: `the account has no role \`${role}\`, which DMS assumes by this name`,
    allowed: `create it once, trusting dms.amazonaws.com, with the policy ${accountRoles[role]!}`,
  }));
}
