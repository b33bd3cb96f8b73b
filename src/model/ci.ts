// Whom the pipeline's roles trust, and what the one that previews may read.
import type { CiSettings } from "../schema/stack/ci";

/** GitHub's issuer: https://docs.github.com/en/actions/reference/security/oidc */
export const issuer = "token.actions.githubusercontent.com";
export const issuerUrl = `https://${issuer}`;
/** Whom GitHub's tokens for AWS are meant for. */
export const audience = "sts.amazonaws.com";

/** The subjects of runs for pull requests. Those of forks get no token: they can't ask for `id-token: write`. */
export function previewSubjects({ repository }: CiSettings): string[] {
  return [`repo:${repository}:pull_request`];
}

/** The subjects of runs that may apply, each exact: a job that names an environment has that one only. */
export function applySubjects({ repository, environments, branches }: CiSettings): string[] {
  return [
    ...environments.map((name) => `repo:${repository}:environment:${name}`),
    ...branches.map((name) => `repo:${repository}:ref:refs/heads/${name}`),
  ];
}

/** Lets runs with exactly these subjects take a role on: no wildcard, which another branch's name could match. */
export function trustSubjects(providerArn: string, subjects: readonly string[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: providerArn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: [...subjects] } },
      },
    ],
  });
}

/**
 * What `pulumi preview` calls, with and without `--refresh`: it describes what the program makes and looks up, and reads
 * no data, no secret and no parameter but AWS's own. It takes no lock, and so writes nothing.
 */
export function previewPolicy({ stateBucket, keys }: Pick<CiSettings, "stateBucket" | "keys">) {
  const allow = (Sid: string, Action: string[], Resource: string | string[]) => ({
    Sid,
    Effect: "Allow" as const,
    Action,
    Resource,
  });
  return {
    Version: "2012-10-17" as const,
    Statement: [
      allow("Describe", describing, "*"),
      allow("FindImages", ["ssm:GetParameter"], "arn:aws:ssm:*::parameter/aws/service/*"),
      ...(stateBucket
        ? [
            allow("ListState", ["s3:GetBucketLocation", "s3:ListBucket"], `arn:aws:s3:::${stateBucket}`),
            allow("ReadState", ["s3:GetObject"], `arn:aws:s3:::${stateBucket}/*`),
          ]
        : []),
      ...(keys.length > 0 ? [allow("DecryptState", ["kms:Decrypt"], [...keys])] : []),
    ],
  };
}

const describing = [
  "acm:DescribeCertificate",
  "acm:ListTagsForCertificate",
  "autoscaling:Describe*",
  "cloudwatch:DescribeAlarms",
  "cloudwatch:ListTagsForResource",
  "ec2:Describe*",
  "ecr:DescribeRepositories",
  "ecr:GetLifecyclePolicy",
  "ecr:GetRepositoryPolicy",
  "ecr:ListTagsForResource",
  "eks:Describe*",
  "eks:List*",
  "elasticloadbalancing:Describe*",
  "events:DescribeRule",
  "events:List*",
  "iam:Get*",
  "iam:List*",
  "kms:DescribeKey",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListAliases",
  "kms:ListResourceTags",
  "logs:DescribeLogGroups",
  "logs:ListTagsForResource",
  "route53:Get*",
  "route53:List*",
  "servicequotas:GetAWSDefaultServiceQuota",
  "servicequotas:GetServiceQuota",
  "sqs:GetQueueAttributes",
  "sqs:GetQueueUrl",
  "sqs:ListQueueTags",
  "sts:GetCallerIdentity",
  "tag:GetResources",
];
