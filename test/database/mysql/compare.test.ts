// Tests the findings of comparing two MySQL databases, and the SQL for them, case by case.
import { compareMySql } from "../../../src/database/mysql/compare";
import { finishMySql } from "../../../src/database/mysql/finish";
import { parseTable, withoutDatabase, withoutDefiner } from "../../../src/database/mysql/parse";
import type { MySqlDefinition, MySqlSchema, MySqlTable } from "../../../src/database/mysql/schema";
import { inOrder, lines, mysql, mysqlTable, sql } from "../schemas";

const compare = (source: Partial<MySqlSchema>, target: Partial<MySqlSchema> = source) =>
  compareMySql(mysql(source), mysql(target), { margin: 1000 });
const tables = (source: Partial<MySqlTable>, target: Partial<MySqlTable> = {}) =>
  compare({ tables: [mysqlTable(source)] }, { tables: [mysqlTable(target)] });
const settings = (some: Record<string, string>) => ({ settings: { ...mysql().settings, ...some } });

test("a table is taken apart, with names and texts of any kind", () => {
  const create = [
    "CREATE TABLE `Or``der` (",
    "  `Id` int(11) unsigned NOT NULL AUTO_INCREMENT,",
    "  `odd``col, umn` varchar(9) CHARACTER SET utf8 DEFAULT 'a, KEY `x`',",
    "  `yes` tinyint(1) DEFAULT NULL,",
    "  `few` tinyint(4) DEFAULT NULL,",
    "  PRIMARY KEY (`Id`,`odd``col, umn`),",
    "  UNIQUE KEY `once` (`few`),",
    "  FULLTEXT KEY `wei``rd` (`odd``col, umn`),",
    "  CONSTRAINT `known` CHECK (`few` > 0),",
    "  CONSTRAINT `away` FOREIGN KEY (`few`) REFERENCES `other` (`id`),",
    "  PERIOD FOR `span` (`from`, `to`)",
    ") ENGINE=InnoDB AUTO_INCREMENT=42 DEFAULT CHARSET=utf8mb4",
    "/*!50100 PARTITION BY HASH (`Id`)",
    "PARTITIONS 4 */",
  ].join("\n");
  expect(parseTable(create)).toEqual({
    columns: [
      { name: "Id", text: "`Id` int unsigned NOT NULL AUTO_INCREMENT" },
      { name: "odd`col, umn", text: "`odd``col, umn` varchar(9) CHARACTER SET utf8mb3 DEFAULT 'a, KEY `x`'" },
      { name: "yes", text: "`yes` tinyint(1) DEFAULT NULL" },
      { name: "few", text: "`few` tinyint DEFAULT NULL" },
    ],
    primaryKey: ["Id", "odd`col, umn"],
    primaryKeyText: "PRIMARY KEY (`Id`,`odd``col, umn`)",
    others: ["PERIOD FOR `span` (`from`, `to`)"],
    keys: [
      { name: "once", text: "UNIQUE KEY `once` (`few`)" },
      { name: "wei`rd", text: "FULLTEXT KEY `wei``rd` (`odd``col, umn`)" },
    ],
    checks: [{ name: "known", text: "CONSTRAINT `known` CHECK (`few` > 0)" }],
    foreignKeys: [{ name: "away", text: "CONSTRAINT `away` FOREIGN KEY (`few`) REFERENCES `other` (`id`)" }],
    options: "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
    partitions: "/*!50100 PARTITION BY HASH (`Id`)\nPARTITIONS 4 */",
  });
});

test("a table may have no key, and a server may not say its settings", () => {
  expect(parseTable("CREATE TABLE `a` (\n  `b` int\n) ENGINE=InnoDB")).toMatchObject({
    primaryKey: null,
    partitions: "",
  });
  const silent = lines(compare({ settings: {}, version: "unknown" }));
  expect(silent[0]).toMatch(/^blocks settings: source log_bin is unknown/);
});

test("who made a definition is left out", () => {
  expect(withoutDefiner("CREATE DEFINER=`a``b`@`%` PROCEDURE p() select 'DEFINER=`x`@`y`'")).toBe(
    "CREATE PROCEDURE p() select 'DEFINER=`x`@`y`'",
  );
});

test("two equal databases have nothing to find", () => {
  const autoIncrement = { column: "id", next: 1n, max: 127n, rate: 0 };
  expect(compare({ tables: [mysqlTable({ autoIncrement })] })).toEqual([]);
});

test.each<[string, Partial<MySqlSchema>, Partial<MySqlSchema>, string]>([
  [
    "no binary log",
    settings({ log_bin: "OFF" }),
    {},
    "blocks settings: source log_bin is OFF: no changes can be captured",
  ],
  ["statements", settings({ binlog_format: "MIXED" }), {}, "blocks settings: source binlog_format is MIXED"],
  [
    "a short image",
    settings({ binlog_row_image: "MINIMAL" }),
    {},
    "blocks settings: source binlog_row_image is MINIMAL",
  ],
  [
    "a short log",
    settings({ binlog_expire_logs_seconds: "3600" }),
    {},
    "blocks settings: source binlog_expire_logs_seconds is 3600",
  ],
  [
    "the way back",
    {},
    settings({ log_bin: "OFF" }),
    "note settings: target log_bin is OFF, so that there is no way back",
  ],
  [
    "case of names",
    {},
    settings({ lower_case_table_names: "1" }),
    "blocks version: lower_case_table_names is 0 on the source and 1",
  ],
  [
    "versions",
    {},
    { version: "10.11.6-MariaDB-log" },
    "note version: target server is MariaDB 10.11, the source is MySQL 8.4",
  ],
  [
    "TRUNCATE that ran",
    { truncations: [{ query: "TRUNCATE `a`", calls: 2 }] },
    {},
    "blocks truncate: TRUNCATE `a` was run 2 times",
  ],
  ["TRUNCATE unseen", { truncations: null }, {}, "note truncate: performance_schema is off"],
])("servers: %s", (_, source, target, expected) => {
  expect(lines(compare(source, target))).toEqual([expect.stringContaining(expected)]);
});

test("a log that is kept for days, or for good, is long enough", () => {
  const { binlog_expire_logs_seconds: _, ...rest } = mysql().settings;
  expect(compare({ settings: { ...rest, expire_logs_days: "1" } })).toEqual([]);
  expect(compare({ settings: { ...rest, expire_logs_days: "0" } })).toEqual([]);
});

test.each<[string, Partial<MySqlTable>, string]>([
  ["no key", { primaryKey: null }, "blocks primary-key: `orders` has no primary key"],
  ["another engine", { options: "ENGINE=MyISAM" }, "note unlogged: `orders` is kept by MyISAM"],
  [
    "too many digits",
    { columns: [{ name: "price", text: "`price` decimal(40,2)" }] },
    "blocks precision: `orders`.`price` has 40 digits",
  ],
  [
    "dates of zeros",
    { rows: { count: 3, exact: true, unfit: { born: true, died: false } } },
    "blocks precision: `orders`.`born` holds dates of zeros",
  ],
])("tables: %s", (_, some, expected) => {
  expect(lines(tables(some, some))).toEqual([expect.stringContaining(expected)]);
});

const counted: Partial<MySqlTable> = {
  columns: [{ name: "id", text: "`id` int NOT NULL AUTO_INCREMENT" }],
  primaryKey: ["other"],
  primaryKeyText: "PRIMARY KEY (`other`)",
  keys: [
    { name: "k", text: "KEY `k` (`id`)" },
    { name: "l", text: "KEY `l` (`other`)" },
  ],
  autoIncrement: { column: "id", next: 1n, max: 2n ** 31n - 1n, rate: 0 },
};
const noKey = (name: string) =>
  `not exists (select 1 from information_schema.statistics where table_schema = database() and table_name = 'orders' and index_name = '${name}')`;

test("a missing table is created with its keys for counting, the others come later", () => {
  const found = compare({ tables: [mysqlTable({ ...counted, partitions: "PARTITION BY HASH (`id`)" })] }, {});
  expect(sql(found)).toEqual([
    "tables: create table if not exists `orders` (\n  `id` int NOT NULL AUTO_INCREMENT,\n  PRIMARY KEY (`other`),\n  KEY `k` (`id`)\n) ENGINE=InnoDB\nPARTITION BY HASH (`id`)",
    `indexes: [${noKey("k")}] alter table \`orders\` add KEY \`k\` (\`id\`)`,
    `indexes: [${noKey("l")}] alter table \`orders\` add KEY \`l\` (\`other\`)`,
  ]);
});

test("a column that counts gets its key first", () => {
  const found = tables(counted, {
    ...counted,
    columns: [{ name: "id", text: "`id` int NOT NULL" }],
    keys: [],
  });
  expect(sql(found).slice(0, 2)).toEqual([
    `columns: [${noKey("k")}] alter table \`orders\` add KEY \`k\` (\`id\`)`,
    "columns: alter table `orders`\n  modify column `id` int NOT NULL AUTO_INCREMENT",
  ]);
});

test("all changed columns of a table are one statement", () => {
  const of = (type: string) => ({
    columns: ["a", "b"].map((name) => ({ name, text: `\`${name}\` ${type}` })),
  });
  const found = tables(of("int"), of("text"));
  expect(found).toHaveLength(2);
  expect(finishMySql(found, "title")).toContain(
    "alter table `orders`\n  modify column `a` int,\n  modify column `b` int;\n",
  );
});

test("a computed column is made anew in its place, and a missing one was left out of the copy", () => {
  const plain = { name: "a", text: "`a` int" };
  const computed = { name: "b", text: "`b` int GENERATED ALWAYS AS (`a` * 2) STORED" };
  expect(
    sql(tables({ columns: [plain, computed] }, { columns: [plain, { name: "b", text: "`b` int" }] })),
  ).toEqual([
    expect.stringMatching(
      /alter table `orders` drop column `b`, add column `b` int GENERATED ALWAYS AS \(`a` \* 2\) STORED after `a`$/,
    ),
  ]);
  expect(sql(tables({ columns: [computed] }, { columns: [] }))).toEqual([
    expect.stringMatching(/alter table `orders` add column `b` .* first$/),
  ]);
  expect(lines(tables({ columns: [plain] }, { columns: [] }))).toEqual([
    "blocks column: `orders`.`a` isn't on the target",
  ]);
});

test.each<[string, Partial<MySqlTable>, Partial<MySqlTable>, string[], string[]]>([
  [
    "primary key, missing",
    {},
    { primaryKey: null },
    ["left primary-key: `orders` has lost its primary key"],
    [`columns: [${noKey("PRIMARY")}] alter table \`orders\` add PRIMARY KEY (\`id\`)`],
  ],
  [
    "primary key, another",
    {},
    { primaryKey: ["x"] },
    ["left primary-key: `orders` has another primary key on the target: x"],
    [],
  ],
  [
    "options",
    { options: "ENGINE=InnoDB X" },
    {},
    ["left column: `orders` is ENGINE=InnoDB on the target, ENGINE=InnoDB X on the source"],
    ["columns: alter table `orders` ENGINE=InnoDB X"],
  ],
  [
    "partitions",
    { partitions: "PARTITION BY x" },
    {},
    ["left partition: `orders` is partitioned in another way on the target"],
    ["partitions: alter table `orders` PARTITION BY x"],
  ],
  [
    "no partitions",
    {},
    { partitions: "PARTITION BY x" },
    ["left partition: `orders` is partitioned in another way on the target"],
    ["partitions: alter table `orders` remove partitioning"],
  ],
  [
    "unique key",
    { keys: [{ name: "k", text: "UNIQUE KEY `k` (`a`)" }] },
    {},
    ["left unique: `k` on `orders` is missing on the target: UNIQUE KEY `k` (`a`)"],
    [`indexes: [${noKey("k")}] alter table \`orders\` add UNIQUE KEY \`k\` (\`a\`)`],
  ],
  [
    "another key",
    { keys: [{ name: "k", text: "KEY `k` (`a`)" }] },
    { keys: [{ name: "k", text: "KEY `k` (`b`)" }] },
    ["left index: `k` on `orders` is another one on the target: KEY `k` (`b`)"],
    ["indexes: alter table `orders` drop key `k`, add KEY `k` (`a`)"],
  ],
  [
    "another check",
    { checks: [{ name: "c", text: "CONSTRAINT `c` CHECK (1)" }] },
    { checks: [{ name: "c", text: "CONSTRAINT `c` CHECK (2)" }] },
    ["left check: `c` on `orders` is another one on the target: CONSTRAINT `c` CHECK (2)"],
    ["constraints: alter table `orders` drop constraint `c`, add CONSTRAINT `c` CHECK (1)"],
  ],
  [
    "another foreign key",
    { foreignKeys: [{ name: "f", text: "F1" }] },
    { foreignKeys: [{ name: "f", text: "F2" }] },
    ["left foreign-key: `f` on `orders` is another one on the target: F2"],
    ["constraints: alter table `orders` drop foreign key `f`, add F1"],
  ],
])("a table that differs: %s", (_, source, target, expected, steps) => {
  const found = tables(source, target);
  expect(lines(found)).toEqual(expected);
  expect(sql(found)).toEqual(steps);
});

test.each<[string, bigint, number, bigint | null, string[]]>([
  [
    "behind",
    100n,
    0,
    null,
    [
      "left sequence-value: `orders`.`id` is 99 values behind the source's: the target would hand out keys that are taken",
    ],
  ],
  [
    "too near",
    100n,
    2,
    200n,
    [
      "left sequence-value: `orders`.`id` is only 100 values ahead of the source's: the target would hand out keys that are taken",
    ],
  ],
  ["far enough", 100n, 0, 1100n, []],
  ["never used", 1n, 0, 1n, []],
])("AUTO_INCREMENT that is %s", (_, next, rate, other, expected) => {
  const of = (value: bigint) => ({ column: "id", next: value, max: 2n ** 31n - 1n, rate });
  const found = tables({ autoIncrement: of(next) }, { autoIncrement: other === null ? null : of(other) });
  expect(lines(found)).toEqual(expected);
});

test("AUTO_INCREMENT is raised, and never lowered", () => {
  const autoIncrement = { column: "id", next: 100n, max: 2n ** 31n - 1n, rate: 0 };
  expect(sql(tables({ autoIncrement }, {}))).toEqual([
    "values: [(select coalesce(max(auto_increment), 0) < 1100 from information_schema.tables where table_schema = database() and table_name = 'orders')] alter table `orders` auto_increment = 1100",
  ]);
});

test("definitions are made in the session's settings that they were made in, views after those that they read", () => {
  const made = (
    kind: MySqlDefinition["kind"],
    name: string,
    text: string,
    session = {},
  ): MySqlDefinition => ({
    kind,
    name,
    table: null,
    sql: text,
    session,
    broken: null,
  });
  const definitions = [
    made("view", "a", "create view `a` as select * from `b`"),
    made("view", "b", "create view `b` as select 1"),
    made("procedure", "p", "create procedure p() begin truncate x; end", { sql_mode: "ANSI" }),
  ];
  const found = compare({ definitions }, {});
  expect(lines(found)[0]).toBe(
    "blocks truncate: `p` has TRUNCATE in its text; if it runs, rows stay on the target",
  );
  expect(inOrder(found)).toEqual([
    "functions: create procedure p() begin truncate x; end",
    "views: create view `b` as select 1",
    "views: create view `a` as select * from `b`",
  ]);
  const text = finishMySql(found, "of today");
  expect(text).toContain(
    [
      "set session sql_mode = 'ANSI';",
      "drop procedure if exists `p`;",
      "delimiter $$",
      "create procedure p() begin truncate x; end",
      "$$",
      "delimiter ;",
      "set session sql_mode = 'ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION';",
    ].join("\n"),
  );
  expect(text).toContain("drop view if exists `b`;\ncreate view `b` as select 1;");
  const differing = compare(
    { definitions },
    { definitions: [...definitions.slice(0, 2), { ...definitions[2]!, session: {} }] },
  );
  expect(lines(differing).at(-1)).toBe("left function: procedure `p` differs on the target");
});

test("the file runs in the mysql client as it is", () => {
  const text = finishMySql(
    [
      {
        ...tables({ checks: [{ name: "c", text: "CONSTRAINT `c` CHECK (a <> 'it''s \\\\')" }] })[0]!,
      },
      {
        ...compare(
          {
            definitions: [
              {
                kind: "procedure",
                name: "p",
                table: null,
                sql: "create … begin x; end",
                session: {},
                broken: null,
              },
            ],
          },
          {},
        )[0]!,
      },
    ],
    "of today",
  );
  expect(text).toContain("delimiter $$\ncreate … begin x; end\n$$\ndelimiter ;");
  expect(text).toContain(
    "'alter table `orders` add CONSTRAINT `c` CHECK (a <> ''it''''s \\\\\\\\'')', 'do 0');\nprepare crossover from @crossover;",
  );
  expect(text.startsWith("-- of today\n\n-- Run it with the mysql client")).toBe(true);
});

test("a table that needs a sequence is made after it", () => {
  const next = {
    name: "n",
    sql: "CREATE SEQUENCE `n` start with 1",
    next: 1n,
    increment: 1n,
    max: 99n,
    min: 1n,
  };
  const columns = [{ name: "id", text: "`id` int DEFAULT nextval(`n`)" }];
  const found = compare({ tables: [mysqlTable({ columns })], sequences: [next] }, {});
  expect(inOrder(found, "load")).toEqual([
    "sequences: create sequence if not exists `n` start with 1",
    expect.stringContaining("create table if not exists `orders`"),
  ]);
});

const numbers = (some: object = {}) => ({
  sequences: [
    {
      name: "n",
      sql: "CREATE SEQUENCE `n` start with 1",
      next: 100n,
      increment: 5n,
      max: 1_000_000n,
      min: 1n,
      ...some,
    },
  ],
});
test.each<[string, Partial<MySqlSchema>, string[], string[]]>([
  [
    "missing",
    {},
    [
      "left sequence: `n` is missing on the target",
      "left sequence-value: `n` is 19 values behind the source's: the target would hand out keys that are taken",
    ],
    ["sequences: create sequence if not exists `n` start with 1", "values: do setval(`n`, 5100, 0)"],
  ],
  ["far enough", numbers({ next: 5_000n }), [], []],
  [
    "of other options",
    numbers({ sql: "CREATE SEQUENCE `n` start with 2", next: 5_000n }),
    ["left sequence: `n` differs on the target"],
    ["sequences: alter sequence `n` start with 1"],
  ],
])("a sequence of MariaDB that is %s", (_, target, expected, steps) => {
  const found = compare(numbers(), target);
  expect(lines(found)).toEqual(expected);
  expect(sql(found)).toEqual(steps);
});

const view: MySqlDefinition = {
  kind: "view",
  name: "v",
  table: null,
  sql: "create view `v`",
  session: {},
  broken: null,
};
const grant = { user: "'app'@'%'", sql: "grant select on `orders` to 'app'@'%'" };
test.each<[string, Partial<MySqlSchema>, Partial<MySqlSchema>, string[]]>([
  [
    "sql_mode",
    settings({ sql_mode: "NO_ENGINE_SUBSTITUTION" }),
    settings({ sql_mode: "STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION" }),
    [
      "left database-settings: sql_mode is NO_ENGINE_SUBSTITUTION,STRICT_ALL_TABLES on the target and NO_ENGINE_SUBSTITUTION on the source: statements that the source takes may be refused there, or mean something else",
    ],
  ],
  ["sql_mode in another order", settings({ sql_mode: "A,B" }), settings({ sql_mode: "B,A" }), []],
  [
    "character set",
    { characterSet: "latin1", collation: "latin1_bin" },
    {},
    [
      "left database-settings: character set is utf8mb4 utf8mb4_general_ci on the target, latin1 latin1_bin on the source",
    ],
  ],
  [
    "events that won't run",
    { ...settings({ event_scheduler: "ON" }), definitions: [{ ...view, kind: "event" }] },
    { ...settings({ event_scheduler: "OFF" }), definitions: [{ ...view, kind: "event" }] },
    ["left database-settings: event_scheduler is off on the target: no event of it would run"],
  ],
  [
    "a view that can't be used",
    { definitions: [{ ...view, broken: "Table 'gone' doesn't exist" }] },
    {},
    ["left view: view `v` can't be used on the source, and so can't be made: Table 'gone' doesn't exist"],
  ],
  [
    "a grant",
    { grants: [grant] },
    { users: ["'app'@'%'"] },
    [`left grant: ${grant.sql} isn't so on the target`],
  ],
  [
    "a user who isn't there",
    { grants: [grant] },
    { users: ["'other'@'%'"] },
    ["left role: 'app'@'%' the target lacks this user; what it may do is left out until it is there"],
  ],
  [
    "what can't be read",
    { unread: [{ object: "orders", reason: "it is crashed" }] },
    {},
    ["blocks unread: orders can't be read on the source, so that nothing of it is compared: it is crashed"],
  ],
])("named: %s", (_, source, target, expected) => {
  expect(lines(compare(source, target))).toEqual(expected);
});

test("dates of zeros that have arrived are in nobody's way", () => {
  const rows = (digest: string) => ({
    rows: { count: 1, exact: true, digests: { born: digest }, unfit: { born: true } },
    columns: [{ name: "born", text: "`born` date" }],
  });
  expect(lines(tables(rows("1"), rows("1")))).toEqual([
    "note precision: `orders`.`born` holds dates of zeros, which have arrived",
  ]);
  expect(lines(tables(rows("1"), rows("2")))[0]).toContain("blocks precision: `orders`.`born`");
});

test("a history isn't copied, and a period that is lost is named", () => {
  const versioned = { options: "ENGINE=InnoDB WITH SYSTEM VERSIONING" };
  expect(lines(tables(versioned, versioned))).toEqual([
    "left by-hand: history of `orders` isn't copied: DMS reads the rows that are current",
  ]);
  expect(lines(tables({ others: ["PERIOD FOR `p` (`a`, `b`)"] }))).toEqual([
    "left column: `orders` lacks on the target: PERIOD FOR `p` (`a`, `b`)",
  ]);
});

test.each([
  ["select `app`.`f`(`app`.`t`.`id`) from `app`.`t`", "select `f`(`t`.`id`) from `t`"],
  ["select '`app`.' as `app` from `other`.`app`", "select '`app`.' as `app` from `other`.`app`"],
  ["nextval(`app`.`s`)", "nextval(`s`)"],
])("a database's own name is left out of %s", (text, expected) => {
  expect(withoutDatabase(text, "app")).toBe(expected);
});

test("a view on a table that the copy leaves out waits for it", () => {
  const definitions = [
    { ...view, sql: "create view `v` as select 1 from `w`" },
    { ...view, name: "w", sql: "create view `w` as select 1 from (`t` join `u`)" },
  ];
  const found = compare({ definitions, excluded: ["u"] }, {});
  expect(sql(found)).toEqual([]);
  expect(found.map(({ remedy }) => remedy)).toEqual(
    Array(2).fill("make `u` on the target first, by hand; finish makes it"),
  );
  expect(sql(compare({ definitions, excluded: ["u"] }, { excluded: ["u"] }))).toHaveLength(2);
});
