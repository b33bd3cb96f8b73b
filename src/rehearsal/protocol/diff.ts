// Compares old and new properties one by one, and decides whether the real provider would replace the resource.
import type { Json, Properties, ResourceKind } from "../cloud/types";
import { isObject, isSpecial } from "./values";

export interface PropertyChange {
  readonly kind: "add" | "delete" | "update";
  readonly replace: boolean;
}

/** The changed inputs by their path, e.g. `tags.Name` or `records[0]`. Null is the same as absent. */
export function diffInputs(
  olds: Properties,
  news: Properties,
  replaceOn: ResourceKind["replaceOn"] = [],
): Map<string, PropertyChange> {
  const changes = new Map<string, PropertyChange>();
  const compare = (
    path: string,
    plainPath: string,
    before: Json | undefined,
    after: Json | undefined,
  ): void => {
    const [old, now] = [before ?? undefined, after ?? undefined];
    if (old === undefined && now === undefined) return;
    if (Array.isArray(old) && Array.isArray(now)) {
      for (let i = 0; i < Math.max(old.length, now.length); i++)
        compare(`${path}[${i}]`, plainPath, old[i], now[i]);
    } else if (isPlain(old) && isPlain(now)) {
      for (const key of new Set([...Object.keys(old), ...Object.keys(now)]))
        compare(child(path, key), plainPath ? `${plainPath}.${key}` : key, old[key], now[key]);
    } else if (JSON.stringify(old) !== JSON.stringify(now)) {
      const kind = old === undefined ? "add" : now === undefined ? "delete" : "update";
      changes.set(path, { kind, replace: replaceOn.some((on) => concerns(on, plainPath, old, now)) });
    }
  };
  compare("", "", olds, news);
  return changes;
}

function isPlain(value: Json | undefined): value is Properties {
  return isObject(value) && !isSpecial(value);
}

/** Path notation of the engine: keys that are no plain words are quoted. */
function child(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path ? `${path}.${key}` : key;
}

/** Whether a change at `path` touches `on`: it lies within it, or brings or takes a whole value that holds it. */
function concerns(on: string, path: string, old: Json | undefined, now: Json | undefined): boolean {
  if (path === on || path.startsWith(`${on}.`)) return true;
  if (!on.startsWith(`${path}.`)) return false;
  const rest = on.slice(path.length + 1).split(".");
  return JSON.stringify(within(old, rest)) !== JSON.stringify(within(now, rest));
}

function within(value: Json | undefined, keys: readonly string[]): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => within(item, keys) ?? null);
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  return isObject(value) ? within(value[key], rest) : undefined;
}
