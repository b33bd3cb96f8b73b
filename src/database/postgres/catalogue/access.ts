// Holds the queries for owners, grants, and what is granted on what is made later.
import { own, ownSchema, ownTable } from "./tables";
import {
  rows,
  named,
  inSchema,
  roleOrPublic,
  roleOf,
  qualified,
  ownType,
  fromTypes,
  ownRoutine,
  fromRoutines,
  relation,
  inDatabase,
} from "./answer";

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

export const owners = owned
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

export const grants = `select * from (${[
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

const classOf = `case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'routines' when 'T' then 'types' else 'schemas' end`;
const standardOf = `acldefault(case d.defaclobjtype when 'S' then 's'::"char" else d.defaclobjtype end, d.defaclrole)`;
const forRole = `format('alter default privileges for role %s%s ', d.defaclrole::regrole, coalesce(' in schema ' || quote_ident(n.nspname), ''))`;
/** Those of a schema only add to those of the whole database. */
export const defaultPrivileges = [
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
