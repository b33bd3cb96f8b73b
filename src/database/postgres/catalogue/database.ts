// Holds the queries for what belongs to a database as a whole: settings, publications, event triggers; and comments.
import { own } from "./tables";
import { rows, named, roleOf, stateOf, inDatabase } from "./answer";

const value = `case when lower(v.name) in ('search_path', 'local_preload_libraries', 'session_preload_libraries', 'temp_tablespaces')
    then v.value else quote_literal(v.value) end`;
export const settings = rows(
  {
    kind: "'setting'",
    name: `case when s.setrole = 0 then '' else format('role %s ', s.setrole::regrole) end
      || case when s.setdatabase = 0 then '' else 'in database ' end || v.name`,
    sql: inDatabase(`replace(format('alter %s set %s = %s', case
        when s.setrole = 0 and s.setdatabase = 0 then 'role all'
        when s.setrole = 0 then 'database <database>'
        when s.setdatabase = 0 then 'role ' || s.setrole::regrole
        else format('role %s in database <database>', s.setrole::regrole) end, v.name, replace(${value}, '%', '%%')), '<database>', '%I')`),
    roles: roleOf("s.setrole"),
  },
  `pg_db_role_setting s cross join lateral unnest(s.setconfig) c(text)
    cross join lateral (select split_part(c.text, '=', 1) as name, substr(c.text, strpos(c.text, '=') + 1) as value) v
    where (s.setdatabase = 0 or s.setdatabase = (select oid from pg_database where datname = current_database()))
      and (s.setrole = 0 or s.setdatabase <> 0 or s.setrole >= 16384 and s.setrole::regrole::text !~ '^"?rds')
      and lower(v.name) <> 'default_transaction_read_only' order by 2`,
);

/** DMS has none of these; `version` because columns and row filters are of 15 and later. */
export const publications = (version: number) =>
  `${rows(
    {
      kind: "'publication'",
      name: "quote_ident(p.pubname)",
      sql: `format('create publication %I%s with (publish = %L, publish_via_partition_root = %s)', p.pubname,
      case when p.puballtables then ' for all tables' else '' end,
      array_to_string(array_remove(array[case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
        case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end], null), ', '), p.pubviaroot::text)`,
      makes: named("pg_publication", "p.oid"),
    },
    `pg_publication p where p.pubname !~ '^awsdms_' and ${own("pg_publication", "p.oid")}`,
  )} union all ${rows(
    {
      kind: "'publication'",
      name: "format('%s in %I', r.prrelid::regclass, p.pubname)",
      table: "r.prrelid::regclass",
      sql: `format('alter publication %I add table only %s%s%s', p.pubname, r.prrelid::regclass, ${
        version < 150_000
          ? "'', ''"
          : `coalesce((select ' (' || string_agg(quote_ident(a.attname), ', ' order by a.attnum) || ')' from unnest(r.prattrs) k
            join pg_attribute a on a.attrelid = r.prrelid and a.attnum = k), ''),
          coalesce(' where (' || pg_get_expr(r.prqual, r.prrelid) || ')', '')`
      })`,
      makes: named("pg_publication_rel", "r.oid"),
      needs: `array[${named("pg_publication", "p.oid")}, ${named("pg_class", "r.prrelid")}]`,
    },
    `pg_publication_rel r join pg_publication p on p.oid = r.prpubid where p.pubname !~ '^awsdms_'`,
  )}${
    version < 150_000
      ? ""
      : ` union all ${rows(
          {
            kind: "'publication'",
            name: "format('schema %I in %I', n.nspname, p.pubname)",
            sql: "format('alter publication %I add tables in schema %I', p.pubname, n.nspname)",
            makes: named("pg_publication_namespace", "r.oid"),
            needs: `array[${named("pg_publication", "p.oid")}, ${named("pg_namespace", "n.oid")}]`,
          },
          `pg_publication_namespace r join pg_publication p on p.oid = r.pnpubid join pg_namespace n on n.oid = r.pnnspid
          where p.pubname !~ '^awsdms_'`,
        )}`
  }`;

export const eventTriggers = `${rows(
  {
    kind: "'event trigger'",
    name: "quote_ident(e.evtname)",
    sql: `format('create event trigger %I on %s%s execute function %s()', e.evtname, e.evtevent,
      coalesce((select ' when tag in (' || string_agg(quote_literal(tag), ', ') || ')' from unnest(e.evttags) tag), ''), e.evtfoid::regproc)`,
    makes: named("pg_event_trigger", "e.oid"),
  },
  `pg_event_trigger e where e.evtname !~ '^awsdms_' and ${own("pg_event_trigger", "e.oid")}`,
)} union all ${rows(
  {
    kind: "'event trigger'",
    name: "'state of ' || quote_ident(e.evtname)",
    sql: `format('alter event trigger %I %s', e.evtname, ${stateOf("e.evtenabled")})`,
    needs: `array[${named("pg_event_trigger", "e.oid")}]`,
  },
  `pg_event_trigger e where e.evtenabled <> 'O' and e.evtname !~ '^awsdms_' and ${own("pg_event_trigger", "e.oid")}`,
)}`;

/** How `comment on` names it. */
const commentOn = `case
    when d.classoid = 'pg_class'::regclass and d.objsubid > 0 then 'column ' || o.identity
    when d.classoid = 'pg_class'::regclass and o.type = 'composite type' then 'type ' || o.identity
    when d.classoid = 'pg_proc'::regclass then 'routine ' || d.objoid::regprocedure
    when d.classoid = 'pg_constraint'::regclass then (select format('constraint %I on %s', conname,
      case when contypid = 0 then conrelid::regclass::text else 'domain ' || contypid::regtype end) from pg_constraint where oid = d.objoid)
    when d.classoid = 'pg_statistic_ext'::regclass then 'statistics ' || o.identity
    when d.classoid = 'pg_operator'::regclass then (select format('operator %s (%s, %s)', x.oid::regoper,
      coalesce(format_type(nullif(x.oprleft, 0), null), 'none'), format_type(x.oprright, null)) from pg_operator x where x.oid = d.objoid)
    else o.type || ' ' || o.identity end`;
export const comments = `${rows(
  {
    kind: "'comment'",
    name: "format('%s %s', o.type, o.identity)",
    table: `coalesce(
      (select oid from pg_class where d.classoid = 'pg_class'::regclass and oid = d.objoid and relkind in ('r', 'p')),
      (select indrelid from pg_index where d.classoid = 'pg_class'::regclass and indexrelid = d.objoid),
      (select conrelid from pg_constraint where d.classoid = 'pg_constraint'::regclass and oid = d.objoid and conrelid > 0),
      (select tgrelid from pg_trigger where d.classoid = 'pg_trigger'::regclass and oid = d.objoid),
      (select polrelid from pg_policy where d.classoid = 'pg_policy'::regclass and oid = d.objoid),
      (select stxrelid from pg_statistic_ext where d.classoid = 'pg_statistic_ext'::regclass and oid = d.objoid)
    )::regclass`,
    sql: `format('comment on %s is %L', ${commentOn}, d.description)`,
    needs: `array[o.type || ' ' || o.identity, (select w.type || ' ' || w.identity from pg_identify_object(d.classoid, d.objoid, 0) w)]`,
  },
  `pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) o
    where d.objoid >= 16384 and d.classoid not in ('pg_extension'::regclass, 'pg_largeobject'::regclass)
      and o.identity !~ '^"?awsdms_' and not exists (select from pg_depend e
        where e.classid = d.classoid and e.objid = d.objoid and e.deptype = 'e')`,
)} union all ${rows(
  {
    kind: "'comment'",
    name: "'database'",
    sql: inDatabase(
      "format('comment on database %%I is %s', replace(quote_literal(description), '%', '%%'))",
    ),
  },
  `pg_shdescription where classoid = 'pg_database'::regclass
    and objoid = (select oid from pg_database where datname = current_database()) order by name`,
)}`;
