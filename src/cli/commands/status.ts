// `status`: where every route stands by what the zone holds, since when, and what is next.
import { load } from "../../config";
import { fileOf } from "../../config/stack";
import { asTheyStand, planTraffic } from "../../model/traffic/plan";
import { recordedTraffic } from "../../model/outputs";
import { toRequest } from "../../plan";
import { Refusal } from "../../refusal";
import type { Invocation } from "../arguments";
import { noChanges, trafficReport, type Terminal } from "../report";
import { Session } from "../session";
import { table } from "../table";
import type { SubjectPlan } from "../../model/traffic/types";

export async function status(invocation: Invocation, terminal: Terminal): Promise<number> {
  const session = await Session.open(invocation, terminal.progress);
  try {
    const subjects = await standings(session);
    terminal.print(statusTable(subjects, session.now()));
    terminal.document({
      stack: invocation.stack,
      result: "done",
      changes: noChanges,
      operations: [],
      problems: [],
      traffic: trafficReport(subjects),
    });
    return 0;
  } finally {
    await session.close();
  }
}

/** Every key of `crossover:traffic` where it stands now, whatever the config asks for. */
export async function standings(session: Session): Promise<readonly SubjectPlan[]> {
  const { environment, problems } = load(session.root, fileOf(session.invocation.stack), session.config());
  if (!environment) throw new Refusal(problems);
  const zone = await session.zone();
  const records = await zone?.records();
  const { outputs } = await session.state();
  const { request } = toRequest(
    environment,
    { zone: records && { records }, recorded: recordedTraffic(outputs) },
    { now: session.now() },
  );
  return planTraffic({ ...request, subjects: asTheyStand(request) }).subjects;
}

/** The table that people read. */
export function statusTable(subjects: readonly SubjectPlan[], now: Date): string {
  const rows = subjects.map((subject) => {
    const { key, split, before, since, next } = subject;
    const [old, fresh] = shares(split, before);
    const unfinished =
      before.kind === "unfinished" ? " (unfinished)" : before.kind === "foreign" ? " (foreign)" : "";
    return [
      `${key}${unfinished}`,
      old,
      fresh,
      iso(since),
      next === undefined ? "-" : valueText(next.value),
      next === undefined ? "-" : next.notBefore <= now ? "now" : iso(next.notBefore),
    ];
  });
  return table(["route", "legacy %", "new side %", "since", "next", "allowed from"], rows);
}

function shares(split: SubjectPlan["split"], before: SubjectPlan["before"]): [string, string] {
  if ("only" in split) return split.only === "legacy" ? ["100", "-"] : ["-", "100"];
  // Of an interrupted step, what resolvers really get.
  const share = before.kind === "unfinished" ? before.share : split.percent;
  return [String(100 - share), String(share)];
}

function valueText(value: SubjectPlan["value"]): string {
  return typeof value === "object"
    ? `${String(value.percent)} (${value.from} to ${value.to})`
    : String(value);
}

function iso(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}
