// What DMS may read of Secrets Manager.

/**
 * An IAM policy document for these secrets, by name or ARN. Secrets Manager appends a hyphen and six characters to a
 * name, for which AWS recommends six question marks:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
 */
export function replicationPolicy(secrets: readonly string[], region: string, account: string): string {
  const arn = (secret: string) =>
    secret.startsWith("arn:")
      ? secret
      : `arn:aws:secretsmanager:${region}:${account}:secret:${secret}-??????`;
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Read",
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        Resource: [...new Set(secrets)].sort().map(arn),
      },
      {
        // Of whichever key they are encrypted with, and only by way of Secrets Manager.
        Sid: "Decrypt",
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: [`arn:aws:kms:${region}:${account}:key/*`],
        Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
      },
    ],
  });
}
