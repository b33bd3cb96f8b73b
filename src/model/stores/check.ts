// Checks whether the databases and caches of a stack can be created, and whether services can reach them.
import type { ClusterSettings } from "../../schema/stack/clusters";
import { cacheFindings, databaseFindings, type Finding } from "./database-rules";
import type { Report } from "../problem";
import type { Service } from "../service";
import { variablePrefix, type Stores } from "./stores";

/**
 * Reports what is wrong with the databases and caches, and with what services say of them.
 *
 * @param home the cluster that `kubernetes` means, in whose network they are.
 */
export function checkStores(
  { databases, caches }: Stores,
  services: readonly Service[],
  home: ClusterSettings | undefined,
  file: string,
  report: Report,
): void {
  const tell = (path: string, findings: readonly Finding[]) => {
    for (const { key, message, allowed } of findings) report(`${path}.${key}`, message, "database", allowed);
  };
  for (const [id, one] of Object.entries(databases))
    tell(`${file}: crossover:databases.${id}`, databaseFindings(one));
  for (const [id, one] of Object.entries(caches)) tell(`${file}: crossover:caches.${id}`, cacheFindings(one));
  for (const service of services) {
    if (service.database !== undefined)
      checkVariables(variablePrefix("DB", service.database), service, report);
    checkReach(service, home, report);
    for (const id of service.caches) checkVariables(variablePrefix("CACHE", id), service, report);
  }
}

/** Databases are beside the pods; instances that this stack makes are in its own network. */
function checkReach(
  { name, database, caches, legacy }: Service,
  home: ClusterSettings | undefined,
  report: Report,
): void {
  if (home?.kind !== "shared" || legacy?.manage !== "create") return;
  for (const key of [...(database ? ["database"] : []), ...(caches.length > 0 ? ["caches"] : [])])
    report(
      `services/${name}.yaml: ${key}`,
      `is in the network of \`${home.stack}\`, which shares its cluster, and legacy instances here can't reach it`,
      "database",
      `\`legacy: skip\` for ${name} here, or a cluster of this stack's own`,
    );
}

/** A service leaves its variables to the program. */
function checkVariables(prefix: string, { name, environment }: Service, report: Report): void {
  for (const variable of Object.keys({ ...environment.legacy, ...environment.kubernetes }))
    if (variable.startsWith(prefix))
      report(
        `services/${name}.yaml: environment.${variable}`,
        `the program sets the variables that begin with ${prefix}`,
        "database",
        "another name",
      );
}
