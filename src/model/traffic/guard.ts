// Checks, right before a weight is written, that the zone is still what the plan was made from.
import type { Observed } from "./observed";

/** The set that a step began from, and the weights that it leads to. */
export interface Step {
  readonly hostname: string;
  readonly before: Observed;
  readonly weights: Readonly<Record<string, number>>;
}

/**
 * Why a weight may not be written, or nothing. Each weight in the zone must be the one from before the step or the one
 * after it: another means that something else (a rollback past the engine, say) has moved the route in the meantime.
 * And never may a write leave a set in which every weight is zero, which Route 53 reads as all equal.
 */
export function refuseWrite(
  step: Step,
  now: Observed,
  setIdentifier: string,
  weight: number,
): string | undefined {
  const before = step.before.kind === "set" ? step.before.weights : {};
  const held = now.kind === "set" ? now.weights : {};
  const moved = Object.entries(held).find(
    ([id, value]) => value !== before[id] && value !== step.weights[id],
  );
  if (moved)
    return (
      `${step.hostname} has been moved since this step was planned: ` +
      `the weight of \`${moved[0]}\` is ${String(moved[1])} now; preview again`
    );
  const after = { ...held, [setIdentifier]: weight };
  if (Object.values(after).every((value) => value === 0))
    return `all weights of ${step.hostname} would be 0, which Route 53 reads as all equal`;
  return undefined;
}
