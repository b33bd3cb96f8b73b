// Decides whom the pipeline's roles trust, and what the one that previews may read.
import { sameEnvironment } from "../../schema/stack/ci";
import type { Problem } from "../problem";
import type { StateResource } from "../traffic/written";

/** Whose runs are let in. */
export interface Pipeline {
  /** With its owner, e.g. `example/shop`. */
  readonly repository: string;
  /** The GitHub environment whose runs may preview. */
  readonly previewEnvironment: string;
  /** GitHub environments whose runs may apply. */
  readonly environments: readonly string[];
  /** Branches whose runs may apply, where a job names no environment. */
  readonly branches: readonly string[];
}

/** Whether runs that may preview may apply too. */
export function previewMayApply(previewEnvironment: string, environments: readonly string[]): boolean {
  return environments.some((name) => sameEnvironment(name, previewEnvironment));
}

/** GitHub's issuer: https://docs.github.com/en/actions/reference/security/oidc */
export const issuer = "token.actions.githubusercontent.com";
export const issuerUrl = `https://${issuer}`;
/** Whom GitHub's tokens for AWS are meant for. */
export const audience = "sts.amazonaws.com";

/**
 * The subjects of runs that may preview. Not `pull_request`: a pull request can change what its own runs do, and would have
 * the role before anybody has read it. A run in an environment waits for its reviewers. Those of forks get no token at all.
 */
export function previewSubjects({
  repository,
  previewEnvironment,
}: Pick<Pipeline, "repository" | "previewEnvironment">): string[] {
  return [`repo:${repository}:environment:${previewEnvironment}`];
}

/** The subjects of runs that may apply, each exact: a job that names an environment has that one only. */
export function applySubjects({
  repository,
  environments,
  branches,
}: Omit<Pipeline, "previewEnvironment">): string[] {
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

const providerType = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";

/**
 * Why GitHub's identity provider can't be made, or isn't another's to be adopted: an account has one of an issuer
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html).
 *
 * @param found the ARN of the one that the account has. @default none
 * @param resources the stack's state.
 */
export function providerProblem(
  asked: "create" | "adopt",
  found: string | undefined,
  resources: readonly StateResource[],
  file: string,
): Problem[] {
  const own = resources.some(
    ({ type, outputs }) => type === providerType && outputs?.["arn"] === found && found !== undefined,
  );
  const path = `${file}: crossover:ci.identityProvider`;
  if (asked === "create" && found !== undefined && !own) {
    const message = `the account has GitHub's identity provider already, which isn't this stack's: ${found}`;
    return [{ rule: "account", path, message, allowed: "adopt" }];
  }
  if (asked === "adopt" && own) {
    const message =
      "GitHub's identity provider is this stack's own, and would be deleted, whoever else uses it";
    const way = "create; or, to hand it over, `pulumi state delete` of it first, and then adopt";
    return [{ rule: "account", path, message, allowed: way }];
  }
  if (asked === "adopt" && found === undefined) {
    const message = "the account has no identity provider of GitHub that could be adopted";
    return [{ rule: "account", path, message, allowed: "create, in one stack of the account" }];
  }
  return [];
}

/**
 * What `pulumi preview` calls, with and without `--refresh`: it describes what the program makes and looks up, asks what
 * health checks report, and reads no secret, no parameter but AWS's own, and no file but the state and what Beanstalk
 * runs. It takes no lock, and so writes nothing.
 */
export function previewPolicy({
  stateBucket,
  keys,
}: {
  readonly stateBucket?: string;
  readonly keys: readonly string[];
}) {
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
      allow("DescribeBuckets", describingBuckets, [trailBuckets, bundleBuckets, logBuckets]),
      allow("FindBundles", ["s3:GetObject", "s3:GetObjectTagging"], `${bundleBuckets}/*`),
      // Beanstalk asks for an environment's resources as whoever asks it.
      allow("DescribeEnvironments", describingStacks, "arn:aws:cloudformation:*:*:stack/awseb-*"),
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

/** Where trails and access logs are kept, and what Beanstalk runs, by the names that Pulumi gives: those of the resources, and digits. */
const trailBuckets = "arn:aws:s3:::*-audit-bucket-*";
const logBuckets = "arn:aws:s3:::*-access-logs-*";
const bundleBuckets = "arn:aws:s3:::*-legacy-bundles-*";

/** Each has what the program looks up, and what the provider reads of each kind that the program declares. */
const describing = [
  "acm:DescribeCertificate",
  "acm:ListTagsForCertificate",
  "application-autoscaling:Describe*",
  "application-autoscaling:ListTagsForResource",
  "autoscaling:Describe*",
  // Cloud Control reads as whoever asks, so it tells no more than the rights below do.
  "cloudformation:GetResource",
  "cloudtrail:DescribeTrails",
  "cloudtrail:GetEventSelectors",
  "cloudtrail:GetInsightSelectors",
  "cloudtrail:GetTrail",
  "cloudtrail:GetTrailStatus",
  "cloudtrail:ListTags",
  "cloudwatch:DescribeAlarms",
  "cloudwatch:GetMetricData",
  "cloudwatch:ListTagsForResource",
  "dms:Describe*",
  "dms:ListTagsForResource",
  "ec2:Describe*",
  "ecr:DescribeRegistry",
  "ecr:DescribeRepositories",
  "ecr:DescribeRepositoryCreationTemplates",
  "ecr:GetLifecyclePolicy",
  "ecr:GetRepositoryPolicy",
  "ecr:ListTagsForResource",
  "ecs:Describe*",
  "ecs:ListTagsForResource",
  "eks:Describe*",
  "eks:List*",
  "elasticache:Describe*",
  "elasticache:ListTagsForResource",
  "elasticbeanstalk:Describe*",
  "elasticbeanstalk:ListAvailableSolutionStacks",
  "elasticbeanstalk:ListTagsForResource",
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
  "rds:Describe*",
  "rds:ListTagsForResource",
  "route53:Get*",
  "route53:List*",
  "secretsmanager:DescribeSecret",
  "secretsmanager:GetResourcePolicy",
  "secretsmanager:ListSecrets",
  "servicequotas:GetAWSDefaultServiceQuota",
  "servicequotas:GetServiceQuota",
  "sqs:GetQueueAttributes",
  "sqs:GetQueueUrl",
  "sqs:ListQueueTags",
  "sts:GetCallerIdentity",
  "tag:GetResources",
];

/** How a bucket is set up. Whether it is there is asked by `HeadBucket`, which takes the right to list it. */
const describingBuckets = [
  "s3:GetAccelerateConfiguration",
  "s3:GetBucket*",
  "s3:GetEncryptionConfiguration",
  "s3:GetLifecycleConfiguration",
  "s3:GetReplicationConfiguration",
  "s3:ListBucket",
  "s3:ListTagsForResource",
];

const describingStacks = [
  "cloudformation:DescribeStackResource",
  "cloudformation:DescribeStackResources",
  "cloudformation:DescribeStacks",
];
