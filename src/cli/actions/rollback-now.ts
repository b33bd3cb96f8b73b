// Moves answers back past the engine: one change batch of Route 53 for each route, whatever holds the stack's lock.
import { ttl } from "../../model/environment/types";
import { didYouMean } from "../../model/names/nearest";
import { uncommitted } from "../../model/traffic/commit";
import { publicName } from "../../model/traffic/hostnames";
import { pathOf, trafficKeys } from "../../model/traffic/keys";
import type { Entry } from "../../model/traffic/ledger";
import { isWritten, observedPosition, type Position } from "../../model/traffic/observed";
import { chosenOf, releasedWay, wayDown, type Pair, type Way } from "../../model/traffic/rollback";
import { describeShares, legacyTarget, toSplit, toValue } from "../../model/traffic/split";
import type { Observed } from "../../model/traffic/splitter";
import { readZone, type ZoneReading } from "../../model/traffic/zone-records";
import { headCommit } from "../../observe/checkout.ts";
import { Refusal } from "../../refusal";
import { availabilityLines, judgeDips } from "../dips";
import { unhealthySides } from "../health";
import { exitCode, withoutEngine, type Report, type Terminal } from "../report";
import { withSession, type Session } from "../session";
import { writeTraffic } from "../stack-file";
import type { ZoneClient } from "../zone";
import { checkCluster, nothingToDo, refuseAll, type Rollback } from "./rollback-asked";

/** A route, and what it goes down to. */
interface Step {
  readonly key: string;
  readonly to: Pair;
}

/** How one route's write went. */
interface Written extends Step {
  readonly since: Date;
  /** What the zone holds afterwards; nothing where it couldn't be read. */
  readonly holds?: Observed;
  /** What went wrong. @default nothing */
  readonly failures: readonly string[];
}

/**
 * Needs the zone and the stack's file, and neither service files nor engine nor state.
 *
 * @throws Refusal where a route has no way down; then nothing is written.
 */
export function rollBackPastEngine(asked: Rollback, terminal: Terminal): Promise<number> {
  const { chosen, to: _, now: __, ...invocation } = asked;
  return withSession(invocation, terminal.progress, async (session) => {
    session.refuseSecrets(["crossover:kubernetes", "crossover:traffic"]);
    const zone = await reading(session.zone());
    if (!zone) throw noZone(session);
    const records = await reading(chosen.kind === "one" ? zone.recordsOf(chosen.key) : zone.records());
    const steps = choose(session, asked, readZone(records, session.domain()));
    if (steps.length === 0) return nothingToDo(asked, terminal);

    const written: Written[] = [];
    for (const step of steps) {
      const one = await write(session, zone, step);
      written.push(one);
      tell(session, one, terminal);
    }
    const receivers = written.map(({ key, to: { from } }) => ({ key, side: from }));
    for (const line of await unhealthySides(session, records, receivers)) terminal.progress(line);
    return conclude(session, written, terminal);
  });
}

/** @throws an error that says, too, that nothing was written. */
async function reading<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Error(`${error instanceof Error ? error.message : String(error)}; nothing was written`);
  }
}

function noZone(session: Session): Refusal {
  const message = `there is no public zone ${session.domain()}, so nothing answers for its names`;
  return new Refusal([{ rule: "rollback", path: "crossover:zone", message }]);
}

/** @throws Refusal on what has no way down, and on what another stack has. */
function choose(session: Session, { chosen, to }: Rollback, zone: ZoneReading): readonly Step[] {
  const { reading } = session;
  if (chosen.kind === "cluster" && reading.stack)
    checkCluster(chosen.id, Object.keys(reading.stack.clusters));
  // None where a service file is broken; then the ledger knows which routes there are.
  const keys = trafficKeys(session.load().environment?.settings.services ?? []);
  const routes = [...keys].flatMap(([key, { hostname }]) => (hostname === undefined ? [] : [key]));
  const there = [...new Set([...routes, ...zone.entries])];
  const way = (key: string, position: Position): Way => {
    if (isReleased(session, zone, key)) return releasedWay(key);
    if (keys.has(key) && !routes.includes(key)) return withoutRecords(key);
    if (zone.observed(key).kind === "none") return withoutName(key, session.domain(), there);
    return ofOtherStack(session, zone, key) ?? wayDown(key, position, to);
  };
  const meant =
    chosen.kind === "one" ? [chosen.key] : there.filter((key) => !ofOtherStack(session, zone, key));
  const standing = meant.map((key) => ({ key, position: positionOf(session, zone, key) }));
  const ways = chosenOf(standing, chosen).map(({ key, position }) => [key, way(key, position)] as const);
  refuseAll(ways);
  return ways.flatMap(([key, one]) => ("to" in one ? [{ key, to: one.to }] : []));
}

/** Where the zone has a route. The sides that it has are believed, since no cluster's files are needed to leave it. */
function positionOf(session: Session, zone: ZoneReading, key: string): Position {
  const observed = zone.observed(key);
  const entry = zone.entry(key);
  const known = observed.kind === "set" ? Object.keys(observed.weights) : [];
  const wish = session.reading.stack?.traffic[key];
  const cluster = session.cluster() ?? known.find((id) => id !== legacyTarget) ?? "";
  const recorded = entry && "split" in entry ? entry.split : undefined;
  const desired = recorded ?? (wish === undefined ? { only: legacyTarget } : toSplit(wish, cluster));
  return observedPosition(observed, { hasLegacy: true, desired, ladder: [], known, recorded });
}

/** As the stack file says; a set of weighted records is believed more. */
function isReleased({ reading }: Session, zone: ZoneReading, key: string): boolean {
  return Object.hasOwn(reading.stack?.releasedNames ?? {}, key) && zone.observed(key).kind !== "set";
}

function withoutRecords(key: string): Way {
  return {
    message: `${key} has no records, so there is nothing that could be written past the engine`,
    allowed: `\`crossover rollback ${key}\`, without \`--now\``,
  };
}

function withoutName(key: string, domain: string, keys: readonly string[]): Way {
  return {
    message: `the zone has no records of ${publicName(key, domain)}${didYouMean(key, keys)}`,
    ...(keys.length > 0 && { allowed: keys.join(", ") }),
  };
}

function ofOtherStack(session: Session, zone: ZoneReading, key: string): Way | undefined {
  const entry = zone.entry(key);
  const owner = session.owner();
  if (!entry || !("owner" in entry) || entry.owner === owner) return undefined;
  return {
    message: `${key} belongs to ${entry.owner}, as the zone's ledger says, and this is ${owner}`,
    allowed: `run it for that stack`,
  };
}

/** Writes, and reads back what is true then: of a request without an answer nobody knows whether it was carried out. */
async function write(session: Session, zone: ZoneClient, { key, to }: Step): Promise<Written> {
  const since = session.now();
  const head = await headCommit(session.root);
  const entry: Entry = {
    ...{ owner: session.owner(), split: to, since: since.toISOString(), by: "rollback" },
    ...("commit" in head && { commit: uncommitted(head.commit) }),
  };
  const failures: string[] = [];
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  await attempt(() => zone.write(key, entry));
  const records = await attempt(() => zone.recordsOf(key));
  const holds = records && readZone(records, session.domain()).observed(key);
  return { key, to, since, holds, failures };
}

function isDone({ holds, to }: Written): boolean {
  return holds !== undefined && isWritten(holds, to);
}

function tell(session: Session, one: Written, terminal: Terminal): void {
  const { key, to, holds, failures } = one;
  const name = publicName(key, session.domain());
  for (const failure of failures) terminal.progress(failure);
  if (isDone(one)) {
    terminal.print(`${name}: ${sharesOf(holds!)}, as the zone holds it now`);
    terminal.print(`resolvers may name ${to.to} as before for ${String(ttl)} s more`);
  } else if (holds === undefined)
    terminal.progress(
      failures.length > 1
        ? `whether ${name} was moved isn't known: look by \`crossover status --stack ${session.invocation.stack}\``
        : `${name} was written, and couldn't be read back: look by \`crossover status --stack ${session.invocation.stack}\``,
    );
  else terminal.progress(`${name} wasn't moved: ${sharesOf(holds)}, as the zone holds it now`);
}

function sharesOf(observed: Observed): string {
  if (observed.kind === "none") return "it has no records";
  return observed.kind === "foreign" ? `it ${observed.reason}` : describeShares(observed.weights);
}

/** Writes the file for what is true, and the document. */
function conclude(session: Session, all: readonly Written[], terminal: Terminal): number {
  const cluster = session.cluster() ?? "";
  const done = all.filter((one) => isDone(one) || (one.holds === undefined && one.failures.length === 1));
  const values = new Map(done.map(({ key, to }) => [key, toValue(to, cluster)]));
  const isInFile = writeTraffic(session, values, terminal);

  const seen = session.rehearsal?.report().lowest ?? [];
  const judged = judgeDips("done", seen, session.invocation);
  for (const line of availabilityLines(judged.result, seen)) terminal.print(line);
  const result: Report["result"] = done.length < all.length ? "failed" : judged.result;
  terminal.document({
    ...judged,
    result,
    stack: session.invocation.stack,
    ...withoutEngine,
    problems: all.flatMap(({ key, failures }) =>
      failures.map((message) => ({ rule: "failure" as const, path: pathOf(key), message })),
    ),
    traffic: Object.fromEntries(
      done.map(({ key, to, since }) => [key, { value: toValue(to, cluster), since: since.toISOString() }]),
    ),
  });
  return isInFile ? exitCode(result) : 1;
}
