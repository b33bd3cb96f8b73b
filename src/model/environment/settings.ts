// Merges the catalogue with a stack's differences into the services of one environment, and finds what doesn't fit.
import { milliseconds } from "../../schema/common";
import { checkReplications } from "../replication/check";
import type { ServiceFile } from "../../schema/service";
import type { StackFile } from "../../schema/stack";
import { checkAccess } from "../access/check";
import { placementsOf, primaryCluster } from "../clusters/placements";
import { mergeService } from "./merge";
import { nodeServices } from "../network/endpoints";
import { didYouMean } from "../names/nearest";
import { checkNetwork } from "../network/check";
import { collectProblems, type Problem, type Report, type Rule } from "../problem";
import type { Service } from "../service";
import type { Settings } from "./types";
import { checkStores } from "../stores/check";
import { ttl } from "./types";

/**
 * Merges, and reports everything that doesn't fit.
 *
 * @param file the stack file's name, for the problems' paths.
 * @param names of all services there are, those with a mistake in their file too. @default the catalogue's
 * @param region of the stack. @default what it has to agree with isn't checked
 */
export function mergeSettings(
  catalogue: ReadonlyMap<string, ServiceFile>,
  stack: StackFile,
  file: string,
  names: readonly string[] = [...catalogue.keys()],
  region?: string,
): { settings: Settings; problems: Problem[] } {
  const domain = "create" in stack.zone ? stack.zone.create : stack.zone.adopt;
  const { problems, report } = collectProblems();

  const included = (name: string) => stack.include?.includes(name) ?? true;
  for (const [i, name] of (stack.include ?? []).entries())
    if (!names.includes(name)) report(`${file}: crossover:include[${i}]`, ...unknownService(name, names));
  for (const [section, keys] of Object.entries({ services: stack.services, releases: stack.releases }))
    for (const name of Object.keys(keys))
      if (!names.includes(name))
        report(`${file}: crossover:${section}.${name}`, ...unknownService(name, names));
      else if (!included(name)) report(`${file}: crossover:${section}.${name}`, ...notIncluded(name));

  const services = [...catalogue]
    .filter(([name]) => included(name))
    .map(([name, one]) => mergeService(name, one, stack, domain, file, report));
  checkNetwork(stack, file, region, report);
  checkRoutes(services, report);
  checkOrder(services, names, included, report);
  checkAccess(stack, services, names, file, report);

  const cluster = primaryCluster(stack, file, report);
  const clusters = Object.keys(stack.clusters);
  checkStores(stack, services, stack.clusters[cluster], file, report);
  // Another's network is its own to check.
  const others = stack.network.adopt || stack.clusters[cluster]?.kind === "shared";
  const endpoints = others ? undefined : (stack.network.endpoints ?? nodeServices);
  checkReplications(stack.databases, services, endpoints, file, report);
  const placements = placementsOf(services, stack, cluster, file, report);

  const { bake, soak, concurrent } = stack.rules;
  const pace = { bake: milliseconds(bake), soak: milliseconds(soak), concurrent, ttl };
  return { settings: { domain, cluster, clusters, services, placements, pace }, problems };
}

/** What is wrong with the name of a service, by which rule, and what to write. */
function unknownService(name: string, names: readonly string[]): [string, Rule, string] {
  const message = `there is no service \`${name}\`${didYouMean(name, names)}`;
  return [message, "config", "the name of a file in services/, without `.yaml`"];
}

/** What is wrong with naming a service that the stack leaves out, by which rule, and what to write. */
function notIncluded(name: string): [string, Rule, string] {
  return [`this stack doesn't deploy \`${name}\``, "config", `\`${name}\` in crossover:include too`];
}

/** A route is a name of the whole stack, and a key of `crossover:traffic`. */
function checkRoutes(services: readonly Service[], report: Report): void {
  const owners = new Map<string, string>();
  for (const service of services)
    for (const { name, hostname } of service.routes) {
      const path = `services/${service.name}.yaml: routes.${name}`;
      const owner = owners.get(name);
      if (owner) report(path, `is already a route of services/${owner}.yaml`);
      else if (name === "default")
        report(path, "is reserved: in `crossover:traffic` it means all other routes");
      else if (services.some((other) => other.name === name && other.routes.length === 0))
        report(
          path,
          `is also the name of services/${name}.yaml, which has no route and uses it in \`crossover:traffic\``,
        );
      else if (hostname.length > 200)
        report(path, `\`${hostname}\` is too long for the origin names made from it`);
      owners.set(name, service.name);
    }
}

/** `after` names services that exist, and never in a circle, in which no service could begin. */
function checkOrder(
  services: readonly Service[],
  names: readonly string[],
  included: (name: string) => boolean,
  report: Report,
): void {
  const byName = new Map(services.map((service) => [service.name, service]));
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): void => {
    if (done.has(name)) return;
    if (trail.includes(name)) {
      const circle = [...trail.slice(trail.indexOf(name)), name].join(" -> ");
      report(`services/${name}.yaml: after`, `is a circle, so no service could go first: ${circle}`);
      return;
    }
    for (const other of byName.get(name)?.after ?? []) visit(other, [...trail, name]);
    done.add(name);
  };
  for (const service of services) {
    for (const other of service.after)
      if (!names.includes(other))
        report(`services/${service.name}.yaml: after`, ...unknownService(other, names));
      else if (!included(other)) report(`services/${service.name}.yaml: after`, ...notIncluded(other));
    visit(service.name, []);
  }
}
