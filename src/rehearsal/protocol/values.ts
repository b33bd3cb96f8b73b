// Reads property values as the engine sends them: values that are unknown at preview, assets, and paths into nested values.
import type { Json, Properties } from "../cloud/types";

/** Marks a value as not plain JSON: an asset, an archive, a resource reference or a secret. */
export const signatureKey = "4dabf18193072939515e22adb298388d";

/** Signatures of what may be in a property, as the engine defines them (sdk/go/common/resource/sig). */
export const signatures = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
} as const;

/** Stands for a value that is unknown until the update. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

// One marker for each type of unknown (sdk/go/common/resource/plugin/rpc.go).
const unknowns: ReadonlySet<Json> = new Set([
  unknown,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function isUnknown(value: Json | undefined): boolean {
  return value !== undefined && unknowns.has(value);
}

export function isObject(value: Json | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object that the engine gives a meaning of its own, such as an asset. */
export function isSpecial(value: Json | undefined): boolean {
  return isObject(value) && signatureKey in value;
}

export function containsUnknown(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(containsUnknown);
  if (isObject(value)) return Object.values(value).some(containsUnknown);
  return isUnknown(value);
}

/** The value without anything that is unknown. */
export function knownPart(value: Properties): Properties {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => !isUnknown(item))
      .map(([key, item]) => [key, known(item)]),
  );
}

function known(value: Json): Json {
  if (Array.isArray(value)) return value.filter((item) => !isUnknown(item)).map(known);
  return isObject(value) ? knownPart(value) : value;
}

/** The value under a path of plain keys, e.g. `metadata.name`. */
export function valueAt(properties: Properties, path: string): Json | undefined {
  let value: Json | undefined = properties;
  for (const key of path.split(".")) value = isObject(value) ? value[key] : undefined;
  return value;
}

/** A copy of the properties with the value set under a path of plain keys. */
export function withValueAt(properties: Properties, path: string, value: Json): Properties {
  const [key, ...rest] = path.split(".") as [string, ...string[]];
  if (!rest.length) return { ...properties, [key]: value };
  const inner = properties[key];
  return { ...properties, [key]: withValueAt(isObject(inner) ? inner : {}, rest.join("."), value) };
}

/** The value without its mark as a secret. */
export function withoutSecretMark(value: Json | undefined): Json | undefined {
  return isObject(value) && value[signatureKey] === signatures.secret ? value.value : value;
}

/** The properties that are given. */
export function givenProperties(properties: { readonly [key: string]: Json | undefined }): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}
