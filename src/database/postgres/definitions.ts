// Brings all else level that has a name and a definition: types, functions, views, triggers, policies, grants, …
import { finding, type Finding, type Stage, type Step, type Trap } from "../finding";
import { literal } from "../quote";
import type { Definition, DefinitionKind, PostgresSchema } from "./schema";

interface Kind {
  readonly stage: Stage;
  readonly trap: Trap;
  /** Whether its statement also replaces what is there. */
  readonly replaces: boolean;
  /** A condition under which it isn't there yet, where the statement would else fail. */
  readonly missing?: (definition: Definition) => string;
}

const onTable = (catalogue: string, name: string, relation: string) => (one: Definition) =>
  `not exists (select from pg_catalog.${catalogue} where ${relation} = to_regclass(${literal(one.table!)}) and format('%I on %s', ${name}, ${relation}::regclass) = ${literal(one.name)})`;

const named = (catalogue: string, column: string) => (one: Definition) =>
  `not exists (select from pg_catalog.${catalogue} where quote_ident(${column}) = ${literal(one.name)})`;

const kinds: Readonly<Record<Exclude<DefinitionKind, "other">, Kind>> = {
  schema: { stage: "schemas", trap: "schema", replaces: true },
  type: {
    stage: "types",
    trap: "type",
    replaces: false,
    missing: ({ name }) => `to_regtype(${literal(name)}) is null`,
  },
  "type part": {
    stage: "types",
    trap: "type",
    replaces: false,
    // To set a default again does no harm.
    missing: ({ name }) =>
      `not exists (select from pg_catalog.pg_constraint where contypid <> 0 and format('%I of %s', conname, contypid::regtype) = ${literal(name)})`,
  },
  collation: { stage: "types", trap: "collation", replaces: false },
  "text search": {
    stage: "types",
    trap: "text-search",
    replaces: false,
    missing: ({ name }) =>
      `not exists (select from pg_catalog.pg_ts_dict where 'dictionary ' || oid::regdictionary = ${literal(name)}) and not exists (select from pg_catalog.pg_ts_config where 'configuration ' || oid::regconfig = ${literal(name)})`,
  },
  function: { stage: "functions", trap: "function", replaces: true },
  aggregate: { stage: "functions", trap: "function", replaces: true },
  operator: {
    stage: "functions",
    trap: "function",
    replaces: false,
    missing: ({ name }) =>
      `not exists (select from pg_catalog.pg_operator where oid = to_regoperator(${literal(name)}) and oprcode <> 0)`,
  },
  cast: {
    stage: "functions",
    trap: "function",
    replaces: false,
    missing: ({ name }) =>
      `not exists (select from pg_catalog.pg_cast where format('(%s as %s)', format_type(castsource, null), format_type(casttarget, null)) = ${literal(name)})`,
  },
  view: { stage: "views", trap: "view", replaces: true },
  "materialized view": { stage: "views", trap: "view", replaces: false },
  // What the source hasn't refreshed for long may not fulfil its own unique index any more.
  populated: { stage: "database", trap: "view", replaces: true },
  attribute: { stage: "access", trap: "column", replaces: true },
  // One of a table would act on what the copy writes.
  rule: { stage: "triggers", trap: "rule", replaces: true },
  policy: {
    stage: "access",
    trap: "policy",
    replaces: false,
    missing: onTable("pg_policy", "polname", "polrelid"),
  },
  statistics: { stage: "access", trap: "statistics", replaces: false },
  comment: { stage: "access", trap: "comment", replaces: true },
  owner: {
    stage: "access",
    trap: "owner",
    replaces: true,
    missing: ({ roles }) => `pg_has_role(${literal(roles[0]!)}::regrole, 'usage')`,
  },
  grant: { stage: "access", trap: "grant", replaces: true },
  trigger: {
    stage: "triggers",
    trap: "trigger",
    replaces: false,
    missing: onTable("pg_trigger", "tgname", "tgrelid"),
  },
  "trigger state": { stage: "triggers", trap: "trigger", replaces: true },
  // A target that is published must tell its rows apart, which only its keys do.
  publication: { stage: "database", trap: "publication", replaces: false, missing: unpublished },
  setting: { stage: "database", trap: "database-settings", replaces: true },
  "event trigger": {
    stage: "database",
    trap: "trigger",
    replaces: false,
    missing: named("pg_event_trigger", "evtname"),
  },
  // It would add to what the statements before it make.
  "default privilege": {
    stage: "database",
    trap: "grant",
    replaces: true,
    missing: ({ roles }) => `pg_has_role(${literal(roles[0]!)}::regrole, 'usage')`,
  },
};

function unpublished({ name }: Definition): string {
  const is = (text: string) => `${text} = ${literal(name)}`;
  if (name.startsWith("schema "))
    return `not exists (select from pg_catalog.pg_publication_namespace join pg_catalog.pg_publication p on p.oid = pnpubid where ${is("format('schema %s in %I', pnnspid::regnamespace, pubname)")})`;
  return `not exists (select from pg_catalog.pg_publication p left join pg_catalog.pg_publication_rel on prpubid = p.oid where ${is("quote_ident(pubname)")} or ${is("format('%s in %I', prrelid::regclass, pubname)")})`;
}

export function compareDefinitions(source: PostgresSchema, target: PostgresSchema): Finding[] {
  const key = ({ kind, name }: Definition) => `${kind} ${name}`;
  const there = new Map(target.definitions.map((one) => [key(one), one]));
  const major = (one: PostgresSchema) => Math.floor(one.version / 10_000);
  return source.definitions
    .filter(({ roles }) => roles.every((role) => target.roles.includes(role)))
    .flatMap((definition) => {
      const { kind, name, sql } = definition;
      const other = there.get(key(definition));
      if (other?.sql === sql) return [];
      if (kind === "other")
        return [
          finding(
            "left",
            "by-hand",
            name,
            "is missing on the target, and DMS doesn't make it",
            "make it by hand: pg_dump --schema-only has its definition",
          ),
        ];
      const { trap, replaces } = kinds[kind];
      if (!other) return [finding("left", trap, name, missing(kind), "finish makes it", [step(definition)])];
      if (replaces && !written.includes(kind))
        return [
          finding("left", trap, name, "differs on the target", "finish changes it", [step(definition)]),
        ];
      if (major(source) !== major(target))
        return [
          finding("note", trap, name, "is written differently by the two versions", "compare them by eye"),
        ];
      return [
        replaces
          ? finding("left", trap, name, "differs on the target", "finish replaces it", [step(definition)])
          : finding("left", trap, name, "differs on the target", "drop it there; finish then makes it anew"),
      ];
    });
}

/** Those that each version writes in its own way. */
const written: readonly DefinitionKind[] = ["view", "function", "aggregate"];

function missing(kind: DefinitionKind): string {
  if (kind === "populated") return "holds no rows on the target";
  if (["comment", "owner", "grant", "setting", "attribute", "default privilege"].includes(kind))
    return "isn't so on the target";
  return "is missing on the target";
}

function step({ kind, sql, makes, needs, standIn, ...rest }: Definition): Step {
  const { stage, missing: when } = kinds[kind as Exclude<DefinitionKind, "other">];
  return {
    stage,
    sql,
    when: when?.({ kind, sql, makes, needs, standIn, ...rest }),
    makes: makes === null ? [] : [makes],
    needs,
    ...(standIn !== null && { standIn }),
  };
}
