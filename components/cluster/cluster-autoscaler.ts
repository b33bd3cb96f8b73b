// Declares the cluster autoscaler of one cluster: it sets the size of the managed node groups.
import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chartOf } from "../../src/model/clusters/charts";
import {
  autoscalerRelease,
  clusterAutoscaler,
  clusterAutoscalerPolicy,
  clusterAutoscalerValues,
} from "../../src/model/nodes/cluster-autoscaler";
import { refuseArguments } from "../argument-error";
import { transformed, type Transform } from "../transform";
import { PodIdentityRole } from "./pod-identity-role";

export interface ClusterAutoscalerArgs {
  /** The cluster's physical name, by which the autoscaler finds its node groups. A change replaces the association. */
  readonly clusterName: string;
  /** The same, known once the control plane is there. @default `clusterName`, as of a cluster that is there */
  readonly controlPlane?: pulumi.Input<string>;
  /** What the release waits for: the cluster with its nodes. @default nothing */
  readonly after?: readonly pulumi.Resource[];
  /** Region of the cluster, e.g. `eu-west-1`. */
  readonly region: string;
  /** Kubernetes version of the control plane, e.g. `1.36`: the autoscaler has the same minor version. */
  readonly version: string;
  /** Release of the autoscaler, e.g. `v1.36.1`. @default the one that the project pins for the Kubernetes version */
  readonly release?: string;
  readonly transform?: { readonly release?: Transform<kubernetes.helm.v3.ReleaseArgs> };
}

/**
 * The Helm release, and the role that its pods take on by EKS Pod Identity.
 *
 * A pod gets its credentials when it is made, and an association holds only seconds after it is: so it is made before
 * nodes are, and the release after them.
 */
export class ClusterAutoscaler extends pulumi.ComponentResource {
  /** @throws ArgumentError on a Kubernetes version for which the project pins no release, if none is given. */
  constructor(name: string, args: ClusterAutoscalerArgs, opts?: pulumi.ComponentResourceOptions) {
    const tag = args.release ?? autoscalerRelease(args.version);
    const reason = `is missing, since the project pins none for Kubernetes ${args.version}`;
    refuseArguments(ClusterAutoscaler, name, tag === undefined ? [{ propertyPath: "release", reason }] : []);
    super("crossover:cluster:ClusterAutoscaler", name, {}, opts);
    const child = { parent: this };
    const { clusterName } = args;
    const { namespace, serviceAccount } = clusterAutoscaler;

    const policy = new aws.iam.Policy(
      `${name}-policy`,
      { policy: JSON.stringify(clusterAutoscalerPolicy(clusterName)) },
      child,
    );
    const role = new PodIdentityRole(
      `${name}-role`,
      {
        description: `Cluster autoscaler of ${clusterName}`,
        namespace,
        serviceAccount,
        policyArns: { scale: policy.arn },
      },
      child,
    );
    const association = new aws.eks.PodIdentityAssociation(
      `${name}-identity`,
      { clusterName: args.controlPlane ?? clusterName, namespace, serviceAccount, roleArn: role.arn },
      child,
    );
    new kubernetes.helm.v3.Release(
      name,
      transformed(args.transform?.release, {
        ...chartOf("clusterAutoscaler"),
        name: clusterAutoscaler.release,
        namespace,
        values: clusterAutoscalerValues(clusterName, args.region, tag!),
      }),
      { ...child, dependsOn: [association, ...(args.after ?? [])] },
    );
    this.registerOutputs({});
  }
}
