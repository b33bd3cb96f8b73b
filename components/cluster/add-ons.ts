// The add-ons of EKS in one cluster: those that make a node ready, and those that run on nodes.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { coreDnsValues, type AddOnVersions } from "../../src/model/clusters/add-ons";
import type { AddOnName } from "../../src/schema/stack/node-groups";
import { PodIdentityRole } from "./pod-identity-role";

interface AddOnsArgs {
  /** The cluster's physical name. Changing it replaces each add-on. */
  clusterName: pulumi.Input<string>;
  /** The version of each add-on. A change updates it in place. */
  versions: AddOnVersions;
}

const add = (
  parent: pulumi.Resource,
  name: string,
  { clusterName, versions }: AddOnsArgs,
  addonName: AddOnName,
  dependsOn: pulumi.Resource[],
  extra?: Partial<aws.eks.AddonArgs>,
) =>
  new aws.eks.Addon(
    `${name}-${addonName}`,
    {
      clusterName,
      addonName,
      addonVersion: versions[addonName],
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
      ...extra,
    },
    { parent, dependsOn },
  );

/** What makes a node ready: networking, service addresses, and credentials for pods. None needs a node to be there. */
export class NodeAddOns extends pulumi.ComponentResource {
  /** Nodes come after these. */
  readonly all: readonly pulumi.Resource[];

  constructor(name: string, args: AddOnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:cluster:NodeAddOns", name, {}, opts);

    const role = new PodIdentityRole(
      `${name}-cni`,
      {
        description: "VPC CNI: addresses for pods",
        policyArns: { policy: "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy" },
      },
      { parent: this },
    );
    const agent = add(this, name, args, "eks-pod-identity-agent", []);
    this.all = [
      agent,
      add(this, name, args, "kube-proxy", []),
      add(this, name, args, "vpc-cni", [agent], {
        podIdentityAssociations: [{ serviceAccount: "aws-node", roleArn: role.arn }],
        // Otherwise network policies would be accepted, and not enforced.
        configurationValues: JSON.stringify({ enableNetworkPolicy: "true" }),
      }),
    ];
    this.registerOutputs({});
  }
}

export interface ClusterAddOnsArgs extends AddOnsArgs {
  /** The most nodes that the cluster may have: CoreDNS is sized for them. */
  mostNodes: number;
  /** The node groups, without which no pod of an add-on becomes ready. */
  after: pulumi.Resource[];
}

/** What has pods of its own, and counts as created only once those run: DNS, metrics and volumes. */
export class ClusterAddOns extends pulumi.ComponentResource {
  /** Resolves once all of them run. */
  readonly ready: pulumi.Output<string>;

  constructor(name: string, args: ClusterAddOnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:cluster:ClusterAddOns", name, {}, opts);

    const role = new PodIdentityRole(
      `${name}-ebs`,
      {
        description: "EBS CSI driver: volumes for pods",
        policyArns: { policy: "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy" },
      },
      { parent: this },
    );
    const all = [
      add(this, name, args, "coredns", args.after, {
        configurationValues: JSON.stringify(coreDnsValues(args.mostNodes)),
      }),
      add(this, name, args, "metrics-server", args.after),
      add(this, name, args, "aws-ebs-csi-driver", args.after, {
        podIdentityAssociations: [{ serviceAccount: "ebs-csi-controller-sa", roleArn: role.arn }],
      }),
    ];
    this.ready = pulumi.all(all.map(({ id }) => id)).apply(() => name);
    this.registerOutputs({});
  }
}
