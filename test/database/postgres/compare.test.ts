// Tests the findings of comparing two PostgreSQL databases, and the SQL for them, case by case.
import { comparePostgres } from "../../../src/database/postgres/compare";
import { finishPostgres } from "../../../src/database/postgres/finish";
import type { PostgresSchema } from "../../../src/database/postgres/schema";
import { distance } from "../../../src/database/postgres/sequences";
import {
  inOrder,
  column,
  constraint,
  definition,
  index,
  lines,
  postgres,
  sequence,
  sql,
  table,
} from "../schemas";

const compare = (source: Partial<PostgresSchema>, target: Partial<PostgresSchema> = source) =>
  comparePostgres(postgres(source), postgres(target), { margin: 1000 });
/** Both have the same table, and differ in one more thing. */
const beside = (source: Partial<PostgresSchema>, target: Partial<PostgresSchema> = {}) =>
  compare({ tables: [table()], ...source }, { tables: [table()], ...target });
const settings = (some: Record<string, string>) => ({ settings: { ...postgres().settings, ...some } });

test("two equal databases have nothing to find", () => {
  const all = {
    tables: [table({ columns: [column({ name: "id", notNull: true, identity: "a" })] })],
    sequences: [sequence({ last: null })],
    indexes: [index()],
    constraints: [constraint(), constraint({ name: "fk", type: "f", references: "public.orders" })],
    definitions: [definition(), definition({ kind: "owner", name: "table orders", roles: ["owner"] })],
    extensions: [{ name: "citext", schema: "public", version: "1.6" }],
  };
  expect(compare(all)).toEqual([]);
});

test.each<[string, Partial<PostgresSchema>, Partial<PostgresSchema>, string]>([
  [
    "wal_level",
    settings({ wal_level: "replica" }),
    {},
    "blocks settings: source wal_level is replica, so that no",
  ],
  [
    "slots",
    { replication: { slotsUsed: 10, sendersUsed: 0, prepared: 0 } },
    {},
    "blocks settings: source max_replication_slots is 10, and 10 are in use: no slot",
  ],
  [
    "senders",
    { replication: { slotsUsed: 0, sendersUsed: 10, prepared: 0 } },
    {},
    "blocks settings: source max_wal_senders is 10, and 10 are in use: no sender",
  ],
  [
    "timeout",
    settings({ wal_sender_timeout: "9999" }),
    {},
    "blocks settings: source wal_sender_timeout is 9999 ms",
  ],
  [
    "kept log",
    settings({ max_slot_wal_keep_size: "512" }),
    {},
    "note settings: source max_slot_wal_keep_size is 512 MB",
  ],
  [
    "prepared",
    { replication: { slotsUsed: 0, sendersUsed: 0, prepared: 2 } },
    {},
    "blocks settings: source pg_prepared_xacts 2 prepared",
  ],
  [
    "the way back",
    {},
    settings({ wal_level: "replica" }),
    "note settings: target wal_level is replica, so that there is no way back",
  ],
  [
    "an older target",
    {},
    { version: 150_002 },
    "blocks version: target server is PostgreSQL 15, older than the source's 16",
  ],
  [
    "encodings",
    {},
    { encoding: "SQL_ASCII" },
    "blocks version: target encoding is SQL_ASCII, the source's is UTF8",
  ],
  [
    "collations",
    {},
    { collation: "de_DE.UTF-8" },
    "note version: target collation is de_DE.UTF-8, the source's is C",
  ],
  [
    "TRUNCATE that ran",
    { truncation: { statements: [{ query: "truncate\n  orders", calls: 4 }], functions: [] } },
    {},
    "blocks truncate: truncate orders was run 4 times",
  ],
  [
    "TRUNCATE in a function",
    { truncation: { statements: [], functions: ["public.f()"] } },
    {},
    "blocks truncate: public.f() has TRUNCATE in its text",
  ],
  [
    "TRUNCATE unseen",
    { truncation: { statements: null, functions: [] } },
    {},
    "note truncate: pg_stat_statements isn't there",
  ],
  [
    "a missing role",
    { definitions: [definition({ kind: "owner", roles: ["lost"] })] },
    {},
    "left role: lost the target lacks this role",
  ],
  [
    "what none can make",
    { definitions: [definition({ kind: "other", name: "aggregate public.a" })] },
    {},
    "left by-hand: aggregate public.a is missing",
  ],
])("servers: %s", (_, source, target, expected) => {
  const found = lines(compare(source, target));
  expect(found).toEqual([expect.stringContaining(expected)]);
});

test("wal_sender_timeout may be off", () => {
  expect(compare(settings({ wal_sender_timeout: "0" }))).toEqual([]);
});

const citext = { name: "citext", schema: "ext", version: "1.6" };
test.each<[string, Partial<PostgresSchema>, string, string[]]>([
  [
    "missing",
    {},
    "left extension: citext the target lacks it (1.6 on the source)",
    [
      "schemas: create schema if not exists ext",
      "schemas: create extension if not exists citext with schema ext",
    ],
  ],
  ["not offered", { available: [] }, "blocks extension: citext the target lacks it", []],
  [
    "elsewhere",
    { extensions: [{ ...citext, schema: "public" }] },
    "left extension: citext is in schema public",
    ["schemas: alter extension citext set schema ext"],
  ],
  [
    "of another version",
    { extensions: [{ ...citext, version: "1.5" }] },
    "note extension: citext is 1.5 on the target, 1.6",
    [],
  ],
])("an extension that is %s", (_, target, expected, steps) => {
  const found = compare({ extensions: [citext] }, target);
  expect(lines(found)).toEqual([expect.stringContaining(expected)]);
  expect(sql(found)).toEqual(steps);
});

test("an extension of pg_catalog is created there", () => {
  const found = compare({ extensions: [{ ...citext, schema: "pg_catalog" }] }, {});
  expect(sql(found)).toEqual(["schemas: create extension if not exists citext"]);
});

const numeric = column({ name: "price", type: "numeric" });
test.each<[string, Parameters<typeof table>[0], string]>([
  ["no key", { primaryKey: null }, "blocks primary-key: public.orders has no primary key: DMS loads it"],
  [
    "no key, the whole row",
    { primaryKey: null, replicaIdentity: "f" },
    "note primary-key: public.orders has no primary key; DMS tells its rows apart by the replica identity, slowly, and can't validate it",
  ],
  ["unlogged", { unlogged: true }, "blocks unlogged: public.orders is unlogged"],
  [
    "values that don't fit",
    { columns: [numeric], rows: { count: 3, exact: true, unfit: { price: true } } },
    "blocks precision: public.orders.price NUMERIC without a precision becomes (28,6) through DMS: longer values are rounded or refused; there are values",
  ],
  [
    "values that fit",
    { columns: [numeric], rows: { count: 3, exact: true, unfit: { price: false } } },
    "note precision: public.orders.price",
  ],
  [
    "values unseen",
    { columns: [numeric], rows: { count: 3, exact: false } },
    "blocks precision: public.orders.price NUMERIC without a precision becomes (28,6) through DMS: longer values are rounded or refused; its values weren't read",
  ],
  [
    "a large value",
    { rows: { count: 3, exact: true, longest: { body: 40_000, note: 9 } } },
    "note large-value: public.orders.body holds a value of 40000 bytes",
  ],
])("tables: %s", (_, some, expected) => {
  expect(lines(compare({ tables: [table(some)] }))).toEqual([expect.stringContaining(expected)]);
});

test("a missing table is created with its types and key, and open to what DMS writes", () => {
  const columns = [
    column({ name: "id", type: "bigint", notNull: true, identity: "a" }),
    column({ name: "note", type: "text", notNull: true, default: "'x'::text", collation: 'pg_catalog."C"' }),
    column({ name: "total", type: "integer", generated: "(id * 2)" }),
  ];
  const key = { name: "orders_pkey", index: "public.orders_pkey", type: "p" as const };
  const found = compare(
    {
      tables: [table({ columns })],
      constraints: [constraint({ ...key, definition: "PRIMARY KEY (id)" })],
      indexes: [],
    },
    {},
  );
  expect(lines(found)[0]).toBe("left missing-table: public.orders isn't on the target yet");
  expect(sql(found)).toEqual([
    `tables: create table if not exists public.orders (\n  id bigint not null,\n  note text collate pg_catalog."C" default 'x'::text,\n  total integer,\n  constraint orders_pkey PRIMARY KEY (id)\n)`,
    expect.stringMatching(/^values: .* add generated always as identity$/s),
    expect.stringMatching(/^values: \[.*not a\.attnotnull\)\] .*note set not null/s),
    expect.stringMatching(
      /^columns: .*drop column total;\n.*add column total integer generated always as \(\(id \* 2\)\) stored$/s,
    ),
  ]);
});

test("an empty table that hinders the load is told", () => {
  const empty = table({
    rows: { count: 0, exact: true },
    columns: [
      column({ name: "id", notNull: true, identity: "a" }),
      column({ name: "note", type: "text", notNull: true }),
    ],
  });
  const same = {
    tables: [empty],
    constraints: [constraint({ type: "f", references: "public.orders" })],
    definitions: [definition({ kind: "trigger", table: "public.orders" })],
  };
  expect(lines(compare(same))).toEqual([
    "note load-order: public.orders is empty on the target and has already 1 foreign keys, which the order of the load breaks; " +
      "1 triggers, which write a second time; 1 GENERATED ALWAYS columns, into which DMS can't write; " +
      "1 large columns that may not be null, as they are until DMS adds their values",
  ]);
});

test.each<[string, Parameters<typeof column>[0], Parameters<typeof column>[0], string[]]>([
  [
    "type",
    { type: "numeric(10,2)" },
    { type: "numeric(28,6)" },
    ["alter table public.orders\n  alter column price type numeric(10,2)"],
  ],
  [
    "type by text",
    { type: "public.mood" },
    { type: "character varying(20)" },
    ["alter table public.orders\n  alter column price type public.mood using price::text::public.mood"],
  ],
  [
    "collation",
    { type: "text", collation: 'pg_catalog."C"' },
    { type: "text" },
    ['alter table public.orders\n  alter column price type text collate pg_catalog."C"'],
  ],
  ["NOT NULL", { notNull: true }, {}, ["alter column price set not null"]],
  ["default", { default: "7" }, {}, ["alter table only public.orders alter column price set default 7"]],
  ["no default", {}, { default: "7" }, ["alter table only public.orders alter column price drop default"]],
  [
    "identity",
    { identity: "d" },
    { default: "7" },
    [
      "alter column price drop default",
      "alter column price drop default;\nalter table public.orders alter column price add generated by default as identity",
    ],
  ],
  ["kind of identity", { identity: "a" }, { identity: "d" }, ["alter column price set generated always"]],
  ["no identity", {}, { identity: "d" }, ["alter column price drop identity if exists"]],
  ["storage", { storage: "external" }, {}, ["alter column price set storage external"]],
  ["statistics", { statistics: 500 }, {}, ["alter column price set statistics 500"]],
])("a column of another %s", (_, source, target, expected) => {
  const found = compare(
    { tables: [table({ columns: [column(source)] })] },
    { tables: [table({ columns: [column(target)] })] },
  );
  expect(found.every(({ severity }) => severity === "left")).toBe(true);
  expect(sql(found)).toEqual(expected.map((text) => expect.stringContaining(text)));
});

test("all types of a table are changed in one statement", () => {
  const of = (type: string) => table({ columns: ["a", "b"].map((name) => column({ name, type })) });
  const found = compare({ tables: [of("text")] }, { tables: [of("character varying(9)")] });
  expect(found).toHaveLength(2);
  const written = finishPostgres(found, "title");
  expect(written.match(/alter column a type text,\n {2}alter column b type text;/g)).toHaveLength(1);
});

test("a column that isn't there was left out of the copy", () => {
  const found = compare({ tables: [table({ columns: [column()] })] }, { tables: [table({ columns: [] })] });
  expect(lines(found)).toEqual(["blocks column: public.orders.price isn't on the target"]);
});

test("a computed column that is missing is added, and one that is right is left", () => {
  const computed = table({ columns: [column({ generated: "(1)" })] });
  expect(sql(compare({ tables: [computed] }, { tables: [table({ columns: [] })] }))).toEqual([
    expect.stringMatching(
      /\] alter table public\.orders add column price integer generated always as \(\(1\)\) stored$/,
    ),
  ]);
  expect(compare({ tables: [computed] })).toEqual([]);
});

test("partitions have the identity of their table from 17 on", () => {
  const part = (some: object) => table({ partitionOf: "public.all", columns: [column({ ...some })] });
  const of = (version: number) =>
    sql(compare({ version, tables: [part({ identity: "d" })] }, { version, tables: [part({})] }));
  expect(of(170_000)).toEqual([]);
  expect(of(160_000)).toHaveLength(1);
});

test("an identity column gets its sequence's name and options", () => {
  const own = sequence({
    owner: { table: "public.orders", column: "price", identity: true },
    last: null,
    cycle: true,
  });
  const found = compare(
    { tables: [table({ columns: [column({ identity: "a" })] })], sequences: [own] },
    { tables: [table({ columns: [column()] })] },
  );
  expect(sql(found)).toEqual([
    expect.stringContaining(
      "(sequence name public.orders_id_seq start with 1 increment by 1 minvalue 1 maxvalue 9223372036854775807 cache 1 cycle)",
    ),
  ]);
});

test("what belongs to a table as a whole is set", () => {
  const source = table({
    rowSecurity: true,
    forcedRowSecurity: true,
    replicaIdentity: "f",
    options: ["fillfactor=70"],
  });
  expect(sql(compare({ tables: [source] }, { tables: [table()] }))).toEqual([
    "triggers: alter table public.orders enable row level security",
    "triggers: alter table public.orders force row level security",
    "access: alter table public.orders replica identity full",
    "access: alter table public.orders set (fillfactor=70)",
  ]);
  expect(sql(compare({ tables: [table()] }, { tables: [{ ...source, options: [] }] }))).toEqual([
    "triggers: alter table public.orders disable row level security",
    "triggers: alter table public.orders no force row level security",
    "access: alter table public.orders replica identity default",
  ]);
});

test("partitions are put together again", () => {
  const whole = table({ name: "all", partitionKey: "RANGE (id)", rows: { count: 0, exact: true } });
  const part = table({ name: "old", partitionOf: "public.all", bound: "FOR VALUES FROM (1) TO (9)" });
  const found = compare({ tables: [whole, part] }, { tables: [table({ name: "old" })] });
  expect(sql(found)).toEqual([
    "tables: create table if not exists public.all (\n  id integer not null\n) partition by RANGE (id)",
    "partitions: [not (select relispartition from pg_catalog.pg_class where oid = 'public.old'::regclass)] " +
      "alter table only public.all attach partition public.old FOR VALUES FROM (1) TO (9)",
  ]);
  const flat = compare({ tables: [whole] }, { tables: [table({ name: "all" })] });
  expect(lines(flat)).toEqual([
    "blocks partition: public.all is partitioned by RANGE (id) on the source, and isn't on the target",
  ]);
});

const missing =
  "not exists (select from pg_catalog.pg_constraint where conrelid = to_regclass('public.orders') and quote_ident(conname) =";
test.each<[string, Parameters<typeof index>[0], Parameters<typeof constraint>[0] | undefined, string[]]>([
  [
    "a plain one",
    {},
    undefined,
    [
      expect.stringContaining("drop index concurrently if exists public.by_price"),
      "indexes: CREATE INDEX CONCURRENTLY IF NOT EXISTS by_price ON public.orders USING btree (price)",
    ],
  ],
  [
    "a partitioned one",
    { partitioned: true, definition: "CREATE INDEX by_price ON ONLY public.orders USING btree (price)" },
    undefined,
    ["indexes: CREATE INDEX IF NOT EXISTS by_price ON ONLY public.orders USING btree (price)"],
  ],
  [
    "a view's",
    { onView: true, definition: "CREATE UNIQUE INDEX by_price ON public.v USING btree (price)" },
    undefined,
    ["indexes: CREATE UNIQUE INDEX IF NOT EXISTS by_price ON public.v USING btree (price)"],
  ],
  [
    "a unique constraint's",
    { definition: "CREATE UNIQUE INDEX by_price ON public.orders USING btree (price)" },
    { name: "by_price", type: "u", deferrable: true, deferred: true },
    [
      expect.stringContaining("drop index"),
      "indexes: CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS by_price ON public.orders USING btree (price)",
      `constraints: [${missing} 'by_price')] alter table public.orders add constraint by_price unique using index by_price deferrable initially deferred`,
    ],
  ],
  [
    "a primary key's",
    {},
    { name: "by_price", type: "p" },
    [
      expect.stringContaining("drop index"),
      expect.stringContaining("CONCURRENTLY"),
      expect.stringContaining("add constraint by_price primary key using index by_price"),
    ],
  ],
  [
    "an exclusion constraint's",
    {},
    { name: "by_price", type: "x", definition: "EXCLUDE …" },
    [`constraints: [${missing} 'by_price')] alter table public.orders add constraint by_price EXCLUDE …`],
  ],
  [
    "a partitioned primary key's",
    { partitioned: true },
    { name: "by_price", type: "p", definition: "PRIMARY KEY (price)" },
    [
      `constraints: [${missing} 'by_price')] alter table only public.orders add constraint by_price PRIMARY KEY (price)`,
    ],
  ],
  [
    "a partition's",
    { parent: "public.whole" },
    undefined,
    [
      expect.anything(),
      expect.anything(),
      expect.stringMatching(/^indexes: .*alter index public\.whole attach partition public\.by_price$/),
    ],
  ],
  [
    "one with marks",
    { replicaIdentity: true, clustered: true },
    undefined,
    [
      expect.anything(),
      expect.anything(),
      "access: alter table public.orders replica identity using index by_price",
      "access: alter table public.orders cluster on by_price",
    ],
  ],
])("a missing index: %s", (_, some, own, expected) => {
  const constraints = own ? [constraint({ index: "public.by_price", ...own })] : [];
  expect(sql(beside({ indexes: [index(some)], constraints }))).toEqual(expected);
});

test("an index that is there otherwise, or half, or as another's key", () => {
  const other = index({ definition: "CREATE INDEX by_price ON public.orders USING hash (price)" });
  expect(lines(beside({ indexes: [index()] }, { indexes: [other] }))).toEqual([
    `left index: public.by_price is another index on the target: ${other.definition}`,
  ]);
  const half = beside({ indexes: [index()] }, { indexes: [index({ valid: false })] });
  expect(lines(half)).toEqual(["left index: public.by_price was left half built on the target"]);
  expect(sql(half)).toHaveLength(2);
  const key = { type: "p" as const, definition: "PRIMARY KEY (id)" };
  const renamed = beside(
    {
      indexes: [index({ sql: "public.k", name: "k" })],
      constraints: [constraint({ ...key, name: "k", index: "public.k" })],
    },
    {
      indexes: [index({ sql: "public.pk_1" })],
      constraints: [constraint({ ...key, name: "pk_1", index: "public.pk_1" })],
    },
  );
  expect(sql(renamed)).toEqual([
    `constraints: [${missing} 'k')] alter table public.orders rename constraint pk_1 to k`,
  ]);
});

test("an index that isn't bound yet is bound", () => {
  const found = beside(
    {
      indexes: [index()],
      constraints: [constraint({ name: "by_price", type: "u", index: "public.by_price" })],
    },
    { indexes: [index()] },
  );
  expect(lines(found)).toEqual([
    "left unique: public.by_price isn't bound to its table as it is on the source",
  ]);
});

const proved =
  "exists (select from pg_catalog.pg_constraint where conrelid = to_regclass('public.orders') and quote_ident(conname) = 'dear' and not convalidated)";
test.each<[string, Parameters<typeof constraint>[0], string[]]>([
  [
    "check",
    {},
    [
      `constraints: [${missing} 'dear')] alter table public.orders add constraint dear CHECK ((price > 0)) not valid`,
      `constraints: [${proved}] alter table public.orders validate constraint dear`,
    ],
  ],
  [
    "check that isn't proved",
    { valid: false, definition: "CHECK ((price > 0)) NOT VALID" },
    [
      `constraints: [${missing} 'dear')] alter table public.orders add constraint dear CHECK ((price > 0)) NOT VALID`,
    ],
  ],
  [
    "foreign key",
    { type: "f", references: "public.orders", definition: "FOREIGN KEY …" },
    [expect.stringContaining("FOREIGN KEY … not valid"), expect.stringContaining("validate constraint dear")],
  ],
  [
    "foreign key of a partitioned table",
    { type: "f", references: "public.orders", definition: "FOREIGN KEY …", partitioned: true },
    [expect.stringMatching(/FOREIGN KEY …$/)],
  ],
])("a missing %s", (_, some, expected) => {
  expect(sql(beside({ constraints: [constraint(some)] }))).toEqual(expected);
});

test("constraints that are there otherwise, unproved, or lead nowhere", () => {
  const source = { constraints: [constraint()] };
  expect(sql(beside(source, { constraints: [constraint({ valid: false })] }))).toEqual([
    expect.stringContaining("validate"),
  ]);
  expect(lines(beside(source, { constraints: [constraint({ definition: "CHECK (true)" })] }))).toEqual([
    "left check: dear on public.orders is another one on the target: CHECK (true)",
  ]);
  const away = { constraints: [constraint({ type: "f", references: "other.place" })] };
  expect(lines(beside(away))).toEqual([
    "note foreign-key: dear on public.orders refers to other.place, which isn't copied",
  ]);
});

test("definitions come in the order of their needs, and functions after the views that they need", () => {
  const definitions = [
    definition({ name: "public.b", sql: "b", makes: "view public.b" }),
    definition({ kind: "function", name: "public.f()", sql: "f", makes: "function public.f()" }),
    definition({ name: "public.a", sql: "a", makes: "view public.a" }),
    definition({ kind: "function", name: "public.g()", sql: "g" }),
  ];
  const dependencies = {
    needs: {
      "view public.b": ["view public.a", "function public.f()", "view public.gone"],
      "function public.f()": ["view public.a"],
    },
    operators: {},
  };
  const found = beside({ definitions, dependencies });
  expect(inOrder(found)).toEqual(["functions: g", "views: a", "functions: f", "views: b"]);
  // The function waits for its view, which isn't made before the load.
  expect(inOrder(found, "load")).toEqual(["functions: g"]);
});

test("what a table needs is made before the load, whatever it is", () => {
  const definitions = [
    definition({ name: "public.v", sql: "v", makes: "view public.v" }),
    definition({ kind: "function", name: "public.f()", sql: "f", makes: "function public.f()" }),
  ];
  const needs = { "table public.new": ["function public.f()"], "function public.f()": ["view public.v"] };
  const found = beside({
    definitions,
    tables: [table(), table({ name: "new" })],
    dependencies: { needs, operators: {} },
  });
  expect(inOrder(found, "load")).toEqual(["views: v", "functions: f", expect.stringContaining("public.new")]);
});

test("in a circle a stand-in is made first, and what it stands for last", () => {
  const circle = (standIn: string | null) => [
    definition({ kind: "function", name: "f", sql: "f", makes: "f" }),
    definition({ name: "v", sql: "v", makes: "v", standIn }),
  ];
  const dependencies = { needs: { v: ["f"], f: ["v"] }, operators: {} };
  expect(inOrder(beside({ definitions: circle("v as null"), dependencies }))).toEqual([
    "views: v as null",
    "functions: f",
    "views: v",
  ]);
  expect(inOrder(beside({ definitions: circle(null), dependencies }))).toEqual(["functions: f", "views: v"]);
});

test("what needs something that is made by hand waits for it, and says so", () => {
  const definitions = [
    definition({ kind: "other", name: "language pl", sql: "", makes: "language pl" }),
    definition({ kind: "function", name: "f", sql: "f", makes: "function f" }),
    definition({ name: "v", sql: "v", makes: "view v" }),
  ];
  const dependencies = { needs: { "function f": ["language pl"], "view v": ["function f"] }, operators: {} };
  const found = beside({ definitions, dependencies });
  expect(sql(found)).toEqual([]);
  expect(found.map(({ remedy }) => remedy)).toEqual([
    expect.stringContaining("make it by hand"),
    "make language pl on the target first, by hand; finish makes it",
    "make language pl on the target first, by hand; finish makes it",
  ]);
  expect(sql(beside({ definitions, dependencies }, { definitions: definitions.slice(0, 1) }))).toHaveLength(
    2,
  );
});

test("materialized views are filled after those that they read", () => {
  const filled = (name: string) =>
    definition({ kind: "populated", name, sql: `fill ${name}`, makes: `populated ${name}` });
  const needs = { "materialized view b": ["view c"], "view c": ["materialized view a"] };
  const found = beside({ definitions: [filled("b"), filled("a")], dependencies: { needs, operators: {} } });
  expect(inOrder(found)).toEqual(["database: fill a", "database: fill b"]);
});

test("a statement has the path that its operators and the functions that it runs need", () => {
  const dependencies = {
    needs: { "index public.by_price": ["function public.f(integer)"] },
    operators: { "trigger t on public.orders": ["ext"] },
  };
  const trigger = definition({
    kind: "trigger",
    name: "t",
    sql: "t",
    table: "public.orders",
    makes: "trigger t on public.orders",
  });
  const text = finishPostgres(
    beside({ indexes: [index()], definitions: [trigger], dependencies }),
    "of today",
  );
  expect(text).toContain("set search_path = ext;\nt;\nset search_path = '';");
  expect(text).toContain(`set search_path = "$user", public;\nCREATE INDEX CONCURRENTLY`);
});

test("what couldn't be read is in the way, and what only a path finds is worth knowing", () => {
  const unread = [
    { object: "public.a", reason: "permission denied", path: false },
    { object: "public.b", reason: "no function", path: true },
  ];
  expect(lines(beside({ unread }))).toEqual([
    "blocks unread: public.a can't be read on the source, so that nothing of it is compared: permission denied",
    "note function: public.b has an index on a function whose text relies on the search_path: no function",
  ]);
  expect(lines(beside({}, { unread }))).toEqual([
    "blocks unread: public.a can't be read on the target, so that nothing of it is compared: permission denied",
  ]);
});

test("a computed column that is made anew comes last, which is said", () => {
  const columns = [
    column({ name: "id", notNull: true }),
    column({ name: "double", generated: "(id * 2)" }),
    column({ name: "late" }),
  ];
  const flat = columns.map((one) => ({ ...one, generated: null }));
  const found = (own: typeof columns) =>
    lines(compare({ tables: [table({ columns: own })] }, { tables: [table({ columns: flat })] }));
  expect(found(columns)).toEqual([
    "left column: public.orders.double is computed on the source, and an ordinary column on the target",
    "left column: public.orders has its columns in another order on the target once finish has run: id, late, double",
  ]);
  expect(found([columns[0]!, columns[2]!, columns[1]!])).toHaveLength(1);
});

test("replica identity by an index waits until none of its columns may be null", () => {
  const columns = [
    column({ name: "id", notNull: true }),
    column({ name: "code", type: "text", notNull: true }),
  ];
  const found = compare(
    { tables: [table({ columns })], indexes: [index({ replicaIdentity: true })] },
    { tables: [table({ columns: [columns[0]!, { ...columns[1]!, notNull: false }] })] },
  );
  expect(inOrder(found).slice(-2)).toEqual([
    expect.stringContaining("alter column code set not null"),
    "access: alter table public.orders replica identity using index by_price",
  ]);
  expect(inOrder(found, "prepare")).not.toContainEqual(expect.stringContaining("replica identity"));
});

test.each<[string, Parameters<typeof definition>[0], string, string]>([
  [
    "type",
    { kind: "type", name: "public.mood" },
    "is missing on the target",
    "types: [to_regtype('public.mood') is null] new",
  ],
  [
    "trigger",
    { kind: "trigger", name: "t on public.orders", table: "public.orders" },
    "is missing on the target",
    "triggers: [not exists (select from pg_catalog.pg_trigger where tgrelid = to_regclass('public.orders') and format('%I on %s', tgname, tgrelid::regclass) = 't on public.orders')] new",
  ],
  [
    "owner",
    { kind: "owner", name: "table public.orders", roles: ["owner"] },
    "isn't so on the target",
    "access: [pg_has_role('owner'::regrole, 'usage')] new",
  ],
  ["populated", { kind: "populated", name: "public.m" }, "holds no rows on the target", "database: new"],
])("a missing definition: %s", (_, some, message, step) => {
  const found = beside({ definitions: [definition({ sql: "new", ...some })] });
  expect(found.map((one) => one.message)).toEqual([message]);
  expect(sql(found)).toEqual([step]);
});

test.each<[string, Parameters<typeof definition>[0], number, string, string[]]>([
  ["a view", {}, 160_000, "left view: public.dear differs on the target", ["views: new"]],
  [
    "a view of another version",
    {},
    170_000,
    "note view: public.dear is written differently by the two versions",
    [],
  ],
  [
    "a trigger",
    { kind: "trigger", table: "public.orders" },
    160_000,
    "left trigger: public.dear differs on the target",
    [],
  ],
  [
    "a comment",
    { kind: "comment" },
    170_000,
    "left comment: public.dear differs on the target",
    ["access: new"],
  ],
])("a definition that differs: %s", (_, some, version, expected, steps) => {
  const found = beside(
    { definitions: [definition({ ...some, sql: "new" })] },
    { version, definitions: [definition({ ...some, sql: "old" })] },
  );
  expect(lines(found)).toEqual([expected]);
  expect(sql(found)).toEqual(steps);
});

const owner = { table: "public.orders", column: "id", identity: false };
test("a missing sequence is created, owned and raised past all that draws from it", () => {
  const uses = [owner, { table: "public.orders", column: "name", identity: false }];
  const columns = [column({ name: "id", type: "integer" }), column({ name: "name", type: "text" })];
  const own = sequence({ type: "integer", owner, uses, max: 2_147_483_647n });
  const tables = [table({ columns })];
  const found = compare({ tables, sequences: [own] }, { tables });
  expect(sql(found)).toEqual([
    "sequences: create sequence if not exists public.orders_id_seq as integer start with 1 increment by 1 minvalue 1 maxvalue 2147483647 cache 1 no cycle",
    "defaults: alter sequence public.orders_id_seq owned by public.orders.id",
    "values: select pg_catalog.setval('public.orders_id_seq'::regclass, least(2147483647, greatest(\n" +
      "    pg_catalog.pg_sequence_last_value('public.orders_id_seq'::regclass),\n    1100,\n" +
      "    (select max(id)::numeric from public.orders) + 1000))::bigint)",
  ]);
});

test("a sequence that counts down is lowered", () => {
  const down = sequence({ increment: -2n, min: -1_000_000n, max: -1n, start: -1n, last: -100n });
  expect(sql(compare({ sequences: [down] }, {})).at(-1)).toContain("greatest(-1000000, least(\n");
  expect(sql(compare({ sequences: [down] }, {})).at(-1)).toContain("-2100");
});

test.each<[string, Parameters<typeof sequence>[0], Parameters<typeof sequence>[0], string[]]>([
  ["far enough", {}, { last: 1100n }, []],
  ["never used on the source", { last: null }, { last: null }, []],
  [
    "behind",
    {},
    { last: null },
    [
      "left sequence-value: public.orders_id_seq is 100 values behind the source's: the target would hand out keys that are taken",
    ],
  ],
  [
    "too near for what is drawn",
    { rate: 5 },
    { last: 300n },
    [
      "left sequence-value: public.orders_id_seq is only 200 values ahead of the source's: the target would hand out keys that are taken",
    ],
  ],
  [
    "nearly used up",
    { max: 105n },
    { max: 105n, last: 105n },
    ["note sequence-value: public.orders_id_seq has 5 values left of 104"],
  ],
  ["going round", { max: 105n, cycle: true }, { max: 105n, cycle: true, last: 105n }, []],
  [
    "of other options",
    {},
    { last: 1100n, cache: 9n },
    ["left sequence: public.orders_id_seq differs on the target"],
  ],
  ["nobody's", { owner }, { last: 1100n }, ["left sequence: public.orders_id_seq differs on the target"]],
])("a sequence that is %s", (_, source, target, expected) => {
  expect(lines(beside({ sequences: [sequence(source)] }, { sequences: [sequence(target)] }))).toEqual(
    expected,
  );
});

test("the distance is in values, not in numbers", () => {
  expect(distance(sequence({ increment: 5n, last: 100n }), sequence({ last: 150n }))).toBe(10n);
  expect(distance(sequence({ last: null }), undefined)).toBeNull();
});

test("the file runs in psql as it is", () => {
  const text = finishPostgres(beside({ indexes: [index()], constraints: [constraint()] }), "of today");
  expect(text.split("\n\n").slice(0, 2)).toEqual([
    "-- of today",
    expect.stringMatching(
      /\\set ON_ERROR_STOP on\n.*\nset default_transaction_read_only = off;\nset search_path = '';/,
    ),
  ]);
  expect(text).toContain("set lock_timeout = 0;\n\n-- Indexes");
  expect(text).toContain(
    `select ${proved} as crossover_needed \\gset\n\\if :crossover_needed\nalter table public.orders validate constraint dear;\n\\endif`,
  );
  expect(text.endsWith("\\endif\n")).toBe(true);
});

test("what needs a table that the copy leaves out waits for it", () => {
  const definitions = [definition({ name: "v", sql: "v", makes: "view v" })];
  const dependencies = { needs: { "view v": ["table public.secret"] }, operators: {} };
  const own = { definitions, dependencies, excluded: ["public.secret"] };
  const found = beside(own);
  expect(sql(found)).toEqual([]);
  expect(found[0]!.remedy).toBe("make table public.secret on the target first, by hand; finish makes it");
  expect(sql(beside(own, { excluded: ["public.secret"] }))).toEqual(["views: v"]);
});

test("what the user may not do at the end keeps nobody from the rest", () => {
  const definitions = [
    definition({ kind: "event trigger", name: "e", sql: "event", makes: "event trigger e" }),
    definition({ kind: "comment", name: "event trigger e", sql: "comment", needs: ["event trigger e"] }),
    definition({ kind: "grant", name: "g", sql: "grant" }),
  ];
  const text = finishPostgres(beside({ definitions }), "of today");
  const [before, after] = text.split("\\set ON_ERROR_STOP off");
  expect(before).toContain("grant;");
  expect(after).toMatch(/event;[\s\S]*comment;/);
});
