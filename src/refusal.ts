// Defines the error that stops an update before anything is changed.
import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "./model/problem";

/** All problems of a run. A `RunError`, so that Pulumi prints the text and no stack trace. */
export class Refusal extends pulumi.RunError {
  constructor(readonly problems: readonly Problem[]) {
    super(describe(problems));
  }
}

/** The problems as people read them, one after the other. */
export function describe(problems: readonly Problem[]): string {
  const lines = problems.map(({ rule, path, message, allowed }) => {
    const way = allowed === undefined ? "" : `\n    allowed: ${allowed}`;
    return `  ${path}: ${message} [${rule}]${way}`;
  });
  const count = problems.length === 1 ? "one problem" : `${String(problems.length)} problems`;
  return [`refused, nothing was changed: ${count}`, ...lines].join("\n");
}
