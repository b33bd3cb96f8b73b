// Asks AWS how a replication that runs on an instance is.
import * as aws from "@pulumi/aws";
import { unlessMissing } from "./roles";

/** The state of a task, e.g. `running`; nothing where there is no such task. Of DMS Serverless nobody can ask it. */
export async function taskStatus(replicationTaskId: string): Promise<string | undefined> {
  return (await unlessMissing(aws.dms.getReplicationTask({ replicationTaskId })))?.status;
}
