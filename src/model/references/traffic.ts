// Checks the keys of `crossover:traffic`, and the clusters that they name, where files have mistakes.
import { pathOf, unknownKey, unknownTargets } from "../traffic/keys";
import { legacyTarget } from "../traffic/split";
import type { Problem } from "../problem";
import type { Named } from "./named";

/** Keys that are no route's, unless the routes of some service can't be read; and clusters that there aren't. */
export function trafficReferences({ services, stack, names, leftOut }: Named): Problem[] {
  if (!stack) return [];
  const readable = names.every(
    (name) => leftOut.includes(name) || services.some((one) => one.name === name && one.routes !== undefined),
  );
  const known = services.map(({ name, routes = [] }) => ({ name, routes }));
  const keys = known.flatMap(({ name, routes }) => (routes.length > 0 ? routes : [name]));
  const { clusters } = stack.keys;
  return [...stack.traffic].flatMap(([key, targets]) => [
    ...(readable && !keys.includes(key) ? [unknownKey(key, keys, known)] : []),
    ...(clusters ? unknownTargets(pathOf(key), targets, [legacyTarget, ...clusters]) : []),
  ]);
}
