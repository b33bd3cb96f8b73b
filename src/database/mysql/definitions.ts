// Brings MySQL's views, routines, triggers and events level.
import { finding, type Finding, type Stage } from "../finding";
import { backquoted } from "../quote";
import type { MySqlDefinition, MySqlSchema } from "./schema";

const stageOf: Readonly<Record<MySqlDefinition["kind"], Stage>> = {
  function: "functions",
  procedure: "functions",
  package: "functions",
  "package body": "functions",
  view: "views",
  trigger: "triggers",
  event: "triggers",
};

const traps = {
  function: "function",
  procedure: "function",
  package: "function",
  "package body": "function",
  view: "view",
  trigger: "trigger",
  event: "event",
} as const;

export function compareDefinitions(source: MySqlSchema, target: MySqlSchema): Finding[] {
  const key = ({ kind, name }: MySqlDefinition) => `${kind} ${name}`;
  const there = new Map(target.definitions.map((one) => [key(one), made(one)]));
  const reached = missingBelow(source, target);
  return source.definitions
    .filter((one) => there.get(key(one)) !== made(one))
    .map((one) => {
      const { kind, name, sql, session, broken } = one;
      if (broken !== null)
        return finding(
          "left",
          traps[kind],
          `${kind} ${backquoted(name)}`,
          `can't be used on the source, and so can't be made: ${broken}`,
          "repair or drop it on the source, or accept this",
        );
      const missing = kind === "view" ? reached(one) : [];
      if (missing.length > 0)
        return finding(
          "left",
          traps[kind],
          `${kind} ${backquoted(name)}`,
          "is missing on the target",
          `make ${missing.map(backquoted).join(", ")} on the target first, by hand; finish makes it`,
        );
      return finding(
        "left",
        traps[kind],
        `${kind} ${backquoted(name)}`,
        there.has(key(one)) ? "differs on the target" : "is missing on the target",
        "finish makes it; who runs it owns it",
        [
          {
            stage: stageOf[kind],
            sql,
            first: `drop ${kind} if exists ${backquoted(name)}`,
            session,
            makes: [named(one)],
            needs: needsOf(one),
          },
        ],
      );
    });
}

function made({ sql, session }: MySqlDefinition): string {
  // The client puts a space after a comment.
  return JSON.stringify([sql.replaceAll(/\*\/\s+/g, "*/"), session]);
}

/** What a view can't be made without, itself or by way of other views: tables that the copy leaves out. */
function missingBelow(source: MySqlSchema, target: MySqlSchema): (view: MySqlDefinition) => string[] {
  const lacking = source.excluded.filter((name) => !target.excluded.includes(name));
  const views = new Map(
    source.definitions.filter(({ kind }) => kind === "view").map((one) => [one.name, one]),
  );
  const below = (view: MySqlDefinition, path: readonly string[]): string[] =>
    needsOf(view).flatMap((name) => {
      const other = views.get(name);
      if (other && !path.includes(name)) return below(other, [...path, name]);
      return lacking.includes(name) ? [name] : [];
    });
  return (view) => [...new Set(below(view, [view.name]))];
}

/** Views have their names in common with tables. */
function named({ kind, name }: MySqlDefinition): string {
  return kind === "view" ? name : `${kind} ${name}`;
}

/** What a view reads, as MySQL writes it, and the functions that it calls; a body needs the declaration. */
function needsOf({ kind, name, sql }: MySqlDefinition): string[] {
  if (kind === "package body") return [`package ${name}`];
  if (kind !== "view") return [];
  const quoted = "`((?:[^`]|``)+)`";
  const all = (pattern: string) =>
    [...sql.matchAll(new RegExp(pattern, "gi"))].map(([, one]) => one!.replaceAll("``", "`"));
  return [
    ...all(`\\b(?:from|join)\\s+\\(*${quoted}`),
    ...all(`${quoted}\\(`).map((one) => `function ${one}`),
  ];
}
