// Holds the queries for views, and for what belongs to a table: rules, triggers, policies, statistics.
import { own, ownSchema, ownTable } from "./tables";
import {
  rows,
  named,
  inSchema,
  roleOrPublic,
  qualified,
  collated,
  relation,
  stateOf,
  onTable,
} from "./answer";

export const views = rows(
  {
    kind: "case c.relkind when 'v' then 'view' else 'materialized view' end",
    name: "c.oid::regclass::text",
    sql: `format(case c.relkind when 'v' then 'create or replace view %s%s as%s%s' else
      'create materialized view if not exists %s%s as%s%s with no data' end, c.oid::regclass,
      coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', ''), E'\\n', rtrim(pg_get_viewdef(c.oid), ';'))`,
    makes: named("pg_class", "c.oid"),
    standIn: `case c.relkind when 'v' then format(E'create or replace view %s as\\n select %s', c.oid::regclass,
      (select string_agg(format('null::%s%s as %I', format_type(atttypid, atttypmod), ${collated("attcollation", "atttypid")}, attname),
        ', ' order by attnum) from pg_attribute where attrelid = c.oid and attnum > 0)) end`,
  },
  `pg_class c ${inSchema("c.relnamespace")} where c.relkind in ('v', 'm') and ${ownTable} order by c.oid`,
);

export const populated = rows(
  {
    kind: "'populated'",
    name: "c.oid::regclass::text",
    sql: "format('refresh materialized view %s', c.oid::regclass)",
    makes: "'populated ' || c.oid::regclass",
    needs: `array[${named("pg_class", "c.oid")}]`,
  },
  `pg_class c ${inSchema("c.relnamespace")} where c.relkind = 'm' and c.relispopulated and ${ownTable} order by c.oid`,
);

/** Settings of columns that aren't a table's. */
export const attributes = `${rows(
  {
    kind: "'attribute'",
    name: "format('default of %s.%I', c.oid::regclass, a.attname)",
    sql: "format('alter view %s alter column %I set default %s', c.oid::regclass, a.attname, pg_get_expr(d.adbin, d.adrelid))",
    makes: named("pg_attrdef", "d.oid"),
    needs: `array[${named("pg_class", "c.oid")}]`,
  },
  `pg_attrdef d join pg_class c on c.oid = d.adrelid ${inSchema("c.relnamespace")}
    join pg_attribute a on a.attrelid = c.oid and a.attnum = d.adnum where c.relkind = 'v' and ${ownTable}`,
)} union all ${rows(
  {
    kind: "'attribute'",
    name: "format('statistics of %s.%s', c.oid::regclass, place)",
    sql: `format('alter %s %s alter column %s set statistics %s', ${relation}, c.oid::regclass, place, a.attstattarget)`,
    needs: `array[${named("pg_class", "c.oid")}]`,
  },
  `pg_class c ${inSchema("c.relnamespace")} join pg_attribute a on a.attrelid = c.oid
    cross join lateral (select case when c.relkind = 'm' then quote_ident(a.attname) else a.attnum::text end as place) x
    where c.relkind in ('m', 'i', 'I') and a.attnum > 0 and a.attstattarget >= 0 and not a.attisdropped and ${ownTable}`,
)} union all ${rows(
  {
    kind: "'attribute'",
    name: "format('storage of %s.%I', c.oid::regclass, a.attname)",
    sql: `format('alter materialized view %s alter column %I set storage %s', c.oid::regclass, a.attname,
      case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'x' then 'extended' else 'main' end)`,
    needs: `array[${named("pg_class", "c.oid")}]`,
  },
  `pg_class c ${inSchema("c.relnamespace")} join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid
    where c.relkind = 'm' and a.attnum > 0 and a.attstorage <> t.typstorage and not a.attisdropped and ${ownTable}`,
)}`;

export const rules = `${rows(
  {
    kind: "'rule'",
    name: onTable("r.rulename"),
    table: "c.oid::regclass",
    sql: "regexp_replace(rtrim(pg_get_ruledef(r.oid), ';'), '^CREATE RULE', 'CREATE OR REPLACE RULE')",
    makes: named("pg_rewrite", "r.oid"),
  },
  `pg_rewrite r join pg_class c on c.oid = r.ev_class ${inSchema("c.relnamespace")} where r.rulename <> '_RETURN' and ${ownTable}`,
)} union all ${rows(
  {
    kind: "'rule'",
    name: `'state of ' || ${onTable("r.rulename")}`,
    table: "c.oid::regclass",
    sql: `format('alter table %s %s rule %I', c.oid::regclass, ${stateOf("r.ev_enabled")}, r.rulename)`,
    needs: `array[${named("pg_rewrite", "r.oid")}]`,
  },
  `pg_rewrite r join pg_class c on c.oid = r.ev_class ${inSchema("c.relnamespace")}
    where r.rulename <> '_RETURN' and r.ev_enabled <> 'O' and ${ownTable}`,
)}`;

const fromTriggers = `pg_trigger t join pg_class c on c.oid = t.tgrelid ${inSchema("c.relnamespace")} where not t.tgisinternal and ${ownTable}`;

export const triggers = rows(
  {
    kind: "'trigger'",
    name: onTable("t.tgname"),
    table: "c.oid::regclass",
    sql: "pg_get_triggerdef(t.oid)",
    makes: named("pg_trigger", "t.oid"),
  },
  `${fromTriggers} and t.tgparentid = 0 order by t.oid`,
);

export const triggerStates = rows(
  {
    kind: "'trigger state'",
    name: onTable("t.tgname"),
    table: "c.oid::regclass",
    sql: `format('alter table %s %s trigger %I', c.oid::regclass, ${stateOf("t.tgenabled")}, t.tgname)`,
    needs: `array[${named("pg_trigger", "case when t.tgparentid = 0 then t.oid else t.tgparentid end")}]`,
  },
  `${fromTriggers} and t.tgenabled <> coalesce((select p.tgenabled from pg_trigger p where p.oid = t.tgparentid), 'O') order by t.oid`,
);

export const policies = rows(
  {
    kind: "'policy'",
    name: onTable("p.polname"),
    table: "c.oid::regclass",
    sql: `format('create policy %I on %s as %s for %s to %s%s%s', p.polname, c.oid::regclass,
      case when p.polpermissive then 'permissive' else 'restrictive' end,
      case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete'
        else 'all' end,
      (select string_agg(${roleOrPublic("role")}, ', ') from unnest(p.polroles) role),
      coalesce(' using (' || pg_get_expr(p.polqual, p.polrelid) || ')', ''),
      coalesce(' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''))`,
    makes: named("pg_policy", "p.oid"),
    roles: "(select array_agg(role::regrole::text) from unnest(p.polroles) role where role <> 0)",
  },
  `pg_policy p join pg_class c on c.oid = p.polrelid ${inSchema("c.relnamespace")} where ${ownTable} order by p.oid`,
);

export const statistics = `${rows(
  {
    kind: "'statistics'",
    name: qualified("s.stxname"),
    table: "s.stxrelid::regclass",
    sql: "regexp_replace(pg_get_statisticsobjdef(s.oid), '^CREATE STATISTICS', 'CREATE STATISTICS IF NOT EXISTS')",
    makes: named("pg_statistic_ext", "s.oid"),
  },
  `pg_statistic_ext s ${inSchema("s.stxnamespace")} where ${ownSchema} and ${own("pg_statistic_ext", "s.oid")}`,
)} union all ${rows(
  {
    kind: "'statistics'",
    name: `'target of ' || ${qualified("s.stxname")}`,
    table: "s.stxrelid::regclass",
    sql: `format('alter statistics %I.%I set statistics %s', n.nspname, s.stxname, s.stxstattarget)`,
    needs: `array[${named("pg_statistic_ext", "s.oid")}]`,
  },
  `pg_statistic_ext s ${inSchema("s.stxnamespace")} where s.stxstattarget >= 0 and ${ownSchema} and ${own("pg_statistic_ext", "s.oid")}`,
)}`;
