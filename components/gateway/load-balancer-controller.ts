// Declares the AWS Load Balancer Controller of one cluster: it keeps pods registered with the entry's target groups.
import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chartOf } from "../../src/model/clusters/charts";
import { controllerPolicy } from "../../src/model/clusters/controller-policy";
import { controllerValues, names } from "../../src/model/clusters/gateway";
import { PodIdentityRole } from "../cluster/pod-identity-role";

export interface LoadBalancerControllerArgs {
  /**
   * The cluster's name in EKS, known once the control plane is there; it runs the Pod Identity agent. A change replaces
   * the association.
   */
  readonly clusterName: pulumi.Input<string>;
  /** What the release waits for: the cluster with its nodes. @default nothing */
  readonly after?: readonly pulumi.Resource[];
  /** Region of the cluster; given, so that the controller needn't ask an instance's metadata, which pods can't reach. */
  readonly region: pulumi.Input<string>;
  /** VPC of the cluster; given for the same reason. */
  readonly vpcId: pulumi.Input<string>;
  /** ARNs of the only target groups that it may change. */
  readonly targetGroupArns: readonly pulumi.Input<string>[];
}

/**
 * The controller's Helm release, and the role that its pods take on by EKS Pod Identity.
 *
 * A pod gets its credentials when it is made, and an association holds only seconds after it is: so it is made before
 * nodes are, and the release after them.
 */
export class LoadBalancerController extends pulumi.ComponentResource {
  /** Bindings need its CRDs and webhooks. */
  readonly release: kubernetes.helm.v3.Release;

  constructor(name: string, args: LoadBalancerControllerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:gateway:LoadBalancerController", name, {}, opts);
    const child = { parent: this };

    const policy = new aws.iam.Policy(
      `${name}-policy`,
      {
        policy: pulumi.all([...args.targetGroupArns]).apply((arns) => JSON.stringify(controllerPolicy(arns))),
      },
      child,
    );
    const role = new PodIdentityRole(
      `${name}-role`,
      {
        description: "AWS Load Balancer Controller",
        namespace: names.controllerNamespace,
        serviceAccount: names.controller,
        policyArns: { bind: policy.arn },
      },
      child,
    );
    const association = new aws.eks.PodIdentityAssociation(
      `${name}-identity`,
      {
        clusterName: args.clusterName,
        namespace: names.controllerNamespace,
        serviceAccount: names.controller,
        roleArn: role.arn,
      },
      child,
    );
    const { clusterName, region, vpcId } = args;
    this.release = new kubernetes.helm.v3.Release(
      name,
      {
        ...chartOf("loadBalancerController"),
        name: names.controller,
        namespace: names.controllerNamespace,
        values: controllerValues({ clusterName, region, vpcId }),
      },
      { ...child, dependsOn: [association, ...(args.after ?? [])] },
    );
    this.registerOutputs({});
  }
}
