// Tests the bucket of access logs: exact inputs, order, and that it outlives the stack.
import * as aws from "@pulumi/aws";
import { AccessLogs, type AccessLogsArgs } from "../../../components/network/access-logs";
import { accessLogPolicy } from "../../../src/model/audit/policies";
import { deploy, expectChildNames, namesOf, valueOf } from "../../mocks";

const account = "111122223333";
const bucketName = "prod-access-logs-0123abc";
const bucket = { bucket: bucketName };

const make = (changes: Partial<AccessLogsArgs> = {}) =>
  deploy(() => new AccessLogs("prod-access-logs", { region: "eu-west-1", account, ...changes }));

test("files are private, encrypted by S3's own key, and deleted after their time", async () => {
  const { resources, of, result } = await make({ retentionDays: 365 });
  const settings = resources.filter(({ type }) => type.startsWith("aws:s3/"));
  expect(Object.fromEntries(settings.map(({ name, inputs }) => [name, inputs]))).toEqual({
    "prod-access-logs": {},
    "prod-access-logs-retention": {
      ...bucket,
      rules: [
        {
          id: "retention",
          status: "Enabled",
          filter: {},
          expiration: { days: 365 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    "prod-access-logs-encryption": {
      ...bucket,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    },
    "prod-access-logs-ownership": { ...bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
    "prod-access-logs-private": {
      ...bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    "prod-access-logs-policy": {
      ...bucket,
      policy: accessLogPolicy(`arn:aws:s3:::${bucketName}`, "eu-west-1", account),
    },
  });
  const [policy] = of("aws:s3/bucketPolicy:BucketPolicy");
  expect(namesOf(policy!.dependencies)).toContain("prod-access-logs-private");
  expect(await valueOf(result.bucketName)).toBe(bucketName);
  expectChildNames(resources);
});

test("load balancers are told of it once they may write to it", async () => {
  const { resources } = await deploy(() => {
    const { bucketName: told } = new AccessLogs("logs", { region: "eu-west-1", account });
    new aws.lb.LoadBalancer("nlb", { accessLogs: { bucket: told, enabled: true } });
  });
  const balancer = resources.find(({ name }) => name === "nlb")!;
  expect(namesOf(balancer.dependencies).sort()).toEqual(["logs", "logs-encryption", "logs-policy"]);
});

test("all of it stays at AWS when the stack goes: S3 deletes no bucket with files in it", async () => {
  const { resources } = await make();
  const custom = resources.filter(({ type }) => type.startsWith("aws:"));
  expect(custom).toHaveLength(6);
  expect(custom.filter(({ retainOnDelete }) => !retainOnDelete)).toEqual([]);
});

test("files are kept for 90 days by default, and the bucket may have a name of its own", async () => {
  const { inputs } = await make({ transform: { bucket: (args) => ({ ...args, bucket: "logs" }) } });
  expect(inputs("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")).toMatchObject({
    "prod-access-logs-retention": { bucket: "logs", rules: [{ expiration: { days: 90 } }] },
  });
});
