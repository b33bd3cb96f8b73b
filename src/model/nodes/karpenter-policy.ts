// Writes what Karpenter may do: start and stop machines of its cluster, and read.

export interface KarpenterPolicyArgs {
  readonly region: string;
  readonly clusterName: string;
  readonly queueArn: string;
  readonly nodeRoleArn: string;
}

/**
 * The controller's policy, after https://karpenter.sh/v1.14/reference/cloudformation/, with two differences: the program
 * makes the instance profile, so Karpenter may make none; and it minds no zonal shift, so it may ask for none.
 */
export function karpenterPolicy({ region, clusterName, queueArn, nodeRoleArn }: KarpenterPolicyArgs) {
  const owned = `kubernetes.io/cluster/${clusterName}`;
  const named = { "aws:RequestTag/eks:eks-cluster-name": clusterName };
  const arns = (...kinds: string[]) => kinds.map((kind) => `arn:aws:ec2:${region}:*:${kind}/*`);
  const tagged = (kind: "Request" | "Resource", extra: object = {}) => ({
    StringEquals: { [`aws:${kind}Tag/${owned}`]: "owned", ...(kind === "Request" && named), ...extra },
    StringLike: { [`aws:${kind}Tag/karpenter.sh/nodepool`]: "*" },
  });
  const made = arns(
    "fleet",
    "instance",
    "volume",
    "network-interface",
    "launch-template",
    "spot-instances-request",
  );
  const allow = (Sid: string, Action: string[], Resource: string | string[], Condition?: object) => ({
    Sid,
    Effect: "Allow" as const,
    Action,
    Resource,
    ...(Condition && { Condition }),
  });
  return {
    Version: "2012-10-17" as const,
    Statement: [
      allow(
        "LaunchFrom",
        ["ec2:CreateFleet", "ec2:RunInstances"],
        [
          ...["image", "snapshot"].map((kind) => `arn:aws:ec2:${region}::${kind}/*`),
          ...arns("security-group", "subnet", "capacity-reservation"),
        ],
      ),
      allow(
        "LaunchByTemplate",
        ["ec2:CreateFleet", "ec2:RunInstances"],
        arns("launch-template"),
        tagged("Resource"),
      ),
      allow(
        "Launch",
        ["ec2:CreateFleet", "ec2:CreateLaunchTemplate", "ec2:RunInstances"],
        made,
        tagged("Request"),
      ),
      allow(
        "TagWhatIsLaunched",
        ["ec2:CreateTags"],
        made,
        tagged("Request", { "ec2:CreateAction": ["CreateFleet", "CreateLaunchTemplate", "RunInstances"] }),
      ),
      allow("NameMachines", ["ec2:CreateTags"], arns("instance"), {
        ...tagged("Resource"),
        StringEqualsIfExists: named,
        "ForAllValues:StringEquals": {
          "aws:TagKeys": ["Name", "eks:eks-cluster-name", "karpenter.sh/nodeclaim"],
        },
      }),
      allow(
        "End",
        ["ec2:DeleteLaunchTemplate", "ec2:TerminateInstances"],
        arns("instance", "launch-template"),
        tagged("Resource"),
      ),
      allow(
        "Look",
        [
          "ec2:DescribeCapacityReservations",
          "ec2:DescribeImages",
          "ec2:DescribeInstanceStatus",
          "ec2:DescribeInstanceTypeOfferings",
          "ec2:DescribeInstanceTypes",
          "ec2:DescribeInstances",
          "ec2:DescribeLaunchTemplates",
          "ec2:DescribePlacementGroups",
          "ec2:DescribeSecurityGroups",
          "ec2:DescribeSpotPriceHistory",
          "ec2:DescribeSubnets",
        ],
        "*",
        { StringEquals: { "aws:RequestedRegion": region } },
      ),
      allow("FindImages", ["ssm:GetParameter"], `arn:aws:ssm:${region}::parameter/aws/service/*`),
      allow("ComparePrices", ["pricing:GetProducts"], "*"),
      allow("HearOfInterruptions", ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"], queueArn),
      allow("GiveNodesTheirRole", ["iam:PassRole"], nodeRoleArn, {
        StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" },
      }),
      allow("FindInstanceProfiles", ["iam:GetInstanceProfile", "iam:ListInstanceProfiles"], "*"),
      allow("FindTheCluster", ["eks:DescribeCluster"], `arn:aws:eks:${region}:*:cluster/${clusterName}`),
    ],
  };
}
