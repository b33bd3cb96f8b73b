// Closes a bucket to all but its account.
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Makes every object the account's own, without access lists, and lets no policy open the bucket to the public.
 *
 * @param name that the names of both resources begin with.
 * @returns what a policy of the bucket comes after: S3 refuses two changes of who has access at the same time.
 */
export function closeBucket(
  name: string,
  bucket: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): aws.s3.BucketPublicAccessBlock {
  new aws.s3.BucketOwnershipControls(
    `${name}-ownership`,
    { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
    opts,
  );
  return new aws.s3.BucketPublicAccessBlock(
    `${name}-private`,
    {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    opts,
  );
}
