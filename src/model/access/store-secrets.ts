// Finds secrets that name a store which nothing lets the pods reach.
import type { Service } from "../service";

/** What a service says of the store that a secret names. */
type Kind = "database" | "caches" | "egress";

/** By the words before `_URL`, `_URI` or `_DSN`. The endings alone, such as `API_URL`, name no store. */
const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/(^|_)(DATABASE|DB|POSTGRES|POSTGRESQL|PG|PGSQL|MYSQL|MARIADB|SQL)$/, "database"],
  [/(^|_)(REDIS|VALKEY|CACHE|REDIS_TLS)$/, "caches"],
  [
    /(^|_)(AMQP|RABBITMQ|CLOUDAMQP|KAFKA|NATS|MONGO|MONGODB|MEMCACHE|MEMCACHED|ELASTICSEARCH|OPENSEARCH|CLICKHOUSE|CASSANDRA|LDAP)$/,
    "egress",
  ],
];

function kindOf(variable: string): Kind | undefined {
  const [, name] = /^(\w+)_(?:URL|URI|DSN)$/.exec(variable) ?? [];
  return name === undefined ? undefined : kinds.find(([words]) => words.test(name))?.[1];
}

/** The ports of the web, on which no store is expected in the internet. */
const webPorts = [80, 443];

/**
 * A warning for each service whose secrets name a store by its URL, while neither `database`, `caches` nor `egress` leads
 * to one. Its pods would start, and not reach it.
 */
export function storeWarnings(services: readonly Service[]): string[] {
  return services.flatMap((service) => {
    if (
      service.egress.some(
        ({ to, ports }) => to !== "internet" || ports.some((port) => !webPorts.includes(port)),
      )
    )
      return [];
    const led = (kind: Kind) =>
      (kind === "database" && service.database !== undefined) ||
      (kind === "caches" && service.caches.length > 0);
    return Object.keys(service.secrets).flatMap((variable) => {
      const kind = kindOf(variable);
      if (kind === undefined || led(kind)) return [];
      const ways = kind === "egress" ? "`egress`" : `\`${kind}\` or \`egress\``;
      return [
        `services/${service.name}.yaml: secrets.${variable}: names a store that pods can't reach, since the network ` +
          `policies open none to them; say where it is under ${ways}`,
      ];
    });
  });
}
