// Writes the chart values and the policy of the cluster autoscaler.

export const clusterAutoscaler = { namespace: "kube-system", serviceAccount: "cluster-autoscaler" } as const;

/**
 * Its minor version is the cluster's: https://github.com/kubernetes/autoscaler/tree/master/cluster-autoscaler#releases,
 * looked up in November 2026.
 */
const images: Readonly<Record<string, string>> = { "1.33": "v1.33.1", "1.34": "v1.34.0", "1.35": "v1.35.0" };

/**
 * It finds the groups by tags that EKS puts on each managed one. A node is given up after half an hour of little use, so
 * that a shift which pauses keeps the room that it needs; a scratch volume, which every pod has, doesn't hold one.
 */
export function clusterAutoscalerValues<T>(clusterName: T, region: string, kubernetes: string) {
  const tag = images[kubernetes];
  return {
    fullnameOverride: clusterAutoscaler.serviceAccount,
    autoDiscovery: { clusterName },
    awsRegion: region,
    ...(tag && { image: { tag } }),
    replicaCount: 2,
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
