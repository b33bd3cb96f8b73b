// Judges what the program wrote to a name's set: whether it may ever be, and how far and how soon it moved the route.
import { number } from "./fields";
import { bake, drain, rungAbove, soak, ttl } from "./rules";
import { positionOf, type Watched, type Weights } from "./watched";

/** A set before a command. */
export interface Before {
  readonly weights: Weights;
  /** When it came to that, in milliseconds of simulated time. */
  readonly since: number;
  /** Whether a command knew of that; another hand may have left it. */
  readonly settled: boolean;
}

/** Milliseconds that a walk's clock may differ from the program's. */
export const tolerance = 5_000;

/** What is wrong with a set after a single change; nothing where all is well. */
export function judgeSet({ weights, reading, answered }: Watched, before: Weights): string[] {
  const all = Object.values(weights);
  const [sum, had] = [total(weights), total(before)];
  const fresh = reading.sides.filter(({ id, answers }) => !(id in before) && answers < 1);
  const slow = reading.sides.filter(({ record }) => 1_000 * (number(record.outputs, "ttl") ?? 0) > ttl);
  return [
    ...(all.length > 0 && sum === 0 ? ["all of its weights are zero"] : []),
    ...(all.length > 0 && sum < Math.min(100, had) ? [`its weights fell from ${had} to ${sum}`] : []),
    ...(answered ? fresh.map(({ id }) => `${id} has a record before it answers`) : []),
    ...slow.map(({ id }) => `${id} has a TTL above ${ttl / 1_000} s`),
  ];
}

/** What is wrong with a step; nothing where all is well. */
export function judgeMove(key: string, before: Before, weights: Weights, now: number): string[] {
  const [from, to] = [positionOf(before.weights), positionOf(weights)];
  const held = now - before.since + tolerance;
  if (from === to || from === "foreign" || from === "none") return [];
  const step = `went from ${from} to ${to}`;
  if (to === "foreign" || to === "none") return [step];
  // What another hand took away may come back at once.
  if (from === "legacy" && to === 0) return before.settled ? tooSoon(step, held, bake) : [];
  if (from === "legacy") return [`${step}, not to 0`];
  if (from === "kubernetes") return to === 100 ? [] : [`${step}, not to 100`];
  if (to === "kubernetes") return from === 100 ? tooSoon(step, held, soak) : [`${step}, not from 100`];
  if (to === "legacy") return from === 0 ? tooSoon(step, held, drain) : [`${step}, not from 0`];
  if (to < from) return [];
  const most = rungAbove(key, from);
  const leapt = to > most + 1e-9 ? [`${step}, further than ${most}`] : [];
  return [...leapt, ...(isRaised(before.weights, weights) ? tooSoon(step, held, bake) : [])];
}

/** Whether a step gives the new side more. What an interrupted step had raised already is no new step. */
export function isRaised(before: Weights, weights: Weights): boolean {
  const [from, to] = [positionOf(before), positionOf(weights)];
  if (typeof from !== "number" || typeof to !== "number") return false;
  return to > from + 1e-9 && weights.blue! > before.blue!;
}

/** Whether both sides may answer, and the new one does. */
export function isSplit(weights: Weights): boolean {
  const position = positionOf(weights);
  return typeof position === "number" && position > 0;
}

function total(weights: Weights): number {
  return Object.values(weights).reduce((sum, weight) => sum + weight, 0);
}

function tooSoon(step: string, held: number, least: number): string[] {
  return held >= least ? [] : [`${step} after ${Math.round(held / 1000)} s`];
}
