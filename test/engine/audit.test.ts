// Tests evidence and copies of images on the real engine: what each change touches, and what can't be given up.
import { operations, type Project } from "./project";
import { deployedProd } from "./starts";

let project: Project;
const change = (of: (config: Record<string, any>) => void) => {
  project.configure(of);
};

beforeAll(async () => {
  project = await deployedProd();
});

test("another retention touches the logs of the control plane, and the lock and the end of files", async () => {
  change((config) => (config["crossover:audit"].retentionDays = 731));
  expect(operations(await project.done("up")).sort()).toEqual([
    "update aws:cloudwatch/logGroup:LogGroup prod-blue-logs",
    "update aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration prod-audit-bucket-retention",
    "update aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration prod-audit-bucket-lock",
  ]);
  expect((await project.done("up")).operations).toEqual([]);
});

test("a copy in another account touches the replication alone", async () => {
  change((config) =>
    config["crossover:registry"].create.replicate.push({ region: "eu-west-1", account: "777788889999" }),
  );
  expect(operations(await project.done("up"))).toEqual([
    "update aws:ecr/replicationConfiguration:ReplicationConfiguration prod-replication",
  ]);
});

test("evidence isn't given up by a line less in a file", async () => {
  change((config) => (config["crossover:audit"].trail = "organisation"));
  const { code, problems } = await project.run("up");
  expect(code).toBe(1);
  expect(problems.map(({ message }) => message).join("\n")).toMatch(
    /AuditTrail\$aws:cloudtrail\/trail:Trail::prod-audit" cannot be deleted\s+because it is protected/,
  );
  expect(project.cloud().map(({ type }) => type)).toContain("aws:cloudtrail/trail:Trail");
});
