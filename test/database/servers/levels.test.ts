// Takes schemas of the kinds that copies have broken on, and some random ones, through a whole copy on real servers:
// `finish --until load`, the rows, `finish`; then both sides are level. `npm run levels` takes many more.
import { address, bothSides, compare } from "../../../src/database";
import { levelMaria, prepareMaria } from "../../../tools/levels/maria";
import { levelPostgres, names, on, prepareLevels } from "../../../tools/levels/postgres";
import {
  mariaPrograms,
  postgresPrograms,
  removeOriginals,
  startMaria,
  startPostgres,
  type Server,
} from "../../../tools/levels/servers";

jest.setTimeout(120_000);
afterAll(removeOriginals);

/** Each by what it must be made after, or in. */
const postgresCases: Readonly<Record<string, readonly string[]>> = {
  "a sequence that a partitioned table owns": [
    "create table visits (id bigserial, day date not null, primary key (day, id)) partition by range (day)",
    "create table visits_may partition of visits for values from ('2026-05-01') to ('2026-06-01')",
    "insert into visits (day) values ('2026-05-05'), ('2026-05-06')",
  ],
  "a function on a table's rows, and a view and an index on it": [
    "create table people (id int primary key, given text, family text)",
    "create function whole_name(p people) returns text language sql immutable as $$ select p.given || ' ' || p.family $$",
    "create view names as select id, whole_name(p) from people p",
    "insert into people values (1, 'Ada', 'L')",
  ],
  "an index on a function whose text only a path finds": [
    "create extension unaccent",
    "create function plain(t text) returns text language sql immutable as $$ select unaccent('unaccent', t) $$",
    "create table towns (id int primary key, name text)",
    "create index towns_plain on towns (plain(name))",
    "insert into towns values (1, 'Orléans')",
  ],
  "a trigger that compares values whose operator can't be named": [
    "create schema ext",
    "create extension hstore with schema ext",
    "create table notes (id int primary key, tags ext.hstore)",
    "create function seen() returns trigger language plpgsql as 'begin return new; end'",
    "set search_path = public, ext",
    "create trigger seen before update on notes for each row when (old.tags is distinct from new.tags) execute function seen()",
    "create view changed as select nullif(tags, 'a=>1') as tags from notes",
    "insert into notes values (1, 'a=>2')",
  ],
  "settings of the database and of a role in it, publications": [
    "create table bills (id int primary key, made timestamp default now())",
    "create publication stream for table bills",
    "alter database :database set timezone = 'Europe/Madrid'",
    "alter database :database set search_path = bills, public",
    "alter database :database set app.note = 'it''s 100%'",
    "alter role levels_reader in database :database set statement_timeout = '7s'",
    "insert into bills values (1)",
  ],
  "a shop's: enum, domain, text search by a trigger, aggregate, arrays, partitions": [
    "create type grade as enum ('A', 'B')",
    "create domain vintage as integer check (value between 1900 and 2100)",
    "create table wines (id serial primary key, name text not null, year vintage, grade grade default 'A', notes text[], words tsvector not null)",
    "create index wine_words on wines using gist (words)",
    "create trigger words before insert or update on wines for each row execute function tsvector_update_trigger('words', 'pg_catalog.english', 'name')",
    "create aggregate listed(text) (sfunc = textcat, stype = text)",
    "create view grades as select grade, listed(name) from wines group by grade",
    "create table sold (id serial, price numeric(6,2) not null, day date not null, primary key (day, id)) partition by range (day)",
    "create table sold_q1 partition of sold for values from ('2026-01-01') to ('2026-04-01')",
    "insert into wines (name) values ('Rioja')",
    "insert into sold (price, day) values (9.5, '2026-02-03')",
  ],
  "a replica identity on a column of text": [
    "create table codes (code text not null, at date not null)",
    "create unique index codes_code on codes (code)",
    "alter table codes replica identity using index codes_code",
    "insert into codes values ('x', '2026-01-01')",
  ],
  "things that need one another in a circle": [
    "create domain odd as integer",
    "create function is_odd(odd) returns boolean language sql immutable as 'select $1::integer % 2 = 1'",
    "alter domain odd add check (is_odd(value))",
    "create table odds (id int primary key, value odd)",
    "create view few as select id from odds",
    "create function how_many() returns bigint language sql stable begin atomic select count(*) from few; end",
    "create or replace view few as select id, how_many() from odds",
  ],
  "options of TOAST tables and views, storage, grants on types": [
    "create table long (id int primary key, text text) with (fillfactor = 60, toast.autovacuum_enabled = off)",
    "alter table long alter column text set compression pglz, alter column text set (n_distinct = 5)",
    "create view safe with (security_barrier, check_option = local) as select * from long where id > 0",
    "create type pair as (a int, b int)",
    "revoke usage on type pair from public",
    "grant usage on type pair to levels_reader",
    "alter default privileges grant select on tables to levels_reader",
  ],
};

const onPostgres = postgresPrograms === undefined ? describe.skip : describe;
onPostgres("on PostgreSQL", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startPostgres("levels", { wal_level: "logical" });
    await prepareLevels(server);
    await on(server.url(), (client) => client.query("create role levels_visitor login password 'levels'"));
  });
  afterAll(() => server.stop());

  test.each(Object.entries(postgresCases))("%s", async (_, statements) => {
    const { refused, faults } = await levelPostgres(server, 0, statements);
    expect({ refused, faults }).toEqual({ refused: [], faults: [] });
  });

  test.each([1, 2, 3, 4, 5, 6])("the random schema of seed %d", async (seed) => {
    const { made, refused, faults } = await levelPostgres(server, seed);
    expect(faults).toEqual([]);
    expect(made).toBeGreaterThan(refused.length);
  });

  const found = async () => {
    const [source, target] = Object.values(names).map((name) =>
      address("LEVELS", { LEVELS: server.url(name) }),
    );
    return (await compare(await bothSides(source!, target!, { exact: true, watch: 0 }), { margin: 10 }))
      .findings;
  };

  test("what is made by hand is named, and what needs it waits", async () => {
    const { refused, faults } = await levelPostgres(server, 0, [
      "create function less(integer, integer) returns integer language sql immutable as 'select $1 - $2'",
      "create operator class backwards for type integer using btree as operator 1 >, operator 3 =, function 1 less(integer, integer)",
      "create table queue (id int primary key, place int)",
      "create index queue_place on queue (place backwards)",
      "create table kept (id int primary key)",
    ]);
    expect(refused).toEqual([]);
    // Neither stops the others.
    expect(faults.filter((one) => one.startsWith("["))).toEqual([
      expect.stringContaining("[by-hand] operator class public.backwards USING btree"),
      expect.stringContaining("[index] public.queue_place: is missing on the target"),
    ]);
    const index = (await found()).find(({ object }) => object === "public.queue_place");
    expect(index?.remedy).toContain(
      "make operator class public.backwards USING btree on the target first, by hand",
    );
  });

  test("a table that can't be read is named, and the others are compared", async () => {
    await levelPostgres(server, 0, [
      "create table open (id int primary key)",
      "create table shut (id int primary key)",
      "create sequence hidden",
      "grant select on open to levels_visitor",
    ]);
    const visitor = (name: string) => {
      const url = new URL(server.url(name));
      url.username = "levels_visitor";
      return address("LEVELS", { LEVELS: url.href });
    };
    const sides = await bothSides(visitor(names.source), visitor(names.target), { exact: true, watch: 0 });
    const { findings, tables } = await compare(sides, { margin: 10 });
    const unread = findings.filter(({ trap }) => trap === "unread");
    expect(unread.map(({ severity, object, message }) => [severity, object, message])).toEqual(
      ["source", "target"].flatMap((side) => [
        [
          "blocks",
          "public.shut",
          expect.stringContaining(`${side}, so that nothing of it is compared: permission denied`),
        ],
        [
          "blocks",
          "public.hidden",
          expect.stringContaining(`${side}, so that nothing of it is compared: the user may`),
        ],
      ]),
    );
    expect(tables[0]).toEqual({
      name: "public.open",
      source: { count: 0, exact: true },
      target: { count: 0, exact: true },
    });
  });

  test("a function whose text needs a path is worth knowing", async () => {
    await levelPostgres(server, 0, postgresCases["an index on a function whose text only a path finds"]);
    const told = (await found()).filter(({ trap }) => trap === "function");
    expect(told.map(({ severity, object }) => [severity, object])).toEqual([["note", "public.towns"]]);
    expect(told[0]!.message).toContain('SQL function "plain"');
  });
});

const mariaCases: Readonly<Record<string, readonly string[]>> = {
  "a blog's, with dates of zeros, made under a lax sql_mode": [
    "set sql_mode = 'NO_ENGINE_SUBSTITUTION'",
    "create table posts (id bigint(20) unsigned not null auto_increment, made datetime not null default '0000-00-00 00:00:00', slug varchar(200) not null default '', body longtext not null, primary key (id), key slug (slug(150))) default charset=utf8mb4 collate=utf8mb4_unicode_520_ci",
    "create table bought (id int unsigned not null auto_increment, day date not null default '0000-00-00', state enum('open','paid') character set latin1 default null, primary key (id)) default charset=latin1",
    "create view slugs as select id, group_concat(slug) from posts group by id",
    "create trigger counted before update on posts for each row set new.slug = concat(new.slug, '-')",
    "insert into posts (body) values ('b')",
    "insert into bought (state) values ('open')",
  ],
  "sequences, and a table that draws on one": [
    "create sequence numbers start with 10 increment by 5",
    "create table tickets (id int primary key default nextval(numbers), at timestamp not null default '2020-01-01 00:00:00')",
    "do nextval(numbers)",
    "insert into tickets (at) values ('2021-01-01 00:00:00')",
  ],
  "triggers in their order, and texts with comments": [
    "create table t (id int primary key)",
    "create trigger z before insert on t for each row set @x = 1",
    "create trigger a before insert on t for each row begin set @x = 2; /* two */ end -- done",
  ],
  "keys on parts of columns, and a table with a history": [
    "create table long_keys (id text not null, primary key (id(20)))",
    "create table kept (id int primary key, name varchar(9)) with system versioning",
    "alter table kept add key (name)",
    "insert into kept values (1, 'a')",
  ],
};

const onMaria = mariaPrograms === undefined ? describe.skip : describe;
onMaria("on MariaDB", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startMaria("levels");
    await prepareMaria(server);
  });
  afterAll(() => server.stop());

  test.each(Object.entries(mariaCases))("%s", async (_, statements) => {
    const { refused, faults } = await levelMaria(server, 0, statements);
    expect({ refused, faults }).toEqual({ refused: [], faults: [] });
  });

  test("a view that can't be used is named, and stops nothing", async () => {
    const { faults } = await levelMaria(server, 0, [
      "create table gone (id int)",
      "create view lost as select id from gone",
      "create table stays (id int primary key)",
      "create view kept as select id from stays",
      "drop table gone",
    ]);
    expect(faults).toEqual([]);
    const sides = ["levels_source", "levels_target"].map((name) =>
      address("LEVELS", { LEVELS: server.url(name) }),
    );
    const { findings } = await compare(await bothSides(sides[0]!, sides[1]!, { exact: true, watch: 0 }), {
      margin: 10,
    });
    expect(findings.filter(({ severity }) => severity === "left").map(({ object }) => object)).toEqual([
      "view `lost`",
    ]);
  });

  test.each([1, 2, 3, 4])("the random schema of seed %d", async (seed) => {
    const { made, refused, faults } = await levelMaria(server, seed);
    expect(faults).toEqual([]);
    expect(made).toBeGreaterThan(refused.length);
  });
});
