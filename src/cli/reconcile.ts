// Lets the state learn, before an update, of what was changed past it: weights, health checks, and objects in the clusters.
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { changeableByHand, changedByHand, answeringFor } from "../model/access/by-hand";
import type { Environment } from "../model/environment/types";
import { isDoubtful } from "../model/traffic/doubt";
import { namesOf, toSubjects } from "../model/traffic/subjects";
import { drifted, readWritten } from "../model/traffic/written";
import { readZone, type ZoneRecord } from "../model/traffic/zone-records";
import { allAnswers } from "./answers";
import { nameOf } from "./changes";
import { healthOf } from "./health";
import type { Session } from "./session";
import type { BeingCreated, StackState } from "./types";

/** @param refresh whether the state learns of it; else it is only said. */
export async function reconcile(session: Session, refresh: boolean): Promise<void> {
  const state = await session.state();
  const { beingCreated } = state;
  if (beingCreated.length > 0)
    session.log(
      "an update was killed while it created these. What of it exists the state doesn't know, and this update would make it a second time. " +
        "Import what is there, with the id that the cloud has given it:\n" +
        beingCreated.map((one) => `  ${importLine(one, session.invocation.stack)}`).join("\n"),
    );
  const { records } = await reconcileNames(session, refresh, state);
  await reconcileObjects(session, refresh, state, records);
}

/** @see https://www.pulumi.com/docs/iac/cli/commands/pulumi_import/ */
function importLine({ name, type, physical, parent }: BeingCreated, stack: string): string {
  const id = physical ?? "ID";
  const of = parent === undefined ? "" : ` --parent 'parent=${parent}'`;
  return `pulumi import --stack ${stack} --generate-code=false --protect=false '${type}' '${name}' '${id}'${of}`;
}

interface Names {
  /** URNs of the health checks that are to be made anew. */
  readonly gone: readonly string[];
  /** All of the zone; nothing where there is no zone, or none can be told from the config. */
  readonly records?: readonly ZoneRecord[];
}

/**
 * Finds weights that were written past the state, and health checks that were deleted past it, so that the engine writes what is
 * asked for. Nothing is said of a config with mistakes: the run that follows refuses it.
 */
export async function reconcileNames(session: Session, refresh: boolean, state?: StackState): Promise<Names> {
  const zone = session.reading.stack && (await session.zone());
  if (!zone) return { gone: [] };
  const { resources } = state ?? (await session.state());
  const { weights, checks } = readWritten(resources);
  const [records, there] = await allAnswers([zone.records(), checks.length > 0 ? zone.checks() : undefined]);
  const moved = drifted(weights, records).map(({ urn }) => urn);
  const gone = checks.filter(({ id }) => !there!.has(id)).map(({ urn }) => urn);
  const does = refresh ? "refreshing them" : "up will refresh them";
  const names = (urns: readonly string[]) => urns.map(nameOf).join(", ");
  if (moved.length > 0)
    session.log(`the zone holds other weights than the state for ${names(moved)}; ${does}`);
  if (gone.length > 0) session.log(`the state has health checks that are gone: ${names(gone)}; ${does}`);
  const target = [...moved, ...gone];
  if (refresh && target.length > 0) await (await session.stack()).refresh({ target, color: "never" });
  return { gone, records };
}

/**
 * Looks at what teams may change in the clusters, and at what a doubtful side answers from. Says what was changed or deleted by
 * hand, and lets the state learn of that alone. What can't be looked at stops no update of what is elsewhere.
 */
async function reconcileObjects(
  session: Session,
  refresh: boolean,
  { resources }: StackState,
  records?: readonly ZoneRecord[],
): Promise<void> {
  const { environment } = session.load();
  if (!environment) return;
  const { stack, settings } = environment;
  const teams = Object.values(stack.teams);
  const theirs = changeableByHand(resources, session.invocation.stack, teams, settings.services);
  const doubted =
    resources.length > 0 && records ? await doubtfulServices(session, environment, records) : [];
  const doubtful = answeringFor(resources, doubted);
  const looked = [...new Set([...theirs, ...doubtful])];
  if (looked.length === 0) return;
  const known = new Map(resources.map(({ urn, outputs }) => [urn, outputs]));
  const changed: string[] = [];
  const onEvent = ({ resOutputsEvent: seen }: EngineEvent): void => {
    if (!seen) return;
    const { urn, type, op, new: now } = seen.metadata;
    const isGone = op === "delete";
    const changes = theirs.includes(urn) ? changedByHand(type, known.get(urn), now?.outputs) : [];
    if (!isGone && changes.length === 0) return;
    changed.push(urn);
    const said = isGone ? "was deleted by hand" : `was changed by hand (${changes.join(", ")})`;
    session.log(`${nameOf(urn)} ${said}; up writes what the files say`);
  };
  try {
    const selected = await session.stack();
    await selected.previewRefresh({ target: looked, color: "never", onEvent });
    if (refresh && changed.length > 0) await selected.refresh({ target: changed, color: "never" });
  } catch (error) {
    const [reason] = (error as Error).message.split("\n").filter((line) => line.includes("error:"));
    session.log(`what was changed by hand can't be looked at: ${reason ?? String(error)}`);
  }
}

/** The services of which a side is unhealthy, or is about to answer for the first time. */
async function doubtfulServices(
  session: Session,
  { stack, settings }: Environment,
  records: readonly ZoneRecord[],
): Promise<string[]> {
  const { subjects } = toSubjects(stack.traffic, settings, namesOf(stack), {
    zone: readZone(records, settings.domain),
    health: await healthOf(session, records),
    recorded: () => undefined,
  });
  return subjects.filter(isDoubtful).map(({ service }) => service);
}
