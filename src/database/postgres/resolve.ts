// Completes the statements by what PostgreSQL knows of their objects: what each needs, the schemas on whose names it
// relies, and what can't be made yet since it needs something that is made by hand.
import type { Finding, Stage, Step } from "../finding";
import * as objects from "./objects";
import type { PostgresSchema } from "./schema";

export function resolve(
  findings: readonly Finding[],
  source: PostgresSchema,
  target: PostgresSchema,
): Finding[] {
  const reached = closure(source.dependencies.needs);
  const byHand = madeByHand(source, target);
  const missing = ({ needs = [] }: Step): string[] => {
    if (byHand.size === 0) return [];
    const all = new Set(needs.flatMap((name) => [name, ...reached(name)]));
    return [...byHand].filter((one) => all.has(one));
  };
  const done = new Map<Step, Step>();
  const completed = (step: Step) => {
    const one = done.get(step) ?? complete(step, source, reached);
    done.set(step, one);
    return one;
  };
  return findings.map((one) => {
    const steps = one.steps.map(completed);
    const first = [...new Set(steps.flatMap(missing))];
    if (first.length === 0) return { ...one, steps };
    return {
      ...one,
      steps: [],
      remedy: `make ${first.join(", ")} on the target first, by hand; ${one.remedy}`,
    };
  });
}

/** What no statement of ours makes, and the target lacks; a table that the copy leaves out, too. */
function madeByHand(source: PostgresSchema, target: PostgresSchema): Set<string> {
  const others = ({ definitions }: PostgresSchema) =>
    definitions.flatMap(({ kind, makes }) => (kind === "other" && makes !== null ? [makes] : []));
  const there = new Set(others(target));
  const present = new Set(target.extensions.map(({ name }) => name));
  return new Set([
    ...others(source).filter((name) => !there.has(name)),
    ...source.excluded.filter((sql) => !target.excluded.includes(sql)).map(objects.table),
    ...source.extensions
      .filter(({ name }) => !present.has(name) && !target.available.includes(name))
      .map(({ name }) => `extension ${name}`),
  ]);
}

/** Stages in which PostgreSQL runs or looks into the functions that something uses. */
const evaluating: readonly Stage[] = [
  "types",
  "tables",
  "defaults",
  "columns",
  "partitions",
  "indexes",
  "constraints",
  "values",
  "database",
];

function complete(step: Step, source: PostgresSchema, reached: (name: string) => ReadonlySet<string>): Step {
  const { dependencies } = source;
  const made = (step.makes ?? []).map(objects.asListed);
  const needs = new Set([
    ...(step.needs ?? []),
    ...made.flatMap((name) => dependencies.needs[name] ?? []),
    // To fill one, those that it reads must be filled.
    ...made
      .filter((name) => name.startsWith(populated))
      .flatMap((name) => filled(reached(`materialized view ${name.slice(populated.length)}`))),
  ]);
  const all = new Set([...needs].flatMap((name) => [name, ...reached(name)]));
  const runs =
    evaluating.includes(step.stage) && [...all].some((name) => /^(function|extension) /.test(name));
  const path = [
    ...new Set(made.flatMap((name) => dependencies.operators[name] ?? [])),
    ...(runs && source.searchPath !== "" ? [source.searchPath] : []),
  ];
  return {
    ...step,
    ...(needs.size > 0 && { needs: [...needs] }),
    ...(path.length > 0 && { path: path.join(", ") }),
  };
}

const populated = "populated ";

function filled(names: ReadonlySet<string>): string[] {
  return [...names].flatMap((name) => {
    const view = /^materialized view (.*)$/s.exec(name)?.[1];
    return view === undefined ? [] : [`${populated}${view}`];
  });
}

/** Everything that a name needs, directly or not. */
function closure(needs: Readonly<Record<string, readonly string[]>>): (name: string) => ReadonlySet<string> {
  const known = new Map<string, Set<string>>();
  return (name) => {
    const before = known.get(name);
    if (before) return before;
    const seen = new Set<string>();
    const open = [...(needs[name] ?? [])];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      if (seen.has(one)) continue;
      seen.add(one);
      open.push(...(needs[one] ?? []));
    }
    known.set(name, seen);
    return seen;
  };
}
