// Judges how far and how soon the program moved a route, by the weights before its command and now.
import { bake, drain, rungAbove, soak } from "./rules";
import { positionOf, type Weights } from "./watched";

interface Before {
  readonly weights: Weights;
  readonly since: number;
}

/** Milliseconds that a walk's clock may differ from the program's. */
export const tolerance = 5_000;

/** What is wrong with a step, in words; nothing where all is well. */
export function judgeMove(key: string, before: Before, weights: Weights, now: number): string[] {
  const [from, to] = [positionOf(before.weights), positionOf(weights)];
  const held = now - before.since + tolerance;
  if (from === to || from === "foreign" || from === "none") return [];
  const step = `went from ${String(from)} to ${String(to)}`;
  if (to === "foreign" || to === "none") return [step];
  if (from === "legacy") return to === 0 ? tooSoon(step, held, bake) : [`${step}, not to 0`];
  if (from === "kubernetes") return to === 100 ? [] : [`${step}, not to 100`];
  if (to === "kubernetes") return from === 100 ? tooSoon(step, held, soak) : [`${step}, not from 100`];
  if (to === "legacy") return from === 0 ? tooSoon(step, held, drain) : [`${step}, not from 0`];
  if (to < from) return [];
  const most = rungAbove(key, from);
  const leapt = to > most + 1e-9 ? [`${step}, further than ${String(most)}`] : [];
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

function tooSoon(step: string, held: number, least: number): string[] {
  return held >= least ? [] : [`${step} after ${String(Math.round(held / 1000))} s`];
}
