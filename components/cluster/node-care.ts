// What a cluster's nodes need from within it: something that scales them, GPUs to be seen, and a class of volumes.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { defaultStorageClass } from "../../src/model/clusters/add-ons";
import { devicePluginChart } from "../../src/model/clusters/charts";
import { hasGpuNodes, type Nodes } from "../../src/model/nodes/node-groups";
import { ClusterAutoscaler } from "./cluster-autoscaler";
import { Karpenter } from "./karpenter";

export interface NodeCareArgs {
  /** The cluster's physical name. */
  readonly clusterName: string;
  /** The same, known once the control plane is there. */
  readonly controlPlane: pulumi.Input<string>;
  /** What pods wait for: the cluster with its nodes. */
  readonly after: pulumi.Resource[];
  /** Its node groups and pools, and what scales them. */
  readonly nodes: Nodes;
  /** E.g. `eu-west-1`. */
  readonly region: string;
  /** Kubernetes version, e.g. `1.34`. */
  readonly version: string;
  /** Private subnets, one a zone. */
  readonly subnetIds: pulumi.Input<string>[];
  /** The cluster's security group. */
  readonly securityGroupId: pulumi.Input<string>;
  /** What Karpenter's nodes start from: a release of Amazon Linux 2023, or `latest`. */
  readonly nodeImages: string;
  /** Whether traffic stands between two sides: then Karpenter gives up no node for lack of load. */
  readonly shifting: boolean;
}

/** The provider must be given in the options. */
export class NodeCare extends pulumi.ComponentResource {
  constructor(name: string, args: NodeCareArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:cluster:NodeCare", name, {}, opts);
    const child = { parent: this };
    const { clusterName, controlPlane, after, nodes, region, version, shifting } = args;

    new kubernetes.storage.v1.StorageClass(`${name}-storage`, defaultStorageClass, child);
    // Without it the kubelet doesn't know its GPUs. A DaemonSet: it runs where a node has some.
    if (hasGpuNodes(nodes))
      new kubernetes.helm.v3.Release(
        `${name}-gpu`,
        { ...devicePluginChart, name: "nvidia-device-plugin", namespace: "kube-system" },
        { ...child, dependsOn: after },
      );
    if (nodes.autoscaling === "clusterAutoscaler")
      new ClusterAutoscaler(
        `${name}-autoscaler`,
        { clusterName, controlPlane, after, region, version },
        child,
      );
    if (nodes.autoscaling === "karpenter") {
      const { subnetIds, securityGroupId, nodeImages: images } = args;
      const pools = nodes.nodePools ?? {};
      new Karpenter(
        `${name}-karpenter`,
        { clusterName, controlPlane, after, region, pools, subnetIds, securityGroupId, images, shifting },
        child,
      );
    }
    this.registerOutputs({});
  }
}
