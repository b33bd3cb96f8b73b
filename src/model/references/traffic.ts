// Checks the keys of `crossover:traffic` and `crossover:releasedNames`, and the clusters that they name, where files have mistakes.
import { pathOf, unknownKey, unknownTargets } from "../traffic/keys";
import { releasedKeys, releasedPath } from "../traffic/released";
import { legacyTarget } from "../traffic/split";
import type { Problem } from "../problem";
import type { Named } from "./named";

/** Files are read without a zone. */
const unseen = { observed: () => ({ kind: "none" as const }) };

/** Keys that are no route's, unless the routes of some service can't be read; and clusters that there aren't. */
export function trafficReferences({ services, stack, names: files, leftOut }: Named): Problem[] {
  if (!stack) return [];
  const readable = files.every(
    (name) => leftOut.includes(name) || services.some((one) => one.name === name && one.routes !== undefined),
  );
  const known = services.map(({ name, routes = [] }) => ({ name, routes }));
  const keys = known.flatMap(({ name, routes }) => (routes.length > 0 ? routes : [name]));
  const { clusters } = stack.keys;
  const check = (path: string, targets: readonly string[]) =>
    clusters ? unknownTargets(path, targets, [legacyTarget, ...clusters]) : [];
  const names = new Map(
    known.flatMap(({ name, routes }) =>
      routes.length > 0
        ? routes.map((route) => [route, { hostname: route }] as const)
        : [[name, {}] as const],
    ),
  );
  return [
    ...[...stack.traffic].flatMap(([key, targets]) => [
      ...(readable && !keys.includes(key) ? [unknownKey(key, keys, known)] : []),
      ...check(pathOf(key), targets),
    ]),
    ...(readable ? releasedKeys([...stack.released.keys()], names, unseen) : []),
    ...[...stack.released].flatMap(([key, targets]) => check(releasedPath(key), targets)),
  ];
}
