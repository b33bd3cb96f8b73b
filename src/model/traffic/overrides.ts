// Suspends refusals by break-glass: each override names a rule, a route, a reason and an end.
import type { Override } from "../../schema/stack/policy";
import { iso } from "../moment";
import type { Problem, Rule } from "../problem";
import { pathOf, unknownName } from "./keys";
import type { TrafficRequest } from "./types";

type Suspending = Pick<TrafficRequest, "overrides" | "now" | "subjects">;

/** Days that an override may last from now. */
export const longest = 7;

const day = 24 * 3_600_000;

/** The override of a rule for a key, while it lasts. */
export function overrideOf(
  { overrides = [], now }: Pick<TrafficRequest, "overrides" | "now">,
  key: string,
  rule: Rule,
): Override | undefined {
  return overrides.find((one) => one.route === key && one.rule === rule && now < new Date(one.until));
}

/** What is wrong with the overrides themselves. */
export function checkOverrides({ overrides = [], now, subjects }: Suspending): Problem[] {
  const keys = subjects.map(({ key }) => key);
  return overrides.flatMap(({ route, until }, i) => {
    const path = `crossover:overrides[${String(i)}]`;
    const latest = new Date(now.getTime() + longest * day);
    const long: Problem = {
      rule: "config",
      path: `${path}.until`,
      message: `an override lasts ${String(longest)} days at most, and this one would until ${until}`,
      allowed: `${iso(latest)} at the latest`,
    };
    return [
      ...(keys.includes(route) ? [] : [unknownName(`${path}.route`, route, keys)]),
      ...(new Date(until) > latest ? [long] : []),
    ];
  });
}

/** The refusals that stay, and what is said of those that don't. */
export function suspend(
  found: readonly Problem[],
  request: Suspending,
): { readonly problems: readonly Problem[]; readonly warnings: readonly string[] } {
  const { overrides = [] } = request;
  const warnings: string[] = [];
  const problems = found.flatMap(({ lasting, ...problem }) => {
    const key = keyOf(problem, request);
    if (key === undefined || lasting) return [problem];
    const valid = overrideOf(request, key, problem.rule);
    if (valid) {
      warnings.push(
        `overridden until ${valid.until} (${valid.reason}): ${problem.message} [${problem.rule}]`,
      );
      return [];
    }
    const expired = overrides.find((one) => one.route === key && one.rule === problem.rule);
    return expired
      ? [{ ...problem, message: `${problem.message}; its override expired at ${expired.until}` }]
      : [problem];
  });
  return { problems, warnings };
}

/** What is said of expired overrides that nothing needs. @param found every refusal, also those that were suspended. */
export function expiredWarnings(found: readonly Problem[], request: Suspending): string[] {
  const { overrides = [], now } = request;
  const isNeeded = ({ rule, route }: Override) =>
    found.some((problem) => problem.rule === rule && keyOf(problem, request) === route);
  return overrides
    .filter((one) => now >= new Date(one.until) && !isNeeded(one))
    .map(
      ({ rule, route, until }) =>
        `the override of ${rule} for ${route} expired at ${until}: remove it from crossover:overrides`,
    );
}

function keyOf({ path }: Pick<Problem, "path">, { subjects }: Suspending): string | undefined {
  return subjects.find(({ key }) => pathOf(key) === path)?.key;
}
