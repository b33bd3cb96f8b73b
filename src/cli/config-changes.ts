// Carries changes of config, made in a copy of a stack file, over to the file itself.
import { isDeepStrictEqual } from "node:util";
import { parseDocument, type Document } from "yaml";
import { secretsIn } from "../config";

type Mapping = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

/** What has become of the changes. */
export interface Carried {
  /** The text of the stack file with them; its comments stay. Nothing if there are none. */
  readonly text?: string;
  /** Where there are changes that can't be carried over: the copy's secrets are encrypted for it alone. */
  readonly left: readonly Path[];
}

/** @param before and @param after the copy's config at the beginning and at the end, without or with stand-ins for secrets. */
export function withConfigChanges(text: string, before: Mapping, after: Mapping): Carried {
  if (isDeepStrictEqual(before, after)) return { left: [] };
  const document = parseDocument(text);
  const said: unknown = document.toJS();
  const left = change(document, ["config"], before, after).map(([, ...path]) => path);
  return isDeepStrictEqual(document.toJS(), said)
    ? { left }
    : { left, text: document.toString({ lineWidth: 0 }) };
}

/** @returns the paths of what was left as it is. */
function change(document: Document, at: Path, old: unknown, next: unknown): Path[] {
  if (isDeepStrictEqual(old, next)) return [];
  if (next === undefined) {
    document.deleteIn(at);
    return [];
  }
  const isSecret = secretsIn([next]).some(({ length }) => length === 1);
  if (isSecret) return [at];
  const hasSecret = secretsIn([next]).length > 0;
  if (isMapping(next) && (isMapping(old) || hasSecret)) {
    const from = isMapping(old) ? old : {};
    const keys = new Set([...Object.keys(from), ...Object.keys(next)]);
    return [...keys].flatMap((key) => change(document, [...at, key], from[key], next[key]));
  }
  if (Array.isArray(next) && Array.isArray(old) && next.length >= old.length)
    return next.flatMap((one, i) => change(document, [...at, i], (old as unknown[])[i], one));
  // The places of a list that has become shorter, or something else, aren't those of the file's secrets any more.
  if (hasSecret || (Array.isArray(next) && secretsIn([document.toJS()], []).some(isBelow(at)))) return [at];
  document.setIn(at, next);
  return [];
}

/** Whether a place in a list with the document alone is within another one. */
function isBelow(at: Path): (path: readonly PropertyKey[]) => boolean {
  return ([, ...path]) => at.every((step, i) => path[i] === step);
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
