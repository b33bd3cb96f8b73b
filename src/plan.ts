// Joins what is asked, what is observed and what is recorded into the plan of one run, or refuses it.
import type { Environment, Settings } from "./model/environment/types";
import type { Problem } from "./model/problem";
import { planMoves, type Moves } from "./model/replication/moves";
import type { Knowledge } from "./observe";
import { indexZone, type Recorded, type ZoneRecord } from "./model/traffic/observed";
import type { Step } from "./model/traffic/guard";
import { publicName } from "./model/traffic/hostnames";
import { keepTraffic, planTraffic } from "./model/traffic/plan";
import { withDatabases } from "./model/traffic/database-rule";
import { legacyTarget } from "./model/traffic/split";
import { toSubjects } from "./model/traffic/subjects";
import { Refusal } from "./refusal";
import { pathOf } from "./model/traffic/keys";
import type { DatabasePlans, TrafficRequest, SubjectPlan } from "./model/traffic/types";

export interface ProgramOptions {
  /** The project's directory, with `services/` in it. */
  readonly root: string;
  /** The moment that bakes and soaks are measured against. */
  readonly now: Date;
  /** Only this key of `crossover:traffic` moves; all others are left as the zone holds them. */
  readonly only?: string;
  /** Told of the plan before it is carried out. */
  readonly onPlan?: (plan: readonly SubjectPlan[]) => void;
}

/** What a plan of traffic is made from, besides the files. */
export interface KnownTraffic {
  /** Nothing where there is no zone yet. */
  readonly zone?: { readonly records: readonly ZoneRecord[] };
  readonly recorded: (key: string) => Recorded | undefined;
  /** What is decided of the databases. @default none moves */
  readonly databases?: DatabasePlans;
}

/** What one run does. */
export interface Plan {
  readonly traffic: readonly SubjectPlan[];
  readonly moves: Moves;
}

type Asked = Pick<ProgramOptions, "now" | "only">;

/** The request that the model decides on, and what is wrong with the keys and values themselves. */
export function toRequest(
  { stack, settings }: Environment,
  { zone, recorded, databases }: KnownTraffic,
  { now, only }: Asked,
): { request: TrafficRequest; problems: readonly Problem[] } {
  const known = { observed: indexZone(zone?.records ?? []), recorded };
  const { subjects: all, problems } = toSubjects(stack.traffic, settings, stack.rules.ladder, known);
  const subjects = withDatabases(all, settings.services, stack.databases);
  const { pace, cluster, clusters } = settings;
  const { ephemeral } = stack;
  const request = { subjects, pace, cluster, known: [legacyTarget, ...clusters], now, databases, ephemeral };
  if (only === undefined) return { request, problems };
  const still = new Map(keepTraffic(request).map((subject) => [subject.key, subject]));
  return {
    request: {
      ...request,
      whole: false,
      subjects: subjects.map((one) => (one.key === only ? one : still.get(one.key)!)),
    },
    problems: problems.filter(({ path }) => path === pathOf(only)),
  };
}

/** @throws Refusal with every problem, if there is one. */
export function decide(
  environment: Environment,
  known: Knowledge,
  stackName: string,
  options: ProgramOptions,
): Plan {
  const { now, only } = options;
  const { recorded, ...observed } = known.moves;
  const moves = planMoves(environment, recorded, observed, { stackName, now, still: only !== undefined });
  const { request, problems } = toRequest(environment, { ...known, databases: moves.plans }, options);
  const { subjects, problems: steps } = planTraffic(request);
  options.onPlan?.(subjects);
  const concerned = [...problems, ...steps, ...moves.problems].filter(
    ({ path }) => only === undefined || path === pathOf(only),
  );
  const refused = [...known.problems, ...concerned];
  if (refused.length > 0) throw new Refusal(refused);
  return { traffic: subjects, moves };
}

/** What the write guard compares the zone with. */
export function steps(
  plan: readonly SubjectPlan[],
  { domain }: Settings,
  zone: KnownTraffic["zone"],
): Step[] {
  const before = indexZone(zone?.records ?? []);
  return plan
    .filter((one) => one.kind === "route")
    .map(({ key, weights }) => {
      const hostname = publicName(key, domain);
      return { hostname, before: before(hostname), weights };
    });
}

/** Whether some answers name one side and some another. */
export function isShifting(plan: readonly SubjectPlan[]): boolean {
  return plan.some(({ weights }) => Object.values(weights).filter((weight) => weight > 0).length > 1);
}
