// What a service's pods may do in AWS, by EKS Pod Identity.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PodIdentityRole } from "./pod-identity-role";

export interface ServiceIdentityArgs {
  /** The cluster's physical name. */
  readonly clusterName: pulumi.Input<string>;
  /** The service account's. */
  readonly namespace: pulumi.Input<string>;
  /** The service account, which needn't exist yet. */
  readonly serviceAccount: string;
  /** By a plain key each. */
  readonly policyArns: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * A role for the pods of one service account. Pods get its credentials when they start, so that they should be declared
 * with `dependsOn` this.
 *
 * An association holds only seconds after it is made, and EKS says nothing of when
 * (https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html). It waits for neither the network policies nor the secrets
 * that pods wait for. Where those are there already, pods may start too early: they can't sign in until they are made
 * anew, by `kubectl rollout restart`.
 */
export class ServiceIdentity extends pulumi.ComponentResource {
  constructor(name: string, args: ServiceIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:cluster:ServiceIdentity", name, {}, opts);
    const { clusterName, namespace, serviceAccount, policyArns } = args;
    const role = new PodIdentityRole(
      `${name}-role`,
      { description: `Pods of ${serviceAccount}`, policyArns },
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
