// Joins what is asked of each database, what its private name says and what is recorded into the plan of its move.
import * as pulumi from "@pulumi/pulumi";
import { missingRoles } from "./observe/roles";
import { taskStatus } from "./observe/replication-task";
import { observeNames } from "./observe/private-names";
import type { Environment } from "./config";
import type { DeclaredStores } from "./declare/stores";
import type { Problem } from "./model/problem";
import { accountRoles, directionIdentifier } from "./model/replication/names";
import { asItStands, liveSide, planReplication } from "./model/replication/plan";
import { declaredIn } from "./model/replication/phases";
import { recordOf } from "./model/replication/record";
import { wishOf } from "./model/replication/wish";
import { databaseHost, databaseIdentifier, privateDomain } from "./model/stores/stores";
import type { ProgramOptions } from "./plan";
import type { Recorded, ReplicationPlan } from "./model/replication/types";

/** What is decided of the databases, by name. */
export interface Moves {
  readonly plans: Readonly<Record<string, ReplicationPlan>>;
  readonly problems: readonly Problem[];
  /** What the last update wrote down. */
  readonly recorded: ReadonlyMap<string, Recorded>;
  /** No database moves in this run: something else does. */
  readonly still: boolean;
}

const prefix = "replication.";

/** @param outputs of the last update. */
export async function planMoves(
  { stack: { databases }, settings }: Environment,
  outputs: Readonly<Record<string, unknown>>,
  stackName: string,
  { now, only }: Pick<ProgramOptions, "now" | "only">,
): Promise<Moves> {
  const recorded = recordedMoves(outputs);
  const still = only !== undefined;
  const ids = [...new Set([...Object.keys(databases), ...recorded.keys()])];
  const concerned = ids.filter((id) => databases[id]?.source ?? recorded.has(id));
  if (concerned.length === 0) return { plans: {}, problems: [], recorded, still };
  const names = await observeNames(privateDomain(stackName));
  const plans = await Promise.all(
    concerned.map(async (id) => {
      const one = databases[id];
      const before = recorded.get(id);
      const desired = one?.source && one.replication && wishOf(one.replication, one.source, one);
      const request = {
        id,
        source: one?.source?.host,
        gone: one === undefined,
        desired,
        recorded: before,
        live: liveSide(names.get(databaseHost(id, stackName)), one?.source?.host, before),
        status: before && (await statusOf(before, databaseIdentifier(id, stackName))),
        now,
        soak: settings.pace.soak,
      };
      return [id, still ? asItStands(request) : planReplication(request)] as const;
    }),
  );
  return {
    plans: Object.fromEntries(plans),
    problems: [...plans.flatMap(([, { problems }]) => problems), ...(await checkRoles(plans))],
    recorded,
    still,
  };
}

/** How the task is that should run, where one does. */
async function statusOf({ stage, wish }: Recorded, identifier: string): Promise<string | undefined> {
  const { forward, reverse } = declaredIn(stage, wish?.paused);
  if (wish?.fixed.kind !== "instance") return undefined;
  const way = forward === "running" ? "forward" : reverse === "running" ? "reverse" : undefined;
  return way && taskStatus(directionIdentifier(identifier, way, wish.round));
}

async function checkRoles(plans: readonly (readonly [string, ReplicationPlan])[]): Promise<Problem[]> {
  const replicated = plans.find(([, { declared }]) => declared.forward);
  if (!replicated) return [];
  return (await missingRoles(Object.keys(accountRoles))).map((role) => ({
    rule: "replication",
    path: `crossover:databases.${replicated[0]}.replication`,
    message: `the account has no role \`${role}\`, which DMS takes on by this name`,
    allowed: `create it once, trusting dms.amazonaws.com, with the policy ${accountRoles[role]!}`,
  }));
}

/**
 * One output for each database that moves. Each resolves only once all is as declared, so that an update that fails
 * before leaves the former output. Where none moves, each stays as it is, whatever the stack file says by now.
 */
export function moveOutputs(
  { plans, recorded, still }: Moves,
  databases: Environment["stack"]["databases"],
  moved: DeclaredStores["moved"],
): Record<string, pulumi.Input<Recorded | undefined>> {
  if (still) return Object.fromEntries([...recorded].map(([id, before]) => [prefix + id, before]));
  return Object.fromEntries(
    Object.entries(plans).flatMap(([id, plan]) => {
      const one = databases[id];
      if (!one?.source) return [];
      const { source, replication } = one;
      const wish = replication && wishOf(replication, source, one);
      const before = recorded.get(id);
      const { address, settled } = moved[id]!;
      const output = pulumi.all([address, settled]).apply(([target, carriedOut]) => {
        const hosts = { source: source.host, target };
        return recordOf({ plan, wish, hosts, before, carriedOut });
      });
      return [[prefix + id, output] as const];
    }),
  );
}

/** Reads the outputs of a stack; anything that isn't of the form that is written here counts as absent. */
export function recordedMoves(outputs: Readonly<Record<string, unknown>>): ReadonlyMap<string, Recorded> {
  return new Map(
    Object.entries(outputs).flatMap(([key, value]) => {
      const one = value as Partial<Recorded> | undefined;
      const whole = key.startsWith(prefix) && one?.stage && one.since && one.hosts;
      return whole ? [[key.slice(prefix.length), one as Recorded] as const] : [];
    }),
  );
}
