// Shows where every route is by what the zone holds, since when, whether its sides are healthy, and what is next.
import { setTimeout as sleep } from "node:timers/promises";
import { iso } from "../../model/moment";
import { recordedTraffic } from "../../model/outputs";
import { describeHealth, type Sides } from "../../model/traffic/health";
import { trafficKeys } from "../../model/traffic/keys";
import { keepTraffic, planTraffic } from "../../model/traffic/plan";
import type { SubjectPlan } from "../../model/traffic/types";
import type { Observed } from "../../model/traffic/splitter";
import { describeShares, weightsOf } from "../../model/traffic/split";
import { readZone } from "../../model/traffic/zone-records";
import { toRequest } from "../../plan";
import { Refusal } from "../../refusal";
import { observeSides, type ObservedTraffic } from "../health";
import { withoutEngine, trafficReport, type Terminal, type TrafficReport } from "../report";
import { withSession, type Session } from "../session";
import { signals } from "../stop";
import { table } from "../table";
import type { Invocation } from "../types";

/** What a status is made from. */
interface Look extends ObservedTraffic {
  readonly health: Health;
}

export function status(invocation: Invocation, terminal: Terminal): Promise<number> {
  return withSession({ ...invocation, looks: true }, terminal.progress, async (session) => {
    const look = await lookAt(session);
    terminal.print(statusLines(look, session, terminal.width).join("\n"));
    terminal.document({
      stack: invocation.stack,
      result: "done",
      ...withoutEngine,
      problems: [],
      traffic: toDocument(look),
    });
    return 0;
  });
}

/** Shows it again and again, until it is interrupted. @param seconds between two looks. */
export async function watchStatus(
  invocation: Invocation,
  terminal: Terminal,
  seconds: number,
): Promise<number> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  for (const signal of signals) process.once(signal, interrupt);
  const isTerminal = terminal.width !== undefined;
  try {
    while (!stop.signal.aborted) {
      await withSession({ ...invocation, looks: true }, terminal.progress, async (session) => {
        const lines = await statusOf(session, terminal.width);
        const moment = `${invocation.stack} at ${iso(session.now())}, every ${String(seconds)} s until Ctrl-C`;
        terminal.print(`${isTerminal ? clear : ""}${moment}\n\n${lines.join("\n")}${isTerminal ? "" : "\n"}`);
      });
      await sleep(1000 * seconds, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
  return 0;
}

/** Empties a terminal, and goes to its first line. */
const clear = "\u001b[2J\u001b[H";

async function lookAt(session: Session): Promise<Look> {
  const observed = await readTraffic(session);
  return { ...observed, health: await observeSides(session, observed) };
}

/** What `status` prints. @param width of the terminal. */
export async function statusOf(session: Session, width?: number): Promise<readonly string[]> {
  return statusLines(await lookAt(session), session, width);
}

function statusLines(look: Look, session: Session, width?: number): readonly string[] {
  const { hasZone, health } = look;
  const noZone = `there is no public zone ${session.domain()}: nothing answers for these names`;
  const why = [...(hasZone ? [] : [noZone]), ...strangeLines(look), ...unhealthyLines(health)];
  return [statusTable(look, session.now(), width), ...(why.length > 0 ? ["", ...why] : [])];
}

/** The keys that say which routes there are, and what is next for each. */
export const shapesTraffic = ["traffic", "kubernetes", "include", "legacy", "services", "rules"].map(
  (key) => `crossover:${key}`,
);

/** The present split of every key of `crossover:traffic`, whatever the config asks for. */
export async function observeTraffic(session: Session): Promise<readonly SubjectPlan[]> {
  return (await readTraffic(session)).subjects;
}

/** The same, with what it was read from. */
export async function readTraffic(session: Session): Promise<ObservedTraffic> {
  session.refuseSecrets(shapesTraffic);
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
  const observed = new Map(request.subjects.map(({ key, observed: one }) => [key, one]));
  const hasZone = records !== undefined;
  return { request, subjects, observed, records: records ?? [], hasZone, outputs };
}

type Health = ReadonlyMap<string, Sides>;

/** The table that people read. */
function statusTable({ subjects, observed, health }: Look, now: Date, width?: number): string {
  const rows = subjects.map((subject) => {
    const { key, before, since, fresh, next } = subject;
    const goesOn = next !== undefined && before.kind !== "foreign" && before.kind !== "lost";
    return [
      key,
      standing(subject, observed.get(key)),
      fresh ? "-" : minute(since),
      states(health.get(key)),
      goesOn ? valueText(next.value) : "-",
      !goesOn || fresh ? "-" : next.notBefore <= now ? "now" : minute(endOfMinute(next.notBefore)),
    ];
  });
  return table(["route", "now", "since (UTC)", "health", "next", "allowed from (UTC)"], rows, width);
}

/** Where a key is: each side with its share, and what is strange about that. */
function standing({ split, before, released }: SubjectPlan, observed: Observed | undefined): string {
  if (released && observed?.kind === "foreign") return `${describeShares(weightsOf(split))} (released)`;
  if (released && observed?.kind === "none") return "no record (released)";
  if (before.kind === "foreign") return "foreign";
  if (observed?.kind === "none" || before.kind === "free") return "not deployed";
  const weights = observed?.kind === "set" ? observed.weights : weightsOf(split);
  const shares = describeShares(weights);
  if (before.kind === "lost") return `${shares} (lost: ${before.targets.join(", ")})`;
  return before.kind === "unfinished" ? `${shares} (unfinished)` : shares;
}

/** What needs words. */
function strangeLines({ subjects }: Look): string[] {
  return subjects.flatMap(({ key, before, fresh }) => {
    if (before.kind === "foreign") return [`${key} ${before.reason}`];
    if (before.kind === "lost")
      return [`${key} has records of ${before.targets.join(", ")}, which this stack doesn't have`];
    if (before.kind === "unfinished" && fresh)
      return [`${key} is between two rungs: a step was interrupted, or another hand wrote its records`];
    return [];
  });
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

/** What the zone holds, never what is asked for. */
function toDocument({ subjects, observed, health }: Look): Record<string, TrafficReport> {
  const all = trafficReport(subjects);
  return Object.fromEntries(
    subjects.map((subject) => {
      const { key, fresh, before, released } = subject;
      const { since, next, value } = all[key]!;
      const isStrange = before.kind === "foreign" || before.kind === "lost" || before.kind === "unfinished";
      const isThere = observed.get(key)?.kind !== "none" && before.kind !== "free";
      const stands = standing(subject, observed.get(key));
      return [
        key,
        {
          value,
          ...(!fresh && { since }),
          ...((isStrange || !isThere || released) && { stands }),
          ...(health.has(key) && { health: health.get(key) }),
          ...(next && !isStrange && { next }),
        },
      ];
    }),
  );
}

export function valueText(value: SubjectPlan["value"]): string {
  return typeof value === "object"
    ? `${String(value.percent)} (${value.from} to ${value.to})`
    : String(value);
}

/** E.g. `2026-11-29 01:00`, of UTC. */
export function minute(date: Date): string {
  return date.toISOString().slice(0, 16).replace("T", " ");
}

/** The first whole minute that isn't before it. */
export function endOfMinute(date: Date): Date {
  return new Date(Math.ceil(date.getTime() / 60_000) * 60_000);
}
