// Holds the queries for functions, procedures, aggregates, operators and casts.
import { own, ownSchema } from "./tables";
import { rows, named, inSchema, operator, optional, routine, ownRoutine, fromRoutines } from "./answer";

export const functions = rows(
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

export const aggregates = rows(
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

export const operators = rows(
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

export const casts = rows(
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
