// Tests what the simulated S3, CloudTrail, KMS and CloudWatch Logs refuse where evidence is kept.
import {
  accessLogPolicy,
  logKeyPolicy,
  trailArn,
  trailBucketPolicy,
  trailKeyPolicy,
} from "../../../src/model/audit/policies";
import { kindOf } from "../../../src/rehearsal/cloud";
import { account, aws } from "../../../src/rehearsal/cloud/aws";
import type { CloudResource, Properties } from "../../../src/rehearsal/cloud/types";
import { network } from "./landscape";
import { MemoryCloud, refusal, region } from "./memory-cloud";

const name = "crossover-test";
const replication = "aws:ecr/replicationConfiguration:ReplicationConfiguration";
const own = trailArn(region, account, name);

/** A bucket that a trail may write to, with its key. */
function world(policy = trailBucketPolicy("arn:aws:s3:::evidence", own, account)) {
  const cloud = new MemoryCloud();
  const make = (type: string, inputs: Properties) => cloud.create(type, "made", inputs);
  const bucket = make(aws.bucket, { bucket: "evidence", objectLockEnabled: true });
  make(aws.bucketPolicy, { bucket: bucket.id, policy });
  const key = make(aws.key, { policy: trailKeyPolicy(own, account) });
  const kmsKeyId = key.outputs["arn"] as string;
  const trail = (changes: Properties = {}) =>
    make(aws.trail, { name, s3BucketName: bucket.id, kmsKeyId, ...changes });
  return { cloud, make, bucket, key, trail };
}

type World = ReturnType<typeof world>;

test("a trail that its bucket and key admit is made", () => {
  const { trail } = world();
  expect(trail()).toMatchObject({ id: own, outputs: { arn: own, name, homeRegion: region } });
});

const everyone = JSON.stringify({
  Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "*" }],
});

test.each<[string, (world: World) => unknown, string, RegExp]>([
  [
    "a bucket's name in capitals",
    ({ make }) => make(aws.bucket, { bucket: "Evidence" }),
    "InvalidBucketName",
    /Evidence/,
  ],
  [
    "two buckets of a name",
    ({ make }) => make(aws.bucket, { bucket: "evidence" }),
    "BucketAlreadyOwnedByYou",
    /evidence/,
  ],
  [
    "a setting of no bucket",
    ({ make }) => make(aws.bucketPublicAccessBlock, { bucket: "none" }),
    "NoSuchBucket",
    /does not exist/,
  ],
  [
    "a bucket policy that is no JSON",
    ({ make, bucket }) => make(aws.bucketPolicy, { bucket: bucket.id, policy: "{" }),
    "MalformedPolicy",
    /valid JSON/,
  ],
  [
    "a public policy on a bucket that blocks them",
    ({ make, bucket }) => {
      make(aws.bucketPublicAccessBlock, { bucket: bucket.id, blockPublicPolicy: true });
      return make(aws.bucketPolicy, { bucket: bucket.id, policy: everyone });
    },
    "AccessDenied",
    /BlockPublicPolicy/,
  ],
  [
    "a lock on a bucket without versions",
    ({ make }) => make(aws.objectLock, { bucket: make(aws.bucket, { bucket: "plain" }).id }),
    "InvalidBucketState",
    /Versioning must be 'Enabled'/,
  ],
  [
    "a lock of no days",
    ({ make, bucket }) =>
      make(aws.objectLock, {
        bucket: bucket.id,
        rule: { defaultRetention: { days: 0, mode: "GOVERNANCE" } },
      }),
    "InvalidArgument",
    /positive/,
  ],
  [
    "suspended versions under a lock",
    ({ make, bucket }) =>
      make(aws.bucketVersioning, { bucket: bucket.id, versioningConfiguration: { status: "Suspended" } }),
    "InvalidBucketState",
    /Object Lock/,
  ],
  [
    "a retention of no days",
    ({ make, bucket }) =>
      make(aws.bucketLifecycle, { bucket: bucket.id, rules: [{ expiration: { days: 0 } }] }),
    "InvalidArgument",
    /positive/,
  ],
  [
    "a transition after the end",
    ({ make, bucket }) =>
      make(aws.bucketLifecycle, {
        bucket: bucket.id,
        rules: [{ expiration: { days: 30 }, transitions: [{ days: 30 }] }],
      }),
    "InvalidArgument",
    /greater than/,
  ],
  [
    "a trail into no bucket",
    ({ trail }) => trail({ s3BucketName: "none" }),
    "S3BucketDoesNotExistException",
    /none/,
  ],
  [
    "a trail into a bucket that admits another one",
    ({ trail }) => trail({ name: "other" }),
    "InsufficientS3BucketPolicyException",
    /evidence/,
  ],
  [
    "a trail into a bucket that admits another prefix",
    ({ trail }) => trail({ s3KeyPrefix: "p" }),
    "InsufficientS3BucketPolicyException",
    /evidence/,
  ],
  [
    "a trail with no such key",
    ({ trail }) => trail({ kmsKeyId: "key/0" }),
    "KmsKeyNotFoundException",
    /key\/0/,
  ],
  [
    "a trail with a key that doesn't admit it",
    ({ trail, make }) => trail({ kmsKeyId: make(aws.key, {}).outputs["arn"]! }),
    "InsufficientEncryptionPolicyException",
    /KMS key/,
  ],
  [
    "a trail's change to a key that doesn't admit it",
    ({ cloud, trail, make }) => cloud.update(trail(), { kmsKeyId: make(aws.key, {}).outputs["arn"]! }),
    "InsufficientEncryptionPolicyException",
    /KMS key/,
  ],
  [
    "two trails of a name",
    ({ trail }) => [trail(), trail()],
    "TrailAlreadyExistsException",
    /already exists/,
  ],
  ["a trail's name of two letters", ({ trail }) => trail({ name: "ab" }), "InvalidTrailNameException", /ab/],
  [
    "a key that nobody could change",
    ({ make }) => make(aws.key, { policy: '{"Statement":[]}' }),
    "MalformedPolicyDocumentException",
    /in the future/,
  ],
  [
    "a change to a key that nobody could change",
    ({ cloud, key }) => cloud.update(key, { policy: '{"Statement":[]}' }),
    "MalformedPolicyDocumentException",
    /in the future/,
  ],
  [
    "a log group with a key that doesn't admit it",
    ({ make, key }) => make(aws.logGroup, { name: "l", kmsKeyId: key.outputs["arn"]! }),
    "InvalidParameterException",
    /not allowed to be used/,
  ],
  [
    "a log group's change to no key",
    ({ cloud, make }) => cloud.update(make(aws.logGroup, { name: "l" }), { kmsKeyId: "key/0" }),
    "InvalidParameterException",
    /does not exist/,
  ],
])("refuses %s", (_, work, code, cause) => {
  const refused = refusal(() => work(world()));
  expect(refused.code).toBe(code);
  expect(refused.message).toMatch(cause);
});

test("refuses a sixth trail", () => {
  const { trail } = world(everyone);
  for (const count of [1, 2, 3, 4, 5]) trail({ name: `trail-${count}`, kmsKeyId: null });
  expect(refusal(() => trail({ kmsKeyId: null })).code).toBe("MaximumNumberOfTrailsExceededException");
});

test.each<[string, (world: World) => CloudResource]>([
  ["a trail writes to", ({ trail }) => trail()],
  ["has an object", ({ make, bucket }) => make(aws.bucketObject, { bucket: bucket.id, key: "a/b.zip" })],
])("refuses to delete a bucket that %s, unless that goes first or with it", (_, fill) => {
  const made = world();
  const { cloud, bucket } = made;
  const content = fill(made);
  expect(refusal(() => cloud.remove(bucket)).code).toBe("BucketNotEmpty");
  cloud.remove(content);
  cloud.remove(bucket);
  expect(cloud.list(aws.bucket)).toEqual([]);
});

test("a log group takes a key that admits it, and gives it up", () => {
  const { cloud, make } = world();
  const key = make(aws.key, { policy: logKeyPolicy(region, account) });
  const group = make(aws.logGroup, { name: "l", kmsKeyId: key.outputs["arn"]! });
  expect(cloud.update(group, { kmsKeyId: null }).inputs["kmsKeyId"]).toBeNull();
});

test("a setting is put over what the bucket has, as S3 does", () => {
  const { cloud, make, bucket } = world();
  make(aws.bucketVersioning, { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } });
  expect(kindOf(aws.bucketVersioning)?.upserts).toBe(true);
  expect(cloud.list(aws.bucketVersioning)).toHaveLength(1);
});

const destination = (changes: Properties = {}): Properties => ({
  replicationConfiguration: {
    rules: [{ destinations: [{ region: "eu-central-1", registryId: account, ...changes }] }],
  },
});

test.each<[string, (world: World) => unknown, string, RegExp]>([
  [
    "a registry that is copied to itself",
    ({ make }) => make(replication, destination({ region })),
    "InvalidParameterException",
    /same as the source registry/,
  ],
  [
    "a registry's change to be copied to itself",
    ({ cloud, make }) => cloud.update(make(replication, destination()), destination({ region })),
    "InvalidParameterException",
    /same as the source registry/,
  ],
  [
    "eleven rules",
    ({ make }) =>
      make(replication, { replicationConfiguration: { rules: Array(11).fill({}) as Properties[] } }),
    "InvalidParameterException",
    /at most 10/,
  ],
  [
    "26 destinations",
    ({ make }) =>
      make(replication, {
        replicationConfiguration: { rules: [{ destinations: Array(26).fill({}) as Properties[] }] },
      }),
    "InvalidParameterException",
    /at most 25/,
  ],
  [
    "two templates of a prefix in a region",
    ({ make }) => [
      make(aws.creationTemplate, { prefix: "shop" }),
      make(aws.creationTemplate, { prefix: "shop", region: "eu-central-1" }),
      make(aws.creationTemplate, { prefix: "shop" }),
    ],
    "TemplateAlreadyExistsException",
    /'shop'/,
  ],
  [
    "a template with a bad lifecycle",
    ({ make }) => make(aws.creationTemplate, { prefix: "shop", lifecyclePolicy: "{" }),
    "InvalidParameterException",
    /LifecyclePolicyText/,
  ],
])("refuses %s", (_, work, code, cause) => {
  const refused = refusal(() => work(world()));
  expect(refused.code).toBe(code);
  expect(refused.message).toMatch(cause);
});

test("a registry may be copied to another region, and to another account in its own", () => {
  const { make } = world();
  expect(make(replication, destination()).id).toBe(account);
  expect(make(replication, destination({ region, registryId: "111122223333" })).id).toBe(account);
});

describe("access logs", () => {
  /** A bucket that load balancers may write to, and one of either type. */
  function logging(policy = accessLogPolicy("arn:aws:s3:::logs", region, account), sseAlgorithm = "AES256") {
    const cloud = new MemoryCloud();
    const { subnets } = network(cloud);
    const make = (type: string, inputs: Properties) => cloud.create(type, "x", inputs);
    const bucket = make(aws.bucket, { bucket: "logs" });
    make(aws.bucketPolicy, { bucket: "logs", policy });
    make(aws.bucketEncryption, {
      ...{ bucket: "logs", rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }] },
    });
    const balancer = (loadBalancerType: string, logs: Properties = { bucket: "logs", enabled: true }) =>
      make(aws.loadBalancer, { loadBalancerType, subnets: [...subnets], accessLogs: logs });
    return { cloud, bucket, balancer };
  }

  test.each(["application", "network"])("are written to a bucket that admits an %s one", (type) => {
    const { cloud, bucket, balancer } = logging();
    balancer(type);
    expect(refusal(() => cloud.remove(bucket)).code).toBe("BucketNotEmpty");
  });

  test.each<[string, string, string | undefined, string | undefined, Properties | undefined, RegExp]>([
    ["into no bucket", "network", undefined, undefined, { bucket: "none", enabled: true }, /does not exist/],
    [
      "of another account",
      "application",
      accessLogPolicy("arn:aws:s3:::logs", region, "4"),
      undefined,
      undefined,
      /Access Denied/,
    ],
    [
      "of another region",
      "network",
      accessLogPolicy("arn:aws:s3:::logs", "us-east-1", account),
      undefined,
      undefined,
      /Access Denied/,
    ],
    [
      "under a prefix that isn't admitted",
      "network",
      undefined,
      undefined,
      { bucket: "logs", prefix: "p", enabled: true },
      /Access Denied/,
    ],
    ["by a key of one's own", "application", undefined, "aws:kms", undefined, /Access Denied/],
  ])("are refused %s", (_, type, policy, algorithm, logs, words) => {
    const { balancer } = logging(policy, algorithm);
    expect(refusal(() => balancer(type, logs)).message).toMatch(words);
  });

  test("that are off ask for no bucket, and turned on later they do", () => {
    const { cloud, balancer } = logging();
    const made = balancer("network", { bucket: "", enabled: false });
    const on = { accessLogs: { bucket: "none", enabled: true } };
    expect(refusal(() => cloud.update(made, on)).message).toMatch(/does not exist/);
  });
});
