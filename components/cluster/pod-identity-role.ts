// Declares an IAM role that pods assume by EKS Pod Identity.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { trustPods } from "../../src/model/access/trust";

export interface PodIdentityRoleArgs {
  /** What takes the role on, and what for: shown beside the role in IAM. */
  readonly description: string;
  /** Namespace of the pods. A change is made in place. */
  readonly namespace: pulumi.Input<string>;
  /** Name of their service account, the only one that gets the role. A change is made in place. */
  readonly serviceAccount: string;
  /** ARNs of the role's policies, by a plain key each. Another key is another attachment. */
  readonly policyArns: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * A role for the pods of a service account, trusted as
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html says. The association is made elsewhere.
 */
export class PodIdentityRole extends pulumi.ComponentResource {
  /** The role's ARN, known once its policies are attached. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: PodIdentityRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:cluster:PodIdentityRole", name, {}, opts);

    const role = new aws.iam.Role(
      name,
      {
        description: args.description,
        assumeRolePolicy: pulumi
          .output(args.namespace)
          .apply((namespace) => trustPods(namespace, args.serviceAccount)),
      },
      { parent: this },
    );
    const attachments = Object.entries(args.policyArns).map(
      ([key, policyArn]) =>
        new aws.iam.RolePolicyAttachment(`${name}-${key}`, { role: role.name, policyArn }, { parent: this }),
    );

    this.arn = pulumi.all([role.arn, ...attachments.map(({ id }) => id)]).apply(([arn]) => arn!);
    this.registerOutputs({ arn: this.arn });
  }
}
