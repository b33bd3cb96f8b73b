// Compares two PostgreSQL databases: what a copy by DMS would lose, and what it leaves behind.
import type { Finding } from "../finding";
import { compareColumns } from "./columns";
import { compareConstraints } from "./constraints";
import { compareDefinitions } from "./definitions";
import { compareIndexes } from "./indexes";
import { comparePartitions } from "./partitions";
import { resolve } from "./resolve";
import type { PostgresSchema } from "./schema";
import { compareSequences } from "./sequences";
import { compareServers } from "./server";
import { compareTables } from "./tables";
import { truncation } from "./truncation";
import { compareUnread } from "./unread";

/** All findings. Their steps bring the target level when they run in their order. */
export function comparePostgres(
  source: PostgresSchema,
  target: PostgresSchema,
  options: { readonly margin: number },
): Finding[] {
  const found = [
    ...compareUnread(source, target),
    ...compareServers(source, target),
    ...compareTables(source, target),
    ...truncation(source),
    ...compareColumns(source, target),
    ...comparePartitions(source, target),
    // Before indexes, of which some are views'.
    ...compareDefinitions(source, target),
    ...compareIndexes(source, target),
    ...compareConstraints(source, target),
    ...compareSequences(source, target, options.margin),
  ];
  return resolve(found, source, target);
}
