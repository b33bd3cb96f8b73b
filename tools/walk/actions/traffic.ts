// Defines the actions that move traffic, with and without faults.
import type { Random } from "../random";
import { ladderOf, rungAbove } from "../rules";
import type { Action, Walk } from "../walk";
import { attempt } from "./attempt";

/** The next value upwards, and how long it must be waited for. */
export function nextUp(walk: Walk, key: string): { value: unknown; wait: string } {
  const at = walk.whereIs(key);
  if (at === "legacy") return { value: 0, wait: "11m" };
  if (at === "kubernetes") return { value: 100, wait: "1m" };
  if (at === 100) return { value: "kubernetes", wait: "61m" };
  return { value: typeof at === "number" ? rungAbove(key, at) : 0, wait: "11m" };
}

function down(walk: Walk, key: string, random: Random): unknown {
  const at = walk.whereIs(key);
  if (at === "kubernetes") return 100;
  if (at === 0) return "legacy";
  return typeof at === "number" ? random.pick(ladderOf(key).filter((rung) => rung < at)) : at;
}

async function climb(walk: Walk, random: Random, extra = ""): Promise<boolean> {
  const key = random.pick(walk.files.keys());
  const { value, wait } = nextUp(walk, key);
  walk.ask(key, value);
  return attempt(walk, random, `up --advance ${random.chance(0.85) ? wait : "1m"}${extra}`);
}

async function descend(walk: Walk, random: Random, extra = ""): Promise<boolean> {
  const key = random.pick(walk.files.keys());
  walk.ask(key, down(walk, key, random));
  return attempt(walk, random, `up --advance ${random.chance(0.8) ? "3m" : "5s"}${extra}`);
}

const leap: Action = (walk, random) => {
  const key = random.pick(walk.files.keys());
  walk.ask(key, random.pick(["legacy", "kubernetes", 0, 1, 5, 25, 37, 50, 90, 100]));
  return attempt(
    walk,
    random,
    `${random.chance(0.5) ? "up" : "preview"} --advance ${random.pick(["1s", "11m", "2h"])}`,
  );
};

/** Two keys at once. */
const climbTwo: Action = async (walk, random) => {
  for (const key of walk.files.keys().filter(() => random.chance(0.6)))
    walk.ask(key, nextUp(walk, key).value);
  return attempt(walk, random, "up --advance 61m");
};

const faults = [
  "fail@1",
  "fail@2",
  "fail:aws:route53/record:Record@1",
  "fail:aws:route53/record:Record@2",
  "fail:kubernetes@*",
  "throttle:aws:route53/record:Record@2",
  "throttle@1",
  "delay:300ms:aws:route53/record:Record@1",
  "delay:200ms@2",
  "fail:aws:route53/healthCheck:HealthCheck@1",
];

const fault: Action = (walk, random) =>
  (random.chance(0.6) ? climb : descend)(walk, random, ` --fault ${random.pick(faults)}`);

const lose: Action = (walk, random) => climb(walk, random, " --fault lose:203.0.113.10@1");

const kills = [
  "kill@1",
  "kill@2",
  "kill-after@1",
  "kill-after@2",
  "kill@5",
  "kill-after:aws:route53/record:Record@1",
];

const kill: Action = (walk, random) =>
  (random.chance(0.6) ? climb : descend)(walk, random, ` --fault ${random.pick(kills)}`);

export const traffic: Readonly<Record<string, Action>> = {
  climb: (walk, random) => climb(walk, random),
  descend: (walk, random) => descend(walk, random),
  leap,
  climbTwo,
  fault,
  lose,
  kill,
};
