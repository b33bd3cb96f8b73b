// Decides what IAM lets a role do, as far as its own policies and its trust policy say.
import { aws } from "./aws";
import { isObject, objectsAt, textAt, textsAt, valueAt } from "./properties";
import type { CloudResource, CloudView, Json, Properties } from "./types";

/** The role with the ARN. */
export function roleOf(view: CloudView, arn: string | undefined): CloudResource | undefined {
  return view.list(aws.role).find(({ outputs }) => textAt(outputs, "arn") === arn);
}

/** Whether the role's inline and customer-managed policies allow the action on the resource; denials aren't known. */
export function allows(view: CloudView, role: CloudResource, action: string, resource: string): boolean {
  const inline = view.list(aws.rolePolicy).filter(({ inputs }) => textAt(inputs, "role") === role.id);
  const attached = view
    .list(aws.rolePolicyAttachment)
    .filter(({ inputs }) => textAt(inputs, "role") === role.id)
    .flatMap(({ inputs }) => view.get(aws.policy, textAt(inputs, "policyArn") ?? "") ?? []);
  return [...inline, ...attached]
    .flatMap(({ inputs }) => statements(inputs["policy"]))
    .some(
      (statement) =>
        texts(statement, "Action").some((pattern) => matches(pattern, action)) &&
        texts(statement, "Resource").some((pattern) => matches(pattern, resource)),
    );
}

/** Whether the role lets a principal, an ARN or a service's name, take it on with all of the actions. */
export function trusts(role: CloudResource, principal: string, actions: readonly string[]): boolean {
  return statements(role.inputs["assumeRolePolicy"]).some(
    (statement) =>
      ["AWS", "Service"].some((kind) => texts(statement, `Principal.${kind}`).includes(principal)) &&
      actions.every((action) => texts(statement, "Action").includes(action)),
  );
}

function statements(document: Json | undefined): Properties[] {
  const parsed = typeof document === "string" ? (JSON.parse(document) as Json) : {};
  return objectsAt(isObject(parsed) ? parsed : {}, "Statement").filter(({ Effect }) => Effect === "Allow");
}

/** One text, or a list of them. */
function texts(value: Properties, path: string): string[] {
  const found = valueAt(value, path);
  return typeof found === "string" ? [found] : textsAt(value, path);
}

/** IAM's wildcards: `*` for any text, `?` for one character. */
function matches(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`).test(text);
}
