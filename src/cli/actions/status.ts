// Shows where every route is by what the zone holds, since when, whether its sides are healthy, and what is next.
import { recordedTraffic } from "../../model/outputs";
import { describeHealth, type Sides } from "../../model/traffic/health";
import { trafficKeys } from "../../model/traffic/keys";
import { keepTraffic, planTraffic } from "../../model/traffic/plan";
import type { SubjectPlan } from "../../model/traffic/types";
import { readZone } from "../../model/traffic/zone-records";
import { toRequest } from "../../plan";
import { Refusal } from "../../refusal";
import { observeSides, type ObservedTraffic } from "../health";
import { noChanges, trafficReport, type Terminal } from "../report";
import { withSession, type Session } from "../session";
import { table } from "../table";
import type { Invocation } from "../types";

export function status(invocation: Invocation, terminal: Terminal): Promise<number> {
  return withSession({ ...invocation, looks: true }, terminal.progress, async (session) => {
    const observed = await readTraffic(session);
    const { subjects } = observed;
    const health = await observeSides(session, observed);
    terminal.print(statusTable(subjects, health, session.now()));
    const unhealthy = unhealthyLines(health);
    if (unhealthy.length > 0) terminal.print(["", ...unhealthy].join("\n"));
    terminal.document({
      stack: invocation.stack,
      result: "done",
      changes: noChanges,
      operations: [],
      problems: [],
      traffic: trafficReport(subjects, health),
    });
    return 0;
  });
}

/** The present split of every key of `crossover:traffic`, whatever the config asks for. */
export async function observeTraffic(session: Session): Promise<readonly SubjectPlan[]> {
  return (await readTraffic(session)).subjects;
}

/** The same, with what it was read from. */
export async function readTraffic(session: Session): Promise<ObservedTraffic> {
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
  const { subjects } = planTraffic({ ...request, subjects: keepTraffic(request) });
  return { subjects, records: records ?? [], outputs };
}

type Health = ReadonlyMap<string, Sides>;

/** The table that people read. */
export function statusTable(subjects: readonly SubjectPlan[], health: Health, now: Date): string {
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
      states(health.get(key)),
      next === undefined ? "-" : valueText(next.value),
      next === undefined ? "-" : next.notBefore <= now ? "now" : iso(next.notBefore),
    ];
  });
  return table(["route", "legacy %", "new side %", "since", "health", "next", "allowed from"], rows);
}

/** E.g. `healthy` of all sides, or `legacy healthy, blue unhealthy`. */
function states(sides: Sides = {}): string {
  const all = Object.entries(sides);
  if (all.length === 0) return "-";
  if (all.every(([, { state }]) => state === "healthy")) return "healthy";
  return all.map(([id, { state }]) => `${id} ${state}`).join(", ");
}

/** Why a side isn't healthy, or why nobody knows. */
function unhealthyLines(health: Health): string[] {
  return [...health].flatMap(([key, sides]) =>
    Object.entries(sides)
      .filter(([, { state }]) => state !== "healthy")
      .map(([id, side]) => `${key}: ${id} is ${describeHealth(side)}`),
  );
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
