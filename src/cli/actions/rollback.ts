// Moves answers back to the side that they came from, through the engine; what is past it lies in `rollback-now.ts`.
import { pathOf } from "../../model/traffic/keys";
import { entryName } from "../../model/traffic/ledger";
import { publicName } from "../../model/traffic/hostnames";
import type { Position } from "../../model/traffic/observed";
import {
  chosenOf,
  releasedWay,
  unknownKey,
  wayDown,
  type Chosen,
  type Way,
} from "../../model/traffic/rollback";
import { toValue } from "../../model/traffic/split";
import type { SubjectPlan } from "../../model/traffic/types";
import type { TrafficValue } from "../../schema/stack/traffic";
import { nameOf } from "../changes";
import { exitCode, type Terminal } from "../report";
import { withSession, type Session } from "../session";
import { writeTraffic } from "../stack-file";
import type { Outcome, StateResource } from "../types";
import { checkCluster, nothingToDo, refuseAll, type Rollback } from "./rollback-asked";
import { observeTraffic } from "./status";
import { reconcileNames } from "../reconcile";
import { run } from "./update";

/** A key, and the value that it goes down to. */
interface Step {
  readonly subject: SubjectPlan;
  readonly value: TrafficValue;
}

export async function rollback(asked: Rollback, terminal: Terminal): Promise<number> {
  const { chosen, to, now, ...invocation } = asked;
  if (now) {
    const { rollBackPastEngine } = await import("./rollback-now.ts");
    return rollBackPastEngine(asked, terminal);
  }
  const steps = await withSession({ ...invocation, looks: true }, terminal.progress, (session) =>
    choose(session, chosen, to),
  );
  if (steps.length === 0) return nothingToDo(asked, terminal);
  const down = steps.map(({ subject, value }) => ({ path: ["traffic", subject.key], value }));
  const overrides = [...invocation.overrides, ...down];
  return withSession({ ...invocation, overrides }, terminal.progress, async (session) => {
    const outcome = await rollBackByEngine(
      session,
      steps.map(({ subject }) => subject),
      terminal,
    );
    const isWritten =
      outcome.result !== "done" ||
      writeTraffic(session, new Map(steps.map(({ subject, value }) => [subject.key, value])), terminal);
    return isWritten ? exitCode(outcome.result) : 1;
  });
}

/** @throws Refusal on a key that isn't there, and on those that have no way down. */
async function choose(session: Session, chosen: Chosen, percent: number): Promise<readonly Step[]> {
  const all = await observeTraffic(session);
  const { stack, settings } = session.load().environment!;
  if (chosen.kind === "cluster") checkCluster(chosen.id, Object.keys(stack.clusters));
  const standing = all.map((subject) => ({ key: subject.key, position: subject.before, subject }));
  const meant = chosenOf(standing, chosen);
  if (chosen.kind === "one" && meant.length === 0)
    refuseAll([
      [
        chosen.key,
        unknownKey(
          chosen.key,
          all.map(({ key }) => key),
        ),
      ],
    ]);
  const ways = meant.map(
    ({ key, position, subject }) => [key, wayOf(subject, position, percent), subject] as const,
  );
  refuseAll(ways);
  return ways.flatMap(([, way, subject]) =>
    "to" in way ? [{ subject, value: toValue(way.to, settings.cluster) }] : [],
  );
}

function wayOf({ key, kind, released }: SubjectPlan, position: Position, percent: number): Way {
  if (released) return releasedWay(key);
  return kind === "job" ? jobWay(key) : wayDown(key, position, percent);
}

function jobWay(key: string): Way {
  return {
    message: `${key} is a job, which runs on one side and has no share to give back`,
    allowed: `set ${pathOf(key)} in the stack file, then run \`crossover up\``,
  };
}

/** What a worker's consumers are: their sizes are what its share is made of. */
const sizes = new Set([
  "aws:autoscaling/group:Group",
  "aws:ecs/service:Service",
  "kubernetes:apps/v1:Deployment",
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
]);

/** Only the routes' own records, and the sizes of workers, are touched, so nothing else can stop it. */
export async function rollBackByEngine(
  session: Session,
  subjects: readonly Pick<SubjectPlan, "key" | "service" | "kind">[],
  terminal: Terminal,
): Promise<Outcome> {
  // The engine writes only what differs from its state, which may have missed what the zone holds.
  const { gone: remade } = await reconcileNames(session, true);
  const { resources } = await session.state();
  const found = subjects.map((subject) => targetsOf(session, subject, resources));
  const lacking = subjects.filter((_, i) => found[i]!.length === 0).map(({ key }) => key);
  // Without a target the engine would take on everything else that is pending.
  if (lacking.length > 0)
    throw new Error(
      `the state has nothing of ${lacking.join(", ")}; use \`crossover rollback ${lacking[0]!} --now\``,
    );
  const target = found.flat();
  // A record can't be written without the check that it names.
  const records = new Set(target.map(nameOf));
  const checks = remade.filter((urn) => records.has(nameOf(urn).replace(/-health$/, "")));
  const only = subjects.map(({ key }) => key);
  return run(session, "up", terminal, { target: [...target, ...checks], only });
}

function targetsOf(
  session: Session,
  { key, service, kind }: Pick<SubjectPlan, "key" | "service" | "kind">,
  resources: readonly StateResource[],
): readonly string[] {
  const hostname = publicName(key, session.domain());
  const ledger = entryName(key, session.domain());
  const isOfRoute = ({ inputs }: StateResource) =>
    (inputs?.["name"] === hostname && inputs["setIdentifier"] !== undefined) || inputs?.["name"] === ledger;
  const isOfWorker = ({ urn, type }: StateResource) =>
    sizes.has(type) && (nameOf(urn) === service || nameOf(urn).startsWith(`${service}-`));
  return resources.filter(kind === "route" ? isOfRoute : isOfWorker).map(({ urn }) => urn);
}
