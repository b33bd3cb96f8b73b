// Reads how a MySQL database is made, and its values, within one read-only transaction; changes nothing.
import type { Connection, RowDataPacket } from "mysql2/promise";
import { parseTable, withoutDefiner } from "./parse";
import type { AutoIncrement, MySqlDefinition, MySqlSchema, MySqlTable } from "./schema";
import { backquoted, literal } from "../quote";
import { selects } from "../select";
import type { Look } from "../look";
import { rowsOf } from "./rows";

type Row = Readonly<Record<string, string | null>>;
type Ask = (sql: string) => Promise<Row[]>;

const variables = [
  "log_bin",
  "binlog_format",
  "binlog_row_image",
  "binlog_expire_logs_seconds",
  "expire_logs_days",
  "lower_case_table_names",
];

export async function introspectMySql(connection: Connection, look: Look): Promise<MySqlSchema> {
  const ask: Ask = async (sql) => {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return rows;
  };
  const [first] = await ask("select version() as version, database() as name");
  // MySQL 8 keeps figures of tables for a day; MariaDB doesn't know the setting.
  await ask("set session information_schema_stats_expiry = 0").catch(() => undefined);
  await ask("set session time_zone = '+00:00', sql_quote_show_create = 1");
  const settings = await ask(
    `show global variables where variable_name in (${variables.map(literal).join(", ")})`,
  );
  const before = await nextValues(ask);
  const started = Date.now();
  await ask("start transaction with consistent snapshot, read only");
  const listed = await ask(
    `select table_name as name, table_rows as estimate from information_schema.tables
      where table_schema = database() and table_type = 'BASE TABLE' and table_name not like 'awsdms\\_%' order by table_name`,
  );
  const tables: Omit<MySqlTable, "autoIncrement">[] = [];
  for (const { name, estimate } of listed.filter((one) => selects(look, first!.name!, one.name!))) {
    const [created] = await ask(`show create table ${backquoted(name!)}`);
    const table = { name: name!, ...parseTable(created!["Create Table"]!) };
    tables.push({ ...table, rows: await rowsOf(ask, table, Number(estimate), look.exact) });
  }
  const definitions = await definitionsOf(ask, new Set(tables.map(({ name }) => name)));
  await ask("commit");
  const truncations = await truncationsOf(ask);
  const rest = look.watch - (Date.now() - started);
  if (look.watch > 0 && rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  const after = await nextValues(ask);
  const seconds = (Date.now() - started) / 1000;
  return {
    engine: "mysql",
    version: first!.version!,
    settings: Object.fromEntries(settings.map((one) => [one.Variable_name!, one.Value ?? ""])),
    tables: tables.map((table) => {
      const now = after.get(table.name);
      const drawn = now ? Number(now.next - (before.get(table.name)?.next ?? now.next)) : 0;
      return { ...table, autoIncrement: now ? { ...now, rate: Math.max(0, drawn / seconds) } : null };
    }),
    definitions,
    truncations,
  };
}

/** The largest value by the bytes that a type takes. */
const bytes: Readonly<Record<string, bigint>> = {
  tinyint: 1n,
  smallint: 2n,
  mediumint: 3n,
  int: 4n,
  bigint: 8n,
};

async function nextValues(ask: Ask): Promise<Map<string, Omit<AutoIncrement, "rate">>> {
  const rows = await ask(
    `select t.table_name as name, c.column_name as col, cast(coalesce(t.auto_increment, 1) as char) as next,
        c.data_type as type, c.column_type as full
      from information_schema.tables t join information_schema.columns c
        on c.table_schema = t.table_schema and c.table_name = t.table_name and c.extra like '%auto_increment%'
      where t.table_schema = database()`,
  );
  return new Map(
    rows.map(({ name, col, next, type, full }) => {
      const bits = 8n * (bytes[type!] ?? 8n) - (full!.includes("unsigned") ? 0n : 1n);
      return [name!, { column: col!, next: BigInt(next!), max: 2n ** bits - 1n }];
    }),
  );
}

async function definitionsOf(ask: Ask, tables: ReadonlySet<string>): Promise<MySqlDefinition[]> {
  const listed = await ask(
    `select 'view' as kind, table_name as name, null as owner from information_schema.views where table_schema = database()
     union all
     select lower(routine_type), routine_name, null from information_schema.routines where routine_schema = database()
     union all
     select 'trigger', trigger_name, event_object_table from information_schema.triggers where trigger_schema = database()
     union all
     select 'event', event_name, null from information_schema.events where event_schema = database()
     order by 1, 2`,
  );
  const definitions: MySqlDefinition[] = [];
  for (const { kind, name, owner } of listed) {
    if (owner != null && !tables.has(owner)) continue;
    const [created] = await ask(`show create ${kind!} ${backquoted(name!)}`);
    // Each kind has a name of its own for the column; a routine's is null for who may not see it.
    const sql = Object.entries(created!).find(([key]) => /^(Create |SQL Original Statement)/.test(key))?.[1];
    if (sql == null) throw new Error(`the user may not see how the ${kind!} ${name!} is made`);
    const session = Object.entries(created!).filter(
      ([key]) => key === "sql_mode" || key === "collation_connection",
    );
    definitions.push({
      kind: kind as MySqlDefinition["kind"],
      name: name!,
      table: owner ?? null,
      sql: plain(sql),
      session: Object.fromEntries(session) as Record<string, string>,
    });
  }
  return definitions;
}

function plain(sql: string): string {
  return withoutDefiner(sql).replace(/ SQL SECURITY DEFINER(?= VIEW)/, "");
}

async function truncationsOf(ask: Ask): Promise<MySqlSchema["truncations"]> {
  try {
    const [on] = await ask("select @@performance_schema as value");
    if (Number(on!.value) !== 1) return null;
    const rows = await ask(
      `select digest_text as query, cast(count_star as char) as calls
        from performance_schema.events_statements_summary_by_digest
        where schema_name = database() and digest_text like 'TRUNCATE%'`,
    );
    return rows.map(({ query, calls }) => ({ query: query!.trim(), calls: Number(calls) }));
  } catch {
    return null;
  }
}
