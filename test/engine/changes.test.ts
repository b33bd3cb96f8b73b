// Tests production with everything on: each kind of change touches what it must, and nothing else.
import { operations, type Project, unchanged } from "./project";
import { deployedProd } from "./starts";

/** Deployed, with the way for traffic to `auth` prepared. Each test goes on where the one before has ended. */
let prod: Project;

beforeAll(async () => {
  prod = await deployedProd();
  // As if its servers had been told the private name, so that they follow the cutover.
  prod.configure((config) => {
    config["crossover:databases"].main.byName = ["monolith"];
  });
  prod.ask({ auth: 0 });
  await prod.done("up --advance 24h");
});

/** What an update touches after a change to the stack file. */
async function touched(change: (config: Record<string, any>) => void, line = "up") {
  prod.configure(change);
  return operations(await prod.done(line)).sort();
}

// While answers move, no node is taken away; and what answers from now on isn't deleted, by AWS either.
test("a weight", async () => {
  const found = await touched((config) => {
    config["crossover:traffic"].auth = 1;
  }, "up --advance 24h");
  expect(found).toEqual([
    "update aws:lb/loadBalancer:LoadBalancer prod-blue-entry-nlb",
    "update aws:route53/record:Record auth-auth-blue",
    "update aws:route53/record:Record auth-auth-ledger",
    "update aws:route53/record:Record auth-auth-legacy",
    "update kubernetes:karpenter.sh/v1:NodePool prod-blue-karpenter-pool-gpu",
    "update kubernetes:karpenter.sh/v1:NodePool prod-blue-karpenter-pool-graviton-pool",
    "update kubernetes:karpenter.sh/v1:NodePool prod-blue-karpenter-pool-spot",
    "update kubernetes:karpenter.sh/v1:NodePool prod-blue-karpenter-pool-x86-pool",
  ]);
});

test("an image tag", async () => {
  const found = await touched((config) => {
    config["crossover:releases"].auth.tag = "1.10.0";
  });
  expect(found).toEqual([
    "update aws:autoscaling/group:Group auth-legacy-group",
    "update aws:ec2/launchTemplate:LaunchTemplate auth-legacy-template",
    "update kubernetes:apps/v1:Deployment auth-blue",
  ]);
});

test("an AMI", async () => {
  const found = await touched((config) => {
    config["crossover:releases"].frontend.ami = "ami-00d1c2da1f130d2ed";
  });
  expect(found).toEqual([
    "update aws:autoscaling/group:Group frontend-legacy-group",
    "update aws:ec2/launchTemplate:LaunchTemplate frontend-legacy-template",
  ]);
});

test("the environment on both sides", async () => {
  const found = await touched(() => {
    prod.write("services/auth.yaml", `${prod.read("services/auth.yaml")}environment: { LOG_LEVEL: info }\n`);
  });
  expect(found).toEqual([
    "replace kubernetes:core/v1:ConfigMap auth-blue-environment",
    "update aws:autoscaling/group:Group auth-legacy-group",
    "update aws:ec2/launchTemplate:LaunchTemplate auth-legacy-template",
    "update kubernetes:apps/v1:Deployment auth-blue",
  ]);
});

test("the tag of an ECS service, and of a Beanstalk environment", async () => {
  const found = await touched((config) => {
    config["crossover:releases"]["partner-gateway"].tag = "2.2.6";
    config["crossover:releases"].search.tag = "7.2.2";
  });
  expect(found).toEqual([
    "replace aws:ecs/taskDefinition:TaskDefinition partner-gateway-legacy-task",
    "replace aws:elasticbeanstalk/applicationVersion:ApplicationVersion search-legacy-version",
    "replace aws:s3/bucketObjectv2:BucketObjectv2 search-legacy-bundle",
    "update aws:ecs/service:Service partner-gateway-legacy-service",
    "update aws:elasticbeanstalk/environment:Environment search-legacy-env",
  ]);
});

test("another instance type of a node group, which is another group, made first", async () => {
  const found = await touched((config) => {
    config["crossover:clusters"].blue.nodeGroups.x86.instanceTypes = ["m7i.4xlarge"];
  });
  expect(found).toEqual(["replace aws:eks/nodeGroup:NodeGroup prod-blue-x86"]);
});

test("nodes that are held at the version that they have, and let go again", async () => {
  const hold = (hold: boolean) =>
    touched((config) => {
      const { blue } = config["crossover:clusters"];
      if (hold) blue.nodeVersion = blue.version;
      else delete blue.nodeVersion;
    });
  const classes = ["gpu", "graviton-pool", "spot", "x86-pool"].map(
    (pool) => `update kubernetes:karpenter.k8s.aws/v1:EC2NodeClass prod-blue-karpenter-class-${pool}`,
  );
  expect(await hold(true)).toEqual(classes);
  expect(await hold(false)).toEqual(classes);
});

test("a second cluster, for which the certificate is made anew first", async () => {
  const found = await touched((config) => {
    const { blue } = config["crossover:clusters"];
    config["crossover:clusters"].green = {
      ...structuredClone(blue),
      autoscaling: "none",
      nodePools: undefined,
    };
    config["crossover:kubernetes"] = "blue";
  });
  expect(found).toContain("replace aws:acm/certificate:Certificate prod-certificate");
  expect(found).toContain("create aws:eks/cluster:Cluster prod-green-eksCluster");
  expect(found.filter((step) => /^delete /.test(step))).toEqual([]);
});

test("a node group", async () => {
  const found = await touched((config) => {
    config["crossover:clusters"].blue.nodeGroups.graviton.max = 14;
  });
  expect(found).toEqual(["update aws:eks/nodeGroup:NodeGroup prod-blue-graviton"]);
});

test("a secret's name", async () => {
  const found = await touched(() => {
    prod.write("services/auth.yaml", prod.read("services/auth.yaml").replace("SIGNING_KEY", "SIGNATURE_KEY"));
  });
  expect(found).toEqual([
    "replace kubernetes:external-secrets.io/v1:ExternalSecret auth-blue-secrets",
    "update aws:autoscaling/group:Group auth-legacy-group",
    "update aws:ec2/launchTemplate:LaunchTemplate auth-legacy-template",
    "update aws:iam/rolePolicy:RolePolicy auth-blue-secrets-read",
    "update aws:iam/rolePolicy:RolePolicy auth-legacy-template-secrets",
    "update kubernetes:apps/v1:Deployment auth-blue",
  ]);
});

test("a group of the VPN", async () => {
  const found = await touched((config) => {
    config["crossover:vpn"].access.support.group = "5a0d2c1e-7b34-4f69-8c21-0e9d8f7a6b5c";
  });
  expect(found).toEqual([
    "create aws:ec2clientvpn/authorizationRule:AuthorizationRule prod-vpn-access-5a0d2c1e-7b34-4f69-8c21-0e9d8f7a6b5c-10.40.0.0-19",
    "delete aws:ec2clientvpn/authorizationRule:AuthorizationRule prod-vpn-access-07b5e1f9-2c38-4d6a-8e40-9a1f3b7c5d2e-10.40.0.0-19",
  ]);
});

test("a replication, phase by phase", async () => {
  const ask = (changes: object) =>
    touched((config) => {
      const { main } = config["crossover:databases"];
      // Otherwise the cutover waits until it has left its legacy side.
      main.byName = ["monolith"];
      main.replication = { ...main.replication, ...changes, checked: prod.now().toISOString() };
    });
  const begun = await ask({ phase: "load", secret: "prod/main/replication" });
  expect(begun.filter((one) => !/^create aws:\S+ prod-main-db-replication/.test(one))).toEqual([]);
  expect(begun).toContain(
    "create aws:dms/replicationConfig:ReplicationConfig prod-main-db-replication-forward",
  );
  expect(await ask({ phase: "stream" })).toEqual([]);
  expect(await ask({ phase: "cutover" })).toEqual([
    "update aws:dms/replicationConfig:ReplicationConfig prod-main-db-replication-forward",
    "update aws:route53/record:Record prod-main-db-name-record",
  ]);
});

test("after all of which nothing is left to do, and nothing was ever away", async () => {
  expect((await prod.done("up")).changes).toEqual(unchanged);
  expect(prod.outages()).toEqual([]);
});
