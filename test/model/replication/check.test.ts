// Tests what is refused in a stack file's `source` and `replication` by the file alone.
import { checkReplication, type Surroundings } from "../../../src/model/replication/check";
import { databases } from "../../../src/schema/stack/databases";

const main = {
  engine: "postgres",
  version: "17.6",
  instanceType: "db.r7g.large",
  storageGiB: 100,
  database: "app",
  source: { host: "main.legacy.example.internal", secret: "legacy/main" } as object | undefined,
  replication: { phase: "load", secret: "main/replication" } as object | undefined,
  byName: [] as string[],
};
const surroundings: Surroundings = {
  interfaceServices: ["secretsmanager"],
  id: "main",
  adopted: ["loyalty"],
};

function check(changes: Partial<typeof main>, around: Partial<Surroundings> = {}) {
  const file = databases.parse({ main: { ...main, ...changes } });
  return checkReplication(file.main!, { ...surroundings, ...around });
}
const paths = (...args: Parameters<typeof check>) => check(...args).map(({ key }) => key);
const withSource = (changes: object) => ({ source: { ...main.source, ...changes } });
const withReplication = (changes: object) => ({ replication: { ...main.replication, ...changes } });
const certificate = "arn:aws:dms:eu-west-1:123456789012:cert:RDS";

test("a stack file as it should be", () => {
  expect(check({})).toEqual([]);
  expect(check({ replication: undefined })).toEqual([]);
  expect(check(withSource({ port: 5432, database: "app" }))).toEqual([]);
  expect(check({}, { interfaceServices: undefined })).toEqual([]);
  expect(check({ source: undefined, replication: undefined })).toEqual([]);
  expect(check(withReplication({ kind: "instance", instance: { class: "dms.c6i.large" } }))).toEqual([]);
  expect(check(withSource({ tls: "verify-full", certificate }))).toEqual([]);
});

test.each([
  ["a replication from nowhere", { source: undefined }, "replication"],
  ["RDS Proxy", withSource({ host: "app.proxy-abc1.eu-west-1.rds.amazonaws.com" }), "source.host"],
  ["a reader", withSource({ host: "app.cluster-ro-abc1.eu-west-1.rds.amazonaws.com" }), "source.host"],
  ["another port", withSource({ port: 5433 }), "source.port"],
  ["another database", withSource({ database: "old" }), "source.database"],
  ["the private name", withSource({ host: "main.db.prod.internal" }), "source.host"],
  ["verification without a certificate", withSource({ tls: "verify-ca" }), "source.certificate"],
  ["a certificate for nothing", withSource({ certificate }), "source.certificate"],
  ["an instance without its size", withReplication({ kind: "instance" }), "replication.instance"],
  [
    "a size without an instance",
    withReplication({ instance: { class: "dms.c6i.large" } }),
    "replication.instance",
  ],
  [
    "units of an instance",
    withReplication({ kind: "instance", instance: { class: "dms.c6i.large" }, capacity: {} }),
    "replication.capacity",
  ],
  ["one secret for both", withReplication({ secret: "legacy/main" }), "replication.secret"],
])("%s is refused", (_, changes, path) => {
  expect(paths(changes)).toEqual([path]);
});

test.each([
  ["with a source", {}],
  ["without one", { source: undefined, replication: undefined }],
])("who uses the private name is said of the database, %s", (_, changes) => {
  expect(check({ ...changes, byName: ["loyalty"] })).toEqual([]);
  expect(check({ ...changes, byName: ["loyalty", "api"] })).toEqual([
    {
      key: "byName",
      message: "`api` has no adopted legacy side here that uses this database",
      allowed: "loyalty",
    },
  ]);
});

test("and no longer of its source", () => {
  const { error } = databases.safeParse({ main: { ...main, ...withSource({ byName: ["loyalty"] }) } });
  expect(error?.issues).toMatchObject([
    { code: "unrecognized_keys", path: ["main", "source"], keys: ["byName"] },
  ]);
});

test("either kind needs a way to Secrets Manager that isn't NAT", () => {
  const instance = withReplication({ kind: "instance", instance: { class: "dms.c6i.large" } });
  for (const changes of [{}, instance])
    expect(paths(changes, { interfaceServices: ["ec2"] })).toEqual(["replication"]);
});

test("MySQL knows no `require`, and its new database takes only TLS", () => {
  const mysql = { engine: "mysql", version: "8.4" };
  expect(paths(mysql)).toEqual(["source.tls", "replication.certificate"]);
  const tls = { ...withSource({ tls: "none" }), ...withReplication({ certificate }) };
  expect(paths({ ...mysql, ...tls })).toEqual([]);
});

test.each([
  ["capacity", { capacity: { max: 24 } }, /one of 1, 2, 4/],
  ["capacity", { capacity: { min: 32 } }, /below min/],
  ["phase", { phase: "reversed" }, /load/],
  ["include", { include: ["public"] }, /schema and a table/],
  ["include", { include: ["public.%"] }, /schema and a table/],
  ["secret", { secret: "main password" }, /Secrets Manager/],
  ["checked", { checked: "today" }, /2026-11-21T10:00:00Z/],
  ["round", { round: 0 }, /from 1/],
])("the schema refuses a wrong %s: %j", (key, changes, message) => {
  const parsed = databases.safeParse({ main: { ...main, ...withReplication(changes) } });
  expect(parsed.error?.issues[0]?.path).toEqual(expect.arrayContaining(["main", "replication", key]));
  expect(JSON.stringify(parsed.error?.issues)).toMatch(message);
});
