// Writes the chart values and the policy of the cluster autoscaler.
import { versions } from "../../schema/versions";
import { spreadPods } from "../clusters/spread";

export const clusterAutoscaler = {
  namespace: "kube-system",
  release: "cluster-autoscaler",
  serviceAccount: "cluster-autoscaler",
} as const;

/**
 * The release for a Kubernetes version, whose minor version it has
 * (https://github.com/kubernetes/autoscaler/tree/master/cluster-autoscaler#releases); nothing where none is pinned.
 */
export function autoscalerRelease(kubernetes: string): string | undefined {
  return versions().kubernetes[kubernetes]?.clusterAutoscaler?.version;
}

/**
 * It finds the groups by tags that EKS puts on each managed one. A node is given up after half an hour of little use, so
 * that a shift which pauses keeps the room that it needs; a scratch volume, which every pod has, doesn't hold one.
 */
export function clusterAutoscalerValues<T>(clusterName: T, region: string, release: string) {
  return {
    fullnameOverride: clusterAutoscaler.serviceAccount,
    autoDiscovery: { clusterName },
    awsRegion: region,
    image: { tag: release },
    replicaCount: 2,
    podDisruptionBudget: { maxUnavailable: 1 },
    topologySpreadConstraints: spreadPods({ "app.kubernetes.io/instance": clusterAutoscaler.release }),
    priorityClassName: "system-cluster-critical",
    rbac: { serviceAccount: { name: clusterAutoscaler.serviceAccount } },
    resources: { requests: { cpu: "100m", memory: "600Mi" }, limits: { memory: "600Mi" } },
    extraArgs: {
      expander: "least-waste",
      "balance-similar-node-groups": true,
      "skip-nodes-with-local-storage": false,
      "scale-down-unneeded-time": "30m",
      "scale-down-delay-after-add": "15m",
    },
  };
}

/**
 * After https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md, limited to
 * the groups of one cluster by the tag that EKS gives them.
 */
export function clusterAutoscalerPolicy(clusterName: string) {
  return {
    Version: "2012-10-17" as const,
    Statement: [
      {
        Sid: "Read",
        Effect: "Allow" as const,
        Action: [
          "autoscaling:DescribeAutoScalingGroups",
          "autoscaling:DescribeAutoScalingInstances",
          "autoscaling:DescribeLaunchConfigurations",
          "autoscaling:DescribeScalingActivities",
          "autoscaling:DescribeTags",
          "ec2:DescribeImages",
          "ec2:DescribeInstanceTypes",
          "ec2:DescribeLaunchTemplateVersions",
          "ec2:GetInstanceTypesFromInstanceRequirements",
          "eks:DescribeNodegroup",
        ],
        Resource: "*",
      },
      {
        Sid: "Scale",
        Effect: "Allow" as const,
        Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
        Resource: "*",
        Condition: {
          StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/${clusterName}`]: "owned" },
        },
      },
    ],
  };
}
