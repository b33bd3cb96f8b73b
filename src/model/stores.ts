// Names of databases and caches: what they are called in AWS, and the private names that both sides find them under.
import { limitedName, limits } from "./names";

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
