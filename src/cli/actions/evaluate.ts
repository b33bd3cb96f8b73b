// Finds, changing nothing, whether what is asked for could be done now, and whether what is relied on still holds.
import { fileOf } from "../../config";
import { recordedTraffic } from "../../model/outputs";
import type { Problem } from "../../model/problem";
import { evaluateTraffic, type Finding } from "../../model/traffic/evaluate";
import { judgeVersions } from "../../model/versions/judge";
import { readWritten } from "../../model/traffic/written";
import { observeCheckout } from "../../observe/checkout.ts";
import { toRequest } from "../../plan";
import { describeOne, Refusal } from "../../refusal";
import { allAnswers } from "../answers";
import { readingsOf } from "../health";
import { withoutEngine, type Terminal } from "../report";
import { withSession, type Session } from "../session";
import type { Invocation } from "../types";
import { shapesTraffic } from "./status";

export function evaluate(invocation: Invocation, terminal: Terminal): Promise<number> {
  return withSession({ ...invocation, looks: true }, terminal.progress, async (session) => {
    const { findings, routes } = await findingsOf(session);
    const wrong = findings.filter(({ kind }) => kind === "wrong");
    const waits = findings.filter(({ kind }) => kind === "waits");
    for (const [title, some] of [
      ["wrong", wrong],
      ["not yet", waits],
    ] as const)
      if (some.length > 0) terminal.print(`${title}:\n${some.map(describeOne).join("\n")}`);
    if (wrong.length === 0) terminal.print(`nothing is wrong with ${String(routes)} routes and services`);
    terminal.document({
      ...{ stack: invocation.stack, result: wrong.length === 0 ? "done" : "failed", traffic: {} },
      ...withoutEngine,
      problems: wrong.map(toProblem),
      waits: waits.map(toProblem),
    });
    return wrong.length === 0 ? 0 : 1;
  });
}

function toProblem({ kind: _, ...problem }: Finding): Problem {
  return problem;
}

async function findingsOf(session: Session): Promise<{ findings: readonly Finding[]; routes: number }> {
  session.refuseSecrets(shapesTraffic);
  const { environment, problems: mistakes } = session.load();
  if (!environment) throw new Refusal(mistakes);
  const { stack, settings } = environment;
  const { domain } = settings;
  const [zone, { resources, outputs, beingCreated }] = await allAnswers([session.zone(), session.state()]);
  const records = (await zone?.records()) ?? [];
  const file = fileOf(session.invocation.stack);
  const [health, checkout] = await Promise.all([
    readingsOf(session, records, outputs),
    observeCheckout({ root: session.root, files: [file, "services"], records, domain }),
  ]);
  const written = readWritten(resources);
  const now = session.now();
  const { request, problems } = toRequest(
    environment,
    { zone: zone && { records }, recorded: recordedTraffic(outputs), health, written },
    { ...checkout, now, owner: session.owner() },
  );
  const past = {
    ...{ domain, otherZones: [], retired: stack.retired },
    // Only its records are judged.
    zone: zone && { id: "", records },
  };
  const { problems: old, warnings } = judgeVersions(stack, settings, file, now);
  const others: Finding[] = [
    ...old.map((one): Finding => ({ ...one, kind: "wrong" })),
    ...warnings.map((message): Finding => ({ kind: "wrong", rule: "version", path: file, message })),
    ...beingCreated.map(({ name, type }): Finding => ({
      ...{ kind: "wrong", rule: "state", path: name },
      message: `an update was killed while it created this (${type}), and the state doesn't know whether it exists`,
      allowed: "import it, as `crossover preview` says",
    })),
  ];
  return {
    findings: [...others, ...evaluateTraffic({ request, problems, past })],
    routes: request.subjects.length,
  };
}
