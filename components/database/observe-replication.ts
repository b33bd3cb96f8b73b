// Asks AWS for what a replication needs beforehand, and how one that runs on an instance is.
import * as aws from "@pulumi/aws";
import { accountRoles } from "../../src/model/replication/names";

/** The roles that the account doesn't have. @throws the provider's error if it can't be asked. */
export async function missingRoles(): Promise<string[]> {
  const found = await Promise.all(
    Object.keys(accountRoles).map(async (name) =>
      (await unlessMissing(aws.iam.getRole({ name }))) ? undefined : name,
    ),
  );
  return found.flatMap((name) => name ?? []);
}

/** The state of a task, e.g. `running`; nothing where there is no such task. Of DMS Serverless nobody can ask it. */
export async function taskStatus(replicationTaskId: string): Promise<string | undefined> {
  return (await unlessMissing(aws.dms.getReplicationTask({ replicationTaskId })))?.status;
}

/** The provider's own words; there is no lookup that answers "none" without an error. */
async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (/couldn't find resource|NoSuchEntity|ResourceNotFound|empty result/i.test(String(error)))
      return undefined;
    throw error;
  }
}
