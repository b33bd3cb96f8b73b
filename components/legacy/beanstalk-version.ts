// Declares the release that a Beanstalk environment runs, and the bundle that describes it.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundle } from "../../src/model/legacy/beanstalk";
import { bucketNaming } from "../../src/model/names/physical";
import type { LegacyApplication } from "./legacy-service";

/** Declares the version, with its bundle in a bucket that holds nothing else and can therefore be emptied. */
export function declareVersion(
  name: string,
  application: aws.elasticbeanstalk.Application,
  {
    service,
    repositoryUrl,
  }: { readonly service: LegacyApplication; readonly repositoryUrl: pulumi.Input<string> },
  parent: pulumi.Resource,
): aws.elasticbeanstalk.ApplicationVersion {
  const bucket = new aws.s3.Bucket(
    `${name}-bundles`,
    { ...bucketNaming(`${name}-bundles`), forceDestroy: true },
    { parent },
  );
  const closed = new aws.s3.BucketPublicAccessBlock(
    `${name}-bundles-closed`,
    {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    { parent },
  );
  const { key, content } = bundle(service, pulumi.interpolate`${repositoryUrl}:${service.tag}`);
  const object = new aws.s3.BucketObjectv2(
    `${name}-bundle`,
    { bucket: bucket.id, key, content: pulumi.jsonStringify(content), contentType: "application/json" },
    { parent, dependsOn: [closed] },
  );
  return new aws.elasticbeanstalk.ApplicationVersion(
    `${name}-version`,
    {
      application: application.name,
      bucket: bucket.id,
      key: object.key,
      description: `Release ${service.tag}`,
    },
    { parent },
  );
}
