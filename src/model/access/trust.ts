// Writes the trust policies of IAM roles.

/** Whose behalf a service acts on, when it takes a role on. */
export interface TrustOptions {
  /** @default `sts:AssumeRole` alone */
  readonly actions?: readonly string[];
  /**
   * The only account, of 12 digits, that the service may act for. Not every service says for whom it acts: EC2, as which
   * instances ask, doesn't.
   *
   * @default any, which still needs somebody who may pass the role
   */
  readonly account?: string;
  /** What else has to hold, by condition key, such as tags of the session. */
  readonly equals?: Readonly<Record<string, string>>;
}

/**
 * The policy document that lets an AWS service take a role on, e.g. `ec2.amazonaws.com`, and for one account only where it
 * is given, so that nobody else's resources have it act with this role
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention).
 */
export function trustService(service: string, options: TrustOptions = {}): string {
  const { actions = ["sts:AssumeRole"], account, equals } = options;
  const conditions = { ...(account !== undefined && { "aws:SourceAccount": account }), ...equals };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: actions,
        ...(Object.keys(conditions).length > 0 && { Condition: { StringEquals: conditions } }),
      },
    ],
  });
}

/**
 * The policy document that lets EKS Pod Identity give a role to the pods of one service account and no other, by the tags
 * that it gives to each session: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export function trustPods(namespace: string, serviceAccount: string): string {
  return trustService("pods.eks.amazonaws.com", {
    actions: ["sts:AssumeRole", "sts:TagSession"],
    equals: {
      "aws:RequestTag/kubernetes-namespace": namespace,
      "aws:RequestTag/kubernetes-service-account": serviceAccount,
    },
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
