// Plays a whole shift on a simulated cloud, every step as one would type it.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { milliseconds } from "../../schema/duration";
import { parseOverride } from "../overrides";
import { findRoot } from "../root";
import type { Operation } from "../changes";
import { operationLine, type Terminal } from "../report";
import { withSession, type Session } from "../session";
import type { Invocation, Outcome } from "../types";
import { rollBackByEngine } from "./rollback";
import { statusOf } from "./status";
import { run } from "./update";

interface Step {
  /** What the step shows. */
  readonly says: string;
  readonly set?: string;
  readonly advance?: string;
  readonly rollback?: boolean;
  /** How it ends; anything else makes the demo fail. */
  readonly ends?: Outcome["result"];
}

const steps: readonly Step[] = [
  { says: "a first deployment: legacy serves every service that has a legacy side" },
  {
    says: "api's new side starts on standby, with no answers yet",
    set: "traffic.api=0",
    advance: "10m",
  },
  { says: "the first 5 %", set: "traffic.api=5", advance: "10m" },
  {
    says: "preview refuses a step over several rungs, before anything changes",
    set: "traffic.api=90",
    ends: "refused",
  },
  { says: "the next rung, once the last has baked", set: "traffic.api=25", advance: "10m" },
  {
    says: "something looks wrong: all answers back to legacy, at once",
    set: "traffic.api=0",
    rollback: true,
  },
  { says: "and up again, rung by rung", set: "traffic.api=5", advance: "10m" },
  { says: "25 %", set: "traffic.api=25", advance: "10m" },
  { says: "50 %", set: "traffic.api=50", advance: "10m" },
  { says: "all answers; legacy stays warm as the fallback", set: "traffic.api=100", advance: "10m" },
];

export async function demo(invocation: Invocation, terminal: Terminal): Promise<number> {
  const root = findRoot();
  const directory = join(".crossover", "demo");
  rmSync(join(root, directory), { recursive: true, force: true });

  let failures = 0;
  const lowest = new Map<string, { availability: number; operation: string }>();
  for (const [i, step] of steps.entries()) {
    terminal.print(`\n[${String(i + 1)}/${String(steps.length)}] ${step.says}`);
    await withSession(toInvocation(invocation, step, directory), terminal.progress, async (session) => {
      const outcome = await play(session, step, terminal);
      if (outcome.result !== (step.ends ?? "done")) failures++;
      for (const { route, ...seen } of session.rehearsal!.report().lowest)
        if (seen.availability < (lowest.get(route)?.availability ?? 2)) lowest.set(route, seen);
      if (i < steps.length - 1) return;
      terminal.print(["", ...(await statusOf(session, terminal.width))].join("\n"));
    });
    if (failures > 0) break;
  }
  const worst = Math.min(...[...lowest.values()].map(({ availability }) => availability));
  terminal.print(
    `\nlowest availability of any route, checked after every operation: ${String(100 * worst)} %`,
  );
  terminal.print(
    `\nThe simulated cloud is still there. Go on as you like, e.g.\n` +
      `  npx crossover preview --stack ${invocation.stack} --rehearsal=${directory} --set traffic.api=100 --set traffic.ingest=0`,
  );
  return failures === 0 && worst === 1 ? 0 : 1;
}

/** The step as a command line, overrides included: what was set before stays set. */
function toInvocation(invocation: Invocation, step: Step, rehearsal: string): Invocation {
  const override = step.set === undefined ? undefined : parseOverride(step.set);
  return {
    ...invocation,
    rehearsal,
    overrides: [...invocation.overrides, ...(override ? [override] : [])],
    advance: step.advance === undefined ? 0 : milliseconds(step.advance),
    looks: step.ends === "refused",
  };
}

async function play(session: Session, step: Step, terminal: Terminal): Promise<Outcome> {
  const { stack, rehearsal } = session.invocation;
  const kind = step.ends === "refused" ? "preview" : "up";
  const flags = [
    `--stack ${stack} --rehearsal=${rehearsal!}`,
    ...(step.advance === undefined ? [] : [`--advance ${step.advance}`]),
    ...(step.set === undefined || step.rollback ? [] : [`--set ${step.set}`]),
  ];
  terminal.print(`$ crossover ${step.rollback ? "rollback api" : kind} ${flags.join(" ")}`);
  if (step.rollback)
    return rollBackByEngine(session, [{ key: "api", service: "monolith", kind: "route" }], terminal);
  return run(session, kind, terminal, { onOperation: printBriefly(terminal) });
}

/** The first operations in full, and from then on a sign of life for every hundred. */
function printBriefly(terminal: Terminal): (operation: Operation) => void {
  let count = 0;
  return (operation) => {
    count++;
    if (count <= 20) terminal.progress(operationLine(operation));
    else if (count % 100 === 0) terminal.progress(`  … ${String(count)} operations`);
  };
}
