// Declares the add-ons of EKS that make a node ready.
import * as pulumi from "@pulumi/pulumi";
import { declareAddOn } from "./add-on";
import { PodIdentityRole } from "./pod-identity-role";

/** Versions of the add-ons that make a node ready, e.g. `v1.22.4-eksbuild.3`; a change updates the add-on in place. */
export interface NodeAddOnVersions {
  /** Credentials for pods: EKS Pod Identity. */
  readonly "eks-pod-identity-agent": string;
  /** Service addresses. It has the cluster's minor version. */
  readonly "kube-proxy": string;
  /** Networking: addresses for pods, and network policies. */
  readonly "vpc-cni": string;
}

export interface NodeAddOnsArgs {
  /** The cluster's physical name. A change replaces each add-on. */
  readonly clusterName: pulumi.Input<string>;
  /** The version of each add-on, one that suits the cluster's Kubernetes version. A change updates it in place. */
  readonly versions: NodeAddOnVersions;
}

/** What makes a node ready: networking, service addresses, and credentials for pods. None needs a node to be there. */
export class NodeAddOns extends pulumi.ComponentResource {
  /** Nodes come after these. */
  readonly all: readonly pulumi.Resource[];

  constructor(name: string, args: NodeAddOnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:cluster:NodeAddOns", name, {}, opts);

    const role = new PodIdentityRole(
      `${name}-cni`,
      {
        description: "VPC CNI: addresses for pods",
        namespace: "kube-system",
        serviceAccount: "aws-node",
        policyArns: { policy: "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy" },
      },
      { parent: this },
    );
    const agent = declareAddOn(this, name, args, "eks-pod-identity-agent", []);
    this.all = [
      agent,
      declareAddOn(this, name, args, "kube-proxy", []),
      declareAddOn(this, name, args, "vpc-cni", [agent], {
        podIdentityAssociations: [{ serviceAccount: "aws-node", roleArn: role.arn }],
        // Otherwise network policies would be accepted, and not enforced.
        configurationValues: JSON.stringify({ enableNetworkPolicy: "true" }),
      }),
    ];
    this.registerOutputs({});
  }
}
