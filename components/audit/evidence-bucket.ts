// Declares the bucket of a trail's files: private, encrypted, and locked until their time is over.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { trailBucketPolicy } from "../../src/model/audit/policies";
import { closeBucket } from "../close-bucket";
import { transformed, type Transform } from "../transform";

export interface EvidenceBucketArgs {
  /** The account's id, of 12 digits: its files alone are written. */
  readonly account: pulumi.Input<string>;
  /** ARN of the one trail that may write. */
  readonly trailArn: pulumi.Input<string>;
  /** ARN of the key that files are encrypted with. Files that are there keep theirs. */
  readonly keyArn: pulumi.Input<string>;
  /** Days until files are deleted, and may not be before. A change holds for new files only, as far as the lock goes. */
  readonly retentionDays: number;
  readonly transform?: { readonly bucket?: Transform<aws.s3.BucketArgs> };
}

/**
 * Every file is versioned, and locked for its retention in governance mode: only who has `s3:BypassGovernanceRetention`
 * can delete or overwrite it before (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html). Reading
 * and writing go over TLS. The bucket is protected; S3 refuses to delete it anyway while it holds files.
 */
export class EvidenceBucket extends pulumi.ComponentResource {
  /** The bucket's name. */
  readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: EvidenceBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:audit:EvidenceBucket", name, {}, opts);
    const parent = { parent: this };

    const bucket = new aws.s3.Bucket(
      name,
      // A bucket gets its lock when it is made.
      transformed(args.transform?.bucket, { objectLockEnabled: true }),
      { parent: this, protect: true },
    );
    const of = { bucket: bucket.bucket };
    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { ...of, versioningConfiguration: { status: "Enabled" } },
      parent,
    );
    const versioned = { parent: this, dependsOn: [versioning] };
    new aws.s3.BucketObjectLockConfiguration(
      `${name}-lock`,
      { ...of, rule: { defaultRetention: { mode: "GOVERNANCE", days: args.retentionDays } } },
      versioned,
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-retention`,
      {
        ...of,
        rules: [
          {
            id: "retention",
            status: "Enabled",
            filter: {},
            expiration: { days: args.retentionDays },
            noncurrentVersionExpiration: { noncurrentDays: 1 },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
      versioned,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        ...of,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.keyArn },
            bucketKeyEnabled: true,
          },
        ],
      },
      parent,
    );
    const closed = closeBucket(name, bucket.bucket, parent);
    new aws.s3.BucketPolicy(
      `${name}-policy`,
      {
        ...of,
        policy: pulumi
          .all([bucket.arn, args.trailArn, args.account])
          .apply(([bucketArn, trail, account]) => trailBucketPolicy(bucketArn, trail, account)),
      },
      { parent: this, dependsOn: [closed] },
    );

    this.bucketName = bucket.bucket;
    this.registerOutputs({ bucketName: this.bucketName });
  }
}
