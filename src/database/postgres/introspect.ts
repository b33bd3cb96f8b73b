// Reads a PostgreSQL database's catalogue and values, within one read-only transaction; changes nothing.
import type { Client } from "pg";
import type { Constraint, Definition, Extension, Index, PostgresSchema, Sequence, Table } from "./schema";
import { selects } from "../select";
import type { Look } from "../look";
import * as catalogue from "./catalogue";
import { rowsOf } from "./rows";

type Listed = Omit<Table, "rows"> & { readonly estimate: number };
/** As texts: they may be larger than a number holds exactly. */
const whole = ["start", "increment", "min", "max", "cache"] as const;
type Unread = Omit<Sequence, "last" | "rate">;
type ListedSequence = Omit<Unread, (typeof whole)[number]> & Record<(typeof whole)[number], string>;
type Server = Pick<PostgresSchema, "encoding" | "collation"> & PostgresSchema["replication"];

export async function introspect(client: Client, look: Look): Promise<PostgresSchema> {
  const all = async <T extends object>(sql: string) => (await client.query<T>(sql)).rows;
  const before = await values(client);
  const started = Date.now();
  await client.query("begin isolation level repeatable read read only");
  // Definitions are then qualified in full, as pg_dump has them.
  await client.query("set local search_path = ''");
  // Texts of values don't depend on the session then.
  await client.query(
    "set local timezone = 'UTC'; set local datestyle = 'ISO'; set local intervalstyle = 'postgres'",
  );

  const settings = await all<{ name: string; setting: string }>(catalogue.settings);
  const [server] = await all<Server>(catalogue.server);
  const { encoding, collation, ...replication } = server!;
  const extensions = await all<Extension>(catalogue.extensions);
  const listed = (await all<Listed>(catalogue.tables)).filter((one) => selects(look, one.schema, one.name));
  const tables: Table[] = [];
  for (const { estimate, ...table } of listed)
    tables.push({ ...table, rows: await rowsOf(client, table, estimate, look.exact) });
  const sequences = (await all<ListedSequence>(catalogue.sequences)).map(numbered);
  const indexes = await all<Index>(catalogue.indexes);
  const constraints = await all<Constraint>(catalogue.constraints);
  const definitions: Definition[] = [];
  for (const query of catalogue.definitions) definitions.push(...(await all<Definition>(query)));
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

  const named = Object.fromEntries(settings.map(({ name, setting }) => [name, setting]));
  // What belongs to a table that isn't copied isn't copied either; indexes and rules may be a view's.
  const copied = new Set(listed.map(({ sql }) => sql));
  const views = new Set(definitions.flatMap(({ kind, name }) => (kind.endsWith("view") ? [name] : [])));
  const taken = (table: string | null) => table === null || copied.has(table) || views.has(table);
  return {
    engine: "postgres",
    version: Number(named.server_version_num),
    settings: named,
    replication,
    encoding,
    collation,
    extensions,
    available: available.map(({ name }) => name),
    roles: roles.map(({ name }) => name),
    tables,
    sequences: sequences
      .filter(({ owner }) => owner === null || taken(owner.table))
      .map((one) => ({
        ...one,
        last: after.get(one.sql) ?? null,
        rate: rateOf(before.get(one.sql) ?? null, after.get(one.sql) ?? null, one.increment, seconds),
      })),
    indexes: indexes.filter(({ table }) => taken(table)),
    constraints: constraints.filter(({ table }) => taken(table)),
    definitions: definitions.filter(({ table }) => taken(table)),
    truncation: { statements, functions: truncating.map(({ name }) => name) },
  };
}

function numbered(listed: ListedSequence): Unread {
  const [start, increment, min, max, cache] = whole.map((name) => BigInt(listed[name])) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return { ...listed, start, increment, min, max, cache };
}

async function values(client: Client): Promise<Map<string, bigint | null>> {
  const { rows } = await client.query<{ sql: string; last: string | null }>(catalogue.sequenceValues);
  return new Map(rows.map(({ sql, last }) => [sql, last === null ? null : BigInt(last)]));
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
    needs: [],
    role: null,
  };
}
