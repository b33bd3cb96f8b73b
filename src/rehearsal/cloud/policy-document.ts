// Writes the JSON of IAM policies, as `aws.iam.getPolicyDocument` composes it.
import { digest } from "./aws";
import { isObject, objectsAt, textAt, textsAt } from "./properties";
import type { CloudFunction, Json, Properties } from "./types";

function listed(value: Json | undefined): Json | undefined {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** A statement in the notation of IAM's JSON. */
function statement(given: Properties): Properties {
  const principals: { [type: string]: Json } = {};
  for (const principal of objectsAt(given, "principals"))
    principals[textAt(principal, "type") ?? ""] = listed(principal["identifiers"]) ?? [];
  const conditions: { [test: string]: { [variable: string]: Json } } = {};
  for (const condition of objectsAt(given, "conditions")) {
    const test = (conditions[textAt(condition, "test") ?? ""] ??= {});
    test[textAt(condition, "variable") ?? ""] = listed(condition["values"]) ?? [];
  }
  const everyone = principals["*"] === "*" && Object.keys(principals).length === 1;
  const parts: [string, Json | undefined][] = [
    ["Sid", given["sid"]],
    ["Effect", given["effect"] ?? "Allow"],
    ["Action", listed(given["actions"])],
    ["NotAction", listed(given["notActions"])],
    ["Resource", listed(given["resources"])],
    ["NotResource", listed(given["notResources"])],
    ["Principal", everyone ? "*" : Object.keys(principals).length > 0 ? principals : undefined],
    ["Condition", Object.keys(conditions).length > 0 ? conditions : undefined],
  ];
  return Object.fromEntries(
    parts.filter((part): part is [string, Json] => part[1] !== undefined && part[1] !== null),
  );
}

/** Composes the JSON of a policy from statements and from other policies. */
export const getPolicyDocument: CloudFunction = (args) => {
  const sources = [
    ...textsAt(args, "sourcePolicyDocuments"),
    ...textsAt(args, "overridePolicyDocuments"),
  ].flatMap((text) => {
    const parsed = JSON.parse(text) as Json;
    return isObject(parsed) ? objectsAt(parsed, "Statement") : [];
  });
  const document = {
    Version: textAt(args, "version") ?? "2012-10-17",
    Statement: [...sources, ...objectsAt(args, "statements").map(statement)],
  };
  const minifiedJson = JSON.stringify(document);
  return { ...args, id: digest(minifiedJson, 10), json: JSON.stringify(document, null, 2), minifiedJson };
};
