// Refuses a component whose arguments can't be used, with all problems at once.
import * as pulumi from "@pulumi/pulumi";

/** Why one argument can't be used. */
export interface ArgumentProblem {
  /** Path of the argument within `args`, e.g. `targets[1].address`. */
  readonly propertyPath: string;
  /** What is wrong and what to give instead, as it reads behind the path: `is missing: …`. */
  readonly reason: string;
}

/** All problems of one component's arguments. A `RunError`, so that Pulumi prints the text and no stack trace. */
export class ArgumentError extends pulumi.RunError {
  /** @param component as people find it: its class and its name. */
  constructor(
    readonly component: string,
    readonly problems: readonly ArgumentProblem[],
  ) {
    const count = problems.length === 1 ? "one problem" : `${problems.length} problems`;
    const lines = problems.map(({ propertyPath, reason }) => `  args.${propertyPath} ${reason}`);
    super([`${component} can't be made, ${count} with its arguments:`, ...lines].join("\n"));
  }
}

/**
 * Reports all problems of a component's arguments at once, before anything of it is registered.
 *
 * @throws ArgumentError if there are any.
 */
export function refuseArguments(
  component: { readonly name: string },
  name: string,
  problems: readonly ArgumentProblem[],
): void {
  if (problems.length > 0) throw new ArgumentError(`${component.name} ${name}`, problems);
}
