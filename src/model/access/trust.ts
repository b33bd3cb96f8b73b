// Writes the trust policies of IAM roles.

/** The policy document that lets an AWS service take a role on, e.g. `ec2.amazonaws.com`. */
export function trustService(service: string, actions: readonly string[] = ["sts:AssumeRole"]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: actions }],
  });
}

/**
 * The policy document that lets a role of the same account take this one on, which needs no policy of its own for that
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html).
 * `sts:TagSession`, because the tags that Pod Identity gives to a session go with it:
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function trustRole(roleArn: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { AWS: roleArn }, Action: ["sts:AssumeRole", "sts:TagSession"] },
    ],
  });
}
