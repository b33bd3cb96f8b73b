// What CloudTrail, S3, KMS and ECR refuse where evidence and images are kept, and what proves that we know it.
import type { Area } from "./limit";

const trails = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide";
const s3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";
const evidence = "test/rehearsal/cloud/evidence.test.ts";
const policies = "test/model/audit/policies.test.ts";
const trail = "test/components/audit/audit-trail.test.ts";
const files = "files are private, encrypted, versioned, locked for their retention, and then deleted";

export const audits: Area = {
  title: "Evidence, keys and copies",
  limits: [
    {
      says: "A trail is made only if its bucket's policy lets CloudTrail see whose the bucket is, and write this trail's files.",
      source: `${trails}/create-s3-bucket-policy-for-cloudtrail.html`,
      program: [
        [policies, "the bucket of a trail > takes the trail's files"],
        [policies, "the bucket of a trail > lets the trail see whose it is"],
        [policies, "the bucket of a trail > takes no other trail's"],
        [trail, files],
      ],
      cloud: [
        [evidence, "refuses a trail into no bucket"],
        [evidence, "refuses a trail into a bucket that admits another one"],
        [evidence, "refuses a trail into a bucket that admits another prefix"],
      ],
    },
    {
      says: "A trail's key must let CloudTrail make data keys; with a bucket key it must let it decrypt, too.",
      source: `${trails}/create-kms-key-policy-for-cloudtrail.html`,
      program: [
        [policies, "the key of a trail > is used by the trail"],
        [policies, "the key of a trail > serves the bucket's own key"],
      ],
      cloud: [
        [evidence, "refuses a trail with no such key"],
        [evidence, "refuses a trail with a key that doesn't admit it"],
        [evidence, "refuses a trail's change to a key that doesn't admit it"],
      ],
    },
    {
      says: "A key's policy must leave somebody who can change it.",
      source: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
      program: [
        [policies, "the key of a trail > stays the account's"],
        [policies, "the key of log groups > stays the account's"],
      ],
      cloud: [
        [evidence, "refuses a key that nobody could change"],
        [evidence, "refuses a change to a key that nobody could change"],
      ],
    },
    {
      says: "A log group takes only a key that admits CloudWatch Logs of its region.",
      source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
      program: [
        [policies, "the key of log groups > is used by the account's groups"],
        [policies, "the key of log groups > is used in no other region"],
      ],
      cloud: [
        [evidence, "refuses a log group with a key that doesn't admit it"],
        [evidence, "refuses a log group's change to no key"],
      ],
    },
    {
      says: "A bucket is locked only if it has versions, which can't be suspended from then on.",
      source: `${s3}/object-lock-configure.html`,
      program: [[trail, files]],
      cloud: [
        [evidence, "refuses a lock on a bucket without versions"],
        [evidence, "refuses suspended versions under a lock"],
      ],
    },
    {
      says: "A bucket that blocks public policies takes none.",
      source: `${s3}/access-control-block-public-access.html`,
      program: [[policies, "the bucket of a trail > isn't public"]],
      cloud: [[evidence, "refuses a public policy on a bucket that blocks them"]],
    },
    {
      says: "A bucket with files in it can't be deleted.",
      source: `${s3}/delete-bucket.html`,
      program: [[trail, "key, bucket and trail are protected, and nothing else"]],
      cloud: [
        [evidence, "refuses to delete a bucket that a trail writes to, unless that goes first or with it"],
        [evidence, "refuses to delete a bucket that has an object, unless that goes first or with it"],
      ],
    },
    {
      says: "A registry isn't copied to itself.",
      source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html",
      program: [
        ["test/config/load.test.ts", "a registry that is copied to itself"],
        ["test/model/registry/ecr.test.ts", "copies to the same registry"],
      ],
      cloud: [
        [evidence, "refuses a registry that is copied to itself"],
        [evidence, "refuses a registry's change to be copied to itself"],
      ],
    },
    {
      says: "Images are copied to 25 places at most.",
      source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ReplicationRule.html",
      program: [["test/config/stack-mistakes.test.ts", "26 copies"]],
      cloud: [[evidence, "refuses 26 destinations"]],
    },
  ],
};
