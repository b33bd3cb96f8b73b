// Declares the add-ons of EKS that run on nodes.
import * as pulumi from "@pulumi/pulumi";
import { coreDnsValues } from "../../src/model/clusters/add-ons";
import { declareAddOn } from "./add-on";
import { PodIdentityRole } from "./pod-identity-role";

/** Versions of the add-ons that run on nodes, e.g. `v1.14.3-eksbuild.3`; a change updates the add-on in place. */
export interface ClusterAddOnVersions {
  /** Names within the cluster. */
  readonly coredns: string;
  /** What autoscalers measure pods by. */
  readonly "metrics-server": string;
  /** Volumes. */
  readonly "aws-ebs-csi-driver": string;
}

export interface ClusterAddOnsArgs {
  /** The cluster's physical name. A change replaces each add-on. */
  readonly clusterName: pulumi.Input<string>;
  /** The version of each add-on, one that suits the cluster's Kubernetes version. A change updates it in place. */
  readonly versions: ClusterAddOnVersions;
  /** The most nodes that the cluster may have: CoreDNS is sized for them. */
  readonly mostNodes: number;
  /** The node groups, without which no pod of an add-on becomes ready. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/** What has pods of its own, and counts as created only once those run: DNS, metrics and volumes. */
export class ClusterAddOns extends pulumi.ComponentResource {
  /** Resolves once all of them run. */
  readonly ready: pulumi.Output<string>;

  constructor(name: string, args: ClusterAddOnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:cluster:ClusterAddOns", name, {}, opts);
    const { after = [] } = args;

    const role = new PodIdentityRole(
      `${name}-ebs`,
      {
        description: "EBS CSI driver: volumes for pods",
        namespace: "kube-system",
        serviceAccount: "ebs-csi-controller-sa",
        policyArns: { policy: "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy" },
      },
      { parent: this },
    );
    const all = [
      declareAddOn(this, name, args, "coredns", after, {
        configurationValues: JSON.stringify(coreDnsValues(args.mostNodes)),
      }),
      declareAddOn(this, name, args, "metrics-server", after),
      declareAddOn(this, name, args, "aws-ebs-csi-driver", after, {
        podIdentityAssociations: [{ serviceAccount: "ebs-csi-controller-sa", roleArn: role.arn }],
      }),
    ];
    this.ready = pulumi.all(all.map(({ id }) => id)).apply(() => name);
    this.registerOutputs({});
  }
}
