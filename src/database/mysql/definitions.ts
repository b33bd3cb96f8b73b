// Brings MySQL's views, routines, triggers and events level.
import { finding, type Finding, type Stage, type Step } from "../finding";
import { backquoted, literal } from "../quote";
import type { MySqlDefinition, MySqlSchema } from "./schema";

const stageOf: Readonly<Record<MySqlDefinition["kind"], Stage>> = {
  function: "functions",
  procedure: "functions",
  view: "views",
  trigger: "triggers",
  event: "triggers",
};

const traps = {
  function: "function",
  procedure: "function",
  view: "view",
  trigger: "trigger",
  event: "event",
} as const;

export function compareDefinitions(source: MySqlSchema, target: MySqlSchema): Finding[] {
  const key = ({ kind, name }: MySqlDefinition) => `${kind} ${name}`;
  const there = new Map(target.definitions.map((one) => [key(one), made(one)]));
  return inOrder(source.definitions)
    .filter((one) => there.get(key(one)) !== made(one))
    .map((one) => {
      const { kind, name, sql, session } = one;
      const step = (text: string): Step => ({ stage: stageOf[kind], sql: text });
      const set = (value: (text: string) => string) => {
        const settings = Object.entries(session).map(
          ([variable, text]) => `session ${variable} = ${value(text)}`,
        );
        return settings.length === 0 ? [] : [step(`set ${settings.join(", ")}`)];
      };
      return finding(
        "left",
        traps[kind],
        `${kind} ${backquoted(name)}`,
        there.has(key(one)) ? "differs on the target" : "is missing on the target",
        "finish makes it; who runs it owns it",
        [
          ...set(literal),
          step(`drop ${kind} if exists ${backquoted(name)}`),
          step(sql),
          ...set(() => "default"),
        ],
      );
    });
}

function made({ sql, session }: MySqlDefinition): string {
  return JSON.stringify([sql, session]);
}

/** Views after those that they read. */
function inOrder(definitions: readonly MySqlDefinition[]): MySqlDefinition[] {
  const views = definitions.filter(({ kind }) => kind === "view");
  const ordered = new Set<MySqlDefinition>();
  const visit = (view: MySqlDefinition, path: readonly MySqlDefinition[]) => {
    if (ordered.has(view) || path.includes(view)) return;
    for (const other of views)
      if (other !== view && view.sql.includes(backquoted(other.name))) visit(other, [...path, view]);
    ordered.add(view);
  };
  for (const view of views) visit(view, []);
  return [...definitions.filter(({ kind }) => kind !== "view"), ...ordered];
}
