// Builds databases as small as a test needs them: everything has a plain default.
import type {
  Column,
  Constraint,
  Definition,
  Index,
  PostgresSchema,
  Sequence,
  Table,
} from "../../src/database/postgres/schema";
import type { MySqlSchema, MySqlTable } from "../../src/database/mysql/schema";
import type { Finding, Pause } from "../../src/database/finding";
import { inParts } from "../../src/database/order";

export function postgres(some: Partial<PostgresSchema> = {}): PostgresSchema {
  return {
    engine: "postgres",
    version: 160_004,
    settings: {
      wal_level: "logical",
      max_replication_slots: "10",
      max_wal_senders: "10",
      wal_sender_timeout: "60000",
      max_slot_wal_keep_size: "-1",
    },
    replication: { slotsUsed: 0, sendersUsed: 0, prepared: 0 },
    encoding: "UTF8",
    collation: "C",
    extensions: [],
    available: ["citext"],
    roles: ["owner", "reader"],
    tables: [],
    excluded: [],
    sequences: [],
    indexes: [],
    constraints: [],
    definitions: [],
    dependencies: { needs: {}, operators: {} },
    searchPath: '"$user", public',
    truncation: { statements: [], functions: [] },
    unread: [],
    ...some,
  };
}

export function table(some: Partial<Table> = {}): Table {
  const name = some.name ?? "orders";
  return {
    schema: "public",
    name,
    sql: `public.${name}`,
    unlogged: false,
    inherits: [],
    replicaIdentity: "d",
    rowSecurity: false,
    forcedRowSecurity: false,
    options: [],
    partitionKey: null,
    partitionOf: null,
    bound: null,
    primaryKey: ["id"],
    columns: [column({ name: "id", type: "integer", notNull: true })],
    rows: { count: 3, exact: true },
    ...some,
  };
}

export function column(some: Partial<Column> = {}): Column {
  return {
    name: "price",
    type: "integer",
    notNull: false,
    default: null,
    generated: null,
    identity: null,
    collation: null,
    storage: null,
    statistics: null,
    compression: null,
    options: [],
    local: true,
    ...some,
  };
}

export function sequence(some: Partial<Sequence> = {}): Sequence {
  return {
    schema: "public",
    name: "orders_id_seq",
    sql: "public.orders_id_seq",
    type: "bigint",
    start: 1n,
    increment: 1n,
    min: 1n,
    max: 9_223_372_036_854_775_807n,
    cache: 1n,
    cycle: false,
    unlogged: false,
    last: 100n,
    rate: 0,
    owner: null,
    uses: [],
    ...some,
  };
}

export function index(some: Partial<Index> = {}): Index {
  return {
    name: "by_price",
    sql: "public.by_price",
    table: "public.orders",
    definition: "CREATE INDEX by_price ON public.orders USING btree (price)",
    valid: true,
    partitioned: false,
    parent: null,
    onView: false,
    replicaIdentity: false,
    clustered: false,
    ...some,
  };
}

export function constraint(some: Partial<Constraint> = {}): Constraint {
  return {
    name: "dear",
    table: "public.orders",
    type: "c",
    definition: "CHECK ((price > 0))",
    valid: true,
    deferrable: false,
    deferred: false,
    index: null,
    references: null,
    partitioned: false,
    ...some,
  };
}

export function definition(some: Partial<Definition> = {}): Definition {
  return {
    kind: "view",
    name: "public.dear",
    table: null,
    sql: "create view …",
    makes: null,
    needs: [],
    roles: [],
    standIn: null,
    ...some,
  };
}

export function mysql(some: Partial<MySqlSchema> = {}): MySqlSchema {
  return {
    engine: "mysql",
    version: "8.4.3",
    settings: {
      log_bin: "ON",
      binlog_format: "ROW",
      binlog_row_image: "FULL",
      binlog_expire_logs_seconds: "86400",
      lower_case_table_names: "0",
    },
    characterSet: "utf8mb4",
    collation: "utf8mb4_general_ci",
    tables: [],
    excluded: [],
    sequences: [],
    definitions: [],
    truncations: [],
    grants: [],
    users: null,
    unread: [],
    ...some,
  };
}

export function mysqlTable(some: Partial<MySqlTable> = {}): MySqlTable {
  return {
    name: "orders",
    columns: [{ name: "id", text: "`id` int NOT NULL" }],
    primaryKey: ["id"],
    primaryKeyText: "PRIMARY KEY (`id`)",
    others: [],
    keys: [],
    checks: [],
    foreignKeys: [],
    options: "ENGINE=InnoDB",
    partitions: "",
    autoIncrement: null,
    rows: { count: 3, exact: true },
    ...some,
  };
}

/** Findings in one line each, as reports have them. */
export function lines(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, trap, object, message }) => `${severity} ${trap}: ${object} ${message}`);
}

/** The statements in the order of the file. */
export function inOrder(findings: readonly Finding[], until?: Pause): string[] {
  return inParts(findings, until).flatMap(({ steps }) => steps.map((step) => `${step.stage}: ${step.sql}`));
}

/** The statements, with their conditions before them. */
export function sql(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ steps }) =>
    steps.map((step) => `${step.stage}: ${step.when === undefined ? "" : `[${step.when}] `}${step.sql}`),
  );
}
