// Simulates KMS: keys and their aliases.
import { account, arn, aws, common, required, uuid } from "./aws";
import { admits } from "./policy-admits";
import { numberAt, textAt } from "./properties";
import { CloudError } from "./types";
import type { CloudView, Properties, ResourceKind } from "./types";

function keyArn(view: CloudView, idOrArn: string | undefined): string {
  const id = idOrArn?.split("/").at(-1);
  const key = required(view, aws.key, id, "NotFoundException", `Key '${idOrArn}' does not exist`);
  return textAt(key.outputs, "arn") ?? "";
}

/** Who may change a key's policy must be left: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
function refuseLockout(inputs: Properties): void {
  const policy = textAt(inputs, "policy");
  const caller = { principal: `arn:aws:iam::${account}:root`, action: "kms:PutKeyPolicy", resource: "*" };
  if (policy === undefined || inputs["bypassPolicyLockoutSafetyCheck"] === true || admits(policy, caller))
    return;
  throw new CloudError(
    "MalformedPolicyDocumentException",
    "The new key policy will not allow you to update the key policy in the future.",
  );
}

const key: ResourceKind = {
  replaceOn: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
  computed: ["arn", "keyId"],
  check(inputs) {
    const days = numberAt(inputs, "deletionWindowInDays") ?? 30;
    return days >= 7 && days <= 30
      ? []
      : [{ property: "deletionWindowInDays", reason: `expected to be in the range (7 - 30), got ${days}` }];
  },
  create(inputs, context) {
    refuseLockout(inputs);
    const id = uuid(context);
    const outputs = { keyId: id, arn: arn("kms", `key/${id}`, inputs, context) };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  update(_, inputs) {
    refuseLockout(inputs);
    return {};
  },
};

const alias: ResourceKind = {
  replaceOn: ["name", "namePrefix"],
  computed: ["arn", "targetKeyArn"],
  check(inputs) {
    const name = textAt(inputs, "name");
    return name === undefined || name.startsWith("alias/")
      ? []
      : [{ property: "name", reason: `"name" must begin with 'alias/', got ${name}` }];
  },
  create(inputs, context) {
    const name = textAt(inputs, "name") ?? `${textAt(inputs, "namePrefix") ?? "alias/"}${context.hex(26)}`;
    const id = arn("kms", name, inputs, context);
    if (context.cloud.get(aws.alias, name))
      throw new CloudError("AlreadyExistsException", `An alias with the name ${id} already exists`);
    const targetKeyArn = keyArn(context.cloud, textAt(inputs, "targetKeyId"));
    return { id: name, outputs: { ...common(inputs, context), name, arn: id, targetKeyArn } };
  },
  update(_, inputs, { cloud }) {
    return { outputs: { targetKeyArn: keyArn(cloud, textAt(inputs, "targetKeyId")) } };
  },
};

export const kms: Record<string, ResourceKind> = { [aws.key]: key, [aws.alias]: alias };
