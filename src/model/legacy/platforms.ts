// Compares the solution stacks that services name with those that Elastic Beanstalk offers the account.
import { collectProblems, type Problem } from "../problem";
import type { Service } from "../service";

/** A solution stack where a service names it. */
export interface NamedStack {
  /** Path with its file. */
  readonly path: string;
  readonly stack: string;
}

/** The solution stacks of the environments that the program makes. */
export function namedStacks(services: readonly Pick<Service, "name" | "legacy">[]): NamedStack[] {
  return services.flatMap(({ name, legacy }) =>
    legacy?.manage === "create" && legacy.platform === "beanstalk"
      ? [{ path: `services/${name}.yaml: legacy.stack`, stack: legacy.stack }]
      : [],
  );
}

/** Matches a name and no other, as the provider takes patterns. */
export function exactly(name: string): string {
  return `^${name.replace(/[.()]/g, "\\$&")}$`;
}

/** Matches each version of the same stack. */
export function anyVersion(name: string): string {
  return exactly(name).replace(/v\d+(\\\.\d+)*/, "v[0-9.]+");
}

/** What of it isn't offered. @param offered the newest of each that isn't, where there is any. */
export function unofferedStacks(
  named: readonly NamedStack[],
  offered: ReadonlyMap<string, string | undefined>,
): Problem[] {
  const { problems, report } = collectProblems("account");
  for (const { path, stack } of named)
    if (offered.has(stack))
      report(
        path,
        `Elastic Beanstalk has no solution stack \`${stack}\` for this account and region`,
        "account",
        offered.get(stack) ?? "one of those that `aws elasticbeanstalk list-available-solution-stacks` lists",
      );
  return problems;
}
