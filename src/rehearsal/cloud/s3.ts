// Simulates S3: buckets and what is set on them, each a resource of its own.
import { aws, common, regionOf, required, userOf } from "./aws";
import { isPublic, statementsOf } from "./policy-admits";
import { numberAt, objectsAt, textAt } from "./properties";
import { CloudError } from "./types";
import type { CloudResource, CloudView, OperationContext, Properties, ResourceKind } from "./types";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketName = /^(?!xn--|sthree-)(?!.*\.\.)(?!(\d+\.){3}\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** The bucket of a name, or S3's refusal. */
export function requiredBucket(view: CloudView, name: string | undefined): CloudResource {
  return required(view, aws.bucket, name, "NoSuchBucket", "The specified bucket does not exist");
}

/** What is set on a bucket, of one type; at most one is. */
export function settingOf(view: CloudView, type: string, bucket: string): CloudResource | undefined {
  return view.list(type).find(({ inputs }) => textAt(inputs, "bucket") === bucket);
}

const bucket: ResourceKind = {
  autoName: { property: "bucket", maxLength: 63, unless: "bucketPrefix" },
  replaceOn: ["bucket", "bucketNamespace", "bucketPrefix", "objectLockEnabled"],
  computed: ["arn", "bucketDomainName", "bucketRegionalDomainName", "hostedZoneId"],
  create(inputs, context) {
    const name =
      textAt(inputs, "bucket") ?? `${textAt(inputs, "bucketPrefix") ?? "terraform-"}${context.hex(26)}`;
    if (!bucketName.test(name))
      throw new CloudError("InvalidBucketName", `The specified bucket is not valid: ${name}`);
    if (context.cloud.get(aws.bucket, name))
      throw new CloudError(
        "BucketAlreadyOwnedByYou",
        `Your previous request to create the named bucket succeeded and you already own it: ${name}`,
      );
    const outputs = {
      bucket: name,
      arn: `arn:aws:s3:::${name}`,
      bucketDomainName: `${name}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${name}.s3.${regionOf(inputs, context)}.amazonaws.com`,
    };
    return { id: name, outputs: { ...common(inputs, context), ...outputs } };
  },
  remove({ id, inputs }, { cloud }) {
    // A trail writes its first file within minutes.
    const writers = [
      [aws.bucketObject, "bucket"],
      [aws.trail, "s3BucketName"],
      [aws.loadBalancer, "accessLogs.bucket"],
    ] as const;
    if (inputs["forceDestroy"] !== true && userOf(cloud, id, writers))
      throw new CloudError("BucketNotEmpty", "The bucket you tried to delete is not empty");
  },
};

const object: ResourceKind = {
  replaceOn: ["bucket", "key"],
  computed: ["arn", "etag", "versionId"],
  create(inputs, context) {
    const owner = requiredBucket(context.cloud, textAt(inputs, "bucket"));
    const key = textAt(inputs, "key") ?? "";
    return { id: `${owner.id}/${key}`, outputs: { arn: `arn:aws:s3:::${owner.id}/${key}`, key } };
  },
};

/** Refuses what can't be set on the bucket; thrown as the real API does. */
type Rule = (inputs: Properties, bucket: CloudResource, context: OperationContext) => void;

/** A setting is put over whatever the bucket has. */
function setting(rule: Rule = () => undefined): ResourceKind {
  return {
    upserts: true,
    replaceOn: ["bucket", "expectedBucketOwner"],
    create(inputs, context) {
      const owner = requiredBucket(context.cloud, textAt(inputs, "bucket"));
      rule(inputs, owner, context);
      return { id: owner.id };
    },
    update(_, inputs, context) {
      rule(inputs, requiredBucket(context.cloud, textAt(inputs, "bucket")), context);
      return {};
    },
  };
}

const refusePolicy: Rule = (inputs, { id }, { cloud }) => {
  const policy = textAt(inputs, "policy");
  if (statementsOf(policy).length === 0)
    throw new CloudError("MalformedPolicy", "Policies must be valid JSON and have a statement");
  const block = settingOf(cloud, aws.bucketPublicAccessBlock, id);
  if (block?.inputs["blockPublicPolicy"] === true && isPublic(policy))
    throw new CloudError(
      "AccessDenied",
      "User is not authorized to perform: s3:PutBucketPolicy because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
    );
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html */
const refuseLock: Rule = (inputs, { id, inputs: made }, { cloud }) => {
  const versioning = settingOf(cloud, aws.bucketVersioning, id);
  const isVersioned = textAt(versioning?.inputs, "versioningConfiguration.status") === "Enabled";
  if (made["objectLockEnabled"] !== true && !isVersioned)
    throw new CloudError(
      "InvalidBucketState",
      "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    );
  const days = numberAt(inputs, "rule.defaultRetention.days");
  if (days !== undefined && days < 1)
    throw new CloudError("InvalidArgument", "Default retention period must be a positive integer value.");
};

const refuseVersioning: Rule = (inputs, { id, inputs: made }, { cloud }) => {
  const isLocked = made["objectLockEnabled"] === true || settingOf(cloud, aws.objectLock, id) !== undefined;
  if (isLocked && textAt(inputs, "versioningConfiguration.status") !== "Enabled")
    throw new CloudError(
      "InvalidBucketState",
      "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
    );
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html */
const refuseRules: Rule = (inputs) => {
  for (const rule of objectsAt(inputs, "rules")) {
    const expires = numberAt(rule, "expiration.days") ?? Infinity;
    if (expires < 1)
      throw new CloudError(
        "InvalidArgument",
        "'Days' for Expiration action must be a positive integer for 'Days'",
      );
    for (const transition of objectsAt(rule, "transitions"))
      if ((numberAt(transition, "days") ?? 0) >= expires)
        throw new CloudError(
          "InvalidArgument",
          "'Days' in the Expiration action must be greater than 'Days' in the Transition action",
        );
  }
};

export const s3: Record<string, ResourceKind> = {
  [aws.bucket]: bucket,
  [aws.bucketObject]: object,
  [aws.bucketPolicy]: setting(refusePolicy),
  [aws.bucketVersioning]: setting(refuseVersioning),
  [aws.objectLock]: setting(refuseLock),
  [aws.bucketLifecycle]: setting(refuseRules),
  [aws.bucketPublicAccessBlock]: setting(),
  [aws.bucketEncryption]: setting(),
  [aws.bucketOwnership]: setting(),
};
