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

test("who makes the cluster, and what the account has of GitHub, aren't named twice", async () => {
  let before: Record<string, any> = {};
  change((config) => {
    config["crossover:audit"].trail = "create";
    before = structuredClone(config);
    config["crossover:ci"].identityProvider = "adopt";
    config["crossover:clusters"].blue.admins.push("arn:aws:iam::123456789012:user/rehearsal");
  });
  const { problems } = await project.run("preview");
  // The cluster has both entries by now: that of its creator, and one that would be a second.
  expect(problems.map(({ path }) => path.split(": ")[1]).sort()).toEqual([
    "crossover:ci.identityProvider",
    "crossover:clusters.blue.admins[2]",
  ]);
  change((config) => Object.assign(config, before));
});

test("others' rules of replication are neither overwritten nor taken away", async () => {
  const type = "aws:ecr/replicationConfiguration:ReplicationConfiguration";
  const teams = {
    destinations: [{ region: "us-east-1", registryId: "123456789012" }],
    repositoryFilters: [{ filter: "team/", filterType: "PREFIX_MATCH" }],
  };
  project.byHand(type, "prod-replication", ({ replicationConfiguration }) =>
    replicationConfiguration?.rules.push(teams),
  );
  expect((await project.done("up")).operations).toEqual([]);
  for (const replicate of [[], [{ region: "us-west-2" }]]) {
    change((config) => (config["crossover:registry"].create.replicate = replicate));
    const { problems } = await project.run("preview");
    expect(problems.map(({ path }) => path)).toEqual([
      "Pulumi.prod.yaml: crossover:registry.create.replicate",
    ]);
  }
});

test("a destroy lets go of load balancers that AWS keeps, and leaves logs and others' rules", async () => {
  const balancers = () => project.cloud().filter(({ type }) => type === "aws:lb/loadBalancer:LoadBalancer");
  expect(balancers().filter(({ inputs }) => inputs["enableDeletionProtection"] === true)).not.toEqual([]);
  expect((await project.say("destroy")).code).toBe(0);
  expect(balancers().filter(({ seeded }) => !seeded)).toEqual([]);
  const left = project.cloud().map(({ type, inputs }) => [type, inputs] as const);
  const found = (wanted: string) => left.filter(([type]) => type === wanted).map(([, inputs]) => inputs);
  expect(found("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")).toHaveLength(2);
  expect(JSON.stringify(found("aws:ecr/replicationConfiguration:ReplicationConfiguration"))).toContain(
    "team/",
  );
});
