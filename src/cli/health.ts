// Asks for the health of each side of a route, for `status`.
import { recordedListeners, type Outputs } from "../model/outputs";
import { describeHealth, judgeSides, type Readings, type Sides } from "../model/traffic/health";
import { publicName } from "../model/traffic/hostnames";
import type { Observed } from "../model/traffic/splitter";
import type { ZoneRecord } from "../model/traffic/zone-records";
import type { SubjectPlan, TrafficRequest } from "../model/traffic/types";
import type { Session } from "./session";

/** What was read before. */
export interface ObservedTraffic {
  /** What the model decides on. */
  readonly request: TrafficRequest;
  readonly subjects: readonly SubjectPlan[];
  /** What splits the answers of each key; nothing of what has no record. */
  readonly observed: ReadonlyMap<string, Observed | undefined>;
  /** Whether there is a zone. */
  readonly hasZone: boolean;
  /** Of the zone; none where there is no zone yet. */
  readonly records: readonly ZoneRecord[];
  /** Of the last update. */
  readonly outputs: Outputs;
}

/** Milliseconds that the answer may take: where it takes longer, health is unknown. */
const patience = 2_000;

/** The health of the sides of each route, by its key. Nothing of what has no record; it never fails. */
export async function observeSides(
  session: Session,
  { subjects, records, outputs }: Pick<ObservedTraffic, "subjects" | "records" | "outputs">,
): Promise<ReadonlyMap<string, Sides>> {
  if (!records.some(({ setIdentifier }) => setIdentifier !== undefined)) return new Map();
  const { readings, explain } = await askHealth(session, records, outputs);
  const found = sidesOf(judgeSides(records, readings), subjects, session.domain());
  const failed = [...found.values()]
    .flatMap((sides) => Object.values(sides))
    .flatMap((side) => (side.state === "unhealthy" && side.check !== undefined ? [side.check] : []));
  if (failed.length === 0) return found;
  return sidesOf(judgeSides(records, await explain(failed)), subjects, session.domain());
}

function sidesOf(
  judge: (hostname: string) => Sides,
  subjects: readonly SubjectPlan[],
  domain: string,
): ReadonlyMap<string, Sides> {
  const routes = subjects.filter(({ kind }) => kind === "route");
  const found = routes.map(({ key }) => [key, judge(publicName(key, domain))] as const);
  return new Map(found.filter(([, sides]) => Object.keys(sides).length > 0));
}

/** What should be known of sides that are about to answer more: of each that is unhealthy, why. */
export async function unhealthySides(
  session: Session,
  records: readonly ZoneRecord[],
  sides: readonly { readonly key: string; readonly side: string }[],
): Promise<string[]> {
  const judge = await healthOf(session, records);
  return sides.flatMap(({ key, side }) => {
    const health = judge(publicName(key, session.domain()))[side];
    return health?.state === "unhealthy"
      ? [`warning: ${key} goes to ${side}, which is ${describeHealth(health)}`]
      : [];
  });
}

/** What a zone's checks report, and why those fail that do. It never fails. */
export async function readingsOf(
  session: Session,
  records: readonly ZoneRecord[],
  outputs: Outputs,
): Promise<Readings> {
  const { readings, explain } = await askHealth(session, records, outputs);
  const failed = [...readings.checks].flatMap(([id, one]) =>
    one.kind === "reported" && !one.healthy ? [id] : [],
  );
  return failed.length === 0 ? readings : explain(failed);
}

/** What a zone's checks report, without an explanation. It never fails: what isn't answered in time is unknown. */
export async function healthOf(
  session: Session,
  records: readonly ZoneRecord[],
): Promise<(hostname: string) => Sides> {
  return judgeSides(records, (await askHealth(session, records, {})).readings);
}

async function askHealth(session: Session, records: readonly ZoneRecord[], outputs: Outputs) {
  // Loaded here, since it isn't needed before the first update.
  const { askAws, observeHealth } = await import("../observe/health.ts");
  return observeHealth({
    ...{ records, questions: askAws(session.provider()), now: session.now() },
    listeners: () => Promise.resolve(recordedListeners(outputs)),
    deadline: patience,
  });
}
