// Lets a legacy service reach its databases and caches, and sign in to them.
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { roleNaming } from "../../src/model/names/physical";
import { trustService } from "../../src/model/access/trust";
import { Admission } from "../network/admission";
import type { LegacyServiceArgs } from "./legacy-service";

/** A rule at each store, for the members of a security group; to be waited for before there are any. */
export function admittedTo(
  name: string,
  { service, stores = {} }: Pick<LegacyServiceArgs, "service" | "stores">,
  securityGroupId: pulumi.Input<string>,
  parent: pulumi.Resource,
): Admission[] {
  return Object.entries(stores).map(
    ([id, to]) =>
      new Admission(`${name}-to-${id}`, { to, from: { [service.name]: securityGroupId } }, { parent }),
  );
}

/** The policies, attached to the role of what runs the service. */
export function permitted(
  name: string,
  role: aws.iam.Role,
  { policyArns = {} }: Pick<LegacyServiceArgs, "policyArns">,
  parent: pulumi.Resource,
): aws.iam.RolePolicyAttachment[] {
  return Object.entries(policyArns).map(
    ([key, policyArn]) =>
      new aws.iam.RolePolicyAttachment(`${name}-${key}`, { role: role.name, policyArn }, { parent }),
  );
}

/** The role that a service's tasks have; none where it may do nothing in AWS. */
export function taskRole(
  name: string,
  args: Pick<LegacyServiceArgs, "service" | "policyArns">,
  parent: pulumi.Resource,
): { readonly role: aws.iam.Role; readonly policies: aws.iam.RolePolicyAttachment[] } | undefined {
  if (Object.keys(args.policyArns ?? {}).length === 0) return undefined;
  const role = new aws.iam.Role(
    name,
    {
      ...roleNaming(name),
      description: `Tasks of ${args.service.name}`,
      // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
      assumeRolePolicy: aws
        .getCallerIdentityOutput({}, { parent })
        .accountId.apply((account) => trustService("ecs-tasks.amazonaws.com", { account })),
    },
    { parent },
  );
  return { role, policies: permitted(name, role, args, parent) };
}
