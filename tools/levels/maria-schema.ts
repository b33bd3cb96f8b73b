// Makes random MariaDB schemas of all kinds of objects that `database finish` knows, which need one another at random.
// Not every statement is possible: whoever runs them passes over those that the server refuses.
import type { Random } from "../walk/random";

interface Made {
  readonly tables: { readonly name: string; readonly columns: readonly { name: string; type: string }[] }[];
  readonly views: string[];
  readonly functions: string[];
  readonly procedures: string[];
  readonly sequences: string[];
}

/** Not the one that the copy is run by. */
export const user = "'levels_reader'@'%'";
const types = [
  "int",
  "bigint unsigned",
  "smallint",
  "varchar(60)",
  "varchar(60) character set latin1",
  "varchar(40) character set utf8mb4 collate utf8mb4_bin",
  "char(3)",
  "text",
  "longtext",
  "json",
  "decimal(30,6)",
  "double",
  "float",
  "date",
  "datetime",
  "datetime(6)",
  "timestamp",
  "time",
  "year",
  "bit(5)",
  "blob",
  "varbinary(20)",
  "enum('a','it''s','ä')",
  "set('x','y')",
  "inet6",
  "uuid",
];
const values: Readonly<Record<string, readonly string[]>> = {
  int: ["0", "-5"],
  "bigint unsigned": ["18446744073709551615"],
  smallint: ["7"],
  "varchar(60)": ["'it''s \\\\ \"here\"\\n'", "''"],
  "char(3)": ["'abc'"],
  "decimal(30,6)": ["1.500000"],
  double: ["0.1"],
  date: ["'0000-00-00'", "'2026-02-03'"],
  datetime: ["'0000-00-00 00:00:00'", "current_timestamp"],
  timestamp: ["'2000-01-02 03:04:05'", "current_timestamp on update current_timestamp"],
  time: ["'-10:00:00'"],
  "bit(5)": ["b'101'"],
  "enum('a','it''s','ä')": ["'it''s'"],
  "set('x','y')": ["'x,y'"],
};
const literals: Readonly<Record<string, string>> = {
  int: "3",
  "bigint unsigned": "4",
  smallint: "5",
  "varchar(60)": "'ä'",
  text: "'t'",
  json: `'{"a": 1}'`,
  date: "'0000-00-00'",
  datetime: "'2026-01-02 03:04:05'",
  "decimal(30,6)": "1.25",
  blob: "x'00ff'",
};

type Make = (random: Random, made: Made, name: string) => readonly string[];
const any = <T>(random: Random, list: readonly T[]): T | undefined =>
  list.length === 0 ? undefined : random.pick(list);
const modes = [
  "",
  "ANSI_QUOTES",
  "PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES",
  "STRICT_ALL_TABLES",
  "NO_ENGINE_SUBSTITUTION",
];
const inMode = (random: Random, statement: string) => [
  `set session sql_mode = '${random.pick(modes)}'`,
  statement,
  "set session sql_mode = ''",
];

const makeTable: Make = (random, made, name) => {
  const columns = Array.from({ length: 1 + random.below(5) }, (_, i) => {
    const type = random.pick(types);
    const value = any(random, values[type] ?? []);
    const sequence = any(random, made.sequences);
    const given =
      value !== undefined && random.chance(0.6)
        ? ` default ${value}`
        : type === "int" && sequence !== undefined && random.chance(0.5)
          ? ` default nextval(${sequence})`
          : "";
    const strict = random.pick([" not null", " null", ""]);
    const rest = random.pick(["", "", "", " comment 'it''s; a -- \"comment\"'", " invisible"]);
    return {
      name: random.pick([`c${i}`, `\`c ${i}\``, `\`sel\`\`ect${i}\``]),
      type,
      text: `${type}${strict}${given}${given === "" && rest === " invisible" ? "" : rest}`,
    };
  });
  const first = columns[0]!;
  const lines = columns.map((one) => `${one.name} ${one.text}`);
  const key = random.pick([
    "id int unsigned not null auto_increment primary key",
    "id bigint auto_increment primary key",
    "id int not null, primary key (id)",
    "id int not null auto_increment, key counts (id)",
    "id varchar(70) not null, primary key (id(10) desc)",
    "id text not null, primary key (id(20))",
  ]);
  if (random.chance(0.3))
    lines.push(`g int generated always as (length(${first.name}) + 1) ${random.pick(["stored", "virtual"])}`);
  if (random.chance(0.3))
    lines.push(`constraint \`check ${name}\` check (${first.name} is null or length(${first.name}) < 999)`);
  if (random.chance(0.3))
    lines.push(
      `${random.pick(["key", "unique key"])} \`by ${name}\` (${first.name}${/text|blob|json/.test(first.type) ? "(9)" : ""})`,
    );
  if (/char|text/.test(first.type) && random.chance(0.4)) lines.push(`fulltext key words (${first.name})`);
  if (random.chance(0.15))
    lines.push(
      `f datetime not null default '2026-01-01', u datetime not null default '2027-01-01', period for span (f, u)`,
    );
  const numeric = key.startsWith("id int not null, primary") || key.startsWith("id bigint");
  const parted =
    numeric && random.chance(0.3)
      ? random.pick([
          " partition by hash (id) partitions 3",
          " partition by range (id) (partition low values less than (100), partition high values less than maxvalue)",
        ])
      : "";
  const options = random.pick([
    "",
    " engine=InnoDB",
    " default charset=latin1",
    " default charset=utf8mb4 collate=utf8mb4_unicode_520_ci",
    " engine=MyISAM",
    " comment='it''s \\\\ odd'",
    " row_format=compressed",
    " engine=Aria",
  ]);
  made.tables.push({
    name,
    columns: [{ name: "id", type: /id (text|varchar)/.test(key) ? "varchar(60)" : "int" }, ...columns],
  });
  const versioned = random.chance(0.08) && parted === "" ? " with system versioning" : "";
  return inMode(
    random,
    `create table ${name} (${[key, ...lines].join(", ")})${options}${versioned}${parted}`,
  );
};

const makeView: Make = (random, made, name) => {
  const table = any(random, made.tables);
  const under = any(random, made.views);
  const call = any(random, made.functions);
  if (!table) return [];
  const column = random.pick(table.columns).name;
  const text =
    under !== undefined && random.chance(0.4)
      ? `select v.first, t.id from ${under} v left join (${table.name} t join ${random.pick(made.tables).name} u on u.id = t.id) on t.id = v.first`
      : call !== undefined && random.chance(0.5)
        ? `select id as first, ${call}(id) as called, 'x;y' as text from ${table.name}`
        : random.pick([
            `select id as first, ${column} as other from ${table.name}`,
            `select id as first, group_concat(${column}) as all_of_them from ${table.name} group by id`,
            `with ${name}_c as (select * from ${table.name}) select id as first from ${name}_c`,
            `select id as first from ${table.name} where ${column} is not null`,
          ]);
  made.views.push(name);
  const head = random.pick([
    "create view",
    "create algorithm=temptable view",
    "create sql security invoker view",
  ]);
  return inMode(
    random,
    `${head} ${name} as ${text}${random.chance(0.1) && !head.includes("temptable") ? " with cascaded check option" : ""}`,
  );
};

const makeRoutine: Make = (random, made, name) => {
  const relation = any(random, [...made.tables.map((one) => one.name), ...made.views]);
  const sequence = any(random, made.sequences);
  const table = any(random, made.tables);
  const event = `create event ${name} on schedule every 1 day starts '2026-01-01 00:00:00' ${random.pick(["disable", "on completion preserve disable"])} do begin delete from nowhere; select 'it''s'; end`;
  switch (
    random.pick([
      "function",
      "function",
      "procedure",
      "sequence",
      "sequence",
      "trigger",
      "trigger",
      "event",
      "package",
    ])
  ) {
    case "function":
      made.functions.push(name);
      return inMode(
        random,
        `create function ${name}(x int) returns varchar(20) ${random.pick(["deterministic", "reads sql data"])} comment 'it''s'\nbegin\n  -- a comment; with a semicolon $$\n  return ${relation === undefined ? "concat(x, ';')" : `(select count(*) from ${relation})`};\nend -- done`,
      );
    case "procedure":
      made.procedures.push(name);
      return inMode(
        random,
        `create procedure ${name}(inout x int) sql security invoker begin select x || 'a;b\\n' /* odd */; end`,
      );
    case "sequence":
      made.sequences.push(name);
      return [
        `create sequence ${name} ${random.pick(["", "start with 10 increment by 5", "increment by -1 start with 50 minvalue 1 maxvalue 100", "cache 7 cycle maxvalue 1000"])}`,
        ...(random.chance(0.6) ? [`do nextval(${name})`, `do nextval(${name})`] : []),
        ...(sequence === undefined ? [] : [`grant select on ${sequence} to ${user}`]),
      ];
    case "trigger":
      return table
        ? inMode(
            random,
            `create trigger ${name} ${random.pick(["before", "after"])} ${random.pick(["insert", "update", "delete"])} on ${table.name} for each row begin set @x = 'it''s; so'; end`,
          )
        : [];
    case "event":
      return random.chance(0.5)
        ? inMode(random, event)
        : ["set session time_zone = '+05:00'", event, "set session time_zone = '+00:00'"];
    default:
      return [
        "set session sql_mode = 'ORACLE'",
        `create package ${name} as function f return int; end`,
        `create package body ${name} as function f return int as begin return 1; end; end`,
        "set session sql_mode = ''",
      ];
  }
};

const makeAlteration: Make = (random, made, name) => {
  const table = any(random, made.tables);
  const other = any(random, made.tables);
  if (!table || !other) return [];
  const column = random.pick(table.columns);
  const routine = any(random, made.functions);
  return random.pick([
    [
      `alter table ${table.name} add constraint \`fk ${name}\` foreign key (id) references ${other.name} (id)${random.pick(["", " on delete cascade", " on update cascade"])}`,
    ],
    [
      `alter table ${table.name} add key \`k ${name}\` (${column.name}${/text|blob|json/.test(column.type) ? "(5)" : ""}, id)`,
    ],
    [
      `alter table ${table.name} add constraint \`c ${name}\` check (${column.name} is null or ${column.name} = ${column.name})`,
    ],
    [`alter table ${table.name} add column \`a ${name}\` varchar(9) default 'x' first`],
    [`drop table ${table.name}`],
    [`grant select, insert on ${table.name} to ${user}`],
    [`grant select (${column.name}) on ${table.name} to ${user} with grant option`],
    [`grant create view on * to ${user}`],
    ...(routine === undefined ? [] : [[`grant execute on function ${routine} to ${user}`]]),
  ]);
};

const makeRows: Make = (random, made) => {
  const table = any(random, made.tables);
  if (!table) return [];
  const chosen = table.columns.filter(({ name, type }) => name !== "id" && literals[type] !== undefined);
  return Array.from({ length: 1 + random.below(3) }, (_, i) => {
    const names = ["id", ...chosen.map(({ name }) => name)];
    return `insert into ${table.name} (${names.join(", ")}) values (${[String(1 + random.below(150) + i), ...chosen.map(({ type }) => literals[type]!)].join(", ")})`;
  });
};

const kinds: readonly (readonly [Make, number])[] = [
  [makeTable, 10],
  [makeView, 8],
  [makeRoutine, 12],
  [makeAlteration, 12],
  [makeRows, 8],
];

/** The statements of one schema. */
export function mariaStatements(random: Random): readonly string[] {
  const made: Made = { tables: [], views: [], functions: [], procedures: [], sequences: [] };
  const weights = Object.fromEntries(kinds.map(([, weight], i) => [i, weight]));
  const before = random.chance(0.2) ? ["alter database character set latin1 collate latin1_german1_ci"] : [];
  const rest = Array.from({ length: 12 + random.below(35) }, (_, i) => {
    const make = kinds[Number(random.weighted(weights))]![0];
    return make(random, made, random.pick([`n${i}`, `\`N ${i}\``, `n${i}`]).replaceAll(/[` ]/g, "_"));
  }).flat();
  return [...before, ...rest];
}
