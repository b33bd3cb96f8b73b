// Reads plain JSON by path, with the type that the caller expects; anything else reads as absent.
import type { Json, Properties } from "./types";

/** The value at a path with dots, e.g. `metadata.labels`. Keys with dots in them are not reached. */
export function valueAt(value: Json | undefined, path: string): Json | undefined {
  let current: Json | undefined = value;
  for (const key of path.split(".")) {
    if (!isObject(current)) return undefined;
    current = current[key];
  }
  return current ?? undefined;
}

export function isObject(value: Json | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function textAt(value: Json | undefined, path: string): string | undefined {
  const found = valueAt(value, path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** The entries of an object at the path whose values are texts, as labels and selectors are. */
export function labelsAt(value: Json | undefined, path: string): [string, string][] {
  return Object.entries(objectAt(value, path)).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
}

export function numberAt(value: Json | undefined, path: string): number | undefined {
  const found = valueAt(value, path);
  return typeof found === "number" ? found : undefined;
}

export function objectAt(value: Json | undefined, path: string): Properties {
  const found = valueAt(value, path);
  return isObject(found) ? found : {};
}

export function objectsAt(value: Json | undefined, path: string): Properties[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

export function textsAt(value: Json | undefined, path: string): string[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found.filter((item) => typeof item === "string") : [];
}
