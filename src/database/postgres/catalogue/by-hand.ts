// Holds the queries for what no statement of ours makes.
import { ownTable } from "./tables";
import { rows, inSchema } from "./answer";

/** Everything else that somebody made: named, since no statement of ours makes it. */
export const others = rows(
  {
    kind: "'other'",
    name: "format('%s %s', o.type, o.identity)",
    sql: "''",
    makes: "format('%s %s', o.type, o.identity)",
  },
  `(select 'pg_opclass'::regclass as class, oid from pg_opclass
    union all select 'pg_opfamily'::regclass, oid from pg_opfamily f where not exists (select from pg_opclass where opcfamily = f.oid)
    union all select 'pg_conversion'::regclass, oid from pg_conversion
    union all select 'pg_ts_parser'::regclass, oid from pg_ts_parser
    union all select 'pg_ts_template'::regclass, oid from pg_ts_template
    union all select 'pg_language'::regclass, oid from pg_language
    union all select 'pg_transform'::regclass, oid from pg_transform
    union all select 'pg_am'::regclass, oid from pg_am
    union all select 'pg_foreign_data_wrapper'::regclass, oid from pg_foreign_data_wrapper
    union all select 'pg_foreign_server'::regclass, oid from pg_foreign_server
    union all select 'pg_user_mapping'::regclass, umid from pg_user_mappings
    union all select 'pg_class'::regclass, oid from pg_class where relkind = 'f'
    union all select 'pg_type'::regclass, t.oid from pg_type t where typtype in ('b', 'p')
      and not exists (select from pg_type e where e.typarray = t.oid)
    union all select 'pg_subscription'::regclass, oid from pg_subscription
      where subdbid = (select oid from pg_database where datname = current_database()) and subname !~ '^awsdms_') x,
    pg_identify_object(x.class, x.oid, 0) o
  where x.oid >= 16384 and not exists (select from pg_depend d where d.classid = x.class and d.objid = x.oid and d.deptype = 'e')`,
);

/** What a table has that can't be brought by a statement of ours. */
export const tableParts = rows(
  {
    kind: "'other'",
    name: `format('%s of table %s', what, c.oid::regclass)`,
    table: "c.oid::regclass",
    sql: "''",
  },
  `pg_class c ${inSchema("c.relnamespace")} cross join lateral (values
      ((select format('the type %s', c.reloftype::regtype) where c.reloftype <> 0)),
      ((select format('the tablespace %I', spcname) from pg_tablespace where oid = c.reltablespace)),
      ((select format('the access method %I', amname) from pg_am where oid = c.relam and amname <> 'heap'))) w(what)
    where what is not null and c.relkind in ('r', 'p') and ${ownTable}`,
);

export const securityLabels = rows(
  {
    kind: "'other'",
    name: "format('security label of %s %s (%s)', o.type, o.identity, l.provider)",
    sql: "''",
  },
  "pg_seclabel l, pg_identify_object(l.classoid, l.objoid, l.objsubid) o where l.objoid >= 16384",
);
