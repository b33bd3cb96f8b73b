// Carries changes of config, made in a copy of a stack file, over to the file itself.
import { isDeepStrictEqual } from "node:util";
import { parseDocument, type Document } from "yaml";

type Mapping = Readonly<Record<string, unknown>>;

/**
 * The text of a stack file with the differences between two states of its config; its comments stay.
 *
 * @returns nothing if there are none.
 */
export function withConfigChanges(text: string, before: Mapping, after: Mapping): string | undefined {
  if (isDeepStrictEqual(before, after)) return undefined;
  const document = parseDocument(text);
  change(document, ["config"], before, after);
  return document.toString({ lineWidth: 0 });
}

function change(document: Document, path: readonly string[], before: Mapping, after: Mapping): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, next] = [before[key], after[key]];
    const at = [...path, key];
    if (isDeepStrictEqual(old, next)) continue;
    if (next === undefined) document.deleteIn(at);
    else if (isMapping(old) && isMapping(next)) change(document, at, old, next);
    else document.setIn(at, next);
  }
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
