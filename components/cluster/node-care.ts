// Declares what a cluster's nodes need from within it: something that scales them, GPU support, and a class of volumes.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { defaultStorageClass } from "../../src/model/clusters/add-ons";
import { chartOf } from "../../src/model/clusters/charts";
import { ClusterAutoscaler } from "./cluster-autoscaler";
import { Karpenter } from "./karpenter";
import type { NodePool } from "./nodes";

export interface NodeCareArgs {
  /** The cluster's physical name. */
  readonly clusterName: string;
  /** The same, known once the control plane is there. @default `clusterName`, as of a cluster that is there */
  readonly controlPlane?: pulumi.Input<string>;
  /** What pods wait for: the cluster with its nodes. @default nothing */
  readonly after?: readonly pulumi.Resource[];
  /** Region of the cluster, e.g. `eu-west-1`. */
  readonly region: string;
  /** Kubernetes version of the control plane, e.g. `1.36`. */
  readonly version: string;
  /**
   * Kubernetes version that Karpenter's nodes stay at, whatever the control plane has.
   *
   * @default they follow the control plane
   */
  readonly nodeVersion?: string;
  /** Release of the cluster autoscaler. @default the one that the project pins for the Kubernetes version */
  readonly autoscalerVersion?: string;
  /**
   * What adds and removes nodes: `clusterAutoscaler` within the bounds of the node groups, `karpenter` within
   * `nodePools`, or `none`.
   *
   * @default none
   */
  readonly autoscaling?: "none" | "clusterAutoscaler" | "karpenter";
  /** Karpenter's pools by name. @default none, so that Karpenter adds no node */
  readonly nodePools?: Readonly<Record<string, NodePool>>;
  /** Private subnets of Karpenter's nodes, one a zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The cluster's security group, for Karpenter's nodes. */
  readonly securityGroupId: pulumi.Input<string>;
  /** The release of Amazon Linux 2023 that Karpenter's nodes start from, e.g. `v20260903`. @default latest */
  readonly nodeImages?: string;
  /** Whether any node may have GPUs: then NVIDIA's device plugin tells the kubelet of them. @default false */
  readonly gpus?: boolean;
  /** Whether traffic is between two sides: then Karpenter gives up no node that is healthy. @default false */
  readonly shifting?: boolean;
}

/**
 * What nodes need from within a cluster: a default class of encrypted volumes, the device plugin where there are GPUs,
 * and whatever scales the nodes. The provider must be given in the options.
 */
export class NodeCare extends pulumi.ComponentResource {
  constructor(name: string, args: NodeCareArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:cluster:NodeCare", name, {}, opts);
    const child = { parent: this };
    const { clusterName, controlPlane, after = [], region, version } = args;

    new kubernetes.storage.v1.StorageClass(`${name}-storage`, defaultStorageClass, child);
    // A DaemonSet: it runs where a node has GPUs.
    if (args.gpus)
      new kubernetes.helm.v3.Release(
        `${name}-gpu`,
        { ...chartOf("devicePlugin"), name: "nvidia-device-plugin", namespace: "kube-system" },
        { ...child, dependsOn: [...after] },
      );
    if (args.autoscaling === "clusterAutoscaler")
      new ClusterAutoscaler(
        `${name}-autoscaler`,
        { clusterName, controlPlane, after, region, version, release: args.autoscalerVersion },
        child,
      );
    if (args.autoscaling === "karpenter") {
      const {
        nodePools: pools = {},
        subnetIds,
        securityGroupId,
        nodeImages: images,
        nodeVersion,
        shifting,
      } = args;
      new Karpenter(
        `${name}-karpenter`,
        {
          ...{ clusterName, controlPlane, after, region, version, pools, subnetIds, securityGroupId },
          ...{ images, kubernetes: nodeVersion, shifting },
        },
        child,
      );
    }
    this.registerOutputs({});
  }
}
