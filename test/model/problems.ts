// Gathers what a check reports, for tests.
import type { Problem, Report } from "../../src/model/problem";

/** All that the check reports. */
export function reported(check: (report: Report) => unknown): Problem[] {
  const problems: Problem[] = [];
  check((path, message, rule = "config", allowed) =>
    problems.push({ rule, path, message, ...(allowed === undefined ? {} : { allowed }) }),
  );
  return problems;
}
