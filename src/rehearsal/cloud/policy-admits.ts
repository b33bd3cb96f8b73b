// Decides whether a resource's own policy lets a service in, as services check before they write.
import { isObject, objectAt, objectsAt, textAt, textsAt } from "./properties";
import type { Json, Properties } from "./types";

/** What a service asks for. */
export interface PolicyRequest {
  /** E.g. `cloudtrail.amazonaws.com`, or the ARN of a principal. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** The values that conditions look at, by their keys in lower case. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Allowed by a statement, and denied by none; a policy that isn't JSON admits nobody. */
export function admits(policy: string | undefined, request: PolicyRequest): boolean {
  const fit = statementsOf(policy).filter((statement) => applies(statement, request));
  const effect = (wanted: string) => fit.some((statement) => textAt(statement, "Effect") === wanted);
  return effect("Allow") && !effect("Deny");
}

/** Whether anybody at all is let in, without a condition: what S3 calls a public policy. */
export function isPublic(policy: string | undefined): boolean {
  return statementsOf(policy).some(
    (statement) =>
      textAt(statement, "Effect") === "Allow" &&
      principalsOf(statement).includes("*") &&
      Object.keys(objectAt(statement, "Condition")).length === 0,
  );
}

/** The statements of a policy document; none where it isn't one. */
export function statementsOf(policy: string | undefined): Properties[] {
  try {
    const parsed = JSON.parse(policy ?? "") as Json;
    return isObject(parsed) ? objectsAt(parsed, "Statement") : [];
  } catch {
    return [];
  }
}

function applies(statement: Properties, request: PolicyRequest): boolean {
  return (
    matches(principalsOf(statement), request.principal) &&
    matches(listOf(statement, "Action"), request.action.toLowerCase(), true) &&
    matches(listOf(statement, "Resource"), request.resource) &&
    Object.entries(objectAt(statement, "Condition")).every(
      ([operator, wanted]) => isObject(wanted) && conditionHolds(operator, wanted, request.context ?? {}),
    )
  );
}

function principalsOf(statement: Properties): string[] {
  const everyone = textAt(statement, "Principal");
  const named = objectAt(statement, "Principal");
  return everyone === undefined ? Object.keys(named).flatMap((kind) => listOf(named, kind)) : [everyone];
}

/** A condition on what the request doesn't have never holds. */
function conditionHolds(
  operator: string,
  wanted: Properties,
  context: Readonly<Record<string, string>>,
): boolean {
  return Object.keys(wanted).every((key) => {
    const value = context[key.toLowerCase()];
    const values = listOf(wanted, key);
    if (value === undefined) return false;
    return /Like|^Arn/.test(operator) ? matches(values, value) : values.includes(value);
  });
}

function listOf(value: Properties, key: string): string[] {
  const one = value[key];
  return typeof one === "string" ? [one] : textsAt(value, key);
}

/** `*` matches any text. */
function matches(patterns: readonly string[], text: string, ignoreCase = false): boolean {
  return patterns.some((pattern) => {
    const parts = (ignoreCase ? pattern.toLowerCase() : pattern).split("*");
    const escaped = parts.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${escaped.join(".*")}$`).test(text);
  });
}
