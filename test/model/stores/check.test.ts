// Tests how services name their databases and caches, how they find them, and what is refused.
import type { Problem, Report } from "../../../src/model/problem";
import type { Service } from "../../../src/model/service";
import { checkStores } from "../../../src/model/stores/check";
import { storeDestinations, storeEnvironment, type Stores } from "../../../src/model/stores/stores";
import type { ClusterSettings } from "../../../src/schema/stack/clusters";
import { web } from "../services";
import { cache, database } from "../stores";

const stores: Stores = {
  databases: {
    main: database(),
    "book-keeping": database({ engine: "mysql", version: "8.4", database: "books" }),
  },
  caches: { sessions: cache() },
};
const shared: ClusterSettings = {
  kind: "shared",
  stack: "staging",
  cluster: "blue",
  architectures: ["arm64"],
};

function problems(service: Partial<Service>, given: Stores = stores, home?: ClusterSettings): Problem[] {
  const found: Problem[] = [];
  const report: Report = (path, message, rule = "config", allowed) => {
    found.push({ rule, path, message, ...(allowed && { allowed }) });
  };
  checkStores(given, [{ ...web, ...service }], home, "Pulumi.prod.yaml", report);
  return found;
}

test("a service finds its stores by variables that are no secret", () => {
  expect(storeEnvironment({ database: "main", caches: ["sessions"] }, stores, "prod")).toEqual({
    DB_MAIN_HOST: "main.db.prod.internal",
    DB_MAIN_PORT: "5432",
    DB_MAIN_NAME: "app",
    CACHE_SESSIONS_HOST: "sessions.cache.prod.internal",
    CACHE_SESSIONS_PORT: "6379",
    CACHE_SESSIONS_USER: "prod-sessions",
  });
  expect(storeEnvironment({ database: "book-keeping", caches: [] }, stores, "dev")).toEqual({
    DB_BOOK_KEEPING_HOST: "book-keeping.db.dev.internal",
    DB_BOOK_KEEPING_PORT: "3306",
    DB_BOOK_KEEPING_NAME: "books",
  });
  expect(storeEnvironment({ caches: [] }, stores, "dev")).toEqual({});
});

test("pods are let through to their stores, and to no others", () => {
  const services = [
    { name: "api", database: "main", caches: ["sessions"] },
    { name: "books", database: "book-keeping", caches: [] },
    { name: "auth", caches: [] },
  ];
  const networks = ["10.0.0.0/16", "10.9.0.0/16"];
  expect(storeDestinations(services, stores, ["10.0.40.0/22"], networks)).toEqual({
    api: [{ ranges: ["10.0.40.0/22"], ports: [5432, 6379] }],
    books: [{ ranges: ["10.0.40.0/22"], ports: [3306] }],
    auth: [],
  });
});

test("pods are let through to a database that data comes from, wherever a network has it, and only on its port", () => {
  const source = { host: "old.example.internal", secret: "old", tls: "require" as const };
  const moving = { ...stores, databases: { main: { ...stores.databases["main"]!, source } } };
  const networks = ["10.0.0.0/16", "10.9.0.0/16"];
  const api = { name: "api", database: "main", caches: ["sessions"] };
  expect(storeDestinations([api], moving, ["10.0.40.0/22"], networks)).toEqual({
    api: [
      { ranges: networks, ports: [5432] },
      { ranges: ["10.0.40.0/22"], ports: [6379] },
    ],
  });
});

test("names that the stack has are taken", () => {
  expect(problems({ database: "main", caches: ["sessions"] })).toEqual([]);
  expect(problems({})).toEqual([]);
});

test("a variable that the program sets is refused", () => {
  const environment = { legacy: { DB_MAIN_HOST: "10.0.0.1" }, kubernetes: { DB_OTHER: "x" } };
  expect(problems({ database: "main", environment }).map(({ path }) => path)).toEqual([
    "services/api.yaml: environment.DB_MAIN_HOST",
  ]);
});

test("what is wrong with a database or cache is reported by its key", () => {
  const wrong: Stores = {
    databases: { main: database({ version: "17.6.1" }) },
    caches: { sessions: cache({ nodeType: "cache.m3.large" }) },
  };
  expect(problems({}, wrong).map(({ path, allowed }) => `${path} -> ${allowed}`)).toEqual([
    'Pulumi.prod.yaml: crossover:databases.main.version -> "17" or "17.6"',
    "Pulumi.prod.yaml: crossover:caches.sessions.nodeType -> cache.m7g.large",
  ]);
});

test("legacy instances don't reach stores beside another stack's cluster", () => {
  const uses = { database: "main", caches: ["sessions"] };
  expect(problems(uses, stores, shared).map(({ path }) => path)).toEqual([
    "services/api.yaml: database",
    "services/api.yaml: caches",
  ]);
  expect(problems({ ...uses, legacy: undefined }, stores, shared)).toEqual([]);
  expect(problems({}, stores, shared)).toEqual([]);
});
