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
