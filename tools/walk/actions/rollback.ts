// Defines rollbacks: through the engine, past it, and past an update that is under way.
import type { Random } from "../random";
import type { Action, Walk } from "../walk";
import { release } from "./edits";
import { positionOf, type Watched } from "../watched";
import { nextUp } from "./traffic";

async function back(walk: Walk, random: Random, extra: string): Promise<boolean> {
  const { key } = random.pick(walk.judge.names());
  const to = random.pick([0, 0, 5]);
  const { result } = await walk.run(`rollback ${key} --to ${to}${extra}`);
  if (result === "done") remember(walk, key, to);
  return result === "done";
}

/** The command itself writes the value, unless it is rehearsed. It judges nothing else, and so accepts nothing else. */
function remember(walk: Walk, key: string, value: number): void {
  walk.ask(key, value);
  walk.files.acceptTraffic(key, value);
}

/** While an update waits for pods that its records follow, somebody rolls a route back to 0. */
async function raceFrom(walk: Walk, random: Random, isAt: (position: unknown) => boolean): Promise<boolean> {
  const names = walk.judge.names().filter(({ weights }) => isAt(positionOf(weights)));
  if (names.length === 0) return (await walk.run("preview")).result === "done";
  const one = random.pick(names);
  const service = walk.files.services().find((name) => one.key in (walk.files.service(name).routes ?? {}))!;
  const { value, wait } = nextUp(walk, one.key);
  walk.ask(one.key, value);
  release(walk, random, service);
  walk.files.editService(service, (file) => (file.environment = { RELEASED: `${random.below(1_000_000)}` }));
  const update = `up --advance ${wait} --fault delay:4s:${deployment}@1`;
  return finish(walk, one, 0, update, hasChanged(walk, "kubernetes:core/v1:ConfigMap"));
}

/** While the side that gives waits to be lowered, somebody rolls back. */
const raceLate: Action = (walk, random) => {
  const one = random.pick(walk.judge.names());
  const { value, wait } = nextUp(walk, one.key);
  walk.ask(one.key, value);
  const before = JSON.stringify(one.weights);
  const isRaised = () => (walk.cloud.now(), JSON.stringify(one.weights) !== before);
  return finish(walk, one, 0, `up --advance ${wait} --fault delay:4s:${record}@2`, isRaised);
};

/** While legacy's record waits to be deleted, somebody rolls back. */
const raceAway: Action = async (walk, random) => {
  const full = walk.judge.names().filter(({ weights }) => positionOf(weights) === 100);
  if (full.length === 0) return (await walk.run("preview")).result === "done";
  const one = random.pick(full);
  walk.ask(one.key, "kubernetes");
  release(walk, random);
  const update = `up --advance 61m --fault delay:5s:${record}@1`;
  return finish(walk, one, 50, update, hasChanged(walk, deployment));
};

/** Rolls a route back beside an update. Returns whether either was accepted. */
async function finish(walk: Walk, one: Watched, to: number, update: string, isTime: () => boolean) {
  const { first, second } = await walk.race(update, isTime, `rollback ${one.key} --to ${to} --now`);
  if (second?.result === "done") {
    remember(walk, one.key, to);
    const at = positionOf(one.weights);
    if (at !== to) walk.wrong.push(`${one.name} was rolled back to ${to}, and is at ${at} all the same`);
  } else if (first.result === "done") walk.files.accept();
  else walk.files.restore();
  return first.result === "done" || second?.result === "done";
}

/** Whether any resource of a type differs from what it is now. */
function hasChanged(walk: Walk, type: string): () => boolean {
  const before = new Set(walk.cloud.list(type).map(({ inputs }) => inputs));
  return () => (walk.cloud.now(), walk.cloud.list(type).some(({ inputs }) => !before.has(inputs)));
}

const deployment = "kubernetes:apps/v1:Deployment";
const record = "aws:route53/record:Record";

export const rollbacks: Readonly<Record<string, Action>> = {
  rollback: (walk, random) => back(walk, random, ""),
  rollbackNow: (walk, random) => back(walk, random, " --now"),
  race: (walk, random) => raceFrom(walk, random, (at) => typeof at === "number" && at > 0 && at < 100),
  raceSame: (walk, random) => raceFrom(walk, random, (at) => at === 0),
  raceLate,
  raceAway,
};
