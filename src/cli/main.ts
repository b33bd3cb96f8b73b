// The `crossover` command.
import { describe, Refusal } from "../refusal";
import { tracesHint, tracing } from "../traces";
import { parseInvocation, usage, UsageError, type Invocation } from "./arguments";
import { database } from "./commands/database";
import { demo } from "./commands/demo";
import { rollback } from "./commands/rollback";
import { status } from "./commands/status";
import { update } from "./commands/update";
import { noChanges, terminal, type Report, type Terminal } from "./report";

/** Runs one command line; returns the exit code: 0 done, 1 refused or failed, 2 usage. */
export async function main(argv: readonly string[]): Promise<number> {
  let invocation: Invocation | undefined;
  let out = terminal(argv.includes("--json"));
  try {
    invocation = parseInvocation(argv);
    if (!invocation) {
      process.stdout.write(`${usage}\n`);
      return 0;
    }
    out = terminal(invocation.json);
    return await execute(invocation, out);
  } catch (error) {
    if (error instanceof UsageError) {
      out.progress(`crossover: ${error.message}\nSee \`crossover --help\`.`);
      return 2;
    }
    return fail(invocation, error, out);
  }
}

function execute(invocation: Invocation, out: Terminal): Promise<number> {
  const { command } = invocation;
  switch (command) {
    case "preview":
    case "up":
    case "destroy":
      return update({ ...invocation, command }, out);
    case "status":
      return status(invocation, out);
    case "rollback":
      return rollback(invocation, out);
    case "database":
      return database(invocation, out);
    case "demo":
      return demo(invocation, out);
  }
}

function fail(invocation: Invocation | undefined, error: unknown, out: Terminal): number {
  const refused = error instanceof Refusal;
  const message = error instanceof Error ? error.message : String(error);
  const result: Report["result"] = refused ? "refused" : "failed";
  out.progress(refused ? describe(error.problems) : `crossover: ${message}${tracesHint()}`);
  if (!refused && tracing() && error instanceof Error) out.progress(error.stack ?? "");
  out.document({
    stack: invocation?.stack ?? "",
    result,
    changes: noChanges,
    operations: [],
    problems: refused ? error.problems : [{ rule: "failure", path: invocation?.stack ?? "", message }],
    traffic: {},
  });
  return 1;
}
