// Writes the queries for what has a definition of its own, from what each has in another way.
import { own, ownSchema } from "./tables";

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

export function rows(answer: Answer, from: string): string {
  const { kind, name, table = "null", sql, makes = "null", needs = "'{}'::text[]" } = answer;
  const { roles = "'{}'::text[]", standIn = "null" } = answer;
  return `select ${kind} as kind, ${name} as name, (${table})::text as "table", ${sql} as sql, (${makes})::text as makes,
    ${needs} as needs, coalesce(array_remove((${roles})::text[], null), '{}') as roles, (${standIn})::text as "standIn"
  from ${from}`;
}

/** The name of an object in the dependencies. */
export const named = (catalogue: string, oid: string, part = "0") =>
  `(select o.type || ' ' || o.identity from pg_identify_object('${catalogue}'::regclass, ${oid}, ${part}) o)`;
export const inSchema = (alias: string) => `join pg_namespace n on n.oid = ${alias}`;
export const roleOrPublic = (role: string) =>
  `case when ${role} = 0 then 'public' else ${role}::regrole::text end`;
export const roleOf = (role: string) => `array[case when ${role} <> 0 then ${role}::regrole::text end]`;
export const qualified = (alias: string) => `format('%I.%I', n.nspname, ${alias})`;
/** A collation, where it isn't that of the type. */
export const collated = (
  collation: string,
  type: string,
) => `coalesce((select format(' collate %I.%I', ln.nspname, l.collname)
    from pg_collation l join pg_namespace ln on ln.oid = l.collnamespace join pg_type b on b.oid = ${type}
    where l.oid = ${collation} and l.oid <> b.typcollation), '')`;
export const operator = (oid: string) => `(select format('operator(%I.%s)', sn.nspname, oprname)
    from pg_operator s join pg_namespace sn on sn.oid = s.oprnamespace where s.oid = ${oid})`;
/** `name = value`, or nothing where there is no value. */
export const optional = (label: string, value: string) => `coalesce(', ${label} = ' || ${value}, '')`;
export const routine = (oid: string) => `nullif(${oid}, 0)::regproc::text`;

export const ownType = `(t.typtype in ('e', 'd', 'r') or t.typtype = 'c' and k.relkind = 'c') and ${ownSchema} and ${own("pg_type", "t.oid")}`;
export const fromTypes = `pg_type t ${inSchema("t.typnamespace")} left join pg_class k on k.oid = t.typrelid`;
export const ownRoutine = `${ownSchema} and p.proname !~ '^awsdms_' and ${own("pg_proc", "p.oid")}`;
export const fromRoutines = `pg_proc p ${inSchema("p.pronamespace")}`;
export const relation = `case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
    when 'i' then 'index' when 'I' then 'index' else 'table' end`;
export const stateOf = (code: string) =>
  `case ${code} when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end`;
export const onTable = (part: string) => `format('%I on %s', ${part}, c.oid::regclass)`;
/** Runs a statement whose `%I` is the database. Who may not is told so, and the rest goes on: the check still names it. */
export function inDatabase(statement: string): string {
  return `format(E'do $crossover$ begin execute format(%L, current_database());\\nexception when insufficient_privilege then raise warning ''%%'', sqlerrm; end $crossover$', ${statement})`;
}
