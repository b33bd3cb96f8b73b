// Simulates CloudTrail: trails, which try their bucket and key when they are created.
import { account, arn, aws, common, required } from "./aws";
import { admits } from "./policy-admits";
import { textAt } from "./properties";
import { settingOf } from "./s3";
import { CloudError } from "./types";
import type { OperationContext, Properties, ResourceKind } from "./types";

const service = "cloudtrail.amazonaws.com";

/** Trails that a region has at most: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html */
const mostTrails = 5;

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html */
function refuseBucket(trail: string, inputs: Properties, { cloud }: OperationContext): void {
  const name = textAt(inputs, "s3BucketName") ?? "";
  const owner = required(
    cloud,
    aws.bucket,
    name,
    "S3BucketDoesNotExistException",
    `S3 bucket ${name} does not exist!`,
  );
  const policy = textAt(settingOf(cloud, aws.bucketPolicy, owner.id)?.inputs, "policy");
  const context = {
    "aws:sourcearn": trail,
    "aws:securetransport": "true",
    "s3:x-amz-acl": "bucket-owner-full-control",
  };
  const bucket = `arn:aws:s3:::${name}`;
  const prefix = textAt(inputs, "s3KeyPrefix");
  const file = `${bucket}/${prefix === undefined ? "" : `${prefix}/`}AWSLogs/${account}/CloudTrail/first`;
  const isFit =
    admits(policy, { principal: service, action: "s3:GetBucketAcl", resource: bucket, context }) &&
    admits(policy, { principal: service, action: "s3:PutObject", resource: file, context });
  if (!isFit)
    throw new CloudError(
      "InsufficientS3BucketPolicyException",
      `Incorrect S3 bucket policy is detected for bucket: ${name}`,
    );
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html */
function refuseKey(trail: string, inputs: Properties, { cloud }: OperationContext): void {
  const reference = textAt(inputs, "kmsKeyId");
  if (reference === undefined) return;
  const key = required(
    cloud,
    aws.key,
    reference.split("/").at(-1),
    "KmsKeyNotFoundException",
    `KMS key ${reference} does not exist`,
  );
  const context = { "aws:sourcearn": trail, "kms:encryptioncontext:aws:cloudtrail:arn": trail };
  const policy = textAt(key.inputs, "policy");
  const request = { principal: service, resource: textAt(key.outputs, "arn") ?? "", context };
  if (!admits(policy, { ...request, action: "kms:GenerateDataKey" }))
    throw new CloudError(
      "InsufficientEncryptionPolicyException",
      `Insufficient permissions to access S3 bucket ${textAt(inputs, "s3BucketName")} or KMS key ${reference}.`,
    );
}

const trail: ResourceKind = {
  autoName: { property: "name", maxLength: 128 },
  replaceOn: ["name"],
  computed: ["arn", "homeRegion", "snsTopicArn"],
  create(inputs, context) {
    const name = textAt(inputs, "name") ?? "";
    const id = arn("cloudtrail", `trail/${name}`, inputs, context);
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]$/.test(name))
      throw new CloudError("InvalidTrailNameException", `Trail name ${name} is not valid.`);
    if (context.cloud.get(aws.trail, id))
      throw new CloudError("TrailAlreadyExistsException", `Trail ${name} already exists for customer`);
    const others = context.cloud.list(aws.trail);
    if (others.length >= mostTrails)
      throw new CloudError(
        "MaximumNumberOfTrailsExceededException",
        `User: ${account} already has ${mostTrails} trails in ${context.region}.`,
      );
    refuseBucket(id, inputs, context);
    refuseKey(id, inputs, context);
    return { id, outputs: { ...common(inputs, context), name, arn: id, homeRegion: context.region } };
  },
  update(resource, inputs, context) {
    refuseBucket(resource.id, inputs, context);
    refuseKey(resource.id, inputs, context);
    return {};
  },
};

export const cloudtrail: Record<string, ResourceKind> = { [aws.trail]: trail };
