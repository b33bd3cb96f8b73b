// Shows in which order everything moves to Kubernetes, what each waits for, and how soon all could be there.
import { schedule, type Way } from "../../model/traffic/schedule";
import { withDatabases } from "../../model/traffic/database-rule";
import { wavesOf } from "../../model/traffic/waves";
import type { Service } from "../../model/service";
import { withoutEngine, type PlannedWay, type Terminal } from "../report";
import { withSession, type Session } from "../session";
import { table } from "../table";
import type { Invocation } from "../types";
import { endOfMinute, minute, readTraffic, valueText } from "./status";

interface Planned {
  readonly ways: readonly Way[];
  readonly waves: ReadonlyMap<string, number>;
  readonly services: readonly Service[];
  /** Of each database that has yet to move, what uses its old one until it is at `kubernetes`. */
  readonly databases: ReadonlyMap<string, readonly string[]>;
}

/** @param mermaid whether the order is drawn, for a page that shows Mermaid's diagrams. */
export function plan(invocation: Invocation, terminal: Terminal, mermaid: boolean): Promise<number> {
  return withSession({ ...invocation, looks: true }, terminal.progress, async (session) => {
    const planned = await planOf(session);
    if (mermaid) terminal.print(diagram(planned));
    else for (const line of planLines(planned, session.now(), terminal.width)) terminal.print(line);
    terminal.document({
      ...{ stack: invocation.stack, result: "done", problems: [], traffic: {} },
      ...withoutEngine,
      plan: toDocument(planned),
    });
    return 0;
  });
}

async function planOf(session: Session): Promise<Planned> {
  const { request } = await readTraffic(session);
  const { stack, settings } = session.load().environment!;
  const { services } = settings;
  const ways = schedule(request);
  const moving = new Set(ways.filter(({ through }) => !through).map(({ key }) => key));
  const databases = new Map<string, string[]>();
  for (const { key, database } of withDatabases(request.subjects, services, stack.databases))
    if (database?.direct && stack.databases[database.id]?.source && moving.has(key))
      databases.set(database.id, [...(databases.get(database.id) ?? []), key]);
  // Within a wave the first to be through comes first.
  const waves = wavesOf(ways, services);
  const order = (way: Way) => [waves.get(way.key) ?? 0, way.steps.at(-1)?.at.getTime() ?? 0] as const;
  const sorted = [...ways].sort((a, b) => {
    const [one, other] = [order(a), order(b)];
    return one[0] - other[0] || one[1] - other[1];
  });
  return { ways: sorted, waves, services, databases };
}

function planLines({ ways, waves, databases }: Planned, now: Date, width?: number): readonly string[] {
  const left = ways.filter(({ steps, stopped }) => steps.length > 0 || stopped !== undefined);
  const rows = left.map((way) => {
    const { key, value, steps, blocked, through } = way;
    const first = steps[0];
    const last = steps.at(-1);
    return [
      String(waves.get(key) ?? "-"),
      key,
      valueText(value),
      steps.length === 0 ? "-" : steps.map((step) => valueText(step.value)).join(", "),
      first === undefined ? "-" : first.at <= now ? "now" : minute(endOfMinute(first.at)),
      blocked?.rule ?? "-",
      through && last ? minute(endOfMinute(last.at)) : "stopped",
    ];
  });
  const header = ["wave", "route", "now", "steps left", "next from (UTC)", "waits for", "through from (UTC)"];
  const stopped = left.flatMap((way) => way.stopped ?? []);
  return [
    ...(rows.length > 0 ? [table(header, rows, width), ""] : []),
    ...stopped,
    ...[...databases].map(
      ([id, keys]) => `database ${id} is cut over once these are at kubernetes: ${keys.join(", ")}`,
    ),
    ...(stopped.length + databases.size > 0 ? [""] : []),
    summary(ways, now),
  ];
}

function summary(ways: readonly Way[], now: Date): string {
  const through = ways.filter(({ steps, through: done }) => done && steps.length === 0).length;
  const counted = `${String(through)} of ${String(ways.length)} are through`;
  const last = Math.max(...ways.flatMap(({ steps }) => steps.map(({ at }) => at.getTime())));
  if (!Number.isFinite(last)) return counted;
  const all = ways.every((way) => way.through) ? "all" : "all that can";
  const end = new Date(last);
  return (
    `${counted}; ${all} may be by ${minute(endOfMinute(end))}, ${lengthOf(last - now.getTime())} from now, ` +
    "if every side is healthy and each step is made as soon as it may be"
  );
}

/** E.g. `12 d 4 h`, or `40 min`. */
function lengthOf(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  if (days > 0) return `${String(days)} d ${String(hours)} h`;
  return hours > 0 ? `${String(hours)} h ${String(minutes % 60)} min` : `${String(minutes)} min`;
}

/** A flowchart of Mermaid: waves from left to right, and what waits for what. */
function diagram({ ways, waves, services }: Planned): string {
  const keysOf = (service: string) => ways.filter((way) => way.service === service).map(({ key }) => key);
  const node = (key: string) => `r_${key.replaceAll("-", "_")}`;
  const all = [...new Set(waves.values())].sort((a, b) => a - b);
  const groups = all.flatMap((wave) => [
    `  subgraph wave${String(wave)} ["wave ${String(wave)}"]`,
    ...ways
      .filter(({ key }) => waves.get(key) === wave)
      .map(({ key, value }) => `    ${node(key)}["${key}: ${valueText(value)}"]`),
    "  end",
  ]);
  const arrows = services.flatMap(({ name, after }) =>
    after.flatMap((one) =>
      keysOf(one).flatMap((from) =>
        keysOf(name)
          .filter((to) => waves.has(from) && waves.has(to))
          .map((to) => `  ${node(from)} --> ${node(to)}`),
      ),
    ),
  );
  return ["flowchart LR", ...groups, ...arrows].join("\n");
}

function toDocument({ ways, waves }: Planned): PlannedWay[] {
  return ways.map(({ key, value, steps, through, blocked, stopped }) => ({
    ...{ key, value, through },
    ...(waves.has(key) && { wave: waves.get(key) }),
    steps: steps.map((step) => ({ value: step.value, notBefore: step.at.toISOString() })),
    ...(blocked && { blocked }),
    ...(stopped !== undefined && { stopped }),
  }));
}
