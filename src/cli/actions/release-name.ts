// Turns a finished route into a simple record that no stack writes: first in the zone, then in the stack file and the state.
import { didYouMean } from "../../model/names/nearest";
import { desiredSplit, pathOf, trafficKeys, unknownKey } from "../../model/traffic/keys";
import { planRelease, releasedPath, type Release } from "../../model/traffic/released";
import { legacyTarget, toValue } from "../../model/traffic/split";
import { readWritten, recordsWritten } from "../../model/traffic/written";
import type { Environment, Settings } from "../../model/environment/types";
import { ttl } from "../../model/environment/types";
import { Refusal } from "../../refusal";
import { availabilityLines, judgeDips } from "../dips";
import { explainFailure } from "../failure";
import { exitCode, withoutEngine, problemLines, type Report, type Terminal } from "../report";
import { withSession, type Session } from "../session";
import { writeReleased } from "../stack-file";
import { stoppable } from "../stop";
import type { Invocation } from "../types";
import type { ZoneClient } from "../zone";
import type { Problem } from "../../model/problem";

export interface ReleaseAsked extends Invocation {
  /** A key of `crossover:traffic`. */
  readonly route: string;
}

/** What is released, and where it is. */
interface Subject {
  readonly key: string;
  readonly hostname: string;
  readonly environment: Environment;
  readonly zone: ZoneClient;
}

type Planned = Exclude<Release, { refused: unknown }>;

/**
 * Goes by what is true, and not by what an earlier run remembers, so that it goes on wherever that was stopped.
 *
 * @param asks whether somebody is asked before the zone is changed.
 * @throws Refusal where the route isn't finished, or isn't this stack's; then nothing is changed.
 */
export function releaseRoute(asked: ReleaseAsked, terminal: Terminal, asks: boolean): Promise<number> {
  const { route, ...invocation } = asked;
  return withSession(invocation, terminal.progress, async (session) => {
    const subject = await find(session, route);
    const first = await plan(session, subject);
    const problems: Problem[] = [];
    let planned: Planned = first.planned;
    if (planned.kind === "write") {
      await takeTurn(session, first.known);
      if (asks && !(await confirmed(session, subject, planned.side, terminal))) {
        terminal.progress("nothing was changed");
        return 1;
      }
      const written = await write(session, subject, first.release, terminal);
      if (!written) return conclude(session, subject, planned, [failed(subject, session)], terminal);
      planned = written;
    }
    tell(subject, planned, terminal);
    const { releasedNames: released } = subject.environment.stack;
    const isInFile =
      Object.hasOwn(released, route) || writeReleased(session, new Map([[route, planned.side]]), terminal);
    if (!isInFile) problems.push(notInFile(subject, planned.side));
    if (session.rehearsal && !Object.hasOwn(released, route))
      terminal.progress(
        `a rehearsal writes no file: what follows needs \`--set releasedNames.${route}=${planned.side}\``,
      );
    problems.push(...(await forget(session, subject)));
    return conclude(session, subject, planned, problems, terminal);
  });
}

/** @throws Refusal on mistakes in the files, on what is no route, and where there is no zone. */
async function find(session: Session, key: string): Promise<Subject> {
  const { environment, problems } = session.load();
  if (!environment || problems.length > 0) throw new Refusal(problems);
  const { hostname } = routeIn(environment.settings, key);
  const zone = await session.zone();
  if (zone) return { key, hostname, environment, zone };
  const message = `there is no public zone ${session.domain()}, so nothing answers for its names`;
  throw new Refusal([{ rule: "released", path: "crossover:zone", message }]);
}

/** @throws Refusal on what is no route. */
function routeIn({ services }: Settings, key: string): { readonly hostname: string } {
  const keys = trafficKeys(services);
  const found = keys.get(key);
  if (found?.hostname !== undefined) return { hostname: found.hostname };
  const routes = [...keys].flatMap(([other, { hostname }]) => (hostname === undefined ? [] : [other]));
  if (!found)
    throw new Refusal([
      unknownKey(
        key,
        routes,
        services.map(({ name, routes: own }) => ({ name, routes: own.map((one) => one.name) })),
      ),
    ]);
  const message = `\`${key}\` has no public name, so there is no record to release${didYouMean(key, routes)}`;
  throw new Refusal([{ rule: "config", path: pathOf(key), message, allowed: routes.join(", ") }]);
}

/** What is true, and what follows. @throws Refusal where it can't be released. */
async function plan(session: Session, subject: Subject) {
  const { key, environment, zone } = subject;
  const { stack, settings } = environment;
  const targets = [legacyTarget, ...settings.clusters];
  const known = await urnsOf(session, subject);
  const { records, release } = await zone.releasable(key, targets);
  const { service } = trafficKeys(settings.services).get(key)!;
  const planned = planRelease({
    ...{ key, domain: settings.domain, records, targets, cluster: settings.cluster },
    owner: session.owner(),
    desired: desiredSplit(stack.traffic, key, service, settings.cluster),
    released: Object.hasOwn(stack.releasedNames, key) ? stack.releasedNames[key] : undefined,
    retired: stack.retired.some((name) => name === key || name === subject.hostname),
    known: known.length > 0,
  });
  if ("refused" in planned) throw new Refusal([{ path: releasedPath(key), ...planned.refused }]);
  return { planned, known, release };
}

/** The route's records as the state has them. */
async function urnsOf(session: Session, { hostname }: Pick<Subject, "hostname">): Promise<readonly string[]> {
  const { resources } = await session.state();
  return recordsWritten(readWritten(resources), hostname);
}

/**
 * Lets the state learn what the zone holds of these resources, and forget what it doesn't hold. That needs the stack's lock.
 *
 * @returns why it couldn't.
 */
function refresh(session: Session, target: readonly string[]): Promise<readonly Problem[]> {
  return stoppable(session.log, async ({ signal, onOutput }) => {
    try {
      const stack = await session.stack();
      const output = { onOutput, onError: onOutput, color: "never" as const };
      await stack.refresh({ target: [...target], signal, ...output });
      return [];
    } catch (error) {
      return explainFailure(error, [], session.invocation.stack);
    }
  });
}

/** @throws Refusal while another update runs, whose plan was made from the weighted records. */
async function takeTurn(session: Session, known: readonly string[]): Promise<void> {
  const problems = await refresh(session, known);
  if (problems.length > 0) throw new Refusal(problems);
}

async function confirmed(
  session: Session,
  { key, hostname }: Subject,
  side: string,
  terminal: Terminal,
): Promise<boolean> {
  terminal.progress(
    `${hostname} becomes a simple record that names what \`${side}\` is reached at. No stack moves it any more, and nothing takes over by itself.`,
  );
  const answer = await terminal.ask!(
    `\nRelease ${key} from ${session.invocation.stack}? Only \`yes\` does: `,
  );
  return answer.trim() === "yes";
}

/** Writes, and reads back what is true then. @returns what it has come to; nothing where it isn't so, or nobody knows. */
async function write(
  session: Session,
  subject: Subject,
  release: () => Promise<void>,
  terminal: Terminal,
): Promise<Planned | undefined> {
  try {
    await release();
  } catch (error) {
    terminal.progress(error instanceof Error ? error.message : String(error));
  }
  try {
    const { planned } = await plan(session, subject);
    return planned.kind === "written" ? planned : undefined;
  } catch (error) {
    terminal.progress(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function failed({ key, hostname }: Subject, session: Session): Problem {
  return {
    rule: "failure",
    path: pathOf(key),
    message: `${hostname} wasn't released, as far as is known`,
    allowed: `look by \`crossover status --stack ${session.invocation.stack}\`, and run the same command again`,
  };
}

function notInFile({ key }: Subject, side: string): Problem {
  return {
    rule: "failure",
    path: releasedPath(key),
    message: "the stack file couldn't be written, and the next update is refused without it",
    allowed: `write \`${releasedPath(key)}: ${side}\``,
  };
}

function tell({ hostname }: Subject, { kind, side }: Planned, terminal: Terminal): void {
  terminal.print(
    kind === "elsewhere"
      ? `${hostname}: the zone has no record of it that names what ${side} is reached at`
      : `${hostname}: a simple record names what ${side} is reached at, as the zone holds it now`,
  );
}

/** Lets the state forget what the zone doesn't hold any more. */
async function forget(session: Session, subject: Subject): Promise<readonly Problem[]> {
  const urns = await urnsOf(session, subject);
  if (urns.length === 0) return [];
  const problems = await refresh(session, urns);
  const left = problems.length > 0 ? [] : await urnsOf(session, subject);
  const again = "run the same command again; what answers isn't touched any more";
  const { key } = subject;
  return [
    ...problems.map(({ message }): Problem => ({
      rule: "engine",
      path: releasedPath(key),
      message: `the state hasn't forgotten the records of ${key}: ${message}`,
      allowed: again,
    })),
    ...left.map((urn): Problem => ({
      rule: "state",
      path: releasedPath(key),
      message: `the state still has ${urn}`,
      allowed: `\`pulumi state delete '${urn}' --force\`, which deletes nothing but that`,
    })),
  ];
}

function conclude(
  session: Session,
  { key, environment }: Subject,
  { kind, side }: Planned,
  problems: readonly Problem[],
  terminal: Terminal,
): number {
  const seen = session.rehearsal?.report().lowest ?? [];
  const judged = judgeDips("done", seen, session.invocation);
  const result: Report["result"] = problems.length > 0 ? "failed" : judged.result;
  if (problems.length > 0) terminal.progress(problemLines(problems, result));
  else if (kind === "written")
    terminal.print(
      `no stack writes ${key} any more; resolvers may keep the answer from before for ${String(ttl)} s`,
    );
  for (const line of availabilityLines(judged.result, seen)) terminal.print(line);
  const value = toValue({ only: side }, environment.settings.cluster);
  terminal.document({
    ...judged,
    result,
    stack: session.invocation.stack,
    ...withoutEngine,
    problems,
    traffic: kind === "write" ? {} : { [key]: { value, stands: `${side} (released)` } },
  });
  return exitCode(result);
}
