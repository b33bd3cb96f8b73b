// Reads how a MySQL database is made, and its values, within one read-only transaction; changes nothing.
import type { Connection, RowDataPacket } from "mysql2/promise";
import { parseTable, withoutDatabase, withoutDefiner } from "./parse";
import type { AutoIncrement, MySqlDefinition, MySqlSchema, MySqlSequence, MySqlTable } from "./schema";
import { backquoted, literal } from "../quote";
import { selects } from "../select";
import type { Look } from "../look";
import { rowsOf } from "./rows";

type Row = Readonly<Record<string, string | null>>;
type Tried = <T>(object: string, work: () => Promise<T>) => Promise<T | undefined>;
type Ask = (sql: string) => Promise<Row[]>;

const variables = [
  "log_bin",
  "binlog_format",
  "binlog_row_image",
  "binlog_expire_logs_seconds",
  "expire_logs_days",
  "lower_case_table_names",
  "sql_mode",
  "event_scheduler",
];

export async function introspectMySql(connection: Connection, look: Look): Promise<MySqlSchema> {
  const ask: Ask = async (sql) => {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return rows;
  };
  const [first] = await ask("select version() as version, database() as name");
  // MySQL 8 keeps figures of tables for a day; MariaDB doesn't know the setting.
  await ask("set session information_schema_stats_expiry = 0").catch(() => undefined);
  await ask("set session time_zone = '+00:00', sql_quote_show_create = 1, sql_mode = ''");
  const unread: { object: string; reason: string }[] = [];
  const tried: Tried = async (object, work) => {
    try {
      return await work();
    } catch (error) {
      unread.push({ object, reason: (error as Error).message });
      return undefined;
    }
  };
  const database = first!.name!;
  const settings = await ask(
    `show global variables where variable_name in (${variables.map(literal).join(", ")})`,
  );
  const before = await nextValues(ask);
  const started = Date.now();
  await ask("start transaction with consistent snapshot, read only");
  const listed = await ask(
    `select table_name as name, table_rows as estimate from information_schema.tables
      where table_schema = database() and table_type in ('BASE TABLE', 'SYSTEM VERSIONED') and table_name not like 'awsdms\\_%' order by table_name`,
  );
  const tables: Omit<MySqlTable, "autoIncrement">[] = [];
  const taken = listed.filter((one) => selects(look, database, one.name!));
  for (const { name, estimate } of taken) {
    const table = await tried(name!, async () => {
      const [created] = await ask(`show create table ${backquoted(name!)}`);
      return { name: name!, ...parseTable(withoutDatabase(created!["Create Table"]!, database)) };
    });
    if (!table) continue;
    const rows = await tried(name!, () => rowsOf(ask, table, Number(estimate), look.exact));
    tables.push({ ...table, rows: rows ?? { count: Number(estimate), exact: false } });
  }
  const definitions = await definitionsOf(ask, tried, {
    database,
    tables: new Set(tables.map(({ name }) => name)),
  });
  const sequences = await sequencesOf(ask, tried);
  const relations = [...tables, ...definitions.filter(({ kind }) => kind === "view"), ...sequences];
  const grants = await tried("grants", () => grantsOf(ask, new Set(relations.map(({ name }) => name))));
  const [defaults] = await ask(
    "select default_character_set_name as charset, default_collation_name as collation from information_schema.schemata where schema_name = database()",
  );
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
    characterSet: defaults!.charset!,
    collation: defaults!.collation!,
    excluded: listed.filter((one) => !taken.includes(one)).map(({ name }) => name!),
    sequences,
    definitions,
    truncations,
    ...(grants ?? { grants: [], users: null }),
    unread,
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

/** The parts of the session that decide how a definition runs, as `show create` names them. */
const remembered = ["sql_mode", "collation_connection", "time_zone"];

async function definitionsOf(
  ask: Ask,
  tried: Tried,
  { database, tables }: { readonly database: string; readonly tables: ReadonlySet<string> },
): Promise<MySqlDefinition[]> {
  // Triggers of one event run in an order, in which they must be made.
  const listed = await ask(
    `select 'view' as kind, table_name as name, null as owner, 0 as place from information_schema.views where table_schema = database()
     union all
     select lower(routine_type), routine_name, null, 0 from information_schema.routines where routine_schema = database()
     union all
     select 'trigger', trigger_name, event_object_table, action_order from information_schema.triggers where trigger_schema = database()
     union all
     select 'event', event_name, null, 0 from information_schema.events where event_schema = database()
     order by 1, place, 2`,
  );
  const definitions: MySqlDefinition[] = [];
  for (const { kind, name, owner } of listed) {
    if (owner != null && !tables.has(owner)) continue;
    const definition = await tried(`${kind!} ${backquoted(name!)}`, async () => {
      const [created] = await ask(`show create ${kind!} ${backquoted(name!)}`);
      // Each kind has a name of its own for the column; a routine's is null for who may not see it.
      const sql = Object.entries(created!).find(([key]) =>
        /^(Create |SQL Original Statement)/.test(key),
      )?.[1];
      if (sql == null) throw new Error("the user may not see how it is made");
      const session = Object.entries(created!).filter(
        ([key]) => remembered.includes(key) && (kind === "event" || key !== "time_zone"),
      );
      const isView = kind === "view";
      return {
        kind: kind as MySqlDefinition["kind"],
        name: name!,
        table: owner ?? null,
        sql: isView ? withoutDatabase(plain(sql), database) : plain(sql),
        session: Object.fromEntries(session) as Record<string, string>,
        broken: isView ? await brokenBy(ask, name!) : null,
      };
    });
    if (definition) definitions.push(definition);
  }
  return definitions;
}

/** ER_NO_SUCH_USER: it belongs to nobody, which its copy on the target won't. */
const nobodys = 1449;

/** Why a view can't be used; null if it can. */
async function brokenBy(ask: Ask, view: string): Promise<string | null> {
  try {
    await ask(`show columns from ${backquoted(view)}`);
    return null;
  } catch (error) {
    const { errno, message } = error as { readonly errno?: number; readonly message: string };
    return errno === nobodys ? null : message;
  }
}

async function sequencesOf(ask: Ask, tried: Tried): Promise<MySqlSequence[]> {
  const listed = await ask(
    "select table_name as name from information_schema.tables where table_schema = database() and table_type = 'SEQUENCE' order by table_name",
  );
  const sequences: MySqlSequence[] = [];
  for (const { name } of listed) {
    const sequence = await tried(`sequence ${backquoted(name!)}`, async () => {
      const [created] = await ask(`show create sequence ${backquoted(name!)}`);
      const [state] = await ask(
        `select next_not_cached_value as next, increment, maximum_value as max, minimum_value as min from ${backquoted(name!)}`,
      );
      const number = (key: string) => BigInt(state![key]!);
      const sql = Object.entries(created!).find(([key]) => key.startsWith("Create "))![1]!;
      return {
        name: name!,
        sql,
        next: number("next"),
        increment: number("increment"),
        max: number("max"),
        min: number("min"),
      };
    });
    if (sequence) sequences.push(sequence);
  }
  return sequences;
}

/** What users may do with this database and its tables; what they may do everywhere is the server's. */
async function grantsOf(
  ask: Ask,
  relations: ReadonlySet<string>,
): Promise<Pick<MySqlSchema, "grants" | "users">> {
  const option = "if(is_grantable = 'YES', ' with grant option', '')";
  const grants = await ask(
    `select grantee as user, concat('grant ', lower(privilege_type), ' on * to ', grantee, ${option}) as \`sql\`, null as relation
       from information_schema.schema_privileges where table_schema = database() and privilege_type <> 'USAGE'
     union all
     select grantee, concat('grant ', lower(privilege_type), ' on \`', replace(table_name, '\`', '\`\`'), '\` to ', grantee, ${option}), table_name
       from information_schema.table_privileges where table_schema = database() and privilege_type <> 'USAGE'
     union all
     select grantee, concat('grant ', lower(privilege_type), ' (\`', replace(column_name, '\`', '\`\`'), '\`) on \`',
         replace(table_name, '\`', '\`\`'), '\` to ', grantee, ${option}), table_name
       from information_schema.column_privileges where table_schema = database()
     order by 2`,
  );
  const grantee = "concat(quote(user), '@', quote(host))";
  // Who may not see them isn't told of them.
  const routines = await ask(
    `select ${grantee} as user, concat('grant ', if(proc_priv like '%execute%', 'execute', ''),
        if(proc_priv like '%execute%' and proc_priv like '%alter%', ', ', ''), if(proc_priv like '%alter%', 'alter routine', ''),
        ' on ', lower(routine_type), ' \`', replace(routine_name, '\`', '\`\`'), '\` to ', ${grantee},
        if(proc_priv like '%grant%', ' with grant option', '')) as \`sql\`
      from mysql.procs_priv where db = database() and (proc_priv like '%execute%' or proc_priv like '%alter%') order by 2`,
  ).catch(() => []);
  // Without the right to see others, one sees oneself alone.
  const users = await ask("select distinct grantee as user from information_schema.user_privileges");
  return {
    // Those on what was dropped stay.
    grants: [
      ...grants.filter(({ relation }) => relation == null || relations.has(relation)),
      ...routines,
    ].map(({ user, sql }) => ({ user: user!, sql: sql! })),
    users: users.length > 1 ? users.map(({ user }) => user!) : null,
  };
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
