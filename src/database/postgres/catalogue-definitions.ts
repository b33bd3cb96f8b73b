// Holds the queries for what has a definition of its own: types, functions, views, triggers, grants, settings, …
import { own, ownSchema, ownTable } from "./catalogue";

/** What a query answers, as SQL expressions. */
interface Answer {
  /** An SQL expression, too. */
  readonly kind: string;
  readonly name: string;
  readonly table?: string;
  readonly sql: string;
  readonly makes?: string;
  readonly needs?: string;
  /** An array of names; null elements are left out. */
  readonly roles?: string;
  readonly standIn?: string;
}

function rows(answer: Answer, from: string): string {
  const { kind, name, table = "null", sql, makes = "null", needs = "'{}'::text[]" } = answer;
  const { roles = "'{}'::text[]", standIn = "null" } = answer;
  return `select ${kind} as kind, ${name} as name, (${table})::text as "table", ${sql} as sql, (${makes})::text as makes,
    ${needs} as needs, coalesce(array_remove((${roles})::text[], null), '{}') as roles, (${standIn})::text as "standIn"
  from ${from}`;
}

/** The name of an object in the dependencies. */
const named = (catalogue: string, oid: string, part = "0") =>
  `(select o.type || ' ' || o.identity from pg_identify_object('${catalogue}'::regclass, ${oid}, ${part}) o)`;
const inSchema = (alias: string) => `join pg_namespace n on n.oid = ${alias}`;
const roleOrPublic = (role: string) => `case when ${role} = 0 then 'public' else ${role}::regrole::text end`;
const roleOf = (role: string) => `array[case when ${role} <> 0 then ${role}::regrole::text end]`;
const qualified = (alias: string) => `format('%I.%I', n.nspname, ${alias})`;
/** A collation, where it isn't that of the type. */
const collated = (
  collation: string,
  type: string,
) => `coalesce((select format(' collate %I.%I', ln.nspname, l.collname)
    from pg_collation l join pg_namespace ln on ln.oid = l.collnamespace join pg_type b on b.oid = ${type}
    where l.oid = ${collation} and l.oid <> b.typcollation), '')`;
const operator = (oid: string) => `(select format('operator(%I.%s)', sn.nspname, oprname)
    from pg_operator s join pg_namespace sn on sn.oid = s.oprnamespace where s.oid = ${oid})`;
/** `name = value`, or nothing where there is no value. */
const optional = (label: string, value: string) => `coalesce(', ${label} = ' || ${value}, '')`;
const routine = (oid: string) => `nullif(${oid}, 0)::regproc::text`;

const schemas = rows(
  {
    kind: "'schema'",
    name: "quote_ident(n.nspname)",
    sql: "format('create schema if not exists %I', n.nspname)",
    makes: named("pg_namespace", "n.oid"),
  },
  `pg_namespace n where ${ownSchema} and ${own("pg_namespace", "n.oid")} order by n.oid`,
);

const ownType = `(t.typtype in ('e', 'd', 'r') or t.typtype = 'c' and k.relkind = 'c') and ${ownSchema} and ${own("pg_type", "t.oid")}`;
const fromTypes = `pg_type t ${inSchema("t.typnamespace")} left join pg_class k on k.oid = t.typrelid`;

const types = rows(
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
const typeParts = `${rows(
  {
    kind: "'type part'",
    name: "'default of ' || t.oid::regtype",
    sql: "format('alter domain %s set default %s', t.oid::regtype, t.typdefault)",
    makes: "'domain default ' || t.oid::regtype",
    needs: `array[${named("pg_type", "t.oid")}]`,
  },
  `${fromTypes} where t.typtype = 'd' and t.typdefault is not null and ${ownType}`,
)} union all ${rows(
  {
    kind: "'type part'",
    name: "format('%I of %s', o.conname, t.oid::regtype)",
    sql: "format('alter domain %s add constraint %I %s', t.oid::regtype, o.conname, pg_get_constraintdef(o.oid))",
    makes: named("pg_constraint", "o.oid"),
  },
  `${fromTypes} join pg_constraint o on o.contypid = t.oid and o.contype = 'c' where ${ownType} order by name`,
)}`;

const collations = rows(
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

const textSearch = `${rows(
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

const ownRoutine = `${ownSchema} and p.proname !~ '^awsdms_' and ${own("pg_proc", "p.oid")}`;
const fromRoutines = `pg_proc p ${inSchema("p.pronamespace")}`;

const functions = rows(
  {
    kind: "'function'",
    name: "p.oid::regprocedure::text",
    sql: "rtrim(pg_get_functiondef(p.oid), E'\\n')",
    makes: named("pg_proc", "p.oid"),
    standIn: `case when p.prokind in ('f', 'p') and p.prolang in (select oid from pg_language where lanname in ('sql', 'plpgsql')) then
      format('create or replace %s %s(%s)%s language sql as %L', case p.prokind when 'p' then 'procedure' else 'function' end,
        p.oid::regproc, pg_get_function_identity_arguments(p.oid), coalesce(' returns ' || pg_get_function_result(p.oid), ''), '') end`,
  },
  `${fromRoutines} where p.prokind in ('f', 'p', 'w') and ${ownRoutine} order by p.oid`,
);

const modify = (code: string) =>
  `case ${code} when 'r' then 'read_only' when 's' then 'shareable' else 'read_write' end`;
const flag = (label: string, value: string) => `case when ${value} then ', ${label}' else '' end`;

const aggregates = rows(
  {
    kind: "'aggregate'",
    name: "p.oid::regprocedure::text",
    sql: `format('create or replace aggregate %s(%s) (sfunc = %s, stype = %s', p.oid::regproc,
      case when p.pronargs = 0 then '*' else pg_get_function_arguments(p.oid) end, a.aggtransfn, format_type(a.aggtranstype, null))
      || ${optional("sspace", "nullif(a.aggtransspace, 0)")} || ${optional("finalfunc", routine("a.aggfinalfn"))}
      || ${flag("finalfunc_extra", "a.aggfinalextra")} || ', finalfunc_modify = ' || ${modify("a.aggfinalmodify")}
      || ${optional("combinefunc", routine("a.aggcombinefn"))} || ${optional("serialfunc", routine("a.aggserialfn"))}
      || ${optional("deserialfunc", routine("a.aggdeserialfn"))} || ${optional("initcond", "quote_literal(a.agginitval)")}
      || case when a.aggmtransfn = 0 then '' else format(', msfunc = %s, minvfunc = %s, mstype = %s', a.aggmtransfn, a.aggminvtransfn,
          format_type(a.aggmtranstype, null)) || ${optional("msspace", "nullif(a.aggmtransspace, 0)")}
        || ${optional("mfinalfunc", routine("a.aggmfinalfn"))} || ${flag("mfinalfunc_extra", "a.aggmfinalextra")}
        || ', mfinalfunc_modify = ' || ${modify("a.aggmfinalmodify")} || ${optional("minitcond", "quote_literal(a.aggminitval)")} end
      || ${optional("sortop", operator("a.aggsortop"))} || case a.aggkind when 'h' then ', hypothetical' else '' end
      || case p.proparallel when 's' then ', parallel = safe' when 'r' then ', parallel = restricted' else '' end || ')'`,
    makes: named("pg_proc", "p.oid"),
  },
  `${fromRoutines} join pg_aggregate a on a.aggfnoid = p.oid where ${ownRoutine} order by p.oid`,
);

const operators = rows(
  {
    kind: "'operator'",
    name: "o.oid::regoperator::text",
    sql: `format('create operator %I.%s (function = %s', n.nspname, o.oprname, o.oprcode)
      || ${optional("leftarg", "format_type(nullif(o.oprleft, 0), null)")} || ${optional("rightarg", "format_type(nullif(o.oprright, 0), null)")}
      || ${optional("commutator", operator("o.oprcom"))} || ${optional("negator", operator("o.oprnegate"))}
      || ${optional("restrict", routine("o.oprrest"))} || ${optional("join", routine("o.oprjoin"))}
      || ${flag("hashes", "o.oprcanhash")} || ${flag("merges", "o.oprcanmerge")} || ')'`,
    makes: named("pg_operator", "o.oid"),
  },
  `pg_operator o ${inSchema("o.oprnamespace")} where o.oprcode <> 0 and ${ownSchema} and ${own("pg_operator", "o.oid")} order by o.oid`,
);

const casts = rows(
  {
    kind: "'cast'",
    name: "format('(%s as %s)', format_type(c.castsource, null), format_type(c.casttarget, null))",
    sql: `format('create cast (%s as %s) ', format_type(c.castsource, null), format_type(c.casttarget, null))
      || case c.castmethod when 'i' then 'with inout' when 'b' then 'without function' else 'with function ' || c.castfunc::regprocedure end
      || case c.castcontext when 'i' then ' as implicit' when 'a' then ' as assignment' else '' end`,
    makes: named("pg_cast", "c.oid"),
  },
  `pg_cast c where ${own("pg_cast", "c.oid")} order by c.oid`,
);

const views = rows(
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

const populated = rows(
  {
    kind: "'populated'",
    name: "c.oid::regclass::text",
    sql: "format('refresh materialized view %s', c.oid::regclass)",
    makes: "'populated ' || c.oid::regclass",
    needs: `array[${named("pg_class", "c.oid")}]`,
  },
  `pg_class c ${inSchema("c.relnamespace")} where c.relkind = 'm' and c.relispopulated and ${ownTable} order by c.oid`,
);

const relation = `case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
    when 'i' then 'index' when 'I' then 'index' else 'table' end`;

/** Settings of columns that aren't a table's. */
const attributes = `${rows(
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

const stateOf = (code: string) =>
  `case ${code} when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end`;
const onTable = (part: string) => `format('%I on %s', ${part}, c.oid::regclass)`;

const rules = `${rows(
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

const triggers = rows(
  {
    kind: "'trigger'",
    name: onTable("t.tgname"),
    table: "c.oid::regclass",
    sql: "pg_get_triggerdef(t.oid)",
    makes: named("pg_trigger", "t.oid"),
  },
  `${fromTriggers} and t.tgparentid = 0 order by t.oid`,
);

const triggerStates = rows(
  {
    kind: "'trigger state'",
    name: onTable("t.tgname"),
    table: "c.oid::regclass",
    sql: `format('alter table %s %s trigger %I', c.oid::regclass, ${stateOf("t.tgenabled")}, t.tgname)`,
    needs: `array[${named("pg_trigger", "case when t.tgparentid = 0 then t.oid else t.tgparentid end")}]`,
  },
  `${fromTriggers} and t.tgenabled <> coalesce((select p.tgenabled from pg_trigger p where p.oid = t.tgparentid), 'O') order by t.oid`,
);

const policies = rows(
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

const statistics = `${rows(
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

/** What has an owner and an access list. `code` is that of `acldefault`. */
interface Owned {
  /** The word after `alter`. */
  readonly alter: string;
  /** The word after `grant … on`; nothing if it has no access list. */
  readonly grant?: { readonly word: string; readonly list: string; readonly code: string };
  readonly object: string;
  readonly catalogue: string;
  readonly oid: string;
  readonly owner: string;
  readonly table?: string;
  readonly from: string;
  /** Its owner is that of what it belongs to. */
  readonly ownerFrom?: string;
}

const sequenceOfColumn = `exists (select from pg_depend d where c.relkind = 'S' and d.classid = 'pg_class'::regclass
    and d.objid = c.oid and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i'))`;
const simple = (alter: string, catalogue: string, prefix: string, schema: string | null): Owned => ({
  alter,
  object: schema === null ? `quote_ident(x.${prefix}name)` : qualified(`x.${prefix}name`),
  catalogue,
  oid: "x.oid",
  owner: `x.${prefix}owner`,
  from: `${catalogue} x ${schema === null ? "where true" : `${inSchema(`x.${schema}`)} where ${ownSchema}`} and x.${prefix}name !~ '^awsdms_' and ${own(catalogue, "x.oid")}`,
});

const owned: readonly Owned[] = [
  {
    alter: relation,
    grant: {
      word: "case c.relkind when 'S' then 'sequence' else 'table' end",
      list: "c.relacl",
      code: `case c.relkind when 'S' then 's'::"char" else 'r' end`,
    },
    object: "c.oid::regclass",
    catalogue: "pg_class",
    oid: "c.oid",
    owner: "c.relowner",
    table: "case when c.relkind in ('r', 'p') then c.oid::regclass::text end",
    from: `pg_class c ${inSchema("c.relnamespace")} where c.relkind in ('r', 'p', 'v', 'm', 'S') and ${ownTable}`,
    ownerFrom: `not ${sequenceOfColumn}`,
  },
  {
    alter: "'routine'",
    grant: { word: "'routine'", list: "p.proacl", code: `'f'::"char"` },
    object: "p.oid::regprocedure",
    catalogue: "pg_proc",
    oid: "p.oid",
    owner: "p.proowner",
    from: `${fromRoutines} where ${ownRoutine}`,
  },
  {
    alter: "'type'",
    grant: { word: "'type'", list: "t.typacl", code: `'T'::"char"` },
    object: "t.oid::regtype",
    catalogue: "pg_type",
    oid: "t.oid",
    owner: "t.typowner",
    from: `${fromTypes} where ${ownType}`,
  },
  {
    alter: "'schema'",
    grant: { word: "'schema'", list: "n.nspacl", code: `'n'::"char"` },
    object: "quote_ident(n.nspname)",
    catalogue: "pg_namespace",
    oid: "n.oid",
    owner: "n.nspowner",
    // The one that every database has begins with an owner and grants of its own, other ones before version 15.
    from: `pg_namespace n where ${ownSchema} and (n.nspname = 'public' or ${own("pg_namespace", "n.oid")})`,
    ownerFrom:
      "(n.nspname <> 'public' or n.nspowner not in (10, coalesce(to_regrole('pg_database_owner'), 10)))",
  },
  simple("'collation'", "pg_collation", "coll", "collnamespace"),
  simple("'text search dictionary'", "pg_ts_dict", "dict", "dictnamespace"),
  simple("'text search configuration'", "pg_ts_config", "cfg", "cfgnamespace"),
  simple("'statistics'", "pg_statistic_ext", "stx", "stxnamespace"),
  simple("'publication'", "pg_publication", "pub", null),
  simple("'event trigger'", "pg_event_trigger", "evt", null),
  {
    ...simple("'operator'", "pg_operator", "opr", "oprnamespace"),
    object:
      "format('%s (%s, %s)', x.oid::regoper, coalesce(format_type(nullif(x.oprleft, 0), null), 'none'), format_type(x.oprright, null))",
  },
];

const owners = owned
  .map(({ alter, object, catalogue, oid, owner, table, from, ownerFrom = "true" }) =>
    rows(
      {
        kind: "'owner'",
        name: `format('%s %s', ${alter}, ${object})`,
        table,
        sql: `format('alter %s %s owner to %s', ${alter}, ${object}, ${owner}::regrole)`,
        makes: `'owner of ' || ${named(catalogue, oid)}`,
        needs: `array[${named(catalogue, oid)}]`,
        roles: roleOf(owner),
      },
      `${from} and ${ownerFrom}`,
    ),
  )
  .join(" union all ");

/** Adds what the list has beyond its default, and takes away what it lacks. */
function granted(answer: {
  readonly on: string;
  readonly list: string;
  readonly standard: string;
  readonly table?: string;
  readonly needs: string;
  readonly from: string;
}): string {
  const { on, list, standard, table, needs, from } = answer;
  const access = (
    one: string,
    other: string,
  ) => `cross join lateral (select grantee, privilege_type, is_grantable from aclexplode(${one})
      except select grantee, privilege_type, is_grantable from aclexplode(${other})) a`;
  const [source = "", condition = "true"] = from.split(/ where (.*)$/s);
  return `${rows(
    {
      kind: "'grant'",
      name: `format('grant %s on %s to %s%s', a.privilege_type, ${on}, ${roleOrPublic("a.grantee")},
        case when a.is_grantable then ' with grant option' else '' end)`,
      table,
      sql: `format('grant %s on %s to %s%s', a.privilege_type, ${on}, ${roleOrPublic("a.grantee")},
        case when a.is_grantable then ' with grant option' else '' end)`,
      needs,
      roles: roleOf("a.grantee"),
    },
    `${source} ${access(list, standard)} where ${condition}`,
  )} union all ${rows(
    {
      kind: "'grant'",
      name: `format('revoke %s on %s from %s', a.privilege_type, ${on}, ${roleOrPublic("a.grantee")})`,
      table,
      sql: `format('revoke %s on %s from %s', a.privilege_type, ${on}, ${roleOrPublic("a.grantee")})`,
      needs,
      roles: roleOf("a.grantee"),
    },
    `${source} ${access(standard, list)} where ${list} is not null and ${condition}
      and not exists (select from aclexplode(${list}) o where o.grantee = a.grantee and o.privilege_type = a.privilege_type)`,
  )}`;
}

const grants = `select * from (${[
  ...owned.flatMap(({ grant, object, catalogue, oid, owner, table, from }) => {
    if (!grant) return [];
    const initial = `(select initprivs from pg_init_privs where classoid = 'pg_namespace'::regclass and objoid = ${oid} and objsubid = 0)`;
    const standard = `acldefault(${grant.code}, ${owner})`;
    return granted({
      on: `${grant.word} || ' ' || ${object}`,
      list: `coalesce(${grant.list}, ${standard})`,
      standard:
        catalogue === "pg_namespace"
          ? `case when n.nspname = 'public' then coalesce(${initial}, ${standard}) else ${standard} end`
          : standard,
      table,
      needs: `array[${named(catalogue, oid)}, 'owner of ' || ${named(catalogue, oid)}]`,
      from,
    });
  }),
  rows(
    {
      kind: "'grant'",
      name: `format('grant %s (%I) on table %s to %s%s', a.privilege_type, t.attname, c.oid::regclass,
        ${roleOrPublic("a.grantee")}, case when a.is_grantable then ' with grant option' else '' end)`,
      table: "case when c.relkind in ('r', 'p') then c.oid::regclass end",
      sql: `format('grant %s (%I) on table %s to %s%s', a.privilege_type, t.attname, c.oid::regclass,
        ${roleOrPublic("a.grantee")}, case when a.is_grantable then ' with grant option' else '' end)`,
      needs: `array[${named("pg_class", "c.oid")}, ${named("pg_class", "c.oid", "t.attnum")}, 'owner of ' || ${named("pg_class", "c.oid")}]`,
      roles: roleOf("a.grantee"),
    },
    `pg_attribute t join pg_class c on c.oid = t.attrelid ${inSchema("c.relnamespace")}, aclexplode(t.attacl) a
      where c.relkind in ('r', 'p', 'v', 'm') and ${ownTable}`,
  ),
  databaseGrants(),
].join(" union all ")}) grants order by name`;

/** Its name may be another on the target. */
function databaseGrants(): string {
  const standard = "acldefault('d', d.datdba)";
  const text = (verb: string, from: string) =>
    `format('${verb} %s on database to %s', a.privilege_type, ${roleOrPublic("a.grantee")})`.replace(
      " to %s",
      ` ${from} %s`,
    );
  const statement = (verb: string, from: string) =>
    inDatabase(
      `format('${verb} %s on database %%I ${from} %s', a.privilege_type, ${roleOrPublic("a.grantee")})`,
    );
  return [
    rows(
      {
        kind: "'grant'",
        name: text("grant", "to"),
        sql: statement("grant", "to"),
        roles: roleOf("a.grantee"),
      },
      `pg_database d cross join lateral (select grantee, privilege_type from aclexplode(coalesce(d.datacl, ${standard}))
        except select grantee, privilege_type from aclexplode(${standard})) a
        where d.datname = current_database() and a.grantee <> d.datdba`,
    ),
    rows(
      {
        kind: "'grant'",
        name: text("revoke", "from"),
        sql: statement("revoke", "from"),
        roles: roleOf("a.grantee"),
      },
      `pg_database d cross join lateral (select grantee, privilege_type from aclexplode(${standard})
        except select grantee, privilege_type from aclexplode(coalesce(d.datacl, ${standard}))) a
        where d.datname = current_database() and a.grantee <> d.datdba`,
    ),
  ].join(" union all ");
}

/** Runs a statement whose `%I` is the database. Who may not is told so, and the rest goes on: the check still names it. */
function inDatabase(statement: string): string {
  return `format(E'do $crossover$ begin execute format(%L, current_database());\\nexception when insufficient_privilege then raise warning ''%%'', sqlerrm; end $crossover$', ${statement})`;
}

const value = `case when lower(v.name) in ('search_path', 'local_preload_libraries', 'session_preload_libraries', 'temp_tablespaces')
    then v.value else quote_literal(v.value) end`;
const settings = rows(
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
const publications = (version: number) =>
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

const eventTriggers = `${rows(
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

const classOf = `case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'routines' when 'T' then 'types' else 'schemas' end`;
const standardOf = `acldefault(case d.defaclobjtype when 'S' then 's'::"char" else d.defaclobjtype end, d.defaclrole)`;
const forRole = `format('alter default privileges for role %s%s ', d.defaclrole::regrole, coalesce(' in schema ' || quote_ident(n.nspname), ''))`;
/** Those of a schema only add to those of the whole database. */
const defaultPrivileges = [
  ["grant", "to", "d.defaclacl", `case when d.defaclnamespace = 0 then ${standardOf} end`],
  ["revoke", "from", `case when d.defaclnamespace = 0 then ${standardOf} end`, "d.defaclacl"],
]
  .map(([verb, to, one, other]) => {
    const text = `${forRole} || format('${verb!} %s on %s ${to!} %s%s', a.privilege_type, ${classOf}, ${roleOrPublic("a.grantee")},
      case when '${verb!}' = 'grant' and a.is_grantable then ' with grant option' else '' end)`;
    return rows(
      {
        kind: "'default privilege'",
        name: text,
        sql: text,
        needs: `array['schema ' || quote_ident(n.nspname)]`,
        roles: `array[d.defaclrole::regrole::text] || ${roleOf("a.grantee")}`,
      },
      `pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace
        cross join lateral (select grantee, privilege_type, is_grantable from aclexplode(${one!})
          except select grantee, privilege_type, is_grantable from aclexplode(${other!})) a`,
    );
  })
  .join(" union all ");

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
const comments = `${rows(
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

/** Everything else that somebody made: named, since no statement of ours makes it. */
const others = rows(
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
const tableParts = rows(
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

const securityLabels = rows(
  {
    kind: "'other'",
    name: "format('security label of %s %s (%s)', o.type, o.identity, l.provider)",
    sql: "''",
  },
  "pg_seclabel l, pg_identify_object(l.classoid, l.objoid, l.objsubid) o where l.objoid >= 16384",
);

/** By what they read: each answers with kind, name, table, sql, makes, needs, roles and stand-in. */
export function definitions(version: number): Readonly<Record<string, string>> {
  return {
    schemas,
    types,
    "parts of types": typeParts,
    collations,
    "text search": textSearch,
    functions,
    aggregates,
    operators,
    casts,
    views,
    "rows of materialized views": populated,
    "settings of columns": attributes,
    rules,
    triggers,
    "states of triggers": triggerStates,
    policies,
    statistics,
    owners,
    grants,
    settings,
    publications: publications(version),
    "event triggers": eventTriggers,
    "default privileges": defaultPrivileges,
    comments,
    "what is made by hand": others,
    "parts of tables that are made by hand": tableParts,
    "security labels": securityLabels,
  };
}
