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

const kinds: Readonly<Record<Exclude<DefinitionKind, "other">, Kind>> = {
  schema: { stage: "schemas", trap: "schema", replaces: true },
  type: {
    stage: "types",
    trap: "type",
    replaces: false,
    missing: ({ name }) => `to_regtype(${literal(name)}) is null`,
  },
  function: { stage: "functions", trap: "function", replaces: true },
  view: { stage: "views", trap: "view", replaces: true },
  "materialized view": { stage: "views", trap: "view", replaces: false },
  populated: { stage: "values", trap: "view", replaces: true },
  rule: { stage: "views", trap: "rule", replaces: true },
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
    missing: ({ role }) => `pg_has_role(${literal(role!)}::regrole, 'usage')`,
  },
  grant: { stage: "access", trap: "grant", replaces: true },
  trigger: {
    stage: "triggers",
    trap: "trigger",
    replaces: false,
    missing: onTable("pg_trigger", "tgname", "tgrelid"),
  },
  "trigger state": { stage: "triggers", trap: "trigger", replaces: true },
};

export function compareDefinitions(source: PostgresSchema, target: PostgresSchema): Finding[] {
  const key = ({ kind, name }: Definition) => `${kind} ${name}`;
  const there = new Map(target.definitions.map((one) => [key(one), one]));
  const major = (one: PostgresSchema) => Math.floor(one.version / 10_000);
  return inOrder(source.definitions)
    .filter(({ role }) => role === null || target.roles.includes(role))
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
      if (replaces && kind !== "view" && kind !== "function")
        return [
          finding("left", trap, name, "differs on the target", "finish changes it", [step(definition)]),
        ];
      // Each version writes definitions in its own way.
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

function missing(kind: DefinitionKind): string {
  if (kind === "populated") return "holds no rows on the target";
  if (kind === "comment" || kind === "owner" || kind === "grant") return "isn't so on the target";
  return "is missing on the target";
}

function step(definition: Definition): Step {
  const { stage, missing: when } = kinds[definition.kind as Exclude<DefinitionKind, "other">];
  const late = definition.kind === "function" && definition.needs.some((name) => !name.includes("("));
  return { stage: late ? "views" : stage, sql: definition.sql, when: when?.(definition) };
}

/** What is needed first; otherwise as they were made. */
function inOrder(definitions: readonly Definition[]): Definition[] {
  const makes = (kind: DefinitionKind) =>
    kind === "view" || kind === "materialized view" || kind === "function";
  const byName = new Map(definitions.filter(({ kind }) => makes(kind)).map((one) => [one.name, one]));
  const ordered = new Set<Definition>();
  const visit = (one: Definition, path: readonly Definition[]) => {
    if (ordered.has(one) || path.includes(one)) return;
    for (const name of one.needs) {
      const needed = byName.get(name);
      if (needed) visit(needed, [...path, one]);
    }
    ordered.add(one);
  };
  for (const one of definitions) visit(one, []);
  return [...ordered];
}
