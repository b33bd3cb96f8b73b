// Tests what follows from engines, versions and names.
import fc from "fast-check";
import { cacheFamily, cacheNodes, connectPolicy } from "../../../src/model/stores/caches";
import {
  hasInsights,
  isPinned,
  logTypes,
  parameterFamily,
  parametersOf,
} from "../../../src/model/stores/databases";
import {
  cacheHost,
  cacheIdentifier,
  databaseHost,
  databaseIdentifier,
} from "../../../src/model/stores/stores";
import { majorVersion, skippedMajor } from "../../../src/model/stores/versions";
import { compareVersions } from "../../../src/model/versions/order";
import { windowsOverlap } from "../../../src/model/stores/windows";

test.each([
  ["postgres", "17.6", "17", "postgres17", true],
  ["postgres", "17", "17", "postgres17", false],
  ["mysql", "8.4.6", "8.4", "mysql8.4", true],
  ["mysql", "8.4", "8.4", "mysql8.4", false],
] as const)("%s %s", (engine, version, major, family, pinned) => {
  expect(majorVersion(engine, version)).toBe(major);
  expect(parameterFamily(engine, version)).toBe(family);
  expect(isPinned(engine, version)).toBe(pinned);
});

const values = (engine: "postgres" | "mysql") =>
  Object.fromEntries(parametersOf(engine).map(({ name, value }) => [name, value]));

test("a database can be replicated from since its creation", () => {
  expect(values("postgres")).toMatchObject({ "rds.logical_replication": "1", "rds.force_ssl": "1" });
  const timeout = Number(values("postgres")["wal_sender_timeout"]);
  expect(timeout === 0 || timeout >= 10_000).toBe(true);
  expect(values("mysql")).toMatchObject({
    binlog_format: "ROW",
    binlog_row_image: "FULL",
    binlog_checksum: "NONE",
    require_secure_transport: "1",
  });
});

test("statements of a second or more are in a log that is exported", () => {
  expect(values("postgres")).toMatchObject({ log_min_duration_statement: "1000" });
  expect(logTypes.postgres).toContain("postgresql");
  expect(values("mysql")).toMatchObject({ slow_query_log: "1", long_query_time: "1", log_output: "FILE" });
  expect(logTypes.mysql).toContain("slowquery");
});

test("only MySQL's smallest classes are without insights", () => {
  expect(hasInsights("mysql", "db.t4g.micro")).toBe(false);
  expect(hasInsights("mysql", "db.t3.small")).toBe(false);
  expect(hasInsights("mysql", "db.t4g.medium")).toBe(true);
  expect(hasInsights("postgres", "db.t4g.micro")).toBe(true);
});

test("a replica takes over by itself, and nobody where there is none", () => {
  expect(cacheNodes({ replicas: 0, nodeType: "cache.t4g.micro" })).toEqual({
    numCacheClusters: 1,
    automaticFailoverEnabled: false,
    multiAzEnabled: false,
  });
  expect(cacheNodes({ replicas: 2, nodeType: "cache.r6gd.xlarge" })).toEqual({
    numCacheClusters: 3,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    dataTieringEnabled: true,
  });
  expect(cacheFamily({ engine: "redis", version: "7.1" })).toBe("redis7");
  expect(JSON.parse(connectPolicy("group", "user"))).toMatchObject({
    Statement: [{ Action: "elasticache:Connect", Resource: ["group", "user"] }],
  });
});

test("names are the stack's, and fit", () => {
  expect(databaseHost("main", "prod")).toBe("main.db.prod.internal");
  expect(cacheHost("sessions", "prod")).toBe("sessions.cache.prod.internal");
  expect(databaseIdentifier("main", "prod")).toBe("prod-main");
  const long = "stack-of-a-name-that-goes-on-and-on-and-on-and-on-and-on-and-on";
  expect(databaseIdentifier("main", long).length).toBeLessThanOrEqual(63);
  expect(cacheIdentifier("main", long).length).toBeLessThanOrEqual(40);
});

const version = fc
  .array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join("."));

test("versions of as many parts are ordered", () => {
  fc.assert(
    fc.property(version, version, (one, other) => {
      expect(Math.sign(compareVersions(one, other))).toBe(-Math.sign(compareVersions(other, one)) + 0);
      expect(compareVersions(one, one)).toBe(0);
    }),
  );
  expect(compareVersions("17.10", "17.9")).toBeGreaterThan(0);
  expect(compareVersions("17", "17.6")).toBe(0);
});

test("only MySQL's major versions may not be skipped", () => {
  expect(skippedMajor("mysql", "5.7.44", "8.4.6")).toBe("8.0");
  expect(skippedMajor("mysql", "8.0.43", "8.4.6")).toBeUndefined();
  expect(skippedMajor("postgres", "13.4", "17.6")).toBeUndefined();
});

test.each([
  ["01:00-02:00", "sun:03:00-sun:04:00", false],
  ["03:30-04:30", "sun:03:00-sun:04:00", true],
  ["02:30-03:30", "sun:03:00-sun:04:00", true],
  ["02:00-03:00", "sun:03:00-sun:04:00", false],
  ["03:10-03:20", "sun:03:00-sun:04:00", true],
  ["02:00-05:00", "sun:03:00-sun:04:00", true],
  ["23:30-00:30", "sun:00:00-sun:01:00", true],
  ["00:10-00:40", "sat:23:30-sun:00:30", true],
  ["12:00-12:30", "sat:23:30-sun:00:30", false],
])("a backup at %s and maintenance at %s: overlap is %s", (daily, weekly, expected) => {
  expect(windowsOverlap(daily, weekly)).toBe(expected);
});
