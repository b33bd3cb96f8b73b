// Writes the policies of the audit logs' bucket and keys: who may use them for what.

/** The account's own administrators, by IAM: without them nobody could ever change the key's policy again. */
function allowOwner(account: string): object {
  return {
    Sid: "Owner",
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: "kms:*",
    Resource: "*",
  };
}

function policyDocument(...statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function onlyTls(bucket: string): object {
  return {
    Sid: "OnlyTls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucket, `${bucket}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/** The ARN of a trail, which its bucket and key must name before it exists. */
export function trailArn(region: string, account: string, name: string): string {
  return `arn:aws:cloudtrail:${region}:${account}:trail/${name}`;
}

/**
 * The policy of the key that log groups are encrypted with: CloudWatch Logs of one region, for this account's groups
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html).
 */
export function logKeyPolicy(region: string, account: string): string {
  return policyDocument(allowOwner(account), {
    Sid: "LogGroups",
    Effect: "Allow",
    Principal: { Service: `logs.${region}.amazonaws.com` },
    Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
    Resource: "*",
    Condition: {
      ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${account}:log-group:*` },
    },
  });
}

/**
 * The policy of the key that a trail's files are encrypted with: this one trail, and `kms:Decrypt` because the bucket
 * uses a bucket key (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html).
 */
export function trailKeyPolicy(trail: string, account: string): string {
  const cloudTrail = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" }, Resource: "*" };
  return policyDocument(
    allowOwner(account),
    {
      Sid: "Encrypt",
      ...cloudTrail,
      Action: ["kms:GenerateDataKey*", "kms:Decrypt"],
      Condition: {
        StringEquals: { "aws:SourceArn": trail },
        StringLike: {
          "kms:EncryptionContext:aws:cloudtrail:arn": `arn:aws:cloudtrail:*:${account}:trail/*`,
        },
      },
    },
    {
      Sid: "Describe",
      ...cloudTrail,
      Action: "kms:DescribeKey",
      Condition: { StringEquals: { "aws:SourceArn": trail } },
    },
  );
}

/**
 * The policy of a bucket of access logs: load balancers of one region and account write, application ones by one service and
 * network ones by another, and everything goes over TLS
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html,
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/enable-access-logs.html).
 */
export function accessLogPolicy(bucket: string, region: string, account: string): string {
  const files = `${bucket}/AWSLogs/${account}/*`;
  const delivery = { Effect: "Allow", Principal: { Service: "delivery.logs.amazonaws.com" } };
  const ofAccount = { "aws:SourceAccount": account };
  const byLogs = { ArnLike: { "aws:SourceArn": `arn:aws:logs:${region}:${account}:*` } };
  return policyDocument(
    {
      Sid: "Application",
      Effect: "Allow",
      Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: files,
      Condition: {
        ArnLike: { "aws:SourceArn": `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/*` },
      },
    },
    {
      Sid: "NetworkCheck",
      ...delivery,
      Action: "s3:GetBucketAcl",
      Resource: bucket,
      Condition: { StringEquals: ofAccount, ...byLogs },
    },
    {
      Sid: "Network",
      ...delivery,
      Action: "s3:PutObject",
      Resource: files,
      Condition: {
        StringEquals: { ...ofAccount, "s3:x-amz-acl": "bucket-owner-full-control" },
        ...byLogs,
      },
    },
    onlyTls(bucket),
  );
}

/**
 * The policy of a trail's bucket: this one trail writes, everything goes over TLS
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html).
 */
export function trailBucketPolicy(bucket: string, trail: string, account: string): string {
  const cloudTrail = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" } };
  return policyDocument(
    {
      Sid: "Check",
      ...cloudTrail,
      Action: "s3:GetBucketAcl",
      Resource: bucket,
      Condition: { StringEquals: { "aws:SourceArn": trail } },
    },
    {
      Sid: "Write",
      ...cloudTrail,
      Action: "s3:PutObject",
      Resource: `${bucket}/AWSLogs/${account}/*`,
      Condition: {
        StringEquals: { "aws:SourceArn": trail, "s3:x-amz-acl": "bucket-owner-full-control" },
      },
    },
    onlyTls(bucket),
  );
}
