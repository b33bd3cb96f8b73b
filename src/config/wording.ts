// Words a schema's findings plainly, as what the value must be.
import type { z } from "zod";
import { secretIn } from "../model/access/secret-values";
import { visible } from "../model/names/visible";

/** The wording of findings for which the schema itself has none. */
export function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return kinds[issue.expected];
    case "invalid_value":
      return `must be ${eitherOf(issue.values)}`;
    case "invalid_union":
      return "options" in issue ? `must be ${eitherOf(issue.options as unknown[])}` : undefined;
    case "too_small":
      return issue.origin === "array" ? "needs at least one entry" : undefined;
    default:
      return undefined;
  }
}

/** Of a mapping that the schema says no more about than its keys. */
export const mapping = "must be a mapping of keys to values";

const kinds: Readonly<Record<string, string>> = {
  string: "must be text",
  array: "must be a list",
  object: mapping,
  record: "must be a mapping of names to values",
};

/** `` `a`, `b` or `c` `` */
function eitherOf(values: readonly unknown[]): string {
  const words = values.map((value) => `\`${String(value)}\``);
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)!}`;
}

/** A value as a message shows it: a list only as one, a mapping by its keys, and what may be a secret not at all. */
export function showValue(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  const secret = typeof value === "string" ? secretIn(value) : undefined;
  if (secret !== undefined) return `what looks like ${secret}`;
  const text = typeof value === "object" && value !== null ? outline(value) : scalar(value);
  return `\`${text.length > 60 ? `${text.slice(0, 57)}…` : text}\``;
}

function scalar(value: unknown): string {
  return typeof value === "string" ? visible(JSON.stringify(value)) : String(value);
}

function outline(value: object): string {
  const keys = Object.keys(value).map((key) => `${visible(key)}: …`);
  return keys.length === 0 ? "{}" : `{ ${keys.join(", ")} }`;
}

/** A path as `pulumi config set --path` takes it, e.g. `rules.ladder[2]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => {
      if (typeof step === "number") return `[${step}]`;
      const key = String(step);
      const shown = visible(key);
      return /[.[\]"]/.test(key) || key === "" || shown !== key
        ? `["${visible(JSON.stringify(key).slice(1, -1))}"]`
        : `.${key}`;
    })
    .join("")
    .replace(/^\./, "");
}
