// Connects to the two sides of a copy. Their URLs hold passwords: they come from the environment and are never shown.
import { readFileSync } from "node:fs";
import type { Connection } from "mysql2/promise";
import type { Client } from "pg";

export type Engine = "postgres" | "mysql";

/** A side's URL, by the variable that holds it. */
export interface Address {
  readonly engine: Engine;
  readonly variable: string;
  readonly url: URL;
}

/** Something prevents a connection; the text has no secret in it. */
export class ConnectionError extends Error {}

const schemes: Readonly<Record<string, Engine>> = {
  "postgres:": "postgres",
  "postgresql:": "postgres",
  "mysql:": "mysql",
  "mariadb:": "mysql",
};

/** Reads a URL from the environment. */
export function address(variable: string, environment: NodeJS.ProcessEnv = process.env): Address {
  const text = environment[variable] ?? "";
  if (text === "")
    throw new ConnectionError(
      `${variable} is empty: set it to a URL such as postgres://user@host:5432/database, in the environment`,
    );
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const engine = schemes[url?.protocol ?? ""];
  if (!url || !engine)
    throw new ConnectionError(
      `${variable} is no URL that begins with postgres:// or mysql://; in a password, write %40 for @ and so on`,
    );
  if (url.hostname === "" || url.pathname.length < 2)
    throw new ConnectionError(`${variable} names no host or no database: postgres://user@host:5432/database`);
  return { engine, variable, url };
}

/** A text without the password, in whatever form it may be quoted. */
export function redacted(text: string, { url }: Address): string {
  const given = url.password === "" ? [] : [decodeURIComponent(url.password), url.password, url.href];
  return given.reduce((rest, secret) => rest.replaceAll(secret, "…"), text);
}

/** Runs `work` on a PostgreSQL connection, and closes it. */
export async function withPostgres<T>(at: Address, work: (client: Client) => Promise<T>): Promise<T> {
  const { Client: PostgresClient } = await import("pg");
  const client = new PostgresClient({
    ...places(at.url, 5432),
    ssl: tls(at.url),
    application_name: "crossover",
    connectionTimeoutMillis: 10_000,
  });
  // A connection that is lost while nothing is asked would else end the process.
  client.on("error", () => undefined);
  return guarded(at, async () => {
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  });
}

/** Runs `work` on a MySQL connection, and closes it. */
export async function withMySql<T>(at: Address, work: (connection: Connection) => Promise<T>): Promise<T> {
  const { createConnection } = await import("mysql2/promise");
  return guarded(at, async () => {
    const connection = await createConnection({
      ...places(at.url, 3306),
      ssl: tls(at.url),
      connectTimeout: 10_000,
      supportBigNumbers: true,
      bigNumberStrings: true,
      dateStrings: true,
      multipleStatements: false,
    });
    try {
      return await work(connection);
    } finally {
      await connection.end().catch(() => undefined);
    }
  });
}

function places(url: URL, port: number) {
  const part = (text: string) => (text === "" ? undefined : decodeURIComponent(text));
  return {
    host: part(url.hostname.replace(/^\[|\]$/g, "")),
    port: url.port === "" ? port : Number(url.port),
    user: part(url.username),
    password: part(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
  };
}

/**
 * `sslmode` as libpq reads it: `require` encrypts, `verify-full` (the default for hosts other than this one) also checks
 * the certificate against `sslrootcert` or the system's.
 */
function tls(url: URL): { ca?: string; rejectUnauthorized: boolean } | undefined {
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  const mode = url.searchParams.get("sslmode") ?? (local ? "disable" : "verify-full");
  if (mode === "disable") return undefined;
  const file = url.searchParams.get("sslrootcert");
  return {
    ...(file !== null && { ca: readFileSync(file, "utf8") }),
    rejectUnauthorized: mode !== "require",
  };
}

async function guarded<T>(at: Address, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Several addresses of one name fail as one error, whose own message is empty.
    const { message, errors = [] } = error as {
      readonly message: string;
      readonly errors?: readonly Error[];
    };
    const texts = errors.length > 0 ? errors.map((one) => one.message) : [message];
    const place = `${at.url.hostname}${at.url.port && `:${at.url.port}`}${at.url.pathname}`;
    throw new ConnectionError(redacted(`${place} (${at.variable}): ${texts.join("; ")}`, at));
  }
}
