// Compares the databases that the config asks for with those that run.
import { observeDatabases } from "./rds-instances";
import { asProblems, databaseChangeFindings, identifierProblem } from "../model/stores/database-rules";
import type { Problem } from "../model/problem";
import { cacheIdentifier, databaseIdentifier } from "../model/stores/stores";
import type { StackFile } from "../schema/stack";

/**
 * Every change that AWS would refuse, or that would replace a database.
 *
 * @param file the stack file's name, for the problems' paths.
 */
export async function databaseProblems(
  { databases, caches }: Pick<StackFile, "databases" | "caches">,
  stackName: string,
  file: string,
): Promise<Problem[]> {
  const identifiers = Object.keys(databases).map((id) => databaseIdentifier(id, stackName));
  const observed = await observeDatabases(identifiers);
  const changes = Object.entries(databases).flatMap(([id, settings], i) => {
    const before = observed.get(identifiers[i]!);
    const found = before ? databaseChangeFindings(before, settings) : [];
    return asProblems(found, `${file}: crossover:databases.${id}`);
  });
  const names = {
    databases: identifiers,
    caches: Object.keys(caches).map((id) => cacheIdentifier(id, stackName)),
  };
  const named = Object.entries({ databases, caches }).flatMap(([section, stores]) =>
    Object.keys(stores).flatMap((id, i): Problem[] => {
      const message = identifierProblem(names[section as keyof typeof names][i]!);
      return message ? [{ rule: "database", path: `${file}: crossover:${section}.${id}`, message }] : [];
    }),
  );
  return [...named, ...changes];
}
