// Joins what is asked, what is observed and what is recorded into the plan of one run, or refuses it.
import type { Values } from "./config";
import { storeWarnings } from "./model/access/store-secrets";
import type { Environment } from "./model/environment/types";
import type { Problem } from "./model/problem";
import { planMoves, type Moves } from "./model/replication/moves";
import type { HowToAsk, Knowledge } from "./observe";
import { judgeSides, type Readings } from "./model/traffic/health";
import { unexplained } from "./model/traffic/health-rule";
import { checkLeft } from "./model/traffic/left-rule";
import type { Recorded } from "./model/traffic/observed";
import type { Step } from "./model/traffic/guard";
import { checkAdoptedZone, checkZone } from "./model/traffic/owner-rule";
import { publicName } from "./model/traffic/hostnames";
import { entryName } from "./model/traffic/ledger";
import { keepTraffic, planTraffic } from "./model/traffic/plan";
import { withDatabases } from "./model/traffic/database-rule";
import { legacyTarget } from "./model/traffic/split";
import { namesOf, toSubjects } from "./model/traffic/subjects";
import type { Written } from "./model/traffic/written";
import { readZone, type ZoneRecord } from "./model/traffic/zone-records";
import { Refusal } from "./refusal";
import { pathOf } from "./model/traffic/keys";
import type { DatabasePlans, TrafficRequest, SubjectPlan } from "./model/traffic/types";

/** `now` is what bakes and soaks are measured against; where `only` some keys move, others are left as the zone holds them. */
export interface ProgramOptions extends HowToAsk {
  /** Tells the moment at which weights are written, from when on they bake. @default what `src/clock.ts` tells */
  readonly clock?: () => Date;
  /** Tells the time to what only waits. @default what `src/clock.ts` tells */
  readonly waitingClock?: () => Date;
  /** Whether the state learns what the zone holds before anything is written. @default false */
  readonly reconciled?: boolean;
  /** Alters config before it is checked, without its file. @default it counts as it is */
  readonly change?: (values: Values) => Values;
  /** Told of the plan before it is carried out. */
  readonly onPlan?: (plan: readonly SubjectPlan[]) => void;
}

/** What a plan of traffic is made from, besides the files. */
export interface KnownTraffic {
  /** Nothing where there is no zone yet. */
  readonly zone?: { readonly records: readonly ZoneRecord[] };
  /** What the zone's health checks report. @default nobody has asked */
  readonly health?: Readings;
  readonly recorded: (key: string) => Recorded | undefined;
  /** What the state says of names. @default it isn't asked */
  readonly written?: Written;
  /** What is decided of the databases. @default none moves */
  readonly databases?: DatabasePlans;
}

/** What one run does. */
export interface Plan {
  readonly traffic: readonly SubjectPlan[];
  readonly moves: Moves;
  readonly warnings: readonly string[];
  /** Public names that go, as they were told to. */
  readonly gone: readonly string[];
}

/** Who asks, and for what. */
export interface Asked extends Pick<ProgramOptions, "now" | "only" | "reconciled"> {
  /** The stack, as the ledger names it. */
  readonly owner: string;
  /** Short commit of the checkout, marked where it has uncommitted changes. @default it is none of git */
  readonly commit?: string;
  /** Why git can't tell the commit. @default it can */
  readonly untold?: string;
  /** Whether the checkout contains the commits that the ledger names. @default nobody has asked */
  readonly held?: TrafficRequest["held"];
}

/** The request that the model decides on, and what is wrong with the keys and values themselves. */
export function toRequest(
  { stack, settings }: Environment,
  { zone, health, recorded, written, databases }: KnownTraffic,
  { now, only, owner, commit, untold, held, reconciled }: Asked,
): { request: TrafficRequest; problems: readonly Problem[] } {
  const records = zone?.records ?? [];
  const seen = {
    zone: readZone(records, settings.domain),
    recorded,
    health: health && judgeSides(records, health),
  };
  const { subjects: all, problems } = toSubjects(stack.traffic, settings, namesOf(stack), seen);
  const subjects = withDatabases(all, settings.services, stack.databases);
  const { pace, cluster, clusters } = settings;
  const known = [legacyTarget, ...clusters];
  const { ephemeral, overrides } = stack;
  const unknownHealth = stack.rules.health;
  const whole = only === undefined;
  const who = { owner, commit, untold, held, written, reconciled };
  const request = {
    subjects,
    pace,
    cluster,
    known,
    now,
    databases,
    unknownHealth,
    ephemeral,
    whole,
    overrides,
    ...who,
  };
  if (only === undefined) return { request, problems };
  const still = new Map(keepTraffic(request).map((subject) => [subject.key, subject]));
  return {
    request: {
      ...request,
      whole: false,
      subjects: subjects.map((one) => (only.includes(one.key) ? one : still.get(one.key)!)),
    },
    problems: problems.filter(({ path }) => isOf(path, only)),
  };
}

/** Whether a problem is one of these keys' own. */
function isOf(path: string, keys: readonly string[]): boolean {
  return keys.some((key) => path === pathOf(key));
}

/** @throws Refusal with every problem, if there is one. */
export async function decide(
  environment: Environment,
  known: Knowledge,
  stackName: string,
  options: ProgramOptions & Asked,
): Promise<Plan> {
  const { now, only } = options;
  const { recorded, ...observed } = known.moves;
  const moves = planMoves(environment, recorded, observed, { stackName, now, still: only !== undefined });
  const plan = (health: Readings) => {
    const { request, problems } = toRequest(
      environment,
      { ...known, health, databases: moves.plans },
      options,
    );
    return { request, known: problems, ...planTraffic(request) };
  };
  const first = plan(known.health.readings);
  const checks = unexplained(first.request, first.problems);
  const {
    request,
    subjects,
    known: problems,
    problems: steps,
    warnings,
  } = checks.length === 0 ? first : plan(await known.health.explain(checks));
  options.onPlan?.(subjects);
  const { retired } = environment.stack;
  const left = checkLeft({ ...known, ...request, domain: environment.settings.domain, retired });
  const { zone } = environment.stack;
  const zones =
    "create" in zone
      ? checkZone(zone.create, known.zone, known.written)
      : checkAdoptedZone(zone.adopt, known.zone, known.written);
  const concerned = [...zones, ...problems, ...steps, ...moves.problems, ...left.problems].filter(
    ({ path }) => only === undefined || isOf(path, only),
  );
  const refused = [...known.problems, ...concerned];
  if (refused.length > 0) throw new Refusal(refused);
  const unreached = storeWarnings(environment.settings.services);
  return { traffic: subjects, moves, gone: left.gone, warnings: [...warnings, ...unreached] };
}

/** What the guard compares the zone with. */
export function steps(
  plan: readonly SubjectPlan[],
  { settings: { domain }, stack: { takeOver } }: Environment,
  zone: KnownTraffic["zone"],
): Step[] {
  const before = readZone(zone?.records ?? [], domain);
  return plan
    .filter((one) => one.kind === "route")
    .map(({ key, weights }) => ({
      hostname: publicName(key, domain),
      ledger: entryName(key, domain),
      before: before.observed(key),
      said: before.text(key),
      weights,
      takenOver: takeOver.includes(key),
    }));
}

/** Whether some answers name one side and some another. */
export function isShifting(plan: readonly SubjectPlan[]): boolean {
  return plan.some(({ weights }) => Object.values(weights).filter((weight) => weight > 0).length > 1);
}
