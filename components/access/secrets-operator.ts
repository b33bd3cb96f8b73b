// Declares the External Secrets Operator of one cluster: it copies values from Secrets Manager into Kubernetes Secrets.
import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chartOf } from "../../src/model/clusters/charts";
import { operator, operatorValues } from "../../src/model/access/secrets";
import { restrictedLabels } from "../../src/model/workload/objects";
import { PodIdentityRole } from "../cluster/pod-identity-role";
import { transformed, type Transform } from "../transform";

export interface SecretsOperatorArgs {
  /**
   * The cluster's name in EKS, known once the control plane is there; it runs the Pod Identity agent. A change replaces
   * the association.
   */
  readonly clusterName: pulumi.Input<string>;
  /** What the release waits for: the cluster with its nodes. @default nothing */
  readonly after?: readonly pulumi.Resource[];
  readonly transform?: { readonly release?: Transform<kubernetes.helm.v3.ReleaseArgs> };
}

/**
 * The operator's Helm release, and the role that its pods take on by EKS Pod Identity. The role itself may do nothing:
 * each service has one of its own that reads its secrets and trusts this one ({@link ServiceSecrets}). By Pod Identity
 * the operator can't act as the services' accounts (https://github.com/external-secrets/external-secrets/issues/2951).
 *
 * A pod gets its credentials when it is made, and an association holds only seconds after it is: so it is made before
 * nodes are, and the release after them.
 */
export class SecretsOperator extends pulumi.ComponentResource {
  /** ARN of the operator's role, which the roles that read secrets trust. */
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: SecretsOperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:access:SecretsOperator", name, {}, opts);
    const child = { parent: this };

    const role = new PodIdentityRole(
      `${name}-role`,
      {
        description: "External Secrets Operator: takes on the roles that read secrets",
        namespace: operator.namespace,
        serviceAccount: operator.name,
        policyArns: {},
      },
      child,
    );
    const association = new aws.eks.PodIdentityAssociation(
      `${name}-identity`,
      {
        clusterName: args.clusterName,
        namespace: operator.namespace,
        serviceAccount: operator.name,
        roleArn: role.arn,
      },
      child,
    );
    const namespace = new kubernetes.core.v1.Namespace(
      `${name}-namespace`,
      { metadata: { name: operator.namespace, labels: restrictedLabels() } },
      // It can be deleted only while pods answer for the metrics API: before the nodes.
      { ...child, dependsOn: [...(args.after ?? [])] },
    );
    new kubernetes.helm.v3.Release(
      name,
      transformed(args.transform?.release, {
        ...chartOf("externalSecrets"),
        name: operator.name,
        namespace: namespace.metadata.name,
        values: operatorValues(),
      }),
      { ...child, dependsOn: [association, ...(args.after ?? [])] },
    );

    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
