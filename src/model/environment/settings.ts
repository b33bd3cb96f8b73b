// Merges the catalogue with a stack's differences into the services of one environment, and finds what doesn't fit.
import { milliseconds } from "../../schema/common";
import { checkReplications } from "../replication/check";
import type { ServiceFile } from "../../schema/service";
import type { StackFile } from "../../schema/stack";
import { checkAccess } from "../access/check";
import { placementsOf, primaryCluster } from "../clusters/placements";
import { mergeService } from "./merge";
import { nodeServices } from "../network/endpoints";
import { checkNetwork } from "../network/check";
import { collectProblems, type Problem, type Report } from "../problem";
import { checkReferences } from "../references/check";
import { namesIn, type Named } from "../references/named";
import type { Service } from "../service";
import { checkServiceFile } from "./service-file";
import type { Settings } from "./types";
import { checkStores } from "../stores/check";
import { ttl } from "./types";

/**
 * Merges, and reports everything that doesn't fit.
 *
 * @param file the stack file's name, for the problems' paths.
 * @param named the names in all files, those with a mistake too. @default in the catalogue and the stack
 * @param region of the stack. @default what it has to agree with isn't checked
 */
export function mergeSettings(
  catalogue: ReadonlyMap<string, ServiceFile>,
  stack: StackFile,
  file: string,
  named: Named = namesIn(catalogue, stack),
  region?: string,
): { settings: Settings; problems: Problem[] } {
  const domain = "create" in stack.zone ? stack.zone.create : stack.zone.adopt;
  const { problems, report } = collectProblems();

  checkReferences(named, file, report);
  for (const [name, one] of catalogue) checkServiceFile(name, one, report);
  const services = [...catalogue]
    .filter(([name]) => !named.leftOut.includes(name))
    .map(([name, one]) => mergeService(name, one, stack, domain, file, report));
  checkNetwork(stack, file, region, report);
  checkHostnames(services, report);
  checkAccess(stack, services, file, report);

  const cluster = primaryCluster(stack);
  const clusters = Object.keys(stack.clusters);
  checkStores(stack, services, stack.clusters[cluster], file, report);
  // Another's network is its own to check.
  const others = stack.network.adopt || stack.clusters[cluster]?.kind === "shared";
  const endpoints = others ? undefined : (stack.network.endpoints ?? nodeServices);
  // Whether the legacy side of a service is adopted, its file has to say.
  const unread = named.names.filter((name) => !catalogue.has(name));
  checkReplications(withoutNames(stack.databases, unread), services, endpoints, file, report);
  const placements = placementsOf(services, stack, cluster, file, report);

  const { bake, soak, concurrent } = stack.rules;
  const pace = { bake: milliseconds(bake), soak: milliseconds(soak), concurrent, ttl };
  return { settings: { domain, cluster, clusters, services, placements, pace }, problems };
}

/** The databases without these services, of which nothing is known, in `byName`. */
function withoutNames(databases: StackFile["databases"], unread: readonly string[]): StackFile["databases"] {
  return Object.fromEntries(
    Object.entries(databases).map(([id, one]) => [
      id,
      { ...one, byName: one.byName.filter((name) => !unread.includes(name)) },
    ]),
  );
}

/** Origin names are made from public ones, and no name in DNS is longer than 253 characters. */
function checkHostnames(services: readonly Service[], report: Report): void {
  for (const service of services)
    for (const { name, hostname } of service.routes)
      if (hostname.length > 200)
        report(
          `services/${service.name}.yaml: routes.${name}`,
          `\`${hostname}\` is too long for the origin names made from it`,
        );
}
