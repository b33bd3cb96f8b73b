// `preview`, `up` and `destroy`: one run of the engine, reported.
import type { Invocation } from "../arguments";
import {
  exitCode,
  operationLine,
  problemLines,
  summary,
  trafficReport,
  type Report,
  type Terminal,
} from "../report";
import { Session, type Outcome, type RunOptions } from "../session";
import { tracesHint } from "../../traces";

export async function update(
  invocation: Invocation & { command: "preview" | "up" | "destroy" },
  terminal: Terminal,
): Promise<number> {
  const session = await Session.open(invocation, terminal.progress);
  try {
    if (invocation.command === "up") await session.reconcile(terminal.progress);
    const outcome = await run(session, invocation.command, terminal);
    if (invocation.command === "destroy" && outcome.result === "done") reportRemains(session, terminal);
    return exitCode(outcome.result);
  } finally {
    await session.close();
  }
}

/** Runs the engine once and says how it went. */
export async function run(
  session: Session,
  kind: "preview" | "up" | "destroy",
  terminal: Terminal,
  options: RunOptions = {},
): Promise<Outcome> {
  const { stack } = session.invocation;
  const started = Date.now();
  const show = kind === "preview" ? terminal.print : terminal.progress;
  const outcome = await session.run(kind, {
    ...options,
    onOperation: (operation) => {
      show(operationLine(operation));
    },
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (outcome.problems.length > 0) terminal.progress(problemLines(outcome.problems, outcome.result));
  if (outcome.result === "failed") terminal.progress(`  ${tracesHint().trim()}`.trimEnd());
  const verb = kind === "preview" ? "would change" : "changed";
  if (outcome.result !== "refused")
    terminal.print(`${stack} ${verb}: ${summary(outcome.changes.counts)} (${seconds} s)`);
  for (const line of availability(session)) terminal.print(line);
  terminal.document(toReport(stack, outcome));
  return outcome;
}

export function toReport(stack: string, { result, changes, problems, traffic }: Outcome): Report {
  return {
    stack,
    result,
    changes: changes.counts,
    operations: changes.operations.map(({ op, urn, type }) => ({ op, urn, type })),
    problems,
    traffic: trafficReport(traffic ?? []),
  };
}

/** Routes that didn't answer in full at some moment of a rehearsal. */
function availability(session: Session): string[] {
  const { lowest } = session.rehearsal?.report() ?? { lowest: [] };
  return lowest
    .filter(({ availability }) => availability < 1)
    .map(
      ({ route, availability, operation }) =>
        `${route} answered only ${String(Math.round(100 * availability))} % after ${operation}`,
    );
}

function reportRemains(session: Session, terminal: Terminal): void {
  const remains = session.rehearsal?.remaining();
  if (!remains) return;
  terminal.print(
    remains.length === 0
      ? "nothing is left in the simulated cloud"
      : `left in the simulated cloud: ${remains.map(({ type, id }) => `${type} ${id}`).join(", ")}`,
  );
}
