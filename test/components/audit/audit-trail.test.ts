// Tests the audit trail, its key and its bucket: exact inputs, counts and order.
import { AuditTrail, type AuditTrailArgs } from "../../../components/audit/audit-trail";
import { trailArn, trailBucketPolicy, trailKeyPolicy } from "../../../src/model/audit/policies";
import { deploy, expectChildNames, namesOf, valueOf } from "../../mocks";

const account = "111122223333";
const own = trailArn("eu-west-1", account, "crossover-prod");
const keyArn = "arn:aws:mock:eu-west-1:123456789012:prod-audit";
const bucketName = "prod-audit-bucket-0123abc";
const bucket = { bucket: bucketName };

const make = (changes: Partial<AuditTrailArgs> = {}) =>
  deploy(
    () =>
      new AuditTrail("prod-audit", {
        trailName: "crossover-prod",
        region: "eu-west-1",
        account,
        retentionDays: 365,
        ...changes,
      }),
  );

test("records every region with signed digests, encrypted with its own key", async () => {
  const { result, inputs } = await make();
  expect(inputs("aws:cloudtrail/trail:Trail")).toEqual({
    "prod-audit": {
      name: "crossover-prod",
      s3BucketName: bucketName,
      kmsKeyId: keyArn,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
    },
  });
  expect(inputs("aws:kms/key:Key")).toEqual({
    "prod-audit": {
      description: "Audit trail",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: trailKeyPolicy(own, account),
    },
  });
  expect(await valueOf(result.bucketName)).toBe(bucketName);
  expect(await valueOf(result.arn)).toMatch(/:prod-audit$/);
});

test("files are private, encrypted, versioned, locked for their retention, and then deleted", async () => {
  const { resources, of } = await make();
  const settings = resources.filter(({ type }) => type.startsWith("aws:s3/"));
  expect(Object.fromEntries(settings.map(({ name, inputs }) => [name, inputs]))).toEqual({
    "prod-audit-bucket": { objectLockEnabled: true },
    "prod-audit-bucket-versioning": { ...bucket, versioningConfiguration: { status: "Enabled" } },
    "prod-audit-bucket-lock": {
      ...bucket,
      rule: { defaultRetention: { mode: "GOVERNANCE", days: 365 } },
    },
    "prod-audit-bucket-retention": {
      ...bucket,
      rules: [
        {
          id: "retention",
          status: "Enabled",
          filter: {},
          expiration: { days: 365 },
          noncurrentVersionExpiration: { noncurrentDays: 1 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    "prod-audit-bucket-encryption": {
      ...bucket,
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
          bucketKeyEnabled: true,
        },
      ],
    },
    "prod-audit-bucket-ownership": { ...bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
    "prod-audit-bucket-private": {
      ...bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    "prod-audit-bucket-policy": {
      ...bucket,
      policy: trailBucketPolicy(`arn:aws:s3:::${bucketName}`, own, account),
    },
  });
  expectChildNames(resources);
  const [trail] = of("aws:cloudtrail/trail:Trail");
  expect(namesOf(trail!.dependencies)).toEqual(expect.arrayContaining(settings.map(({ name }) => name)));
});

test("key, bucket and trail are protected, and nothing else", async () => {
  const { resources } = await make();
  expect(
    resources
      .filter((one) => one.protect)
      .map(({ type }) => type)
      .sort(),
  ).toEqual(["aws:cloudtrail/trail:Trail", "aws:kms/key:Key", "aws:s3/bucket:Bucket"]);
});

test("trail and bucket can be changed by transforms", async () => {
  const { inputs } = await make({
    transform: {
      trail: (trail) => ({ ...trail, s3KeyPrefix: "audit" }),
      bucket: (own) => ({ ...own, bucket: "ours" }),
    },
  });
  expect(inputs("aws:cloudtrail/trail:Trail")["prod-audit"]).toMatchObject({ s3KeyPrefix: "audit" });
  expect(inputs("aws:s3/bucket:Bucket")["prod-audit-bucket"]).toMatchObject({ bucket: "ours" });
});
