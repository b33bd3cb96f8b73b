// Gathers what a check reports, for tests.
import type { Problem, Report } from "../../src/model/problem";

/**
 * The rules that refuse. What has none is named too, since Jest's `toEqual` takes a list of `undefined` for an empty one.
 */
export function rulesOf(problems: readonly { readonly rule?: string }[]): string[] {
  return problems.map(({ rule }) => rule ?? "no rule");
}

/** All that the check reports. */
export function reported(check: (report: Report) => unknown): Problem[] {
  const problems: Problem[] = [];
  check((path, message, rule = "config", allowed) =>
    problems.push({ rule, path, message, ...(allowed === undefined ? {} : { allowed }) }),
  );
  return problems;
}
