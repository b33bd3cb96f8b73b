// Reads what the stack file says of a database that is compared.
import { fileOf, readStackFile, secretsAt } from "../config";
import { didYouMean } from "../model/names/nearest";
import type { Selection } from "../database";
import { Refusal } from "../refusal";
import type { StackFile } from "../schema/stack";
import { checkStackFile } from "./project";
import { findRoot } from "./root";
import { UsageError } from "./usage-error";

/** Its engine and the tables that are carried over. */
export interface Declared extends Selection {
  readonly engine?: "postgres" | "mysql";
}

/** @throws UsageError where the stack has no database of this name. */
export function declaredDatabase(stack: string, name: string, from = process.cwd()): Declared {
  const root = findRoot(from);
  checkStackFile(root, stack);
  const reading = readStackFile(root, stack);
  if (!reading.stack) throw new Refusal(reading.problems);
  const needed = ["engine", "replication.include", "replication.exclude"];
  const secret = secretsAt(
    reading,
    needed.map((key) => `crossover:databases.${name}.${key}`),
  );
  if (secret.length > 0) throw new Refusal(secret);
  return declared(reading.stack, stack, name);
}

export function declared({ databases }: Pick<StackFile, "databases">, stack: string, name: string): Declared {
  const found = databases[name];
  const names = Object.keys(databases);
  if (!found)
    throw new UsageError(
      `${fileOf(stack)} has no database \`${name}\`${didYouMean(name, names)}; it has ${names.join(", ") || "none"}`,
    );
  return { engine: found.engine, include: found.replication?.include, exclude: found.replication?.exclude };
}
