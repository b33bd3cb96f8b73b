// Asks for the health of each side of a route, for `status`.
import { recordedListeners, type Outputs } from "../model/outputs";
import { judgeSides, type Sides } from "../model/traffic/health";
import { publicName } from "../model/traffic/hostnames";
import type { ZoneRecord } from "../model/traffic/zone-records";
import { awsProvider, type AwsProvider } from "../schema/aws-provider";
import type { SubjectPlan } from "../model/traffic/types";
import type { Session } from "./session";

/** What was read before. */
export interface ObservedTraffic {
  readonly subjects: readonly SubjectPlan[];
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
  { subjects, records, outputs }: ObservedTraffic,
): Promise<ReadonlyMap<string, Sides>> {
  if (!records.some(({ setIdentifier }) => setIdentifier !== undefined)) return new Map();
  // Loaded here, since it isn't needed before the first update.
  const { askAws, observeHealth } = await import("../observe/health.ts");
  const questions = askAws(providerOf(session));
  const { readings, explain } = await observeHealth({
    ...{ records, questions, now: session.now() },
    listeners: () => Promise.resolve(recordedListeners(outputs)),
    deadline: patience,
  });
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

/** As whom, and where, AWS is asked past the engine. */
function providerOf({ rehearsal, reading }: Session): AwsProvider {
  if (!rehearsal) return reading.provider;
  const { endpoint } = rehearsal;
  return awsProvider.parse({
    region: reading.region,
    ...{ accessKey: "rehearsal", secretKey: "rehearsal" },
    endpoints: [{ cloudwatch: endpoint, elbv2: endpoint, route53: endpoint, sts: endpoint }],
  });
}
