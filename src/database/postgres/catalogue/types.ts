// Holds the queries for schemas, types, collations and text search.
import { own, ownSchema } from "./tables";
import { rows, named, inSchema, qualified, collated, optional, routine, ownType, fromTypes } from "./answer";

export const schemas = rows(
  {
    kind: "'schema'",
    name: "quote_ident(n.nspname)",
    sql: "format('create schema if not exists %I', n.nspname)",
    makes: named("pg_namespace", "n.oid"),
  },
  `pg_namespace n where ${ownSchema} and ${own("pg_namespace", "n.oid")} order by n.oid`,
);

export const types = rows(
  {
    kind: "'type'",
    name: "t.oid::regtype::text",
    sql: `case t.typtype
      when 'e' then format('create type %s as enum (%s)', t.oid::regtype,
        (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid))
      when 'd' then format('create domain %s as %s', t.oid::regtype, format_type(t.typbasetype, t.typtypmod))
        || ${collated("t.typcollation", "t.typbasetype")} || case when t.typnotnull then ' not null' else '' end
      when 'r' then (select format('create type %s as range (subtype = %s', t.oid::regtype, format_type(r.rngsubtype, null))
          || (select format(', subtype_opclass = %I.%I', cn.nspname, c.opcname) from pg_opclass c
              join pg_namespace cn on cn.oid = c.opcnamespace where c.oid = r.rngsubopc)
          || ${optional("collation", collated("r.rngcollation", "r.rngsubtype").replace("' collate %I.%I'", "'%I.%I'").replace(", '')", ", null)"))}
          || ${optional("subtype_diff", routine("r.rngsubdiff"))}
          || ${optional("multirange_type_name", "(select format('%I.%I', mn.nspname, m.typname) from pg_type m join pg_namespace mn on mn.oid = m.typnamespace where m.oid = (to_jsonb(r) ->> 'rngmultitypid')::oid)")} || ')'
          from pg_range r where r.rngtypid = t.oid)
      else format('create type %s as (%s)', t.oid::regtype,
        (select string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)) || ${collated("attcollation", "atttypid")},
            ', ' order by attnum)
          from pg_attribute where attrelid = t.typrelid and attnum > 0 and not attisdropped)) end`,
    makes: named("pg_type", "t.oid"),
  },
  `${fromTypes} where ${ownType} order by t.oid`,
);

/** What may need the domain itself, by way of a function. */
export const typeParts = `${rows(
  {
    kind: "'type part'",
    name: "'default of ' || t.oid::regtype",
    sql: "format('alter domain %s set default %s', t.oid::regtype, pg_get_expr(t.typdefaultbin, 'pg_type'::regclass))",
    makes: "'domain default ' || t.oid::regtype",
    needs: `array[${named("pg_type", "t.oid")}]`,
  },
  `${fromTypes} where t.typtype = 'd' and t.typdefaultbin is not null and ${ownType}`,
)} union all ${rows(
  {
    kind: "'type part'",
    name: "format('%I of %s', o.conname, t.oid::regtype)",
    sql: "format('alter domain %s add constraint %I %s', t.oid::regtype, o.conname, pg_get_constraintdef(o.oid))",
    makes: named("pg_constraint", "o.oid"),
  },
  `${fromTypes} join pg_constraint o on o.contypid = t.oid and o.contype = 'c' where ${ownType} order by name`,
)}`;

export const collations = rows(
  {
    kind: "'collation'",
    name: qualified("l.collname"),
    sql: `format('create collation if not exists %I.%I (provider = %s%s, deterministic = %s)', n.nspname, l.collname,
      case l.collprovider when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
      case when l.collprovider in ('i', 'b') then ${optional("locale", "quote_literal(coalesce(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale', to_jsonb(l) ->> 'collcollate'))")}
        || ${optional("rules", "quote_literal(to_jsonb(l) ->> 'collicurules')")}
      else format(', lc_collate = %L, lc_ctype = %L', l.collcollate, l.collctype) end, l.collisdeterministic::text)`,
    makes: named("pg_collation", "l.oid"),
  },
  `pg_collation l ${inSchema("l.collnamespace")} where ${ownSchema} and ${own("pg_collation", "l.oid")} order by l.oid`,
);

export const textSearch = `${rows(
  {
    kind: "'text search'",
    name: `'dictionary ' || ${qualified("d.dictname")}`,
    sql: `format('create text search dictionary %I.%I (template = %I.%I%s)', n.nspname, d.dictname, tn.nspname, t.tmplname,
      coalesce(', ' || d.dictinitoption, ''))`,
    makes: named("pg_ts_dict", "d.oid"),
  },
  `pg_ts_dict d ${inSchema("d.dictnamespace")} join pg_ts_template t on t.oid = d.dicttemplate
    join pg_namespace tn on tn.oid = t.tmplnamespace where ${ownSchema} and ${own("pg_ts_dict", "d.oid")}`,
)} union all ${rows(
  {
    kind: "'text search'",
    name: `'configuration ' || ${qualified("f.cfgname")}`,
    sql: `format('create text search configuration %I.%I (parser = %I.%I)', n.nspname, f.cfgname, pn.nspname, p.prsname)
      || coalesce((select string_agg(format(E';\\nalter text search configuration %I.%I add mapping for %s with %s',
          n.nspname, f.cfgname, token, dictionaries), '' order by token)
        from (select (select alias from ts_token_type(f.cfgparser) k where k.tokid = m.maptokentype) as token,
            string_agg(m.mapdict::regdictionary::text, ', ' order by m.mapseqno) as dictionaries
          from pg_ts_config_map m where m.mapcfg = f.oid group by m.maptokentype) x), '')`,
    makes: named("pg_ts_config", "f.oid"),
  },
  `pg_ts_config f ${inSchema("f.cfgnamespace")} join pg_ts_parser p on p.oid = f.cfgparser
    join pg_namespace pn on pn.oid = p.prsnamespace where ${ownSchema} and ${own("pg_ts_config", "f.oid")}`,
)}`;
