// Makes random PostgreSQL schemas of all kinds of objects that `database finish` knows, which need one another at random.
// Not every statement is possible: whoever runs them passes over those that the server refuses.
import type { Random } from "../walk/random";

/** What was made, by what it can be used for. */
interface Made {
  /** Types of values, as a column has them. */
  readonly types: string[];
  readonly composites: string[];
  readonly enums: string[];
  readonly domains: string[];
  readonly collations: string[];
  readonly configurations: string[];
  readonly sequences: string[];
  readonly tables: Table[];
  /** Partitions. */
  readonly parts: string[];
  /** Views and materialized views, and their first column. */
  readonly views: { readonly name: string; readonly column: string; readonly stored: boolean }[];
  /** Immutable, of one argument. */
  readonly functions: { readonly name: string; readonly takes: string; readonly gives: string }[];
  readonly triggerFunctions: string[];
  /** Functions that give rows. */
  readonly sources: string[];
  readonly aggregates: { readonly name: string; readonly takes: string }[];
  readonly operators: { readonly name: string; readonly takes: string }[];
  /** Whatever a comment can be put on. */
  readonly named: string[];
}

interface Table {
  readonly name: string;
  readonly columns: { readonly name: string; readonly type: string }[];
  readonly parted: boolean;
  readonly keyed: boolean;
}

export const roles = ["levels_owner", "levels_reader"];
const schemas = ["public", "app", '"Odd ""s"'];
const scalars = [
  "integer",
  "text",
  "bigint",
  "numeric(9,2)",
  "boolean",
  "date",
  "timestamptz",
  "jsonb",
  "varchar(20)",
  "text[]",
  "uuid",
];
const literals: Readonly<Record<string, string>> = {
  integer: "1",
  text: "'it''s'",
  bigint: "2",
  "numeric(9,2)": "1.50",
  boolean: "true",
  date: "'2026-01-02'",
  timestamptz: "'2026-01-02 03:04:05+00'",
  jsonb: `'{"a": 1}'`,
  "varchar(20)": "'v'",
  "text[]": "'{a,b}'",
  uuid: "'00000000-0000-0000-0000-000000000001'",
};

type Make = (random: Random, made: Made, name: string) => readonly string[];

const schemaOf = (random: Random) => random.pick(schemas);
const typeOf = (random: Random, { types }: Made) =>
  random.chance(0.45) && types.length > 0 ? random.pick(types) : random.pick(scalars);
const any = <T>(random: Random, list: readonly T[]): T | undefined =>
  list.length === 0 ? undefined : random.pick(list);
const some = <T>(random: Random, list: readonly T[], most: number): T[] => {
  const left = [...list];
  return Array.from(
    { length: Math.min(left.length, 1 + random.below(most)) },
    () => left.splice(random.below(left.length), 1)[0]!,
  );
};

const makeType: Make = (random, made, name) => {
  const full = `${schemaOf(random)}.${name}`;
  const kind = random.pick(["enum", "composite", "domain", "domain", "range"]);
  made.named.push(`${kind === "domain" ? "domain" : "type"} ${full}`);
  made.types.push(full);
  if (random.chance(0.2)) made.types.push(`${full}[]`);
  const inner = typeOf(random, made);
  if (kind === "enum") {
    made.enums.push(full);
    return [`create type ${full} as enum ('calm', 'it''s "fine"', 'odd')`];
  }
  if (kind === "composite") {
    made.composites.push(full);
    const collation = inner === "text" ? any(random, made.collations) : undefined;
    return [
      `create type ${full} as ("a b" integer, c ${inner === full ? "text" : inner}${collation === undefined ? "" : ` collate ${collation}`})`,
    ];
  }
  if (kind === "range") {
    const collation = any(random, made.collations);
    return [
      `create type ${full} as range (subtype = ${random.pick([
        "float8, subtype_diff = float8mi",
        "integer",
        `date, multirange_type_name = ${full}_many`,
        collation === undefined ? "text" : `text, collation = ${collation}`,
        ...made.composites,
      ])})`,
    ];
  }
  made.domains.push(full);
  const base = random.chance(0.7) ? random.pick(["integer", "text"]) : inner;
  const taking = any(
    random,
    made.functions.filter(({ takes }) => takes === base),
  );
  return [
    `create domain ${full} as ${base}${random.chance(0.2) ? " default null" : ""}`,
    ...(taking && random.chance(0.5)
      ? [
          `alter domain ${full} add constraint "of ${name}" check (${taking.name}(value) is not null or value is null)`,
        ]
      : []),
    // A circle: the domain's check takes the domain.
    ...(random.chance(0.25)
      ? [
          `create function ${full}_ok(${full}) returns boolean language sql immutable as 'select true'`,
          `alter domain ${full} add constraint ok check (${full}_ok(value))${random.chance(0.3) ? " not valid" : ""}`,
        ]
      : []),
    ...(taking && random.chance(0.3)
      ? [`alter domain ${full} set default ${taking.name}(null)::text::${base}`]
      : []),
  ];
};

const makeFunction: Make = (random, made, name) => {
  const full = `${schemaOf(random)}.${name}`;
  const row = any(random, [
    ...made.tables.map((one) => one.name),
    ...made.composites,
    ...made.views.map((one) => one.name),
  ]);
  const takes = random.chance(0.5) && row !== undefined ? row : typeOf(random, made);
  const gives = random.pick(["text", "integer", "boolean", typeOf(random, made)]);
  made.functions.push({ name: full, takes, gives });
  made.named.push(`function ${full}(${takes})`);
  const inner = any(
    random,
    made.functions.filter((one) => one.name !== full),
  );
  const relation = any(random, [...made.tables, ...made.views]);
  const body = random.pick(["plain", "plain", "plpgsql", "atomic", "default", "unqualified", "path"]);
  const returns = `${full}($1 ${takes}) returns ${gives}`.replace("$1", '"an arg"');
  if (body === "plpgsql")
    return [`create function ${returns} language plpgsql immutable as $b$ begin return null; end $b$`];
  if (body === "atomic" && relation) {
    const column = "columns" in relation ? relation.columns[0]!.name : relation.column;
    return [
      `create function ${returns} language sql stable begin atomic select null::${gives} from ${relation.name} where ${column} is not null; end`,
    ];
  }
  if (body === "default" && inner)
    return [
      `create function ${full}("an arg" ${takes}, other ${inner.gives} default ${inner.name}(null)) returns ${gives} language sql stable as 'select null::${gives}'`,
    ];
  // Its text has a name that only a path finds, which matters wherever PostgreSQL looks into it.
  if (body === "unqualified" && gives === "text")
    return [
      `create or replace function public.helper_${name}(text) returns text language sql immutable as 'select $1'`,
      `create function ${full}("an arg" ${takes}) returns text language sql immutable as 'select helper_${name}($1::text)'`,
    ];
  if (body === "path")
    return [
      `create function ${returns} language sql immutable set search_path = public, pg_temp as 'select null::${gives}'`,
    ];
  return [`create function ${returns} language sql immutable as 'select null::${gives}'`];
};

const makeRoutine: Make = (random, made, name) => {
  const full = `${schemaOf(random)}.${name}`;
  const relation = any(random, [...made.tables, ...made.views]);
  const type = typeOf(random, made);
  switch (
    random.pick([
      "procedure",
      "set",
      "table",
      "aggregate",
      "aggregate",
      "operator",
      "cast",
      "trigger",
      "variadic",
    ])
  ) {
    case "procedure":
      made.named.push(`procedure ${full}(${type})`);
      return [
        `create procedure ${full}(inout x ${type} default null) language sql as 'select null::${type}'`,
      ];
    case "set":
      made.sources.push(`${full}()`);
      return relation
        ? [
            `create function ${full}() returns setof ${relation.name} language sql stable as 'select * from ${relation.name}'`,
          ]
        : [];
    case "table":
      made.sources.push(`${full}(1)`);
      return [
        `create function ${full}(in a integer, out b ${type}, out c text) returns setof record language sql as 'select null::${type}, ''x'''`,
      ];
    case "variadic":
      return [
        `create function ${full}(variadic x integer[]) returns integer language sql immutable strict parallel safe cost 7 as 'select 1'`,
      ];
    case "trigger":
      made.triggerFunctions.push(full);
      made.named.push(`function ${full}()`);
      return [
        `create function ${full}() returns trigger language plpgsql as $b$ begin return coalesce(new, old); end $b$`,
      ];
    case "aggregate":
      made.named.push(`aggregate ${full}(${type})`);
      made.aggregates.push({ name: full, takes: type });
      return [
        `create function ${full}_step(${type}, ${type}) returns ${type} language sql immutable as 'select coalesce($1, $2)'`,
        random.chance(0.3)
          ? `create aggregate ${full}(${type}) (sfunc = ${full}_step, stype = ${type}, msfunc = ${full}_step, minvfunc = ${full}_step, mstype = ${type}, parallel = safe)`
          : `create aggregate ${full}(${type}) (sfunc = ${full}_step, stype = ${type})`,
      ];
    case "operator": {
      const own = any(random, [...made.enums, ...made.composites]);
      if (own === undefined) return [];
      made.operators.push({ name: `operator(${full.slice(0, full.lastIndexOf("."))}.===)`, takes: own });
      made.named.push(`operator ${full.slice(0, full.lastIndexOf("."))}.=== (${own}, ${own})`);
      return [
        `create function ${full}(${own}, ${own}) returns boolean language sql immutable as 'select true'`,
        `create operator ${full.slice(0, full.lastIndexOf("."))}.=== (function = ${full}, leftarg = ${own}, rightarg = ${own}, commutator = operator(${full.slice(0, full.lastIndexOf("."))}.===))`,
      ];
    }
    default: {
      const own = any(random, [...made.enums, ...made.composites]);
      return own === undefined
        ? []
        : [
            `create function ${full}(${own}) returns bigint language sql immutable as 'select 1::bigint'`,
            `create cast (${own} as bigint) with function ${full}(${own})${random.pick(["", " as assignment"])}`,
          ];
    }
  }
};

const makeSearch: Make = (random, made, name) => {
  const full = `${schemaOf(random)}.${name}`;
  switch (random.pick(["collation", "dictionary", "sequence"])) {
    case "collation":
      made.collations.push(full);
      made.named.push(`collation ${full}`);
      return [
        random.chance(0.5)
          ? `create collation ${full} (provider = icu, locale = 'de-u-co-phonebk', deterministic = ${random.pick(["true", "false"])})`
          : `create collation ${full} (locale = 'C')`,
      ];
    case "dictionary":
      made.configurations.push(full);
      made.named.push(`text search configuration ${full}`);
      return [
        `create text search dictionary ${full} (template = snowball, language = 'english', stopwords = 'english')`,
        `create text search configuration ${full} (copy = simple)`,
        `alter text search configuration ${full} alter mapping for asciiword, word with ${full}, simple`,
      ];
    default:
      made.sequences.push(full);
      made.named.push(`sequence ${full}`);
      return [
        `create sequence ${full}${random.pick(["", " as integer", " increment -2 maxvalue 100 start 50", " cycle maxvalue 1000"])}`,
        ...(random.chance(0.5) ? [`select nextval('${full}')`] : []),
      ];
  }
};

function columnOf(random: Random, made: Made, name: string): { name: string; type: string; text: string } {
  const type = typeOf(random, made);
  const isText = type === "text";
  const collation = isText && random.chance(0.3) ? any(random, made.collations) : undefined;
  const giving = any(
    random,
    made.functions.filter(({ gives }) => gives === type),
  );
  const sequence = any(random, made.sequences);
  const literal = literals[type];
  const value =
    giving && random.chance(0.6)
      ? `${giving.name}(null)`
      : type === "integer" && sequence !== undefined && random.chance(0.4)
        ? `nextval('${sequence}')`
        : literal !== undefined && random.chance(0.4)
          ? literal
          : undefined;
  const strict = random.chance(0.35) && literal !== undefined && value === literal ? " not null" : "";
  const text = `${name} ${type}${collation === undefined ? "" : ` collate ${collation}`}${value === undefined ? "" : ` default ${value}`}${strict}`;
  return { name, type, text };
}

const makeTable: Make = (random, made, name) => {
  const full = `${schemaOf(random)}.${name}`;
  const parent = any(
    random,
    made.tables.filter(({ parted }) => !parted),
  );
  if (parent && random.chance(0.06))
    return [`create table ${full} (own_${name} integer default 3) inherits (${parent.name})`];
  const key = random.pick([
    "id serial",
    "id bigserial",
    "id integer generated always as identity",
    "id bigint generated by default as identity (start 10 increment 5)",
    "id integer",
    "id integer not null",
  ]);
  const count = 1 + random.below(5);
  const columns = Array.from({ length: count }, (_, i) =>
    columnOf(random, made, random.pick([`c${i}`, `"C ${i}"`, `c${i}`])),
  );
  const computed = columns.flatMap(({ name: of, type }) => {
    const taking = any(
      random,
      made.functions.filter(({ takes }) => takes === type),
    );
    if (taking && random.chance(0.4))
      return [`g_${name} ${taking.gives} generated always as (${taking.name}(${of})) stored`];
    const configuration = type === "text" ? any(random, made.configurations) : undefined;
    if (configuration !== undefined && random.chance(0.6))
      return [
        `g_${name} tsvector generated always as (to_tsvector('${configuration}'::regconfig, ${of})) stored`,
      ];
    return type === "integer" && random.chance(0.4)
      ? [`g_${name} integer generated always as (${of} * 2) stored`]
      : [];
  });
  const lines = [key, ...columns.map(({ text }) => text)];
  if (computed.length > 0)
    lines.splice(random.chance(0.5) ? lines.length : 1 + random.below(lines.length), 0, computed[0]!);
  if (random.chance(0.15)) lines.push(`gone integer`);
  const parted = random.chance(0.25);
  const keyed = !parted || random.chance(0.6);
  made.named.push(`table ${full}`, `column ${full}.id`);
  made.tables.push({ name: full, columns: [{ name: "id", type: "integer" }, ...columns], parted, keyed });
  if (keyed && random.chance(0.85))
    lines.push(random.chance(0.3) ? `constraint "key of ${name}" primary key (id)` : "primary key (id)");
  if (!parted)
    return [
      `create ${random.chance(0.05) ? "unlogged " : ""}table ${full} (${lines.join(", ")})${random.chance(0.2) ? " with (fillfactor = 70, toast.autovacuum_enabled = false)" : ""}`,
      ...(lines.includes("gone integer") ? [`alter table ${full} drop column gone`] : []),
      ...(random.chance(0.1) ? [`create sequence ${full}_own owned by ${full}.id`] : []),
    ];
  const by = random.pick(["range", "hash", "list"]);
  const bounds = {
    range: ["for values from (minvalue) to (100)", "for values from (100) to (maxvalue)"],
    hash: ["for values with (modulus 2, remainder 0)", "for values with (modulus 2, remainder 1)"],
    list: ["for values in (1, 2, 3)", "default"],
  }[by]!;
  made.parts.push(`${full}_p0`);
  if (random.chance(0.3))
    made.tables.push({
      name: `${full}_p1`,
      columns: [{ name: "id", type: "integer" }, ...columns],
      parted: false,
      keyed: false,
    });
  return [
    `create table ${full} (${lines.join(", ")}) partition by ${by} (id)`,
    ...(random.chance(0.3)
      ? [
          `create table ${full}_p0 partition of ${full} ${bounds[0]!} partition by hash (id)`,
          `create table ${full}_p00 partition of ${full}_p0 for values with (modulus 1, remainder 0)`,
        ]
      : [`create table ${full}_p0 partition of ${full} ${bounds[0]!}`]),
    // One that was a table of its own, with its columns in another order.
    ...(random.chance(0.3)
      ? [
          `create table ${full}_p1 (like ${full} including all)`,
          `alter table ${full} attach partition ${full}_p1 ${bounds[1]!}`,
        ]
      : [`create table ${full}_p1 partition of ${full} ${bounds[1]!}`]),
    ...(lines.includes("gone integer") ? [`alter table ${full} drop column gone`] : []),
    ...(random.chance(0.2) ? [`alter table ${full}_p0 alter column id set default 12`] : []),
  ];
};

const makeView: Make = (random, made, name) => {
  const full = `${schemaOf(random)}.${name}`;
  const table = any(random, made.tables);
  const under = any(random, made.views);
  if (!table) return [];
  const stored = random.chance(0.25);
  const column = random.pick(table.columns).name;
  const taking = any(
    random,
    made.functions.filter(({ takes }) => takes === table.name),
  );
  const given = any(random, made.sources);
  const typed = random.pick(table.columns);
  const gathering = any(
    random,
    made.aggregates.filter(({ takes }) => takes === typed.type),
  );
  const comparing = any(
    random,
    made.operators.filter(({ takes }) => takes === typed.type),
  );
  const text =
    given !== undefined && random.chance(0.2)
      ? `select 1 as first, x as rows from ${given} x`
      : gathering && random.chance(0.7)
        ? `select 1 as first, ${gathering.name}(${typed.name}) as gathered from ${table.name}`
        : comparing && random.chance(0.7)
          ? `select id as first, ${typed.name} ${comparing.name} ${typed.name} as compared from ${table.name}`
          : under && random.chance(0.3)
            ? `select ${under.column} as first, 1 as one from ${under.name}`
            : taking && random.chance(0.6)
              ? `select t.id as first, ${taking.name}(t) as computed from ${table.name} t`
              : random.pick([
                  `select id as first, ${column} as other from ${table.name}`,
                  `select id as first, ${column} as other, count(*) from ${table.name} group by id`,
                  `select id as first, t as whole from ${table.name} t`,
                  `select t.id as first from ${table.name} t join ${random.pick(made.tables).name} u using (id)`,
                  `select id as first, case when ${column} is distinct from ${column} then 1 end as other from ${table.name}`,
                  `select t.* , 'x'::text as more from (select id as first from ${table.name}) t`,
                ]);
  made.views.push({ name: full, column: "first", stored });
  made.named.push(`${stored ? "materialized view" : "view"} ${full}`, `column ${full}.first`);
  if (stored)
    return [
      `create materialized view ${full} as ${text}${random.chance(0.4) ? " with no data" : ""}`,
      ...(random.chance(0.6) ? [`create index on ${full} (first)`] : []),
      ...(random.chance(0.3) ? [`alter materialized view ${full} alter column first set statistics 77`] : []),
    ];
  return [
    `create view ${full}${random.pick(["", "", " with (security_barrier = true)", " with (check_option = cascaded)", " with (security_invoker = true)"])} as ${text}`,
    ...(random.chance(0.15) ? [`alter view ${full} alter column first set default 7`] : []),
    ...(random.chance(0.1) ? [`create rule "no deletes" as on delete to ${full} do instead nothing`] : []),
    // A circle: the function's body reads the view, which calls it.
    ...(random.chance(0.1)
      ? [
          `create function ${full}_count() returns bigint language sql stable begin atomic select count(*) from ${full}; end`,
          `create or replace view ${full} as select x.*, ${full}_count() as counted from (${text}) x`,
        ]
      : []),
  ];
};

const makeIndex: Make = (random, made, name) => {
  const table = any(random, made.tables);
  if (!table) return [];
  const column = random.pick(table.columns);
  const taking = any(
    random,
    made.functions.filter(({ takes }) => takes === column.type),
  );
  const expression = taking && random.chance(0.6) ? `(${taking.name}(${column.name}))` : column.name;
  const on = table.name;
  const index = `create index "${name} i" on ${on} (${expression})`;
  made.named.push(`index ${on.slice(0, on.lastIndexOf("."))}."${name} i"`);
  const others = made.tables.filter((one) => one.keyed);
  const other = any(random, others);
  switch (
    random.pick([
      "plain",
      "plain",
      "partial",
      "unique",
      "constraint",
      "check",
      "check",
      "foreign",
      "foreign",
      "identity",
      "identity",
      "exclude",
      "cluster",
      "statistics",
      "search",
      "strict",
      "range",
      "nulls",
      "borrow",
      "renamed",
      "part",
    ])
  ) {
    case "plain":
      return [index];
    case "partial":
      return [`${index} where id > 0`];
    case "unique":
      return [`create unique index "${name} i" on ${on} (id, ${column.name})`];
    case "constraint":
      return [
        `alter table ${on} add constraint "${name} u" unique (id, ${column.name})${random.pick(["", " deferrable initially deferred"])}`,
      ];
    case "check": {
      const comparing = any(
        random,
        made.operators.filter(({ takes }) => takes === column.type),
      );
      const test = comparing
        ? `${column.name} ${comparing.name} ${column.name} or true`
        : taking
          ? `${taking.name}(${column.name}) is null or id is not null`
          : `${column.name} is distinct from null or id > -5`;
      return [
        `alter table ${on} add constraint "${name} c" check (${test})${random.pick(["", "", " not valid", " no inherit"])}`,
      ];
    }
    case "foreign":
      return other
        ? [
            `alter table ${on} add constraint "${name} f" foreign key (id) references ${other.name} (id)${random.pick(["", " on delete cascade", " deferrable"])}${random.pick([" not valid", ""])}`,
          ]
        : [];
    case "identity":
      return [
        `create unique index "${name} i" on ${on} (${column.name})`,
        random.pick([
          `alter table ${on} replica identity using index "${name} i"`,
          `alter table ${on} replica identity full`,
        ]),
      ];
    case "strict":
      return [
        `alter table ${on} add column "s ${name}" text not null default 'x'`,
        `create unique index "${name} i" on ${on} ("s ${name}", id)`,
        ...(random.chance(0.5) ? [`alter table ${on} replica identity using index "${name} i"`] : []),
      ];
    case "range":
      return [`create index "${name} i" on ${on} using gist (${column.name})`];
    case "nulls":
      return [
        `alter table ${on} add constraint "${name} u" unique nulls not distinct (id, ${column.name}) include (id)`,
      ];
    case "borrow":
      return [
        `alter table ${on} add column "b ${name}" bigint default nextval(pg_get_serial_sequence('${random.pick(made.tables).name}', 'id')::regclass)`,
      ];
    case "renamed":
      return [`alter table ${on} rename column ${column.name} to "was ${column.name.replaceAll('"', "")}"`];
    case "part": {
      const part = any(random, made.parts);
      return part === undefined
        ? []
        : random.pick([
            [`create index "${name} i" on ${part} (id)`],
            [`alter table ${part} add constraint "${name} c" check (id is not null)`],
            [
              `alter table ${part} add constraint "${name} f" foreign key (id) references ${other?.name ?? part} (id) not valid`,
            ],
            [`alter table ${part} disable trigger user`],
            [`alter table ${part} set (fillfactor = 60)`],
          ]);
    }
    case "exclude":
      return [
        `alter table ${on} add constraint "${name} x" exclude using gist (int4range(id, id + 1) with &&)`,
      ];
    case "cluster":
      return [index, `alter table ${on} cluster on "${name} i"`];
    case "statistics":
      return [
        `create statistics public."${name} s" on id, ${column.name} from ${on}`,
        `alter statistics public."${name} s" set statistics 50`,
        `alter table ${on} alter column ${column.name} set statistics 9`,
        `alter table ${on} alter column ${column.name} set (n_distinct = -0.5)`,
        `alter table ${on} alter column ${column.name} set storage external`,
        `alter table ${on} alter column ${column.name} set compression pglz`,
      ];
    default: {
      const configuration = any(random, made.configurations);
      return configuration === undefined
        ? []
        : [
            `create index "${name} i" on ${on} using gin (to_tsvector('${configuration}'::regconfig, ${column.name}::text))`,
          ];
    }
  }
};

const makeTrigger: Make = (random, made, name) => {
  const table = any(random, made.tables);
  const call = any(random, made.triggerFunctions);
  if (!table || call === undefined) return [];
  const column = random.pick(table.columns).name;
  const on = table.name;
  made.named.push(`trigger "${name} t" on ${on}`);
  switch (
    random.pick(["row", "whole", "column", "constraint", "statement", "instead", "event", "rule", "off"])
  ) {
    case "row":
      return [
        `create trigger "${name} t" before insert or update of ${column} on ${on} for each row execute function ${call}('a''b', 2)`,
      ];
    case "whole":
      return [
        `create trigger "${name} t" after update on ${on} for each row when (old.* is distinct from new.*) execute function ${call}()`,
      ];
    case "column":
      return [
        `create trigger "${name} t" before update on ${on} for each row when (old.${column} is distinct from new.${column}) execute function ${call}()`,
      ];
    case "constraint":
      return [
        `create constraint trigger "${name} t" after insert on ${on} deferrable initially deferred for each row execute function ${call}()`,
      ];
    case "statement":
      return [
        `create trigger "${name} t" after insert on ${on} referencing new table as fresh for each statement execute function ${call}()`,
      ];
    case "instead": {
      const view = any(
        random,
        made.views.filter(({ stored }) => !stored),
      );
      return view
        ? [
            `create trigger "${name} t" instead of insert on ${view.name} for each row execute function ${call}()`,
          ]
        : [];
    }
    case "event":
      return [
        `create function ${call}_event() returns event_trigger language plpgsql as 'begin end'`,
        `create event trigger "${name} e" on ddl_command_end when tag in ('CREATE TABLE') execute function ${call}_event()`,
      ];
    case "rule":
      return [`create rule "${name} r" as on update to ${on} where new.${column} is null do also nothing`];
    default:
      return [
        `create trigger "${name} t" before insert on ${on} for each row execute function ${call}()`,
        `alter table ${on} ${random.pick(["disable", "enable always", "enable replica"])} trigger "${name} t"`,
      ];
  }
};

const makeAccess: Make = (random, made, name) => {
  const table = any(random, made.tables);
  const taking = any(random, made.functions);
  const type = any(random, [...made.enums, ...made.composites]);
  const domain = any(random, made.domains);
  const named = any(random, made.named);
  const role = random.pick([...roles, "public"]);
  const view = any(random, made.views);
  const choices: (readonly string[])[] = [
    [
      `alter database :database set ${random.pick(["timezone = 'Europe/Berlin'", "search_path = app, public", "statement_timeout = '70s'", "app.tenant = 'it''s 100%'"])}`,
    ],
    [`alter role levels_reader in database :database set work_mem = '9MB'`],
    [`grant ${random.pick(["connect", "temporary"])} on database :database to levels_reader`],
    [`revoke temporary on database :database from public`],
    [`comment on database :database is 'it''s 100% ours'`],
    [`grant usage on schema ${random.pick(schemas)} to levels_reader`],
    [`alter default privileges in schema ${random.pick(schemas)} grant select on tables to levels_reader`],
    [`alter default privileges revoke execute on functions from public`],
    [`create publication "${name} all" for all tables with (publish = 'insert, update')`],
    ...(named === undefined
      ? []
      : [[`comment on ${named} is 'what''s "this"?'`], [`comment on ${named} is 'a'`]]),
    ...(table
      ? [
          [`alter table ${table.name} owner to levels_owner`],
          [
            `grant select, insert on ${table.name} to ${role} ${role === "public" ? "" : "with grant option"}`,
          ],
          [`grant update (id) on ${table.name} to levels_reader`],
          [`revoke delete on ${table.name} from postgres`],
          [
            `alter table ${table.name} enable row level security`,
            `create policy "${name} p" on ${table.name} for ${random.pick(["select", "all"])} to ${role} using (${
              taking && taking.takes === table.name
                ? `${taking.name}(${table.name}) is null`
                : `id in (select 1 from ${random.pick(made.tables).name})`
            })`,
          ],
          [`create publication "${name} p" for table ${table.name}`],
          [
            `create publication "${name} q" for table ${table.name} (id) where (id > 3) with (publish = 'insert', publish_via_partition_root = true)`,
          ],
          [`create publication "${name} s" for tables in schema app`],
        ]
      : []),
    ...(taking
      ? [
          [`alter routine ${taking.name} owner to levels_owner`],
          [
            `revoke execute on routine ${taking.name} from public`,
            `grant execute on routine ${taking.name} to levels_reader`,
          ],
        ]
      : []),
    ...(type === undefined
      ? []
      : [
          [`revoke usage on type ${type} from public`, `grant usage on type ${type} to levels_reader`],
          [`alter type ${type} owner to levels_owner`],
        ]),
    ...(domain === undefined ? [] : [[`grant usage on type ${domain} to levels_reader`]]),
    ...(view ? [[`grant select on ${view.name} to levels_reader`]] : []),
  ];
  return random.pick(choices);
};

const makeRows: Make = (random, made) => {
  const table = any(random, made.tables);
  if (!table) return [];
  const columns = table.columns.filter(({ type, name }) => name !== "id" && literals[type] !== undefined);
  const chosen = some(random, columns, 4);
  return Array.from({ length: 1 + random.below(3) }, (_, i) => {
    const names = ["id", ...chosen.map(({ name }) => name)];
    const values = [String(1 + random.below(150) + i), ...chosen.map(({ type }) => literals[type]!)];
    return `insert into ${table.name} (${names.join(", ")}) overriding system value values (${values.join(", ")})`;
  });
};

const kinds: readonly (readonly [Make, number])[] = [
  [makeType, 8],
  [makeFunction, 12],
  [makeRoutine, 8],
  [makeSearch, 5],
  [makeTable, 10],
  [makeView, 8],
  [makeIndex, 14],
  [makeTrigger, 8],
  [makeAccess, 14],
  [makeRows, 8],
];

/** The statements of one schema. `:database` in one is the database's name. */
export function postgresStatements(random: Random): readonly string[] {
  const made: Made = {
    types: [],
    composites: [],
    enums: [],
    domains: [],
    collations: [],
    configurations: [],
    sequences: [],
    tables: [],
    parts: [],
    views: [],
    functions: [],
    triggerFunctions: [],
    sources: [],
    aggregates: [],
    operators: [],
    named: [],
  };
  const weights = Object.fromEntries(kinds.map(([, weight], i) => [i, weight]));
  const statements = schemas.slice(1).map((name) => `create schema ${name}`);
  for (const extension of ["btree_gist", "hstore", "citext"])
    if (random.chance(0.2)) {
      statements.push(`create extension ${extension} with schema ${random.pick(["public", "app"])}`);
      if (extension !== "btree_gist") made.types.push(`:${extension}`);
    }
  const at = (statement: string) =>
    statement.replaceAll(/:(hstore|citext)/g, (_, name: string) => {
      const line = statements.find((one) => one.startsWith(`create extension ${name}`))!;
      return `${line.split(" ").at(-1)!}.${name}`;
    });
  const count = 15 + random.below(50);
  for (let i = 0; i < count; i++) {
    const make = kinds[Number(random.weighted(weights))]![0];
    const name = random.pick([`n${i}`, `n${i}`, `n${i}`, `"N ${i}"`]).replaceAll('"', "");
    statements.push(...make(random, made, name.replaceAll(" ", "_")).map(at));
  }
  return statements;
}
