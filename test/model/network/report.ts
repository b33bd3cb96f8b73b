// Collects what a check reports, as `path: message [allowed]`.
import type { Report } from "../../../src/model/problem";

export function collect(check: (report: Report) => unknown): string[] {
  const found: string[] = [];
  check((path, message, _, allowed) =>
    found.push(`${path}: ${message}${allowed === undefined ? "" : ` [${allowed}]`}`),
  );
  return found;
}
