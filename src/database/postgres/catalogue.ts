// Holds the queries to PostgreSQL's catalogue. They run with an empty search_path, so that every name carries its schema.

/** Made by somebody: not by initdb, by an extension, or along with another object (an identity column's sequence is kept). */
const own = (table: string, oid = "oid") =>
  `${oid} >= 16384 and not exists (
    select from pg_depend where classid = '${table}'::regclass and objid = ${oid}
      and deptype in (${table === "pg_class" ? "'e'" : "'e', 'i'"}))`;
const ownSchema = `n.nspname !~ '^(pg_|information_schema$|awsdms_)'`;
const ownTable = `${ownSchema} and c.relname !~ '^awsdms_' and ${own("pg_class", "c.oid")}`;
const name = (alias: string) => `format('%I.%I', n.nspname, ${alias})`;

export const settings = `
  select name, setting from pg_settings where name in ('server_version_num', 'wal_level', 'max_replication_slots',
    'max_wal_senders', 'wal_sender_timeout', 'max_slot_wal_keep_size')`;

export const server = `
  select pg_encoding_to_char(encoding) as encoding, datcollate as collation,
    (select count(*) from pg_replication_slots)::int as "slotsUsed",
    (select count(*) from pg_stat_replication)::int as "sendersUsed",
    (select count(*) from pg_prepared_xacts where database = current_database())::int as prepared
  from pg_database where datname = current_database()`;

export const extensions = `
  select quote_ident(e.extname) as name, quote_ident(n.nspname) as schema, e.extversion as version
  from pg_extension e join pg_namespace n on n.oid = e.extnamespace
  where e.extname <> 'plpgsql' order by e.oid`;

export const available = `select quote_ident(name) as name from pg_available_extensions`;

export const roles = `select quote_ident(rolname) as name from pg_roles`;

export const tables = `
  select n.nspname as schema, c.relname as name, ${name("c.relname")} as sql, c.relpersistence = 'u' as unlogged,
    c.relreplident::text as "replicaIdentity", c.relrowsecurity as "rowSecurity",
    c.relforcerowsecurity as "forcedRowSecurity", coalesce(c.reloptions, '{}') as options,
    pg_get_partkeydef(c.oid) as "partitionKey",
    (select inhparent::regclass::text from pg_inherits where c.relispartition and inhrelid = c.oid) as "partitionOf",
    pg_get_expr(c.relpartbound, c.oid) as bound, greatest(c.reltuples, -1)::float8 as estimate,
    (select array_agg(quote_ident(a.attname) order by k.place)
      from pg_index x, unnest(x.indkey::int2[]) with ordinality k(attnum, place)
      join pg_attribute a on a.attnum = k.attnum
      where x.indrelid = c.oid and x.indisprimary and a.attrelid = c.oid and k.place <= x.indnkeyatts) as "primaryKey",
    coalesce((select json_agg(json_build_object(
        'name', quote_ident(a.attname), 'type', format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
        'default', case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end,
        'generated', case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid) end,
        'identity', nullif(a.attidentity, ''),
        'collation', (select format('%I.%I', cn.nspname, l.collname) from pg_collation l
          join pg_namespace cn on cn.oid = l.collnamespace where l.oid = a.attcollation and l.oid <> t.typcollation),
        'storage', case when a.attstorage <> t.typstorage then
          case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'x' then 'extended' else 'main' end end,
        'statistics', nullif(a.attstattarget, -1)) order by a.attnum)
      from pg_attribute a join pg_type t on t.oid = a.atttypid
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]') as columns
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and ${ownTable} order by c.oid`;

export const sequences = `
  select n.nspname as schema, c.relname as name, ${name("c.relname")} as sql, format_type(s.seqtypid, null) as type,
    s.seqstart::text as start, s.seqincrement::text as increment, s.seqmin::text as min, s.seqmax::text as max,
    s.seqcache::text as cache,
    s.seqcycle as cycle,
    (select json_build_object('table', d.refobjid::regclass, 'column', quote_ident(a.attname), 'identity',
        d.deptype = 'i')
      from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass
        and d.deptype in ('a', 'i')) as owner,
    coalesce((select json_agg(json_build_object('table', f.adrelid::regclass, 'column', quote_ident(a.attname)))
      from pg_depend d join pg_attrdef f on f.oid = d.objid
      join pg_attribute a on a.attrelid = f.adrelid and a.attnum = f.adnum
      where d.classid = 'pg_attrdef'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid),
      '[]') as uses
  from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
  where ${ownTable} order by c.oid`;

export const sequenceValues = `
  select ${name("c.relname")} as sql, pg_sequence_last_value(c.oid)::text as last
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'S' and ${ownTable}`;

export const indexes = `
  select quote_ident(c.relname) as name, ${name("c.relname")} as sql, x.indrelid::regclass::text as table,
    pg_get_indexdef(c.oid) as definition, x.indisvalid as valid, c.relkind = 'I' as partitioned,
    (select inhparent::regclass::text from pg_inherits where inhrelid = c.oid) as parent, t.relkind = 'm' as "onView",
    x.indisreplident as "replicaIdentity", x.indisclustered as clustered
  from pg_index x join pg_class c on c.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
  join pg_namespace n on n.oid = c.relnamespace
  where ${ownTable} and t.relname !~ '^awsdms_' order by (c.relkind = 'I') desc, c.oid`;

export const constraints = `
  select quote_ident(o.conname) as name, o.conrelid::regclass::text as table, o.contype::text as type,
    pg_get_constraintdef(o.oid) as definition, o.convalidated as valid, o.condeferrable as deferrable,
    o.condeferred as deferred, nullif(o.confrelid, 0)::regclass::text as references, c.relkind = 'p' as partitioned,
    case when o.contype in ('p', 'u', 'x') then o.conindid::regclass::text end as index
  from pg_constraint o join pg_class c on c.oid = o.conrelid join pg_namespace n on n.oid = c.relnamespace
  where o.contype in ('p', 'u', 'x', 'c', 'f') and ${ownTable}
    and (o.contype in ('p', 'u', 'x') or o.conparentid = 0 and (o.conislocal or o.coninhcount = 0))
  order by (c.relkind = 'p') desc, o.oid`;

export const truncating = `
  select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where ${ownSchema} and n.nspname not like 'aws%' and ${own("pg_proc", "p.oid")} and p.prosrc ~* '\\mtruncate\\M'
    and p.proname !~ '^awsdms_'`;

/** Its place depends on where the extension was put. */
export const statements = (schema: string) => `
  select query, calls::float8 as calls from ${schema}.pg_stat_statements
  where dbid = (select oid from pg_database where datname = current_database()) and query ~* '^\\s*truncate\\M'`;

const relation = `case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end`;
const grantOf = (what: string, object: string) =>
  `format('grant %s on %s %s to %s%s', a.privilege_type, ${what}, ${object},
    case when a.grantee = 0 then 'public' else a.grantee::regrole::text end,
    case when a.is_grantable then ' with grant option' else '' end)`;
const roleOf = `case when a.grantee <> 0 then a.grantee::regrole::text end`;

/** Each answers with kind, name, table, sql, needs and role. */
export const definitions: readonly string[] = [
  `select 'schema' as kind, quote_ident(n.nspname) as name, null as table,
    format('create schema if not exists %I', n.nspname) as sql, '{}'::text[] as needs, null as role
  from pg_namespace n where ${ownSchema} and ${own("pg_namespace", "n.oid")} order by n.oid`,

  `select 'type' as kind, t.oid::regtype::text as name, null as table, case t.typtype
      when 'e' then format('create type %s as enum (%s)', t.oid::regtype,
        (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid))
      when 'd' then format('create domain %s as %s', t.oid::regtype, format_type(t.typbasetype, t.typtypmod))
        || coalesce((select format(' collate %I.%I', cn.nspname, l.collname) from pg_collation l
            join pg_namespace cn on cn.oid = l.collnamespace join pg_type b on b.oid = t.typbasetype
            where l.oid = t.typcollation and l.oid <> b.typcollation), '')
        || coalesce(' default ' || t.typdefault, '') || case when t.typnotnull then ' not null' else '' end
        || coalesce((select string_agg(format(' constraint %I %s', conname, pg_get_constraintdef(oid)), '' order by conname)
            from pg_constraint where contypid = t.oid and contype = 'c'), '')
      when 'r' then (select format('create type %s as range (subtype = %s%s)', t.oid::regtype,
            format_type(r.rngsubtype, null),
            coalesce(', subtype_diff = ' || nullif(r.rngsubdiff, 0)::regproc::text, ''))
          from pg_range r where r.rngtypid = t.oid)
      else format('create type %s as (%s)', t.oid::regtype,
        (select string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', ' order by attnum)
          from pg_attribute where attrelid = t.typrelid and attnum > 0 and not attisdropped)) end as sql,
    '{}'::text[] as needs, null as role
  from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class k on k.oid = t.typrelid
  where (t.typtype in ('e', 'd', 'r') or t.typtype = 'c' and k.relkind = 'c') and ${ownSchema} and ${own("pg_type", "t.oid")}
  order by t.oid`,

  `select 'function' as kind, p.oid::regprocedure::text as name, null as table, rtrim(pg_get_functiondef(p.oid), E'\\n') as sql,
    coalesce((select array_agg(distinct v.oid::regclass::text) from pg_class v where v.relkind in ('v', 'm') and (
      v.reltype = any (array_append(p.proargtypes::oid[], p.prorettype)) or exists (select from pg_depend d
        where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.refobjid = v.oid))), '{}') as needs, null as role
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where p.prokind in ('f', 'p', 'w') and ${ownSchema} and p.proname !~ '^awsdms_' and ${own("pg_proc", "p.oid")}
  order by p.oid`,

  `select case c.relkind when 'v' then 'view' else 'materialized view' end as kind, c.oid::regclass::text as name,
    null as table, format(case c.relkind when 'v' then 'create or replace view %s%s as%s%s' else
      'create materialized view if not exists %s%s as%s%s with no data' end, c.oid::regclass,
      coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', ''), E'\\n',
      rtrim(pg_get_viewdef(c.oid), ';')) as sql,
    coalesce((select array_agg(distinct v.oid::regclass::text) from pg_rewrite r
      join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
      join pg_class v on v.oid = d.refobjid and d.refclassid = 'pg_class'::regclass
      where r.ev_class = c.oid and v.oid <> c.oid and v.relkind in ('v', 'm')), '{}')
    || coalesce((select array_agg(distinct d.refobjid::regprocedure::text) from pg_rewrite r
      join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_proc'::regclass
      where r.ev_class = c.oid and d.refobjid >= 16384), '{}') as needs, null as role
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('v', 'm') and ${ownTable} order by c.oid`,

  `select 'populated' as kind, c.oid::regclass::text as name, null as table,
    format('refresh materialized view %s', c.oid::regclass) as sql, '{}'::text[] as needs, null as role
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'm' and c.relispopulated and ${ownTable} order by c.oid`,

  `select 'rule' as kind, format('%I on %s', r.rulename, c.oid::regclass) as name, c.oid::regclass::text as table,
    regexp_replace(rtrim(pg_get_ruledef(r.oid), ';'), '^CREATE RULE', 'CREATE OR REPLACE RULE') as sql,
    '{}'::text[] as needs, null as role
  from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
  where r.rulename <> '_RETURN' and ${ownTable} order by r.oid`,

  `select 'trigger' as kind, format('%I on %s', t.tgname, c.oid::regclass) as name, c.oid::regclass::text as table,
    pg_get_triggerdef(t.oid) as sql, '{}'::text[] as needs, null as role
  from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
  where not t.tgisinternal and t.tgparentid = 0 and ${ownTable} order by t.oid`,

  `select 'trigger state' as kind, format('%I on %s', t.tgname, c.oid::regclass) as name, c.oid::regclass::text as table,
    format('alter table %s %s trigger %I', c.oid::regclass, case t.tgenabled when 'D' then 'disable'
      when 'R' then 'enable replica' else 'enable always' end, t.tgname) as sql, '{}'::text[] as needs, null as role
  from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
  where not t.tgisinternal and t.tgenabled <> 'O' and ${ownTable} order by t.oid`,

  `select 'policy' as kind, format('%I on %s', p.polname, c.oid::regclass) as name, c.oid::regclass::text as table,
    format('create policy %I on %s as %s for %s to %s%s%s', p.polname, c.oid::regclass,
      case when p.polpermissive then 'permissive' else 'restrictive' end,
      case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete'
        else 'all' end,
      (select string_agg(case when role = 0 then 'public' else role::regrole::text end, ', ') from unnest(p.polroles) role),
      coalesce(' using (' || pg_get_expr(p.polqual, p.polrelid) || ')', ''),
      coalesce(' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')) as sql,
    '{}'::text[] as needs, (select role::regrole::text from unnest(p.polroles) role where role <> 0 limit 1) as role
  from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
  where ${ownTable} order by p.oid`,

  `select 'statistics' as kind, ${name("s.stxname")} as name, s.stxrelid::regclass::text as table,
    regexp_replace(pg_get_statisticsobjdef(s.oid), '^CREATE STATISTICS', 'CREATE STATISTICS IF NOT EXISTS') as sql,
    '{}'::text[] as needs, null as role
  from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace where ${ownSchema} order by s.oid`,

  `select 'owner' as kind, format('%s %s', ${relation}, c.oid::regclass) as name,
    case when c.relkind in ('r', 'p') then c.oid::regclass::text end as table,
    format('alter %s %s owner to %s', ${relation}, c.oid::regclass, c.relowner::regrole) as sql,
    '{}'::text[] as needs, c.relowner::regrole::text as role
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'S') and ${ownTable} and not exists (select from pg_depend d
    where c.relkind = 'S' and d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i'))
  union all
  select 'owner', format('routine %s', p.oid::regprocedure), null,
    format('alter routine %s owner to %s', p.oid::regprocedure, p.proowner::regrole), '{}', p.proowner::regrole::text
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where p.prokind in ('f', 'p', 'w') and ${ownSchema} and p.proname !~ '^awsdms_' and ${own("pg_proc", "p.oid")}
  union all
  select 'owner', format('type %s', t.oid::regtype), null,
    format('alter type %s owner to %s', t.oid::regtype, t.typowner::regrole), '{}', t.typowner::regrole::text
  from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class k on k.oid = t.typrelid
  where (t.typtype in ('e', 'd', 'r') or t.typtype = 'c' and k.relkind = 'c') and ${ownSchema} and ${own("pg_type", "t.oid")}
  union all
  select 'owner', format('schema %I', n.nspname), null,
    format('alter schema %I owner to %s', n.nspname, n.nspowner::regrole), '{}', n.nspowner::regrole::text
  from pg_namespace n where ${ownSchema} and ${own("pg_namespace", "n.oid")}`,

  `select 'grant' as kind, sql as name, "table", sql, '{}'::text[] as needs, role from (
    select ${grantOf("case c.relkind when 'S' then 'sequence' else 'table' end", "c.oid::regclass")} as sql,
      case when c.relkind in ('r', 'p') then c.oid::regclass::text end as "table", ${roleOf} as role
    from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
    where c.relkind in ('r', 'p', 'v', 'm', 'S') and a.grantee <> c.relowner and ${ownTable}
    union all
    select format('grant %s (%I) on table %s to %s%s', a.privilege_type, t.attname, c.oid::regclass,
        case when a.grantee = 0 then 'public' else a.grantee::regrole::text end,
        case when a.is_grantable then ' with grant option' else '' end), c.oid::regclass::text, ${roleOf}
    from pg_attribute t join pg_class c on c.oid = t.attrelid join pg_namespace n on n.oid = c.relnamespace,
      aclexplode(t.attacl) a
    where c.relkind in ('r', 'p', 'v', 'm') and ${ownTable}
    union all
    select ${grantOf("'schema'", "quote_ident(n.nspname)")}, null, ${roleOf}
    from pg_namespace n, aclexplode(n.nspacl) a
    where ${ownSchema} and a.grantee <> n.nspowner and (n.nspname <> 'public' or a.grantee <> 0)
    union all
    select ${grantOf("'routine'", "p.oid::regprocedure")}, null, ${roleOf}
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace, aclexplode(p.proacl) a
    where p.prokind in ('f', 'p', 'w') and a.grantee not in (0, p.proowner) and ${ownSchema} and ${own("pg_proc", "p.oid")}
    union all
    select format('revoke execute on routine %s from public', p.oid::regprocedure), null, null
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.prokind in ('f', 'p', 'w') and ${ownSchema} and ${own("pg_proc", "p.oid")} and p.proacl is not null
      and not exists (select from aclexplode(p.proacl) a where a.grantee = 0)
  ) grants order by sql`,

  `select 'comment' as kind, format('%s %s', o.type, o.identity) as name,
    coalesce(
      (select oid from pg_class where d.classoid = 'pg_class'::regclass and oid = d.objoid and relkind in ('r', 'p')),
      (select indrelid from pg_index where d.classoid = 'pg_class'::regclass and indexrelid = d.objoid),
      (select conrelid from pg_constraint where d.classoid = 'pg_constraint'::regclass and oid = d.objoid and conrelid > 0),
      (select tgrelid from pg_trigger where d.classoid = 'pg_trigger'::regclass and oid = d.objoid),
      (select polrelid from pg_policy where d.classoid = 'pg_policy'::regclass and oid = d.objoid),
      (select stxrelid from pg_statistic_ext where d.classoid = 'pg_statistic_ext'::regclass and oid = d.objoid)
    )::regclass::text as table,
    format('comment on %s %s is %L', case o.type when 'table column' then 'column' when 'view column' then 'column'
      when 'materialized view column' then 'column' when 'composite type column' then 'column'
      when 'composite type' then 'type'
      when 'table constraint' then 'constraint' when 'statistics object' then 'statistics' else o.type end,
      o.identity, d.description) as sql, '{}'::text[] as needs, null as role
  from pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) o
  where d.objoid >= 16384 and d.classoid in ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass,
      'pg_constraint'::regclass, 'pg_trigger'::regclass, 'pg_namespace'::regclass, 'pg_policy'::regclass,
      'pg_rewrite'::regclass, 'pg_statistic_ext'::regclass)
    and not exists (select from pg_depend e where e.classid = d.classoid and e.objid = d.objoid and e.deptype = 'e')
  order by d.objoid, d.objsubid`,

  `select 'other' as kind, format('%s %s', o.type, o.identity) as name, null as table, '' as sql,
    '{}'::text[] as needs, null as role
  from (select 'pg_proc'::regclass as class, oid from pg_proc where prokind = 'a'
    union all select 'pg_operator'::regclass, oid from pg_operator
    union all select 'pg_opclass'::regclass, oid from pg_opclass
    union all select 'pg_cast'::regclass, oid from pg_cast
    union all select 'pg_collation'::regclass, oid from pg_collation
    union all select 'pg_conversion'::regclass, oid from pg_conversion
    union all select 'pg_ts_config'::regclass, oid from pg_ts_config
    union all select 'pg_ts_dict'::regclass, oid from pg_ts_dict
    union all select 'pg_foreign_server'::regclass, oid from pg_foreign_server
    union all select 'pg_class'::regclass, oid from pg_class where relkind = 'f'
    union all select 'pg_class'::regclass, inhrelid from pg_inherits i join pg_class k on k.oid = i.inhrelid
      where not k.relispartition and k.relkind = 'r'
    union all select 'pg_event_trigger'::regclass, oid from pg_event_trigger where evtname !~ '^awsdms_'
    union all select 'pg_default_acl'::regclass, oid from pg_default_acl) x,
    pg_identify_object(x.class, x.oid, 0) o
  where x.oid >= 16384 and not exists (select from pg_depend d where d.classid = x.class and d.objid = x.oid
    and (d.deptype = 'e' or d.deptype = 'i' and x.class = 'pg_cast'::regclass))`,
];

export const largeObjects = `select count(*)::int as count from pg_largeobject_metadata`;
