// Writes what the AWS Load Balancer Controller may do: bind pods to the given target groups, and read.

/**
 * An IAM policy document for `TargetGroupBinding`s without `networking` rules. The calls are those that release 3.5.0
 * makes in `pkg/targetgroupbinding`, `pkg/networking` and `webhooks/elbv2`; none of the readers can be scoped
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html).
 */
export function controllerPolicy(targetGroupArns: readonly string[]) {
  return {
    Version: "2012-10-17" as const,
    Statement: [
      {
        Sid: "Read",
        Effect: "Allow" as const,
        Action: [
          "ec2:DescribeSecurityGroups",
          "ec2:DescribeVpcs",
          "elasticloadbalancing:DescribeTargetGroups",
          "elasticloadbalancing:DescribeTargetHealth",
        ],
        Resource: "*",
      },
      {
        Sid: "Bind",
        Effect: "Allow" as const,
        Action: ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
        Resource: [...targetGroupArns],
      },
    ],
  };
}
