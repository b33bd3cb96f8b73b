// Moves one route's answers back to the side that they came from, through the engine or past it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileOf } from "../../config";
import { didYouMean } from "../../model/names/nearest";
import type { Problem } from "../../model/problem";
import { publicName } from "../../model/traffic/hostnames";
import { entryName } from "../../model/traffic/ledger";
import { pathOf } from "../../model/traffic/keys";
import type { SubjectPlan } from "../../model/traffic/types";
import { Refusal } from "../../refusal";
import { nameOf } from "../changes";
import { availabilityLines, judgeDips } from "../dips";
import { withTraffic } from "../project";
import { exitCode, noChanges, trafficReport, type Terminal } from "../report";
import { withSession, type Session } from "../session";
import type { Invocation, Outcome } from "../types";
import { observeTraffic } from "./status";
import { run } from "./update";

export interface Rollback extends Invocation {
  readonly route: string;
  /** The percentage to go down to. */
  readonly to: number;
  /** Past the engine and its lock. */
  readonly now: boolean;
}

export function rollback({ route, to, now, ...invocation }: Rollback, terminal: Terminal): Promise<number> {
  const overrides = [...invocation.overrides, { path: ["traffic", route], value: to }];
  return withSession({ ...invocation, overrides }, terminal.progress, async (session) => {
    const subjects = await observeTraffic(session);
    const subject = subjects.find((one) => one.key === route);
    const problem = refuseRollback(route, to, subject, subjects);
    if (problem) throw new Refusal([problem]);
    writeTraffic(session, route, to, terminal);
    return now
      ? await rollBackPastEngine(session, subject!, to, terminal)
      : exitCode((await rollBackByEngine(session, route, terminal)).result);
  });
}

function refuseRollback(
  route: string,
  percent: number,
  subject: SubjectPlan | undefined,
  all: readonly SubjectPlan[],
): Problem | undefined {
  const problem = (message: string, allowed?: string): Problem => ({
    rule: "rollback",
    path: pathOf(route),
    message,
    allowed,
  });
  const routes = all.filter((one) => one.kind === "route").map((one) => one.key);
  if (!subject)
    return problem(`there is no route \`${route}\`${didYouMean(route, routes)}`, routes.join(", "));
  if (subject.kind !== "route")
    return problem(
      `\`${route}\` has no records to roll back`,
      "set its value in the stack file, then run `crossover up`",
    );
  if ("only" in subject.split)
    return subject.split.only === "legacy"
      ? problem(`${route} is already at legacy, so there is nothing to roll back`)
      : problem(
          `${route} has only the new side left, so there is nothing to go back to at once`,
          "set 100 in the stack file, then run `crossover up`",
        );
  if (percent <= subject.split.percent) return undefined;
  return problem(
    `${route} is at ${String(subject.split.percent)}, and ${String(percent)} was asked for: a rollback goes down`,
    "a lower --to, or 0",
  );
}

/** The stack file follows, or the next `up` would ask for the old value again. */
function writeTraffic(
  { root, rehearsal, invocation }: Session,
  route: string,
  percent: number,
  terminal: Terminal,
): void {
  if (rehearsal) return;
  const file = fileOf(invocation.stack);
  writeFileSync(join(root, file), withTraffic(root, invocation.stack, route, percent));
  terminal.progress(`${file}: ${pathOf(route)} is ${String(percent)} now; commit it`);
}

/** Only the route's own weighted records are touched, so nothing else can stop it. */
export async function rollBackByEngine(
  session: Session,
  route: string,
  terminal: Terminal,
): Promise<Outcome> {
  // The engine writes only what differs from its state, which may have missed what the zone holds.
  const remade = await session.reconcile(true);
  const { resources } = await session.state();
  const hostname = publicName(route, session.domain());
  const ledger = entryName(route, session.domain());
  const target = resources
    .filter(
      ({ inputs }) =>
        (inputs?.name === hostname && inputs.setIdentifier !== undefined) || inputs?.name === ledger,
    )
    .map(({ urn }) => urn);
  // Without a target the engine would take on everything else that is pending.
  if (target.length === 0)
    throw new Error(`the state has no records of ${hostname}; use \`crossover rollback ${route} --now\``);
  // A record can't be written without the check that it names.
  const records = new Set(target.map(nameOf));
  const checks = remade.filter((urn) => records.has(nameOf(urn).replace(/-health$/, "")));
  return run(session, "up", terminal, { target: [...target, ...checks], only: route });
}

/** Both weights in one change batch of Route 53, whatever holds the stack's lock. The next preview sees it. */
async function rollBackPastEngine(
  session: Session,
  subject: SubjectPlan,
  percent: number,
  terminal: Terminal,
): Promise<number> {
  const split = { ...(subject.split as Extract<SubjectPlan["split"], { from: string }>), percent };
  const entry = {
    owner: session.owner(),
    split,
    since: session.now().toISOString(),
    by: "rollback",
  } as const;
  const zone = await session.zone();
  await zone!.write(subject.key, entry);
  const after = (await observeTraffic(session)).filter(({ key }) => key === subject.key);
  terminal.print(
    `${subject.key} is at ${String(percent)} now, written past the engine; the next preview sees it`,
  );
  const seen = session.rehearsal?.report().lowest ?? [];
  const judged = judgeDips("done", seen, session.invocation);
  for (const line of availabilityLines(judged.result, seen)) terminal.print(line);
  terminal.document({
    ...judged,
    stack: session.invocation.stack,
    changes: noChanges,
    operations: [],
    problems: [],
    traffic: trafficReport(after),
  });
  return exitCode(judged.result);
}
