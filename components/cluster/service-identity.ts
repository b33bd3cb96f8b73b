// Declares what a service's pods may do in AWS, by EKS Pod Identity.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PodIdentityRole } from "./pod-identity-role";

export interface ServiceIdentityArgs {
  /** The cluster's physical name. A change replaces the association. */
  readonly clusterName: pulumi.Input<string>;
  /** Namespace of the service account. A change replaces the association. */
  readonly namespace: pulumi.Input<string>;
  /** Name of the service account, which needn't exist yet. A change replaces the association. */
  readonly serviceAccount: string;
  /** ARNs of the policies that the pods act by, by a plain key each. Another key is another attachment. */
  readonly policyArns: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * A role for the pods of one service account. Pods get its credentials when they start, so that they should be declared
 * with `dependsOn` this.
 *
 * An association counts only seconds after it is made, and EKS says nothing of when
 * (https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html). The program waits that long ({@link awaitAssociations}).
 * Without that, pods may start too early: they can't sign in until they are made anew, by `kubectl rollout restart`.
 */
export class ServiceIdentity extends pulumi.ComponentResource {
  constructor(name: string, args: ServiceIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:cluster:ServiceIdentity", name, {}, opts);
    const { clusterName, namespace, serviceAccount, policyArns } = args;
    const role = new PodIdentityRole(
      `${name}-role`,
      { description: `Pods of ${serviceAccount}`, namespace, serviceAccount, policyArns },
      { parent: this },
    );
    new aws.eks.PodIdentityAssociation(
      name,
      { clusterName, namespace, serviceAccount, roleArn: role.arn },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
