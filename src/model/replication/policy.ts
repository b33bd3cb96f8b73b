// Writes what DMS may read of Secrets Manager.

/** An IAM policy document for these secrets, by their ARNs. */
export function replicationPolicy(secrets: readonly string[], region: string, account: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Read",
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        Resource: [...new Set(secrets)].sort(),
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
