// Declares the bucket of load balancers' access logs: private, encrypted, and emptied by itself.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accessLogPolicy } from "../../src/model/audit/policies";
import { closeBucket } from "../close-bucket";
import { transformed, type Transform } from "../transform";

export interface AccessLogsArgs {
  /** Region of the load balancers, and so of the bucket, e.g. `eu-west-1`. */
  readonly region: string;
  /** The account's id, of 12 digits: only its load balancers write. */
  readonly account: pulumi.Input<string>;
  /** Days until a file is deleted. A change holds for files that are there, too. @default 90 */
  readonly retentionDays?: number;
  readonly transform?: { readonly bucket?: Transform<aws.s3.BucketArgs> };
}

/**
 * Application and Network Load Balancers write to it, by S3's own key, which is the only one that the former can use
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html). S3 deletes no bucket with files
 * in it, so when this goes everything stays at AWS as it is: the last files go after their time, and then the bucket by hand.
 */
export class AccessLogs extends pulumi.ComponentResource {
  /** The bucket's name, once load balancers may write to it. */
  readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: AccessLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:network:AccessLogs", name, {}, opts);
    const kept = { parent: this, retainOnDelete: true };

    const bucket = new aws.s3.Bucket(name, transformed(args.transform?.bucket, {}), kept);
    const of = { bucket: bucket.bucket };
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-retention`,
      {
        ...of,
        rules: [
          {
            id: "retention",
            status: "Enabled",
            filter: {},
            expiration: { days: args.retentionDays ?? 90 },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
      kept,
    );
    const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { ...of, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      kept,
    );
    const closed = closeBucket(name, bucket.bucket, kept);
    const policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      {
        ...of,
        policy: pulumi
          .all([bucket.arn, args.account])
          .apply(([bucketArn, account]) => accessLogPolicy(bucketArn, args.region, account)),
      },
      { ...kept, dependsOn: [closed] },
    );

    // A load balancer writes a first file when it is told of the bucket.
    this.bucketName = pulumi.all([bucket.bucket, policy.id, encryption.id]).apply(([id]) => id);
    this.registerOutputs({ bucketName: this.bucketName });
  }
}
