// Reads a PostgreSQL database's catalogue and values, within one read-only transaction; changes nothing.
import type { Client, DatabaseError } from "pg";
import type {
  Constraint,
  Definition,
  Extension,
  Index,
  PostgresSchema,
  Sequence,
  Table,
  Unread,
} from "./schema";
import type { Rows } from "../rows";
import { selects } from "../select";
import type { Look } from "../look";
import * as catalogue from "./catalogue/tables";
import { definitions as catalogueOf } from "./catalogue";
import { dependenciesOf } from "./dependencies";
import { rowsOf } from "./rows";

type Listed = Omit<Table, "rows"> & { readonly estimate: number };
/** As texts: they may be larger than a number holds exactly. */
const whole = ["start", "increment", "min", "max", "cache"] as const;
type Still = Omit<Sequence, "last" | "rate">;
type ListedSequence = Omit<Still, (typeof whole)[number]> & Record<(typeof whole)[number], string>;
type Server = Pick<PostgresSchema, "encoding" | "collation"> & PostgresSchema["replication"];

export async function introspect(client: Client, look: Look): Promise<PostgresSchema> {
  const all = async <T extends object>(sql: string) => (await client.query<T>(sql)).rows;
  const unread: Unread[] = [];
  const before = await values(client);
  const started = Date.now();
  const [path] = await all<{ search_path: string }>("show search_path");
  await client.query("begin isolation level repeatable read read only");
  // Definitions are then qualified in full, as pg_dump has them.
  await client.query("set local search_path = ''");
  // Texts of values don't depend on the session then.
  await client.query(
    "set local timezone = 'UTC'; set local datestyle = 'ISO'; set local intervalstyle = 'postgres'",
  );
  const tried = async <T>(object: string, work: () => Promise<T>): Promise<T | undefined> => {
    const outcome = await attempt(client, work);
    if ("value" in outcome) return outcome.value;
    unread.push({ object, reason: outcome.reason, path: false });
    return undefined;
  };

  const settings = await all<{ name: string; setting: string }>(catalogue.settings);
  const named = Object.fromEntries(settings.map(({ name, setting }) => [name, setting]));
  const version = Number(named.server_version_num);
  const [server] = await all<Server>(catalogue.server);
  const { encoding, collation, ...replication } = server!;
  const extensions = await all<Extension>(catalogue.extensions);
  const present = await all<Listed>(catalogue.tables);
  const listed = present.filter((one) => selects(look, one.schema, one.name));
  const tables: Table[] = [];
  for (const { estimate, ...table } of listed) {
    const read = await readRows(client, table, estimate, look.exact, path!.search_path);
    tables.push({ ...table, rows: read.rows });
    unread.push(...read.unread);
  }
  const sequences = (await all<ListedSequence>(catalogue.sequences)).map(numbered);
  const indexes = await all<Index>(catalogue.indexes);
  const constraints = await all<Constraint>(catalogue.constraints);
  const definitions: Definition[] = [];
  for (const [what, query] of Object.entries(catalogueOf(version)))
    definitions.push(...((await tried(what, () => all<Definition>(query))) ?? []));
  const dependencies = (await tried("dependencies", () => dependenciesOf(client))) ?? {
    needs: {},
    operators: {},
  };
  const [large] = await all<{ count: number }>(catalogue.largeObjects);
  if (large!.count > 0) definitions.push(largeObjects(large!.count));
  const available = await all<{ name: string }>(catalogue.available);
  const roles = await all<{ name: string }>(catalogue.roles);
  const truncating = await all<{ name: string }>(catalogue.truncating);
  await client.query("commit");

  const statements = await truncations(client, extensions);
  const rest = look.watch - (Date.now() - started);
  if (look.watch > 0 && rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  const after = await values(client);
  const seconds = (Date.now() - started) / 1000;

  // What belongs to a table that isn't copied isn't copied either; indexes and rules may be a view's.
  const copied = new Set(listed.map(({ sql }) => sql));
  const views = new Set(definitions.flatMap(({ kind, name }) => (kind.endsWith("view") ? [name] : [])));
  const taken = (table: string | null) => table === null || copied.has(table) || views.has(table);
  const kept = sequences.filter(({ owner }) => owner === null || taken(owner.table));
  for (const { sql } of kept)
    if (after.get(sql)?.readable === false)
      unread.push({ object: sql, reason: "the user may not read its value", path: false });
  return {
    engine: "postgres",
    version,
    settings: named,
    replication,
    encoding,
    collation,
    extensions,
    available: available.map(({ name }) => name),
    roles: roles.map(({ name }) => name),
    tables,
    excluded: present.filter((one) => !listed.includes(one)).map(({ sql }) => sql),
    sequences: kept.map((one) => {
      const last = (seen: typeof after) => seen.get(one.sql)?.last ?? null;
      return { ...one, last: last(after), rate: rateOf(last(before), last(after), one.increment, seconds) };
    }),
    indexes: indexes.filter(({ table }) => taken(table)),
    constraints: constraints.filter(({ table }) => taken(table)),
    definitions: definitions.filter(({ table }) => taken(table)),
    dependencies,
    searchPath: path!.search_path,
    truncation: { statements, functions: truncating.map(({ name }) => name) },
    unread,
  };
}

/** What fails takes back only itself. */
async function attempt<T>(
  client: Client,
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly reason: string }> {
  await client.query("savepoint attempt");
  try {
    const value = await work();
    await client.query("release savepoint attempt");
    return { value };
  } catch (error) {
    // Where the connection itself is lost, this fails, too.
    await client.query("rollback to savepoint attempt; release savepoint attempt");
    const { message, where } = error as DatabaseError;
    return { reason: [message, where?.split("\n")[0]].filter(Boolean).join(", in ") };
  }
}

/**
 * To plan any question about a table PostgreSQL also looks at the functions of its indexes, whose text may have names
 * that only the session's own `search_path` finds.
 */
async function readRows(
  client: Client,
  table: Omit<Table, "rows">,
  estimate: number,
  exact: boolean,
  path: string,
): Promise<{ readonly rows: Rows; readonly unread: readonly Unread[] }> {
  const read = () => rowsOf(client, table, estimate, exact);
  const outcome = await attempt(client, read);
  if ("value" in outcome) return { rows: outcome.value, unread: [] };
  const { reason } = outcome;
  await client.query(`set local search_path = ${path}`);
  const again = await attempt(client, read);
  await client.query("set local search_path = ''");
  if ("value" in again) return { rows: again.value, unread: [{ object: table.sql, reason, path: true }] };
  const rows = { count: Math.max(0, Math.round(estimate)), exact: false };
  return { rows, unread: [{ object: table.sql, reason: again.reason, path: false }] };
}

function numbered(listed: ListedSequence): Still {
  const [start, increment, min, max, cache] = whole.map((name) => BigInt(listed[name])) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return { ...listed, start, increment, min, max, cache };
}

interface Value {
  /** Null if none was handed out, or if it couldn't be read. */
  readonly last: bigint | null;
  readonly readable: boolean;
}

async function values(client: Client): Promise<Map<string, Value>> {
  const { rows } = await client.query<{ sql: string; last: string | null; readable: boolean }>(
    catalogue.sequenceValues,
  );
  return new Map(
    rows.map(({ sql, last, readable }) => [sql, { last: last === null ? null : BigInt(last), readable }]),
  );
}

function rateOf(before: bigint | null, after: bigint | null, increment: bigint, seconds: number): number {
  if (after === null || seconds === 0) return 0;
  const drawn = Number((after - (before ?? after)) / increment);
  return Math.max(0, drawn / seconds);
}

/** Outside the transaction, which a refusal would end: it may be for superusers, or not be loaded at all. */
async function truncations(client: Client, extensions: readonly Extension[]) {
  const extension = extensions.find(({ name }) => name === "pg_stat_statements");
  if (!extension) return null;
  try {
    const { rows } = await client.query<{ query: string; calls: number }>(
      catalogue.statements(extension.schema),
    );
    return rows;
  } catch {
    return null;
  }
}

function largeObjects(count: number): Definition {
  return {
    kind: "other",
    name: `${count} large objects`,
    table: null,
    sql: "",
    makes: null,
    needs: [],
    roles: [],
    standIn: null,
  };
}
