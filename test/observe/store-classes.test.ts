// Tests that AWS is asked which database classes and cache nodes there are, and what follows where it can't be asked.
import * as pulumi from "@pulumi/pulumi";
import type { NamedClass } from "../../src/model/stores/offered-classes";
import { databaseProblems } from "../../src/observe/databases";
import { classProblems, warnOfNodes } from "../../src/observe/store-classes";
import { stackFile } from "../../src/schema/stack";
import { storeClassFunctions } from "../../src/rehearsal/cloud/store-classes";
import type { OperationContext } from "../../src/rehearsal/cloud/types";
import { deploy } from "../mocks";

const orderable = "aws:rds/getOrderableDbInstance:getOrderableDbInstance";
const reserved = "aws:elasticache/getReservedCacheNodeOffering:getReservedCacheNodeOffering";

afterEach(() => jest.restoreAllMocks());

function failing(details: string): never {
  throw Object.assign(new Error(details), { details });
}

/** Asks the simulated cloud, or a given answer in its place. */
async function ask<T>(work: () => Promise<T>, answer?: () => never) {
  const asked: Record<string, unknown>[] = [];
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  const call = (token: string) => (inputs: Record<string, unknown>) => {
    asked.push(inputs);
    if (answer) return answer();
    try {
      return storeClassFunctions[token]!(inputs as never, { region: "eu-west-1" } as OperationContext);
    } catch (error) {
      return failing((error as Error).message);
    }
  };
  const { result } = await deploy(work, {
    calls: { [orderable]: call(orderable), [reserved]: call(reserved) },
  });
  return { asked, result, warnings: warn.mock.calls.map(([text]) => text) };
}

const named = (name: string): NamedClass => ({ path: "main", engine: "postgres", version: "17.6", name });

test("a class that AWS offers is asked for once, whatever the kinds of its storage", async () => {
  expect(await ask(() => classProblems([named("db.r7g.large")]))).toEqual({
    asked: [
      {
        engine: "postgres",
        engineVersion: "17.6",
        instanceClass: "db.r7g.large",
        preferredInstanceClasses: ["db.r7g.large"],
      },
    ],
    result: [],
    warnings: [],
  });
});

test.each([
  ["db.r7g.lrage", "db.r7g.large"],
  // Not sold, and its sisters of the same size are.
  ["db.r9g.8xlarge", "db.r8g.8xlarge"],
])("%s is refused with what AWS has: %s", async (name, near) => {
  const { result, warnings } = await ask(() => classProblems([named(name)]));
  expect(result).toMatchObject([{ rule: "account", path: "main", allowed: near }]);
  expect(warnings).toEqual([]);
});

test("a class that is like none is refused with where to look", async () => {
  const { result } = await ask(() => classProblems([named("db.zz.zz")]));
  expect(result).toMatchObject([
    { allowed: expect.stringContaining("describe-orderable-db-instance-options") as string },
  ]);
});

test("where AWS can't be asked, that is warned of once, and nothing is refused", async () => {
  const denied = () =>
    failing("AccessDenied: not authorized to perform: rds:DescribeOrderableDBInstanceOptions");
  const { result, warnings } = await ask(() => classProblems([named("db.a.b"), named("db.c.d")]), denied);
  expect(result).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining("rds:DescribeOrderableDBInstanceOptions")]);
});

const stack = (databases: object, caches: object = {}) =>
  stackFile.pick({ databases: true, caches: true }).parse({ databases, caches });
const main = {
  engine: "postgres",
  version: "17.6",
  instanceType: "db.m4.large",
  storageGiB: 100,
  database: "app",
};
const running = {
  engine: "postgres",
  engineVersion: "17.6",
  dbName: "app",
  allocatedStorage: 100,
};

test.each([
  ["db.m4.large", []],
  ["db.m5.large", ["Pulumi.dev.yaml: crossover:databases.main.instanceType"]],
])("of a database that runs on %s, that class isn't asked for", async (dbInstanceClass, paths) => {
  const { result } = await deploy(() => databaseProblems(stack({ main }), "dev", "Pulumi.dev.yaml"), {
    calls: {
      "aws:rds/getInstances:getInstances": () => ({ instanceIdentifiers: ["dev-main"], instanceArns: [] }),
      "aws:rds/getInstance:getInstance": () => ({ ...running, dbInstanceClass }),
      [orderable]: () => failing("no RDS DB Instance Classes match the criteria; try a different search"),
    },
  });
  const ofClass = result.filter(({ path }) => path.endsWith(".instanceType"));
  expect(ofClass.map(({ path }) => path)).toEqual(paths);
});

test("a cache node that AWS doesn't name is warned of with its path, and never refused", async () => {
  const { caches } = stack(
    {},
    {
      sessions: { engine: "valkey", version: "8.0", nodeType: "cache.r7g.large" },
      jobs: { engine: "valkey", version: "8.0", nodeType: "cache.r7g.lrage" },
    },
  );
  const { asked, warnings } = await ask(() => warnOfNodes(caches, "Pulumi.dev.yaml"));
  expect(asked).toContainEqual({
    cacheNodeType: "cache.r7g.large",
    productDescription: "valkey",
    duration: "P1Y",
    offeringType: "No Upfront",
  });
  expect(warnings).toEqual([
    expect.stringMatching(
      /^Pulumi\.dev\.yaml: crossover:caches\.jobs\.nodeType: .*`cache\.r7g\.lrage` for valkey/,
    ),
  ]);
});
