// Defines rollbacks: through the engine, past it, and past an update that is under way.
import type { Random } from "../random";
import type { Action, Walk } from "../walk";
import { release } from "./edits";
import { nextUp } from "./traffic";

async function back(walk: Walk, random: Random, extra: string): Promise<boolean> {
  const { key } = random.pick(walk.judge.names());
  const to = random.pick([0, 0, 5]);
  const { result } = await walk.run(`rollback ${key} --to ${to}${extra}`);
  if (result === "done") remember(walk, key, to);
  return result === "done";
}

/** The command itself writes the value, unless it is rehearsed. */
function remember(walk: Walk, key: string, value: number): void {
  walk.files.ask(key, value);
  walk.files.accept();
}

/** While the side that gives waits to be lowered, somebody rolls back. */
const race: Action = async (walk, random) => {
  const one = random.pick(walk.judge.names());
  const { value, wait } = nextUp(walk, one.key);
  walk.files.ask(one.key, value);
  const before = JSON.stringify(one.weights);
  const update = `up --advance ${wait} --fault delay:4s:aws:route53/record:Record@2`;
  const isRaised = () => (walk.cloud.now(), JSON.stringify(one.weights) !== before);
  const { first, second } = await walk.race(update, isRaised, `rollback ${one.key} --to 0 --now`);
  if (second?.result === "done") remember(walk, one.key, 0);
  else if (first.result === "done") walk.files.accept();
  else walk.files.restore();
  return second?.result === "done" || first.result === "done";
};

/** While legacy's record waits to be deleted, somebody rolls back. */
const raceAway: Action = async (walk, random) => {
  const full = walk.judge.names().filter(({ key }) => walk.whereIs(key) === 100);
  if (full.length === 0) return (await walk.run("preview")).result === "done";
  const one = random.pick(full);
  walk.files.ask(one.key, "kubernetes");
  release(walk, random);
  const before = walk.cloud.list(deployment).map(({ inputs }) => inputs);
  const isReleased = () => (
    walk.cloud.now(),
    walk.cloud.list(deployment).some(({ inputs }) => !before.includes(inputs))
  );
  const update = "up --advance 61m --fault delay:5s:aws:route53/record:Record@1";
  const { first, second } = await walk.race(update, isReleased, `rollback ${one.key} --to 50 --now`);
  if (second?.result === "done") {
    walk.files.ask(one.key, 50);
    if (walk.whereIs(one.key) !== 50)
      walk.wrong.push(`${one.name} was rolled back, and went on all the same`);
    walk.files.accept();
  } else if (first.result === "done") walk.files.accept();
  else walk.files.restore();
  return second?.result === "done" || first.result === "done";
};

const deployment = "kubernetes:apps/v1:Deployment";

export const rollbacks: Readonly<Record<string, Action>> = {
  rollback: (walk, random) => back(walk, random, ""),
  rollbackNow: (walk, random) => back(walk, random, " --now"),
  race,
  raceAway,
};
