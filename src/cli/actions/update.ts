// Runs the engine once for `preview`, `up` or `destroy`, and reports.
import {
  exitCode,
  operationLine,
  problemLines,
  summary,
  trafficReport,
  type Report,
  type Terminal,
} from "../report";
import { publicName } from "../../model/traffic/hostnames";
import { askToUpdate } from "../confirm";
import { availabilityLines, judgeDips } from "../dips";
import { leftLines } from "../left";
import { reconcile } from "../reconcile";
import { withSession, type Session } from "../session";
import type { Invocation, Left, Outcome, RunOptions, UpdateKind } from "../types";

/** @param asks whether somebody is asked before anything is changed. @default nobody is */
export function update(
  kind: UpdateKind,
  invocation: Invocation,
  terminal: Terminal,
  asks = false,
): Promise<number> {
  return withSession({ ...invocation, looks: kind === "preview" }, terminal.progress, async (session) => {
    // A preview changes nothing, so it needn't wait for what it says.
    const reconciled = kind === "destroy" ? undefined : reconcile(session, kind === "up");
    if (kind === "up") await reconciled;
    // If it fails beside the run, that is reported with it, and isn't taken for an unhandled error.
    reconciled?.catch(() => undefined);
    const released = kind === "destroy" ? await releasedNames(session) : [];
    if (asks && kind === "destroy" && !(await askToDestroy(session, terminal))) {
      terminal.progress("nothing was changed");
      return 1;
    }
    const confirm =
      asks && kind === "up" ? askToUpdate(terminal, invocation.stack, servicesOf(session)) : undefined;
    const outcome = await run(session, kind, terminal, { beside: reconciled, confirm, released });
    if (outcome.left) reportRemains(outcome.left, session, terminal);
    return exitCode(outcome.result);
  });
}

function servicesOf(session: Session): readonly string[] {
  return session.load().environment?.settings.services.map(({ name }) => name) ?? [];
}

/** The public names that have been released, and whose records a destroy leaves. */
async function releasedNames(session: Session): Promise<readonly string[]> {
  const routes = Object.keys(session.reading.stack?.releasedNames ?? {});
  const zone = routes.length > 0 && (await session.zone());
  if (!zone) return [];
  const reading = await zone.read();
  const there = routes.filter((route) => reading.observed(route).kind !== "none");
  return there.map((route) => publicName(route, session.domain()));
}

/** Names what stops answering, and asks for the stack's name. */
async function askToDestroy(session: Session, terminal: Terminal): Promise<boolean> {
  const { stack } = session.invocation;
  const zone = await session.zone();
  const reading = zone && (await zone.read());
  const routes = session.load().environment?.settings.services.flatMap(({ routes }) => routes) ?? [];
  const names = routes.filter(({ name }) => reading && reading.observed(name).kind !== "none");
  terminal.progress(
    names.length === 0
      ? "no public name of this stack answers"
      : `these names stop answering:\n${names.map(({ hostname }) => `  ${hostname}`).join("\n")}`,
  );
  const answer = await terminal.ask!(
    `Delete ${stack}, all but what is protected for its data? Type its name: `,
  );
  return answer.trim() === stack;
}

/** Runs the engine once and says how it went. @param options `beside` is work whose failure is the run's. */
export async function run(
  session: Session,
  kind: UpdateKind,
  terminal: Terminal,
  options: RunOptions & { readonly beside?: Promise<unknown> } = {},
): Promise<Outcome> {
  const { stack } = session.invocation;
  const started = Date.now();
  const show = kind === "preview" ? terminal.print : terminal.progress;
  const { beside, ...rest } = options;
  const ran = await session.run(kind, {
    ...rest,
    onOperation: rest.onOperation ?? ((operation) => show(operationLine(operation))),
    onMessage: terminal.progress,
  });
  const joined = await joinWith(beside, ran, stack);
  const gone = session.retiredNames();
  const lowest = kind === "up" ? session.rehearsal?.report().lowest : undefined;
  const seen = lowest?.filter(({ route }) => !gone.has(route));
  const outcome = { ...joined, ...judgeDips(joined.result, seen ?? [], session.invocation) };
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (outcome.problems.length > 0) terminal.progress(problemLines(outcome.problems, outcome.result));
  const verb = {
    done: kind === "preview" ? "would change" : "changed",
    dipped: "changed",
    failed: "failed after",
    refused: "",
  };
  if (outcome.result !== "refused")
    terminal.print(`${stack} ${verb[outcome.result]}: ${summary(outcome.changes.counts)} (${seconds} s)`);
  if (seen && outcome.result !== "refused")
    for (const line of availabilityLines(outcome.result, seen)) terminal.print(line);
  terminal.document(toReport(stack, outcome));
  return outcome;
}

/** The outcome, unless the run was well and what was done beside it failed. */
async function joinWith(
  beside: Promise<unknown> | undefined,
  outcome: Outcome,
  path: string,
): Promise<Outcome> {
  try {
    await beside;
    return outcome;
  } catch (error) {
    if (outcome.result !== "done") return outcome;
    const message = error instanceof Error ? error.message : String(error);
    return { ...outcome, result: "failed", problems: [{ rule: "failure", path, message }] };
  }
}

function toReport(
  stack: string,
  { result, changes, problems, traffic, dips, left }: Outcome & Pick<Report, "dips">,
): Report {
  return {
    stack,
    result,
    changes: changes.counts,
    operations: changes.operations.map(({ op, urn, type }) => ({ op, urn, type })),
    problems,
    traffic: trafficReport(traffic ?? []),
    ...(dips && { dips }),
    ...(left && { left }),
  };
}

/** Other stacks of the same rehearsal are still there, rightly. */
function reportRemains(left: Left, session: Session, terminal: Terminal): void {
  for (const line of leftLines(left)) terminal.print(line);
  const count = session.rehearsal?.remaining().length;
  if (count === undefined) return;
  const told = Object.values(left).flat().length;
  const others = `${String(count - told)} resources are left in the simulated cloud: of other stacks, or of updates that were killed`;
  if (count === told) terminal.print(`nothing ${told === 0 ? "" : "else "}is left in the simulated cloud`);
  else terminal.print(told === 0 ? others : `besides, ${others}`);
}
