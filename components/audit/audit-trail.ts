// Declares the record of every call to AWS in an account, and where it is kept.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { trailArn, trailKeyPolicy } from "../../src/model/audit/policies";
import { transformed, type Transform } from "../transform";
import { EvidenceBucket } from "./evidence-bucket";

export interface AuditTrailArgs {
  /**
   * The trail's name, explicit because bucket and key name the trail before it exists. One trail by this name in the
   * account and region. A change would replace the trail, which is protected.
   */
  readonly trailName: string;
  /** Region that the trail is managed in, e.g. `eu-west-1`; it records all regions. */
  readonly region: string;
  /** The account's id, of 12 digits. */
  readonly account: pulumi.Input<string>;
  /** Days that records are kept. A change holds for new records only, as far as their lock goes. @default 365 */
  readonly retentionDays?: number;
  readonly transform?: {
    readonly trail?: Transform<aws.cloudtrail.TrailArgs>;
    readonly bucket?: Transform<aws.s3.BucketArgs>;
  };
}

/**
 * A CloudTrail trail of all regions: management events, reads and writes, and those of global services such as IAM. A
 * signed digest each hour shows whether a file was changed or is missing. Key, bucket and trail are protected.
 *
 * One trail records a whole account, and the first copy of management events costs nothing
 * (https://aws.amazon.com/cloudtrail/pricing/), so one stack of an account makes it, or the organisation does.
 */
export class AuditTrail extends pulumi.ComponentResource {
  /** The trail's ARN. */
  readonly arn: pulumi.Output<string>;
  /** Name of the bucket that the files are in. */
  readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: AuditTrailArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:audit:AuditTrail", name, {}, opts);
    const { account, retentionDays = 365 } = args;
    const own = pulumi.output(account).apply((id) => trailArn(args.region, id, args.trailName));

    const key = new aws.kms.Key(
      name,
      {
        description: "Audit trail",
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: pulumi.all([own, account]).apply(([trail, id]) => trailKeyPolicy(trail, id)),
      },
      { parent: this, protect: true },
    );
    new aws.kms.Alias(name, { targetKeyId: key.keyId }, { parent: this });

    const bucket = new EvidenceBucket(
      `${name}-bucket`,
      {
        account,
        trailArn: own,
        keyArn: key.arn,
        retentionDays,
        transform: { bucket: args.transform?.bucket },
      },
      { parent: this },
    );
    const trail = new aws.cloudtrail.Trail(
      name,
      transformed(args.transform?.trail, {
        name: args.trailName,
        s3BucketName: bucket.bucketName,
        kmsKeyId: key.arn,
        isMultiRegionTrail: true,
        includeGlobalServiceEvents: true,
        enableLogFileValidation: true,
      }),
      // CloudTrail tries the bucket's policy when the trail is made; and as long as there is a trail, all of it stays.
      { parent: this, protect: true, dependsOn: [bucket] },
    );

    this.arn = trail.arn;
    this.bucketName = bucket.bucketName;
    this.registerOutputs({ arn: this.arn, bucketName: this.bucketName });
  }
}
