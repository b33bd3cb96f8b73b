// Builds settings of databases and caches for tests: what a stack file gives with the defaults filled in.
import {
  caches,
  databases,
  type CacheSettings,
  type DatabaseSettings,
} from "../../src/schema/stack/databases";

export function database(given: Partial<DatabaseSettings> = {}): DatabaseSettings {
  const least = {
    engine: "postgres",
    version: "17.6",
    instanceType: "db.r7g.large",
    storageGiB: 100,
    database: "app",
  };
  return databases.parse({ main: { ...least, ...given } })["main"]!;
}

export function cache(given: Partial<CacheSettings> = {}): CacheSettings {
  const least = { engine: "valkey", version: "8.0", nodeType: "cache.r7g.large" };
  return caches.parse({ sessions: { ...least, ...given } })["sessions"]!;
}
