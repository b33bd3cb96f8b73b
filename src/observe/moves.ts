// Looks up what the databases that move depend on: their private names, their DMS tasks, and the roles of DMS.
import * as aws from "@pulumi/aws";
import { accountRoles } from "../model/replication/names";
import { movingDatabases, runningTask, type ObservedMoves } from "../model/replication/moves";
import type { Recorded } from "../model/replication/types";
import { privateDomain } from "../model/stores/stores";
import type { StackFile } from "../schema/stack";
import { observeNames } from "./private-names";
import { missingRoles, unlessMissing } from "./roles";

/** Nothing is asked while no database moves. */
export async function observeMoves(
  { databases }: Pick<StackFile, "databases">,
  recorded: ReadonlyMap<string, Recorded>,
  stackName: string,
): Promise<ObservedMoves> {
  const moving = movingDatabases(databases, recorded);
  if (moving.length === 0) return { names: new Map(), statuses: new Map(), missingRoles: [] };
  const replicates = moving.some((id) => databases[id]?.replication);
  const [names, missing, ...statuses] = await Promise.all([
    observeNames(privateDomain(stackName)),
    missingRoles(replicates ? Object.keys(accountRoles) : []),
    ...moving.map(async (id) => {
      const before = recorded.get(id);
      const task = before && runningTask(id, before, stackName);
      return [id, task === undefined ? undefined : await taskStatus(task)] as const;
    }),
  ]);
  return { names, statuses: new Map(statuses), missingRoles: missing };
}

/** The state of a task, e.g. `running`; nothing where there is no such task. */
async function taskStatus(replicationTaskId: string): Promise<string | undefined> {
  return (await unlessMissing(aws.dms.getReplicationTask({ replicationTaskId })))?.status;
}
