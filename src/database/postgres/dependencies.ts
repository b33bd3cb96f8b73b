// Reads what needs what, from PostgreSQL's own record of it (pg_depend), in terms of what statements make.
// https://www.postgresql.org/docs/current/catalog-pg-depend.html
import type { Client } from "pg";
import type { Dependencies } from "./schema";

interface Edge {
  /** An object: the oids of its catalogue and of itself. */
  readonly object: string;
  readonly part: number;
  readonly needs: string;
  readonly needsPart: number;
  readonly type: string;
  /** For an operator: its schema. */
  readonly schema: string | null;
}

const pair = (catalogue: string, oid: string) => `${catalogue}::regclass::oid || ':' || ${oid}`;

const edges = `
  select d.classid || ':' || d.objid as object, d.objsubid as part, d.refclassid || ':' || d.refobjid as needs,
    d.refobjsubid as "needsPart", d.deptype::text as type, quote_ident(n.nspname) as schema
  from pg_depend d
  left join pg_operator o on d.refclassid = 'pg_operator'::regclass and o.oid = d.refobjid
  left join pg_namespace n on n.oid = o.oprnamespace
  where d.objid >= 16384 and d.refobjid >= 16384 and d.deptype in ('n', 'a', 'i')
    -- What belongs together is told otherwise: sequences and their columns, partitions and their wholes.
    and not (d.classid = 'pg_class'::regclass and d.objsubid = 0 and d.refclassid = 'pg_class'::regclass
      and (exists (select from pg_class where oid = d.objid and relkind in ('r', 'p', 'f', 't')) or
        d.refobjsubid > 0 and exists (select from pg_class where oid = d.objid and relkind = 'S')))
    and not (d.classid = 'pg_class'::regclass and d.refclassid = 'pg_constraint'::regclass)`;

/** What is made along with something else. */
const aliases = `
  select ${pair("'pg_type'", "c.reltype")} as part, ${pair("'pg_class'", "c.oid")} as whole from pg_class c
    where c.oid >= 16384 and c.reltype <> 0 and c.relkind <> 'c'
  union all select ${pair("'pg_class'", "c.oid")}, ${pair("'pg_type'", "c.reltype")} from pg_class c
    where c.oid >= 16384 and c.relkind = 'c'
  union all select ${pair("'pg_type'", "typarray")}, ${pair("'pg_type'", "oid")} from pg_type
    where oid >= 16384 and typarray <> 0
  union all select ${pair("'pg_type'", "(to_jsonb(r) ->> 'rngmultitypid')")}, ${pair("'pg_type'", "rngtypid")} from pg_range r
    where rngtypid >= 16384 and to_jsonb(r) ? 'rngmultitypid'
  union all select ${pair("'pg_rewrite'", "oid")}, ${pair("'pg_class'", "ev_class")} from pg_rewrite
    where oid >= 16384 and rulename = '_RETURN'
  union all select classid || ':' || objid, refclassid || ':' || refobjid from pg_depend
    where objid >= 16384 and deptype = 'e'`;

const names = `
  select object, part, case when t.typtype = 'd' and part < 0 then 'domain default ' || o.identity
    else o.type || ' ' || o.identity end as name
  from unnest($1::text[], $2::int[]) x(object, part)
  cross join lateral (select split_part(object, ':', 1)::oid as class, split_part(object, ':', 2)::oid as oid) i
  left join pg_type t on i.class = 'pg_type'::regclass and t.oid = i.oid
  cross join lateral pg_identify_object(i.class, i.oid, greatest(part, 0)) o
  where o.identity is not null`;

const domains = `
  select ${pair("'pg_type'", "oid")} as object from pg_type where oid >= 16384 and typtype = 'd'`;
const typesOnly = `
  select 'pg_type'::regclass::oid::text as types, 'pg_class'::regclass::oid::text as classes, 'pg_collation'::regclass::oid::text as collations,
    'pg_namespace'::regclass::oid::text as schemas`;

/** A part of a domain that is made apart: its default. */
const domainDefault = -1;

export async function dependenciesOf(client: Client): Promise<Dependencies> {
  const all = async <T extends object>(sql: string, values: unknown[] = []) =>
    (await client.query<T>(sql, values)).rows;
  const listed = await all<Edge>(edges);
  const whole = new Map(
    (await all<{ part: string; whole: string }>(aliases)).map((one) => [one.part, one.whole]),
  );
  const isDomain = new Set((await all<{ object: string }>(domains)).map(({ object }) => object));
  const [catalogues] = await all<Record<"types" | "classes" | "collations" | "schemas", string>>(typesOnly);
  const { types, classes, collations, schemas } = catalogues!;
  const canonical = (object: string): string => {
    const above = whole.get(object);
    return above === undefined ? object : canonical(above);
  };
  const of = (object: string, ...some: string[]) => some.some((one) => object.startsWith(`${one}:`));

  const found = new Map<string, Set<string>>();
  const operators = new Map<string, Set<string>>();
  const add = (map: Map<string, Set<string>>, key: string, value: string) =>
    map.set(key, (map.get(key) ?? new Set()).add(value));
  const key = (object: string, part: number) => `${object} ${part}`;
  for (const { object, part, needs, needsPart, type, schema } of listed) {
    const from = canonical(object);
    const to = canonical(needs);
    // What a column is computed from; all else of a column goes with its table.
    const computed = of(object, classes) && from === object && part > 0 && type === "a";
    const late = isDomain.has(from) && !of(needs, types, collations, schemas) ? domainDefault : 0;
    const own = key(from, computed ? part : late);
    if (schema !== null) add(operators, own, schema);
    if (from === to && !(computed && needsPart !== part)) continue;
    add(found, own, key(to, 0));
    if (needsPart > 0 && of(to, classes)) add(found, own, key(to, needsPart));
  }

  const keys = [
    ...new Set([...found].flatMap(([own, needed]) => [own, ...needed]).concat(...operators.keys())),
  ];
  const split = keys.map((one) => one.split(" ") as [string, string]);
  const named = new Map(
    (
      await all<{ object: string; part: number; name: string }>(names, [
        split.map(([object]) => object),
        split.map(([, part]) => Number(part)),
      ])
    ).map(({ object, part, name }) => [key(object, part), name]),
  );
  const byName = (map: Map<string, Set<string>>, value: (one: string) => string | undefined) =>
    Object.fromEntries(
      [...map].flatMap(([own, values]) => {
        const name = named.get(own);
        return name === undefined ? [] : [[name, [...values].flatMap((one) => value(one) ?? [])]];
      }),
    );
  return { needs: byName(found, (one) => named.get(one)), operators: byName(operators, (one) => one) };
}
