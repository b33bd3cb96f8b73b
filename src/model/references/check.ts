// Checks the names by which the files of an environment refer to one another.
import { didYouMean } from "../names/nearest";
import type { Report } from "../problem";
import type { Named, NamedService, NamedStack } from "./named";
import { checkOrder } from "./order";
import { checkRoutes } from "./routes";
import { wrongService } from "./unknown-service";

/**
 * Reports every name that is nobody's, is somebody else's already, or is missing.
 *
 * @param file the stack file's name, for the problems' paths.
 */
export function checkReferences(named: Named, file: string, report: Report): void {
  const { services, stack } = named;
  if (stack) checkSections(stack, named, file, report);
  if (stack) for (const service of services) checkRelease(service, stack, file, report);
  checkRoutes(services, report);
  checkOrder(named, report);
  if (!stack) return;
  checkTeams(stack, named, file, report);
  checkCluster(stack, file, report);
  for (const service of services) checkStoreNames(service, stack, file, report);
}

function checkSections(
  { include, services, releases }: NamedStack,
  named: Named,
  file: string,
  report: Report,
): void {
  const check = (path: string, name: string) => {
    const wrong = wrongService(name, named);
    if (wrong) report(`${file}: crossover:${path}`, ...wrong);
  };
  for (const [i, name] of (include ?? []).entries()) check(`include[${i}]`, name);
  for (const [section, entries] of Object.entries({ services, releases }))
    for (const name of entries?.keys() ?? []) check(`${section}.${name}`, name);
}

/** Every service has a release, and the AMI of it where its legacy side starts from one. */
function checkRelease(
  { name, platform }: NamedService,
  { releases, legacy, services }: NamedStack,
  file: string,
  report: Report,
): void {
  const path = `${file}: crossover:releases.${name}`;
  if (!releases) return;
  if (!releases.has(name))
    report(path, "is missing: every service needs a release", "config", `{ tag: "…" }`);
  const made = (services.get(name) ?? legacy) === "create";
  if (made && platform === "autoScaling" && releases.get(name) === false)
    report(
      `${path}.ami`,
      "is missing: the service's legacy side starts from it",
      "config",
      "the AMI of the same release, such as `ami-0abc1234`",
    );
}

function checkTeams({ teams }: NamedStack, named: Named, file: string, report: Report): void {
  for (const [team, services] of teams)
    for (const service of services) {
      const wrong = wrongService(service, named, "access");
      if (wrong) report(`${file}: crossover:teams.${team}.services`, ...wrong);
    }
}

function checkCluster({ keys: { clusters }, kubernetes }: NamedStack, file: string, report: Report): void {
  if (!clusters || clusters.length === 0) return;
  const path = `${file}: crossover:kubernetes`;
  if (!kubernetes.given && clusters.length > 1)
    report(
      path,
      "is missing: with several clusters, it says which one `kubernetes` means",
      "config",
      clusters.join(" or "),
    );
  const { id } = kubernetes;
  if (id !== undefined && !clusters.includes(id))
    report(path, `there is no cluster \`${id}\`${didYouMean(id, clusters)}`, "config", clusters.join(" or "));
}

/** A service names databases and caches that the stack has. */
function checkStoreNames(
  { name, database, caches }: NamedService,
  { keys }: NamedStack,
  file: string,
  report: Report,
): void {
  const check = (id: string, kind: string, key: string, section: "databases" | "caches") => {
    const known = keys[section];
    if (!known || known.includes(id)) return;
    report(
      `services/${name}.yaml: ${key}`,
      `${file} has no ${kind} \`${id}\`${didYouMean(id, known)}`,
      "database",
      `${known.length === 0 ? "" : `${known.join(" or ")}, or `}an entry \`${id}\` of \`crossover:${section}\``,
    );
  };
  if (database !== undefined) check(database, "database", "database", "databases");
  for (const id of caches) check(id, "cache", "caches", "caches");
}
