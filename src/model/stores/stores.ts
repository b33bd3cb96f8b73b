// Names databases and caches in AWS, and finds those that a service names, on either side.
import type { CacheSettings, DatabaseSettings } from "../../schema/stack/databases";
import { cachePort } from "./caches";
import { databasePorts } from "./databases";
import { limitedName, limits } from "../names/limits";
import type { Destination } from "../network/network-policy";
import type { Service } from "../service";

/** The databases and caches of a stack, by name. */
export interface Stores {
  readonly databases: Readonly<Record<string, DatabaseSettings>>;
  readonly caches: Readonly<Record<string, CacheSettings>>;
}

/** The private zone of a stack. ICANN keeps `internal` for private use, so no public name is ever hidden by it. */
export function privateDomain(stack: string): string {
  return `${stack}.internal`;
}

/** Seconds that resolvers keep a private name: as few as RDS gives its own, so that a cutover is seen at once. */
export const privateTtl = 5;

/** The name of a database that stays while what is behind it changes, e.g. `main.db.prod.internal`. */
export function databaseHost(id: string, stack: string): string {
  return `${id}.db.${privateDomain(stack)}`;
}

/** The same of a cache, e.g. `sessions.cache.prod.internal`. */
export function cacheHost(id: string, stack: string): string {
  return `${id}.cache.${privateDomain(stack)}`;
}

/** The physical name of a database, which its log groups, metrics and final snapshot carry. */
export function databaseIdentifier(id: string, stack: string): string {
  return limitedName(`${stack}-${id}`, limits.databaseIdentifier);
}

/** The physical name of a cache, which clients sign their IAM tokens with. */
export function cacheIdentifier(id: string, stack: string): string {
  return limitedName(`${stack}-${id}`, limits.replicationGroup);
}

/** The beginning of the variables that a service finds a store by, e.g. `DB_MAIN_`. */
export function variablePrefix(kind: "DB" | "CACHE", id: string): string {
  return `${kind}_${id.replaceAll("-", "_").toUpperCase()}_`;
}

function variables(kind: "DB" | "CACHE", id: string, values: Record<string, string>): [string, string][] {
  return Object.entries(values).map(([key, value]) => [variablePrefix(kind, id) + key, value]);
}

/**
 * The variables by which a service finds its database and caches, the same on every side. None is a secret: in a
 * database it has a user of its own, in a cache it signs in by IAM as a user that is called like the cache.
 */
export function storeEnvironment(
  { database = "", caches }: Pick<Service, "database" | "caches">,
  stores: Stores,
  stack: string,
): Record<string, string> {
  const settings = stores.databases[database];
  const ofDatabase = settings && {
    HOST: databaseHost(database, stack),
    PORT: String(databasePorts[settings.engine]),
    NAME: settings.database,
  };
  return Object.fromEntries([
    ...variables("DB", database, ofDatabase ?? {}),
    ...caches.flatMap((id) =>
      variables("CACHE", id, {
        HOST: cacheHost(id, stack),
        PORT: String(cachePort),
        USER: cacheIdentifier(id, stack),
      }),
    ),
  ]);
}

/**
 * Where the pods of each service have to be let through to.
 *
 * @param ranges that the stores are in.
 * @param networks that a database may be in which data comes from, since its addresses aren't known here.
 */
export function storeDestinations(
  services: readonly Pick<Service, "name" | "database" | "caches">[],
  stores: Stores,
  ranges: readonly string[],
  networks: readonly string[],
): Record<string, Destination[]> {
  return Object.fromEntries(
    services.map(({ name, database = "", caches }) => {
      const settings = stores.databases[database];
      const moving = settings?.source ? [{ ranges: networks, ports: [databasePorts[settings.engine]] }] : [];
      const ports = [
        ...(settings && moving.length === 0 ? [databasePorts[settings.engine]] : []),
        ...(caches.length > 0 ? [cachePort] : []),
      ];
      return [name, [...moving, ...(ports.length > 0 ? [{ ranges, ports }] : [])]];
    }),
  );
}
