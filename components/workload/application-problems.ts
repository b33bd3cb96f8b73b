// Finds what is wrong with the arguments of an application.
import type { FoundLegacy } from "../../src/model/legacy/adopted";
import type { Service } from "../../src/model/service";
import { legacyTarget, targetsOf } from "../../src/model/traffic/split";
import type { Sides } from "../../src/model/workload/sides";
import type { ArgumentProblem } from "../argument-error";
import type { TrafficShare } from "./places";

interface Checked {
  readonly service: Service;
  readonly sides: Sides;
  readonly plans: readonly Pick<TrafficShare, "kind" | "split">[];
  readonly clusters: Readonly<Record<string, unknown>>;
  readonly found?: FoundLegacy;
}

/** The sides and routes that lack what they are made of. */
export function applicationProblems(args: Checked): ArgumentProblem[] {
  return [...legacyProblems(args), ...clusterProblems(args), ...routeProblems(args)];
}

function legacyProblems({ service, sides, found }: Checked): ArgumentProblem[] {
  if (!(legacyTarget in sides.byTarget)) return [];
  const { legacy } = service;
  if (!legacy)
    return [{ propertyPath: "service.legacy", reason: `is missing: ${service.name} has a legacy side` }];
  if (legacy.manage === "create" || legacy.platform === "hosts" || found) return [];
  const reason = `is missing: nothing was found of the adopted legacy side of ${service.name}`;
  return [{ propertyPath: "found", reason }];
}

function clusterProblems({ sides, clusters }: Checked): ArgumentProblem[] {
  return Object.keys(sides.byTarget)
    .filter((id) => id !== legacyTarget && !(id in clusters))
    .map((id) => ({ propertyPath: `clusters.${id}`, reason: "is missing: one of the sides runs there" }));
}

function routeProblems({ service, sides, plans }: Checked): ArgumentProblem[] {
  const routes = plans.flatMap(({ kind, split }, i) => (kind === "route" ? [{ split, i }] : []));
  const unchecked =
    routes.length > 0 && service.healthPath === undefined
      ? [
          {
            propertyPath: "service.healthPath",
            reason: `is missing: routes of ${service.name} are checked there`,
          },
        ]
      : [];
  const nowhere = routes.flatMap(({ split, i }) =>
    targetsOf(split)
      .filter((id) => !(id in sides.byTarget))
      .map((id) => ({
        propertyPath: `plans[${i}].split`,
        reason: `names \`${id}\`, which isn't among the sides`,
      })),
  );
  return [...unchecked, ...nowhere];
}
