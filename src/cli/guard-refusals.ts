// Explains what the guard of answers and Pulumi's protection refused: once for each reason, with all resources that it is about.
import { hasAnswers, readUrn } from "../model/traffic/guarded-types";
import { insteadOfDelete, refusedDelete } from "../model/traffic/guarded";
import type { Problem } from "../model/problem";
import { nameOf } from "./changes";

/** How many resources a refusal names. */
const named = 5;

/** The engine's words for a replacement and for a deletion of what is protected. */
const locked = [
  /unable to (?:replace|delete) resource "([^"]+)"[^]*marked for protection/,
  /resource "([^"]+)" cannot be deleted\s+because it is protected/,
];

interface Refused {
  readonly names: Set<string>;
  readonly reason: string;
  readonly instead: string;
}

/**
 * What the guard refused, and the errors that are about something else. The engine stops soon after the first refusal of a
 * hook, while it lists all that is protected, so what is only listed counts to the first reason.
 */
export function guardRefusals(
  errors: readonly string[],
  path: string,
): { problems: readonly Problem[]; rest: readonly string[] } {
  const refused = new Map<string, Refused>();
  const protectedNames: string[] = [];
  const rest = errors.filter((text) => {
    const hook = readRefusal(text);
    if (hook) {
      const key = hook.reason + hook.instead;
      const one = refused.get(key) ?? { ...hook, names: new Set<string>() };
      refused.set(key, one);
      one.names.add(hook.name);
      return false;
    }
    const urn = locked.map((pattern) => pattern.exec(text)?.[1]).find(Boolean);
    if (urn === undefined || !hasAnswers(readUrn(urn).chain)) return true;
    protectedNames.push(nameOf(urn));
    return false;
  });
  if (refused.size === 0 && protectedNames.length > 0)
    refused.set("", {
      names: new Set(),
      reason: "names are answered over it, or no update has yet found that they aren't",
      instead:
        "keep the side at 0 for one `crossover up`, two minutes after it has no more answers (ask for 0 where its records are gone); " +
        "then take it away",
    });
  const first = [...refused.values()][0];
  const others = new Set([...refused.values()].flatMap(({ names }) => [...names]));
  for (const name of protectedNames) if (!others.has(name)) first!.names.add(name);
  const problems = [...refused.values()].map(({ names, reason, instead }): Problem => ({
    rule: "protected",
    path,
    message: `${list([...names])} ${refusedDelete} ${reason}`,
    allowed: instead,
  }));
  return { problems, rest };
}

function readRefusal(text: string): { name: string; reason: string; instead: string } | undefined {
  const [before, after] = text.split(` ${refusedDelete} `);
  const [reason, instead] = after?.split(`${insteadOfDelete} `) ?? [];
  if (reason === undefined || instead === undefined) return undefined;
  return { name: before!.split(" ").at(-1)!, reason, instead: instead.trim() };
}

function list(names: readonly string[]): string {
  const more = names.length - named;
  return names.slice(0, named).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
