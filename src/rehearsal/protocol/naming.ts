// Names resources as the real providers do: the logical name, a hyphen and some hexadecimal digits.
import { createHash } from "node:crypto";
import type { CheckFailure, Json, Properties, ResourceKind } from "../cloud/types";
import { valueAt, withValueAt } from "./values";

const defaultHexLength = 7;

/**
 * Gives the resource its name where the program gives none: the one it has, or a new one. A name that would be too long
 * is a failure, as with the real provider: it shortens nothing.
 */
export function autoName(
  { autoName }: ResourceKind,
  logicalName: string,
  olds: Properties,
  news: Properties,
  seed: Uint8Array,
): { inputs: Properties; failures: CheckFailure[] } {
  const given = (path: string | undefined): boolean =>
    path !== undefined && (valueAt(news, path) ?? null) !== null;
  if (!autoName || given(autoName.property) || given(autoName.unless)) return { inputs: news, failures: [] };
  const { property, maxLength, hexLength = defaultHexLength } = autoName;
  const old = valueAt(olds, property);
  if (isAutoNamed(old, logicalName, hexLength))
    return { inputs: withValueAt(news, property, old), failures: [] };
  const name = `${logicalName}-${createHash("sha256").update(seed).digest("hex").slice(0, hexLength)}`;
  if (name.length <= maxLength) return { inputs: withValueAt(news, property, name), failures: [] };
  const reason = `name '${logicalName}' plus ${hexLength} random chars is longer than maximum length ${maxLength}`;
  return { inputs: news, failures: [{ property, reason }] };
}

/**
 * Whether a replacement must delete the old resource first, because the program fixes the name that both would bear.
 * The real providers decide alike (pulumi-terraform-bridge, `nameRequiresDeleteBeforeReplace`).
 */
export function nameForbidsTwo(
  { autoName }: ResourceKind,
  logicalName: string,
  olds: Properties,
  news: Properties,
): boolean {
  if (!autoName) return false;
  const name = valueAt(news, autoName.property);
  if (name !== valueAt(olds, autoName.property)) return false;
  return typeof name === "string" && !isAutoNamed(name, logicalName, autoName.hexLength ?? defaultHexLength);
}

function isAutoNamed(name: Json | undefined, logicalName: string, hexLength: number): name is string {
  if (typeof name !== "string" || !name.startsWith(`${logicalName}-`)) return false;
  const digits = name.slice(logicalName.length + 1);
  return digits.length === hexLength && /^[0-9a-f]+$/.test(digits);
}
