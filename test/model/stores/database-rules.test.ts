// Tests what is refused of databases and caches, and of changes to them, with what to write instead.
import fc from "fast-check";
import {
  asProblems,
  cacheFindings,
  databaseChangeFindings,
  databaseFindings,
  identifierProblem,
  type ObservedDatabase,
} from "../../../src/model/stores/database-rules";
import type { CacheSettings, DatabaseSettings } from "../../../src/schema/stack/databases";
import { cache, database } from "../stores";

/** Key and allowed value of each finding. */
const brief = (findings: ReturnType<typeof databaseFindings>) =>
  findings.map(({ key, allowed }) => `${key}: ${allowed}`);

test.each<[Partial<DatabaseSettings>, string[]]>([
  [{}, []],
  [{ version: "17" }, []],
  [{ engine: "mysql", version: "8.4" }, []],
  [{ engine: "mysql", version: "8.4.6" }, []],
  [{ engine: "mysql", version: "8" }, ['version: "8.4" or "8.4.6"']],
  [{ version: "17.6.1" }, ['version: "17" or "17.6"']],
  [{ instanceType: "db.m4.xlarge" }, ["instanceType: db.m7g.xlarge"]],
  [{ instanceType: "db.t2.medium" }, ["instanceType: db.t4g.medium"]],
  [{ instanceType: "db.r6i.large" }, []],
  [{ maxStorageGiB: 109 }, ["maxStorageGiB: 110"]],
  [{ maxStorageGiB: 110 }, []],
  [{ backupWindow: "02:30-03:30" }, ["maintenanceWindow: a range that doesn't overlap it"]],
  [{ database: "postgres" }, ["database: app"]],
  [{ engine: "mysql", version: "8.4", database: "sys" }, ["database: app"]],
])("of a database with %j refuses %j", (given, expected) => {
  expect(brief(databaseFindings(database(given)))).toEqual(expected);
});

const running: ObservedDatabase = { engine: "postgres", version: "16.8", database: "app", storageGiB: 100 };

test.each<[Partial<ObservedDatabase>, Partial<DatabaseSettings>, string[]]>([
  [{}, { version: "16" }, []],
  [{}, { version: "16.8" }, []],
  [{}, { version: "17.6" }, []],
  [{}, { applyImmediately: false }, ["applyImmediately: true, in the same update"]],
  [{}, { version: "16.9", applyImmediately: false }, []],
  [{ version: "14.1" }, { version: "17.6" }, []],
  [{}, { version: "16.4" }, ['version: "16.8" or newer']],
  [{}, { version: "15" }, ['version: "16.8" or newer']],
  [{}, { database: "other" }, ["database: app, or a second database under another name"]],
  [{}, { engine: "mysql", version: "8.4" }, ["engine: postgres, or a second database under another name"]],
  [{ engine: "mysql", version: "5.7.44" }, { engine: "mysql", version: "8.4" }, ['version: "8.0"']],
  [{ engine: "mysql", version: "8.0.43" }, { engine: "mysql", version: "8.4" }, []],
  [{}, { storageGiB: 50 }, ["storageGiB: 100, or 110 and more"]],
  [{}, { storageGiB: 105 }, ["storageGiB: 100, or 110 and more"]],
  [{}, { storageGiB: 110 }, []],
  [{ storageGiB: 150 }, { storageGiB: 100, maxStorageGiB: 200 }, []],
  [{ storageGiB: 190 }, { storageGiB: 100, maxStorageGiB: 200 }, ["maxStorageGiB: 209"]],
  // What the check of the settings alone refuses isn't refused twice.
  [{}, { storageGiB: 100, maxStorageGiB: 105 }, []],
])("from %j, %j is refused as %j", (before, given, expected) => {
  const settings = database({ version: "17.6", applyImmediately: true, ...given });
  expect(brief(databaseChangeFindings({ ...running, ...before }, settings))).toEqual(expected);
});

test("a change that is allowed leads to where nothing is refused", () => {
  const gib = fc.integer({ min: 20, max: 60000 });
  const version = fc
    .tuple(fc.integer({ min: 14, max: 18 }), fc.integer({ min: 0, max: 20 }))
    .map((v) => v.join("."));
  fc.assert(
    fc.property(gib, gib, version, version, (now, storageGiB, before, after) => {
      const settings = database({ version: after, storageGiB, applyImmediately: true });
      const found = databaseChangeFindings({ ...running, version: before, storageGiB: now }, settings);
      const mended = found.reduce((fixed, { key }) => {
        if (key === "version") return { ...fixed, version: before };
        return { ...fixed, storageGiB: now };
      }, settings);
      expect(databaseChangeFindings({ ...running, version: before, storageGiB: now }, mended)).toEqual([]);
    }),
  );
});

test.each<[Partial<CacheSettings>, string[]]>([
  [{}, []],
  [{ version: "7.2" }, []],
  [{ engine: "redis", version: "7.1" }, []],
  [{ engine: "redis", version: "6.2" }, ['version: "7.0" or newer']],
  [{ engine: "redis", version: "7.4" }, ['version: "7.1", or engine `valkey`']],
  [{ version: "7.0" }, ['version: "7.2" or newer']],
  [{ nodeType: "cache.r3.large" }, ["nodeType: cache.r7g.large"]],
  [{ nodeType: "cache.t2.micro" }, ["nodeType: cache.t4g.micro"]],
])("of a cache with %j refuses %j", (given, expected) => {
  expect(brief(cacheFindings(cache(given)))).toEqual(expected);
});

test("puts findings below the path of their section", () => {
  expect(asProblems([{ key: "version", message: "no" }], "Pulumi.prod.yaml: crossover:caches.a")).toEqual([
    { rule: "database", path: "Pulumi.prod.yaml: crossover:caches.a.version", message: "no" },
  ]);
});

test("knows what AWS takes for an identifier", () => {
  expect(identifierProblem("prod-main")).toBeUndefined();
  expect(identifierProblem("1st-main")).toMatch(/begin with a letter/);
  expect(identifierProblem("prod-a--b")).toMatch(/two hyphens/);
});
