// Judges each side of a public name healthy, unhealthy or unknown, by what the checks of its records report.
import { canonicalName, type ZoneRecord } from "./zone-records";

/** What one health check says of its side now. */
export type Reading =
  | { readonly kind: "reported"; readonly healthy: boolean; readonly at: Date; readonly alarm?: string }
  /** It says nothing, so nothing speaks for the side. */
  | { readonly kind: "silent"; readonly reason: string; readonly gone?: boolean }
  /** It couldn't be asked. */
  | { readonly kind: "unreadable"; readonly reason: string };

/** What Route 53's own checkers saw when they last looked. */
export interface Checkers {
  readonly passing: number;
  readonly asked: number;
  readonly at?: Date;
}

/** What a load balancer sees of what is behind it, without what is on its way out. */
export interface Targets {
  readonly healthy: number;
  readonly all: number;
}

/** What is known of the health checks in a zone. */
export interface Readings {
  /** By the id of the check. */
  readonly checks: ReadonlyMap<string, Reading>;
  /** Why none of it counts: another identity than the provider's has read it. @default all of it counts */
  readonly distrusted?: string;
  /** What the load balancer of a side sees, by its set identifier. @default nobody knows, and nothing is said of it */
  readonly targets?: ReadonlyMap<string, Targets>;
  /** By the id of the check; asked only to explain a refusal. @default none */
  readonly checkers?: ReadonlyMap<string, Checkers>;
}

/** Whether one side can answer now. */
export type SideHealth =
  | { readonly state: "healthy"; readonly at: Date }
  | {
      readonly state: "unhealthy";
      readonly reason: string;
      /** The check that Route 53's checkers can explain. */
      readonly check?: string;
      /** The check, if there is none of that id any more. */
      readonly gone?: string;
    }
  | {
      readonly state: "unknown";
      readonly reason: string;
      /** Whether `crossover:rules.health: warn` may let a step pass. */
      readonly excusable: boolean;
    };

/** The health of each side that has a record, by its set identifier. */
export type Sides = Readonly<Record<string, SideHealth>>;

/** Of several records of one side, such as A and AAAA, the worst counts: each of them is answered with. */
const worstFirst: readonly SideHealth["state"][] = ["unhealthy", "unknown", "healthy"];

/** Groups a zone's weighted records once, and judges the sides of any public name. */
export function judgeSides(records: readonly ZoneRecord[], readings: Readings): (hostname: string) => Sides {
  const byName = new Map<string, Record<string, SideHealth>>();
  for (const record of records) {
    if (record.setIdentifier === undefined) continue;
    const name = canonicalName(record.name);
    const sides = byName.get(name) ?? {};
    const known = sides[record.setIdentifier];
    const found = judgeRecord(record, readings);
    sides[record.setIdentifier] = known && rank(known) <= rank(found) ? known : found;
    byName.set(name, sides);
  }
  return (hostname) => byName.get(canonicalName(hostname)) ?? {};
}

function rank({ state }: SideHealth): number {
  return worstFirst.indexOf(state);
}

function judgeRecord(record: ZoneRecord, readings: Readings): SideHealth {
  const health = judgeCheck(record, readings);
  const targets = readings.targets?.get(record.setIdentifier!);
  // What a check saw a minute ago, capacity may no longer bear out.
  if (health.state !== "healthy" || targets === undefined || targets.healthy > 0) return health;
  return { state: "unhealthy", reason: `its load balancer has no healthy target (of ${targets.all})` };
}

function judgeCheck({ healthCheckId: check }: ZoneRecord, readings: Readings): SideHealth {
  if (check === undefined) return { state: "unhealthy", reason: "its record has no health check" };
  if (readings.distrusted !== undefined)
    return { state: "unknown", reason: readings.distrusted, excusable: false };
  const reading = readings.checks.get(check) ?? { kind: "unreadable", reason: "its check wasn't asked" };
  switch (reading.kind) {
    case "unreadable":
      return { state: "unknown", reason: reading.reason, excusable: true };
    case "silent":
      return { state: "unhealthy", reason: reading.reason, ...(reading.gone && { gone: check }) };
    case "reported":
      if (reading.healthy) return { state: "healthy", at: reading.at };
      return reading.alarm === undefined
        ? { state: "unhealthy", check, reason: describeFailure(reading.at, readings.checkers?.get(check)) }
        : { state: "unhealthy", reason: `${reading.alarm} since ${clock(reading.at)}` };
  }
}

function describeFailure(at: Date, checkers: Checkers | undefined): string {
  if (checkers === undefined) return `its health check failed at ${clock(at)}`;
  const { passing, asked } = checkers;
  return `${passing} of ${asked} checkers pass, last looked at ${clock(checkers.at ?? at)}`;
}

/** In the form `2026-11-20 21:40 UTC`. */
function clock(moment: Date): string {
  return `${moment.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** In a few words, e.g. `unhealthy: 2 of 16 checkers pass, last looked at 2026-11-20 21:40 UTC`. */
export function describeHealth(health: SideHealth): string {
  return health.state === "healthy" ? health.state : `${health.state}: ${health.reason}`;
}
