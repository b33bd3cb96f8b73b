// Looks up what the stack adopts instead of making it; what isn't there is refused by the path that names it.
import { adoptedTarget } from "../components/legacy/adopted-load-balancer";
import type { Target } from "../components/traffic/target";
import type { Service } from "./model/service";
import { Refusal } from "./refusal";

/**
 * The legacy targets that are there already, by service.
 *
 * @param file the stack file's name, for the problems' paths.
 * @throws Refusal that names every load balancer which can't be found.
 */
export async function adoptedTargets(
  services: readonly Service[],
  file: string,
): Promise<ReadonlyMap<string, Target>> {
  const lookups = services.flatMap(({ name, legacy }) =>
    legacy?.manage === "adopt" ? [{ name, loadBalancer: legacy.loadBalancer }] : [],
  );
  const found = await Promise.allSettled(lookups.map(({ loadBalancer }) => adoptedTarget(loadBalancer)));
  const problems = found.flatMap((result, i) => {
    if (result.status === "fulfilled") return [];
    const { name, loadBalancer } = lookups[i]!;
    const reason = result.reason instanceof Error ? result.reason.message : String(result.reason);
    return [
      {
        rule: "adopt",
        path: `${file}: crossover:services.${name}.legacy.adopt.loadBalancer`,
        message: `\`${loadBalancer}\` can't be looked up: ${reason}`,
        allowed: "the name of a load balancer in this account and region",
      },
    ];
  });
  if (problems.length > 0) throw new Refusal(problems);
  return new Map(
    found.flatMap((result, i) => (result.status === "fulfilled" ? [[lookups[i]!.name, result.value]] : [])),
  );
}
