// Looks up the legacy sides that a stack adopts instead of making them.
import { lookUpLegacySide } from "./legacy-side";
import { watchProblem, type FoundLegacy } from "../model/legacy/adopted";
import type { AdoptedLegacy } from "../model/legacy/kinds";
import type { Answer, Problem } from "../model/problem";
import type { Service } from "../model/service";

/**
 * The existing legacy sides, by service, except hosts outside of AWS, which can't be looked up.
 *
 * @param file the stack file's name, for the problems' paths: one for each that can't be found, or not be watched.
 */
export async function observeAdopted(
  services: readonly Service[],
  file: string,
): Promise<Answer<ReadonlyMap<string, FoundLegacy>>> {
  const problems: Problem[] = [];
  const found = new Map<string, FoundLegacy>();
  const look = async ({ name, legacy }: Service): Promise<void> => {
    if (legacy?.manage !== "adopt" || legacy.platform === "hosts") return;
    const { key, value, allowed } = describeLookup(legacy);
    const path = `${file}: crossover:services.${name}.legacy.adopt.${key}`;
    try {
      const side = await lookUpLegacySide(legacy);
      const problem = watchProblem(side, legacy);
      if (problem) problems.push({ rule: "health", path, ...problem });
      found.set(name, side);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `\`${value}\` can't be looked up: ${reason}`;
      problems.push({ rule: "adopt", path, message, allowed });
    }
  };
  await Promise.all(services.map(look));
  // In the order of the services, and not of the answers.
  problems.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { value: found, problems };
}

function describeLookup(legacy: Exclude<AdoptedLegacy, { platform: "hosts" }>) {
  const here = "in this account and region";
  switch (legacy.platform) {
    case "loadBalancer":
      return {
        key: legacy.platform,
        value: legacy.loadBalancer,
        allowed: `the name of a load balancer ${here}`,
      };
    case "beanstalk":
      return {
        key: "environment",
        value: legacy.environment,
        allowed: `the name of a Beanstalk environment ${here}`,
      };
    case "ecs":
      return {
        key: legacy.platform,
        value: `${legacy.cluster}/${legacy.service}`,
        allowed: `an ECS service behind a load balancer ${here}`,
      };
  }
}
