// Shows where every route is by what the zone holds, since when, and what is next.
import { recordedTraffic } from "../../model/outputs";
import { trafficKeys } from "../../model/traffic/keys";
import { keepTraffic, planTraffic } from "../../model/traffic/plan";
import type { SubjectPlan } from "../../model/traffic/types";
import { readZone } from "../../model/traffic/zone-records";
import { toRequest } from "../../plan";
import { Refusal } from "../../refusal";
import { noChanges, trafficReport, type Terminal } from "../report";
import { withSession, type Session } from "../session";
import { table } from "../table";
import type { Invocation } from "../types";

export function status(invocation: Invocation, terminal: Terminal): Promise<number> {
  return withSession(invocation, terminal.progress, async (session) => {
    const subjects = await observeTraffic(session);
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
  });
}

/** The present split of every key of `crossover:traffic`, whatever the config asks for. */
export async function observeTraffic(session: Session): Promise<readonly SubjectPlan[]> {
  const { environment, problems } = session.load();
  if (!environment) throw new Refusal(problems);
  const records = await session.zone().then((zone) => zone?.records());
  const { services, domain } = environment.settings;
  const zone = readZone(records ?? [], domain);
  // The ledger says all of what has an entry, and reading the state takes a while.
  const keys = [...trafficKeys(services)];
  const untold = keys.some(([key, { hostname }]) => hostname === undefined || zone.entry(key) === undefined);
  const { outputs } = untold ? await session.state() : { outputs: {} };
  const { request } = toRequest(
    environment,
    { zone: records && { records }, recorded: recordedTraffic(outputs) },
    { now: session.now(), owner: session.owner() },
  );
  return planTraffic({ ...request, subjects: keepTraffic(request) }).subjects;
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
