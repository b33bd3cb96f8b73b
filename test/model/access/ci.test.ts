// Tests subjects of GitHub's tokens, and what a preview may read.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { applySubjects, previewPolicy, previewSubjects, trustSubjects } from "../../../src/model/access/ci";
import { ci } from "../../../src/schema/stack/ci";

fc.configureGlobal({ seed: 20 });

const base = { provider: "github", repository: "example/shop", identityProvider: "create" };
const parse = (change: object) => ci.safeParse({ ...base, ...change });

test.each([
  ["no environment or branch", {}],
  ["a branch by wildcard", { branches: ["release/*"] }],
  ["an environment by wildcard", { environments: ["prod?"] }],
  ["an environment that previews by wildcard", { branches: ["main"], previewEnvironment: "*" }],
  ["an environment that previews and applies", { environments: ["prod", "Preview"] }],
  ["a repository without its owner", { repository: "shop", branches: ["main"] }],
  ["any repository", { repository: "example/*", branches: ["main"] }],
  ["a key by its alias", { branches: ["main"], keys: ["arn:aws:kms:eu-west-1:111122223333:alias/pulumi"] }],
])("%s is no setting", (_, change) => expect(parse(change).success).toBe(false));

test("a preview runs in an environment, never for any pull request", () => {
  expect(previewSubjects(parse({ branches: ["main"] }).data!)).toEqual([
    "repo:example/shop:environment:preview",
  ]);
  expect(previewSubjects(parse({ branches: ["main"], previewEnvironment: "look" }).data!)).toEqual([
    "repo:example/shop:environment:look",
  ]);
});

test("no subject that is accepted holds a wildcard, and no two roles share one", () => {
  const name = fc.stringMatching(/^[A-Za-z0-9*?:/_.-]{1,12}$/);
  fc.assert(
    fc.property(name, fc.array(name), fc.array(name), (previewEnvironment, environments, branches) => {
      const { data } = parse({ previewEnvironment, environments, branches });
      if (!data) return;
      const apply = applySubjects(data);
      for (const subject of [...apply, ...previewSubjects(data)])
        expect(trustSubjects("arn", [subject])).not.toMatch(/[*?]|StringLike/);
      expect(apply.filter((one) => previewSubjects(data).includes(one))).toEqual([]);
    }),
  );
});

const key = "arn:aws:kms:eu-west-1:111122223333:key/0f1e2d3c-4b5a";
const { Statement } = previewPolicy({ stateBucket: "state", keys: [key] });
const actions = Statement.flatMap(({ Action }) => Action);
/** IAM compares names of actions and of resources with `*` for any number of characters. */
const matches = (pattern: string, value: string) =>
  new RegExp(`^${pattern.replace(/[.[\]]/g, "\\$&").replaceAll("*", ".*")}$`).test(value);
const allowed = (action: string) => actions.some((pattern) => matches(pattern, action));

test("a preview changes nothing, and reads no secret and no data but the state and Beanstalk's bundles", () => {
  for (const action of actions) expect(action).toMatch(/^[a-z0-9-]+:(Describe|Get|List)|^kms:Decrypt$/);
  for (const value of [
    "secretsmanager:GetSecretValue",
    "secretsmanager:BatchGetSecretValue",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
    "ssm:GetParameterHistory",
    "dynamodb:GetItem",
    "ecr:GetAuthorizationToken",
    "logs:GetLogEvents",
    "sqs:ReceiveMessage",
  ])
    expect([value, allowed(value)]).toEqual([value, false]);
  expect(
    Statement.filter(({ Action }) =>
      Action.some((one) => /^s3:(GetObject|List)|^kms:Decrypt|^ssm/.test(one)),
    ),
  ).toEqual([
    expect.objectContaining({
      Action: ["ssm:GetParameter"],
      Resource: "arn:aws:ssm:*::parameter/aws/service/*",
    }),
    expect.objectContaining({
      Resource: [
        "arn:aws:s3:::*-audit-bucket-*",
        "arn:aws:s3:::*-legacy-bundles-*",
        "arn:aws:s3:::*-access-logs-*",
      ],
    }),
    expect.objectContaining({ Resource: "arn:aws:s3:::*-legacy-bundles-*/*" }),
    expect.objectContaining({ Resource: "arn:aws:s3:::state" }),
    expect.objectContaining({ Action: ["s3:GetObject"], Resource: "arn:aws:s3:::state/*" }),
    expect.objectContaining({ Action: ["kms:Decrypt"], Resource: [key] }),
  ]);
  const sids = previewPolicy({ keys: [] }).Statement.map(({ Sid }) => Sid);
  expect(sids.filter((one) => one.endsWith("State"))).toEqual([]);
});

/** What each lookup of the provider calls; one that answers from a table of its own calls nothing. */
const calls: Readonly<Record<string, readonly string[]>> = {
  getAvailabilityZones: ["ec2:DescribeAvailabilityZones"],
  getCallerIdentity: ["sts:GetCallerIdentity"],
  "autoscaling.getAmiIds": ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeTags"],
  "cloudcontrol.getResource": ["cloudformation:GetResource", "ecr:DescribeRegistry"],
  "dms.getReplicationTask": ["dms:DescribeReplicationTasks", "dms:ListTagsForResource"],
  "ec2.getAmi": ["ec2:DescribeImages"],
  "ec2.getInstanceTypeOfferings": ["ec2:DescribeInstanceTypeOfferings"],
  "ec2.getRouteTable": ["ec2:DescribeRouteTables"],
  "ec2.getSecurityGroup": ["ec2:DescribeSecurityGroups"],
  "ec2.getSubnet": ["ec2:DescribeSubnets"],
  "ec2.getVpc": ["ec2:DescribeVpcs", "ec2:DescribeVpcAttribute", "ec2:DescribeRouteTables"],
  "ecs.getCluster": ["ecs:DescribeClusters"],
  "ecs.getService": ["ecs:DescribeServices", "ecs:ListTagsForResource"],
  "eks.getAccessEntry": ["eks:DescribeAccessEntry"],
  "eks.getCluster": ["eks:DescribeCluster"],
  "eks.getNodeGroup": ["eks:DescribeNodegroup"],
  "eks.getNodeGroups": ["eks:ListNodegroups"],
  "elasticbeanstalk.getHostedZone": [],
  "elasticache.getReservedCacheNodeOffering": ["elasticache:DescribeReservedCacheNodesOfferings"],
  "elasticbeanstalk.getSolutionStack": ["elasticbeanstalk:ListAvailableSolutionStacks"],
  "iam.getOpenIdConnectProvider": ["iam:ListOpenIDConnectProviders", "iam:GetOpenIDConnectProvider"],
  "iam.getRole": ["iam:GetRole"],
  "lb.getLoadBalancer": [
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeTags",
  ],
  "lb.getTargetGroup": [
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetGroupAttributes",
    "elasticloadbalancing:DescribeTags",
  ],
  "rds.getInstance": ["rds:DescribeDBInstances", "rds:ListTagsForResource"],
  "rds.getInstances": ["rds:DescribeDBInstances"],
  "rds.getOrderableDbInstance": ["rds:DescribeOrderableDBInstanceOptions"],
  "route53.getRecords": ["route53:ListResourceRecordSets"],
  "route53.getZone": ["route53:ListHostedZones", "route53:GetHostedZone", "route53:ListTagsForResource"],
  "secretsmanager.getSecret": ["secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"],
  "secretsmanager.getSecrets": ["secretsmanager:ListSecrets"],
  "servicequotas.getServiceQuota": ["servicequotas:GetServiceQuota"],
  "ssm.getParameter": ["ssm:GetParameter"],
};

test("a preview may call whatever the program looks up", () => {
  const looked = sources().flatMap((text) =>
    [...text.matchAll(/\baws\.((?:\w+\.)?get[A-Z]\w*?)(?:Output)?\(/g)].map(([, name]) => name!),
  );
  expect([...new Set(looked)].sort()).toEqual(Object.keys(calls).sort());
  expect(
    Object.values(calls)
      .flat()
      .filter((action) => !allowed(action)),
  ).toEqual([]);
});

/** What the program asks past the provider; taking on a role is for who is configured to. */
const asked: Readonly<Record<string, string | undefined>> = {
  AssumeRole: undefined,
  DescribeAlarms: "cloudwatch:DescribeAlarms",
  DescribeListeners: "elasticloadbalancing:DescribeListeners",
  DescribeTargetHealth: "elasticloadbalancing:DescribeTargetHealth",
  GetCallerIdentity: "sts:GetCallerIdentity",
  GetHealthCheckStatus: "route53:GetHealthCheckStatus",
  GetMetricData: "cloudwatch:GetMetricData",
  ListHealthChecks: "route53:ListHealthChecks",
};

test("a preview may ask all that the program asks past the provider", () => {
  const sent = sources().flatMap((text) =>
    [...text.matchAll(/new (?:sdk\.)?(\w+)Command\(/g)].map(([, name]) => name!),
  );
  // Commander's, and those of `status`, `rollback --now` and `destroy`.
  const others = [
    ...["Cli", "ChangeResourceRecordSets", "ListHostedZonesByName", "ListResourceRecordSets"],
    "ModifyLoadBalancerAttributes",
  ];
  expect([...new Set(sent)].filter((name) => !others.includes(name)).sort()).toEqual(Object.keys(asked));
  expect(Object.values(asked).filter((action) => action !== undefined && !allowed(action))).toEqual([]);
});

/** A read that a refresh makes for the kinds of each module of the provider. */
const reads: Readonly<Record<string, string>> = {
  acm: "acm:DescribeCertificate",
  appautoscaling: "application-autoscaling:DescribeScalableTargets",
  autoscaling: "autoscaling:DescribeAutoScalingGroups",
  cloudtrail: "cloudtrail:DescribeTrails",
  "cloudwatch/eventRule": "events:DescribeRule",
  "cloudwatch/eventTarget": "events:ListTargetsByRule",
  "cloudwatch/logGroup": "logs:DescribeLogGroups",
  "cloudwatch/metricAlarm": "cloudwatch:DescribeAlarms",
  dms: "dms:DescribeReplicationConfigs",
  ec2: "ec2:DescribeVpcs",
  ec2clientvpn: "ec2:DescribeClientVpnEndpoints",
  ecr: "ecr:DescribeRepositories",
  "ecr/replicationConfiguration": "ecr:DescribeRegistry",
  "ecr/repositoryCreationTemplate": "ecr:DescribeRepositoryCreationTemplates",
  ecs: "ecs:DescribeTaskDefinition",
  eks: "eks:DescribeNodegroup",
  elasticache: "elasticache:DescribeReplicationGroups",
  elasticbeanstalk: "elasticbeanstalk:DescribeEnvironments",
  iam: "iam:GetRole",
  kms: "kms:DescribeKey",
  lb: "elasticloadbalancing:DescribeListeners",
  rds: "rds:DescribeDBParameters",
  route53: "route53:ListResourceRecordSets",
  s3: "s3:GetBucketVersioning",
  sqs: "sqs:GetQueueAttributes",
  vpc: "ec2:DescribeSecurityGroupRules",
};

test("a refresh may read every kind that the stacks declare", () => {
  const kinds = new Set(declared().flatMap(([type]) => type.match(/^aws:([^:]+):[^:]+$/)?.[1] ?? []));
  const read = (kind: string) => reads[kind] ?? reads[kind.split("/")[0]!];
  expect([...kinds].filter((kind) => !allowed(read(kind) ?? `${kind}: no read is known`))).toEqual([]);
});

test("a refresh may read how every bucket of the stacks is set up", () => {
  const { Resource } = Statement.find(({ Sid }) => Sid === "DescribeBuckets")!;
  const buckets = declared().flatMap(([type, name]) => (type === "aws:s3/bucket:Bucket" ? [name] : []));
  expect(buckets).toContain("prod-audit-bucket");
  expect(
    buckets.filter(
      (name) => ![Resource].flat().some((pattern) => matches(pattern, `arn:aws:s3:::${name}-0123abc`)),
    ),
  ).toEqual([]);
});

/** The program's source: what runs where the preview role does. */
function sources(): string[] {
  const root = join(__dirname, "../../..");
  return ["components", "src"].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !(room === "src" && file.startsWith("rehearsal")))
      .map((file) => readFileSync(join(root, room, file), "utf8")),
  );
}

function declared(): [type: string, name: string][] {
  const stacks = join(__dirname, "../../stacks");
  return readdirSync(stacks)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => JSON.parse(readFileSync(join(stacks, file), "utf8")) as [string, string][]);
}

test("the policy has room to spare (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)", () => {
  expect(JSON.stringify(previewPolicy({ stateBucket: "b".repeat(63), keys: [] })).length).toBeLessThan(6144);
});
