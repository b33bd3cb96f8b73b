// Holds the queries to PostgreSQL's catalogue. They run with an empty search_path, so that every name carries its schema.

/** Made by somebody: not by initdb, by an extension, or along with another object (an identity column's sequence is kept). */
export const own = (table: string, oid = "oid") =>
  `${oid} >= 16384 and not exists (
    select from pg_depend where classid = '${table}'::regclass and objid = ${oid}
      and deptype in (${table === "pg_class" ? "'e'" : "'e', 'i'"}))`;
export const ownSchema = `n.nspname !~ '^(pg_|information_schema$|awsdms_)'`;
export const ownTable = `${ownSchema} and c.relname !~ '^awsdms_' and ${own("pg_class", "c.oid")}`;
export const name = (alias: string) => `format('%I.%I', n.nspname, ${alias})`;

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
    c.relforcerowsecurity as "forcedRowSecurity", coalesce(c.reloptions, '{}') || coalesce((select
      array_agg('toast.' || o order by o) from pg_class x, unnest(x.reloptions) o where x.oid = c.reltoastrelid), '{}') as options,
    coalesce((select array_agg(inhparent::regclass::text order by inhseqno) from pg_inherits
      where not c.relispartition and inhrelid = c.oid), '{}') as inherits,
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
        'statistics', nullif(a.attstattarget, -1), 'options', coalesce(a.attoptions, '{}'), 'local', a.attislocal,
        'compression', case to_jsonb(a) ->> 'attcompression' when 'p' then 'pglz' when 'l' then 'lz4' end)
        order by a.attnum)
      from pg_attribute a join pg_type t on t.oid = a.atttypid
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]') as columns
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and ${ownTable} order by c.oid`;

export const sequences = `
  select n.nspname as schema, c.relname as name, ${name("c.relname")} as sql, format_type(s.seqtypid, null) as type,
    s.seqstart::text as start, s.seqincrement::text as increment, s.seqmin::text as min, s.seqmax::text as max,
    s.seqcache::text as cache,
    s.seqcycle as cycle, c.relpersistence = 'u' as unlogged,
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
  select ${name("c.relname")} as sql, has_sequence_privilege(c.oid, 'usage, select') as readable,
    case when has_sequence_privilege(c.oid, 'usage, select') then pg_sequence_last_value(c.oid) end::text as last
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

export const largeObjects = `select count(*)::int as count from pg_largeobject_metadata`;
