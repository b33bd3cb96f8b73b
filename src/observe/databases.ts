// Compares the databases that the config asks for with those that run.
import { observeDatabases } from "./rds-instances";
import { classProblems, warnOfNodes } from "./store-classes";
import { asProblems, databaseChangeFindings, identifierProblem } from "../model/stores/database-rules";
import type { Problem } from "../model/problem";
import { namedClass } from "../model/stores/offered-classes";
import { cacheIdentifier, databaseIdentifier } from "../model/stores/stores";
import type { StackFile } from "../schema/stack";

/**
 * Every change that AWS would refuse, or that would replace a database, and every class that it doesn't have.
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
  // One that runs has its class, also where AWS sells it no longer.
  const classes = Object.entries(databases).flatMap(([id, settings], i) =>
    observed.get(identifiers[i]!)?.instanceType === settings.instanceType
      ? []
      : [namedClass(`${file}: crossover:databases.${id}`, settings)],
  );
  const [unoffered] = await Promise.all([classProblems(classes), warnOfNodes(caches, file)]);
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
  return [...named, ...changes, ...unoffered];
}
