// Tests which secrets name a store that pods can't reach.
import { join } from "node:path";
import { readCatalogue } from "../../../src/config/catalogue";
import { storeWarnings } from "../../../src/model/access/store-secrets";
import type { Service } from "../../../src/model/service";
import { web, worker } from "../services";

const named = (changes: Partial<Service>, ...variables: string[]) =>
  storeWarnings([
    { ...web, secrets: Object.fromEntries(variables.map((name) => [name, `prod/api/${name}`])), ...changes },
  ]);

test("a secret that names a store is warned of, with where to say what leads there", () => {
  expect(named({}, "DATABASE_URL", "SIGNING_KEY", "REDIS_URL", "AMQP_URL")).toEqual([
    "services/api.yaml: secrets.DATABASE_URL: names a store that pods can't reach, since the network policies open none to " +
      "them; say where it is under `database` or `egress`",
    "services/api.yaml: secrets.REDIS_URL: names a store that pods can't reach, since the network policies open none to " +
      "them; say where it is under `caches` or `egress`",
    "services/api.yaml: secrets.AMQP_URL: names a store that pods can't reach, since the network policies open none to " +
      "them; say where it is under `egress`",
  ]);
});

test.each([
  "DATABASE_URL",
  "DB_URL",
  "REPORTING_DATABASE_URL",
  "POSTGRES_URI",
  "MYSQL_DSN",
  "REDIS_URL",
  "SIDEKIQ_REDIS_URL",
  "CACHE_URL",
  "MONGODB_URI",
  "KAFKA_URL",
])("%s names a store", (variable) => {
  expect(named({}, variable)).toHaveLength(1);
});

test.each([
  "SIGNING_KEY",
  "API_URL",
  "WEBHOOK_URL",
  "SENTRY_DSN",
  "DATABASE_PASSWORD",
  "URL",
  "THUMB_URL",
  "DATABASE_URL_KEY",
])("%s names none", (variable) => {
  expect(named({}, variable)).toEqual([]);
});

test.each<[string, Partial<Service>, string, number]>([
  ["a database", { database: "main" }, "DATABASE_URL", 0],
  ["a database, of which a cache isn't one", { database: "main" }, "REDIS_URL", 1],
  ["caches", { caches: ["jobs"] }, "REDIS_URL", 0],
  ["caches, of which a database isn't one", { caches: ["jobs"] }, "DATABASE_URL", 1],
  ["the networks", { egress: [{ to: "vpc", ports: [5432] }] }, "DATABASE_URL", 0],
  ["the networks on the web's port", { egress: [{ to: "vpc", ports: [443] }] }, "OPENSEARCH_URL", 0],
  ["the web, where no store is", { egress: [{ to: "internet", ports: [80, 443] }] }, "DATABASE_URL", 1],
  ["a store in the internet", { egress: [{ to: "internet", ports: [5671] }] }, "AMQP_URL", 0],
])("what leads to %s", (_, changes, variable, warnings) => {
  expect(named(changes, variable)).toHaveLength(warnings);
});

test("each service is looked at by itself", () => {
  const secrets = { DATABASE_URL: "prod/x/DATABASE_URL" };
  expect(
    storeWarnings([
      { ...web, secrets, database: "main" },
      { ...worker, secrets },
    ]),
  ).toEqual([expect.stringContaining("services/mailer.yaml")]);
});

test("the project's own services reach their stores", () => {
  const { catalogue } = readCatalogue(join(__dirname, "..", "..", "..", "services"));
  const services = [...catalogue].map(([name, { database, caches, egress, secrets }]) => {
    const variables = Array.isArray(secrets) ? secrets : Object.keys(secrets);
    return {
      ...web,
      name,
      database,
      caches,
      egress,
      secrets: Object.fromEntries(variables.map((one) => [one, one])),
    };
  });
  expect(services.filter(({ secrets }) => "DATABASE_URL" in secrets).length).toBeGreaterThan(2);
  expect(storeWarnings(services)).toEqual([]);
});
