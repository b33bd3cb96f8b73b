// Reads which databases run now, so that a change is judged before it is made.
import * as aws from "@pulumi/aws";
import type { ObservedDatabase } from "../model/stores/database-rules";

/** The databases among the identifiers that exist. @throws the provider's error if it can't be asked. */
export async function observeDatabases(
  identifiers: readonly string[],
): Promise<ReadonlyMap<string, ObservedDatabase>> {
  if (identifiers.length === 0) return new Map();
  const filters = [{ name: "db-instance-id", values: [...identifiers] }];
  const { instanceIdentifiers } = await aws.rds.getInstances({ filters });
  const found = await Promise.all(
    instanceIdentifiers.map(async (dbInstanceIdentifier) => {
      const { engine, engineVersion, dbName, allocatedStorage, dbInstanceClass } = await aws.rds.getInstance({
        dbInstanceIdentifier,
      });
      const observed = {
        engine,
        version: engineVersion,
        database: dbName,
        storageGiB: allocatedStorage,
        instanceType: dbInstanceClass,
      };
      return [dbInstanceIdentifier, observed] as const;
    }),
  );
  return new Map(found);
}
