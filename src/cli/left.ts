// Sorts what a destroy leaves: protected resources, what they need, and what outlives the stack on purpose.
import { nameOf } from "./changes";
import type { Left, StateResource } from "./types";

/**
 * @param before and @param after the resources of the state before and after the destroy.
 * @param released public names whose records are no stack's.
 */
export function leftOf(
  before: readonly StateResource[],
  after: readonly StateResource[],
  released: readonly string[],
): Left {
  const remaining = new Set(after.map(({ urn }) => urn));
  const real = after.filter(isReal);
  const names = (resources: readonly StateResource[]) =>
    resources.map(({ urn, type }) => `${nameOf(urn)} (${type})`);
  return {
    protected: names(real.filter(({ protect }) => protect)),
    beneath: names(real.filter(({ protect }) => !protect)),
    retained: names(before.filter((one) => outlives(one) && !remaining.has(one.urn))),
    released,
  };
}

/** In the cloud, and not a component or provider. */
function isReal({ custom, type }: StateResource): boolean {
  return custom === true && !type.startsWith("pulumi:");
}

/** What Kubernetes keeps goes with its owner or its namespace. */
function outlives(one: StateResource): boolean {
  return isReal(one) && one.retainOnDelete === true && !one.type.startsWith("kubernetes:");
}

/** Lines for people; none where nothing is left. */
export function leftLines({ protected: kept, beneath, retained, released }: Left): string[] {
  const list = (title: string, names: readonly string[]) =>
    names.length === 0 ? [] : [title, ...names.map((name) => `  ${name}`)];
  return [
    ...list("protected, and left as they are:", kept),
    ...list("left because those need them:", beneath),
    ...(kept.length === 0
      ? []
      : [
          "to delete these too, unprotect them first: `protect: false` where the stack file has it, and `crossover up`;",
          "else `pulumi state unprotect URN`",
        ]),
    ...list("kept for the snapshots and logs that remain:", retained),
    ...list("released, so their records are left, and name what is gone; remove them by hand:", released),
  ];
}
