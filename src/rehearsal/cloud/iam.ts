// Simulates IAM: roles, their policies, and instance profiles.
import { account, aws, common, required, userOf } from "./aws";
import { textAt } from "./properties";
import { CloudError } from "./types";
import type { OperationContext, Properties, ResourceKind } from "./types";

function nameOf(inputs: Properties, context: OperationContext): string {
  return textAt(inputs, "name") ?? `${textAt(inputs, "namePrefix") ?? "terraform-"}${context.hex(26)}`;
}

function iamArn(kind: string, name: string, inputs: Properties): string {
  return `arn:aws:iam::${account}:${kind}${textAt(inputs, "path") ?? "/"}${name}`;
}

function refuseMalformed(document: string | undefined): void {
  try {
    JSON.parse(document ?? "");
  } catch {
    throw new CloudError("MalformedPolicyDocument", "This policy contains invalid Json");
  }
}

function requiredRole(name: string | undefined, { cloud }: OperationContext) {
  return required(cloud, aws.role, name, "NoSuchEntity", `The role with name ${name} cannot be found.`);
}

/** The principal ids of IAM are upper-case letters and digits behind a prefix of four. */
function uniqueId(prefix: string, context: OperationContext): string {
  return prefix + context.hex(17).toUpperCase();
}

const role: ResourceKind = {
  autoName: { property: "name", maxLength: 64, unless: "namePrefix" },
  replaceOn: ["name", "namePrefix", "path"],
  computed: ["arn", "createDate", "uniqueId"],
  create(inputs, context) {
    const name = nameOf(inputs, context);
    if (context.cloud.get(aws.role, name))
      throw new CloudError("EntityAlreadyExists", `Role with name ${name} already exists.`);
    if (!/^[\w+=,.@-]{1,64}$/.test(name))
      throw new CloudError("ValidationError", `The specified value for roleName is invalid: ${name}`);
    refuseMalformed(textAt(inputs, "assumeRolePolicy"));
    const outputs = {
      name,
      arn: iamArn("role", name, inputs),
      uniqueId: uniqueId("AROA", context),
      createDate: context.cloud.now().toISOString(),
    };
    return { id: name, outputs: { ...common(inputs, context), ...outputs } };
  },
  update(_, inputs) {
    refuseMalformed(textAt(inputs, "assumeRolePolicy"));
    return {};
  },
  remove(resource, { cloud }) {
    const refuse = (what: string) => {
      throw new CloudError("DeleteConflict", `Cannot delete entity, must ${what} first.`);
    };
    if (userOf(cloud, resource.id, [[aws.instanceProfile, "role"]]))
      refuse("remove roles from instance profile");
    if (resource.inputs["forceDetachPolicies"] === true) return;
    if (userOf(cloud, resource.id, [[aws.rolePolicyAttachment, "role"]])) refuse("detach all policies");
    if (userOf(cloud, resource.id, [[aws.rolePolicy, "role"]])) refuse("delete policies");
  },
};

const rolePolicy: ResourceKind = {
  autoName: { property: "name", maxLength: 128, unless: "namePrefix" },
  replaceOn: ["name", "namePrefix", "role"],
  create(inputs, context) {
    const owner = requiredRole(textAt(inputs, "role"), context);
    refuseMalformed(textAt(inputs, "policy"));
    const name = nameOf(inputs, context);
    return { id: `${owner.id}:${name}`, outputs: { name } };
  },
};

const rolePolicyAttachment: ResourceKind = {
  replaceOn: ["policyArn", "role"],
  create(inputs, context) {
    const owner = requiredRole(textAt(inputs, "role"), context);
    const policyArn = textAt(inputs, "policyArn") ?? "";
    // Policies of `arn:aws:iam::aws:` are managed by AWS and exist in every account.
    if (policyArn.startsWith(`arn:aws:iam::${account}:`))
      required(
        context.cloud,
        aws.policy,
        policyArn,
        "NoSuchEntity",
        `Policy ${policyArn} does not exist or is not attachable.`,
      );
    return { id: `${owner.id}/${policyArn}` };
  },
};

const policy: ResourceKind = {
  autoName: { property: "name", maxLength: 128, unless: "namePrefix" },
  replaceOn: ["description", "name", "namePrefix", "path"],
  computed: ["arn", "attachmentCount", "policyId"],
  create(inputs, context) {
    const name = nameOf(inputs, context);
    const id = iamArn("policy", name, inputs);
    if (context.cloud.get(aws.policy, id))
      throw new CloudError(
        "EntityAlreadyExists",
        `A policy called ${name} already exists. Duplicate names are not allowed.`,
      );
    refuseMalformed(textAt(inputs, "policy"));
    const outputs = { name, arn: id, policyId: uniqueId("ANPA", context), attachmentCount: 0 };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  update(_, inputs) {
    refuseMalformed(textAt(inputs, "policy"));
    return {};
  },
  remove(resource, { cloud }) {
    if (userOf(cloud, resource.id, [[aws.rolePolicyAttachment, "policyArn"]]))
      throw new CloudError("DeleteConflict", "Cannot delete a policy attached to entities.");
  },
};

const instanceProfile: ResourceKind = {
  autoName: { property: "name", maxLength: 128, unless: "namePrefix" },
  replaceOn: ["name", "namePrefix", "path"],
  computed: ["arn", "createDate", "uniqueId"],
  create(inputs, context) {
    const name = nameOf(inputs, context);
    if (context.cloud.get(aws.instanceProfile, name))
      throw new CloudError("EntityAlreadyExists", `Instance Profile ${name} already exists.`);
    if (inputs["role"] !== undefined) requiredRole(textAt(inputs, "role"), context);
    const outputs = {
      name,
      arn: iamArn("instance-profile", name, inputs),
      uniqueId: uniqueId("AIPA", context),
    };
    return { id: name, outputs: { ...common(inputs, context), ...outputs } };
  },
};

export const iam: Record<string, ResourceKind> = {
  [aws.role]: role,
  [aws.rolePolicy]: rolePolicy,
  [aws.rolePolicyAttachment]: rolePolicyAttachment,
  [aws.policy]: policy,
  [aws.instanceProfile]: instanceProfile,
};
