// The schema of the `crossover:` keys of a stack file: how one environment differs from the others.
import { z } from "zod";
import { cidr, domainName, duration, instanceType, label, ladder } from "./common";

const arn = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/.+$/, "must be the ARN of an IAM role or user");

/** The public zone: made by this stack, or one that is there already and only looked up. */
const zone = z.union(
  [z.strictObject({ create: domainName }), z.strictObject({ adopt: domainName })],
  "must be `{ create: <domain> }` or `{ adopt: <domain> }`",
);

const network = z.strictObject({
  /** Range of the VPC, /16 to /20. */
  cidr,
  /** Availability zones, 2 or 3. */
  zones: z.int().min(2).max(3),
  nat: z.enum(["single", "perZone"]),
  /** Days that flow logs are kept; one of the retentions that CloudWatch Logs offers. */
  flowLogDays: z.union([1, 3, 5, 7, 14, 30, 60, 90, 180, 365].map((days) => z.literal(days))).default(30),
});

const registry = z.union(
  [
    z.strictObject({ create: z.strictObject({ keepImages: z.int().min(1).max(1000).default(50) }) }),
    z.strictObject({
      adopt: z.strictObject({
        account: z.string().regex(/^\d{12}$/, "must be a 12-digit account id in quotes"),
        region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region such as `eu-west-1`"),
      }),
    }),
  ],
  'must be `{ create: { keepImages: 50 } }` or `{ adopt: { account: "…", region: … } }`',
);

const nodeGroup = z.strictObject({
  instanceTypes: z.array(instanceType).min(1),
  min: z.int().min(1),
  max: z.int().min(1),
  diskGiB: z.int().min(20).max(16384).default(50),
});

const eksCluster = z.strictObject({
  kind: z.literal("eks"),
  version: z.string().regex(/^1\.\d{2}$/, 'must be a Kubernetes version in quotes, such as `"1.34"`'),
  /** `private`, or the ranges that may reach the public endpoint. */
  endpoint: z.union([z.literal("private"), z.strictObject({ public: z.array(cidr).min(1) })]),
  /** IAM principals that administer the cluster, by access entries. */
  admins: z.array(arn).default([]),
  nodeGroups: z
    .record(label.max(40), nodeGroup)
    .refine((groups) => Object.keys(groups).length > 0, "needs a node group"),
});

/** Differences of one service in this environment. */
const serviceOverride = z.strictObject({
  scale: z.strictObject({ min: z.int().min(1).optional(), max: z.int().min(1).optional() }).optional(),
  legacy: z
    .union(
      [
        z.strictObject({
          instanceType: instanceType.optional(),
          min: z.int().min(1).optional(),
          max: z.int().min(1).optional(),
        }),
        z.strictObject({ adopt: z.strictObject({ loadBalancer: z.string().min(1).max(32) }) }),
        z.enum(["create", "skip"]),
      ],
      "must be `create`, `skip`, `{ adopt: { loadBalancer: <name> } }`, or changed bounds such as `{ min: 2, max: 4 }`",
    )
    .optional(),
});

/** One release of a service: its image tag, and the AMI of the same version. */
const release = z.strictObject({
  tag: z
    .string("must be an image tag in quotes")
    .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, "must be an image tag such as `2026.11.3`"),
  ami: z
    .string()
    .regex(/^ami-[0-9a-f]{8,17}$/, "must be an AMI id such as `ami-0abc1234`")
    .optional(),
});

/** A percentage as YAML holds it. `pulumi config set` stores `025` and `25%` as strings, which are refused. */
const percent = z.int().min(0).max(100);

/** Where one route stands, or should. */
export const trafficValue = z.union(
  [
    percent,
    z.literal("legacy"),
    z.literal("kubernetes"),
    z.strictObject({ from: label, to: label, percent }),
  ],
  { error: ({ input }) => trafficMessage(input) },
);
export type TrafficValue = z.infer<typeof trafficValue>;

function trafficMessage(input: unknown): string {
  const digits =
    typeof input === "string" ? /^\s*\+?0*(\d{1,3})(\.0+)?\s*%?\s*$/.exec(input)?.[1] : undefined;
  return digits !== undefined && Number(digits) <= 100
    ? `it is text, not a number: write ${digits}, without quotes, leading zeros or a percent sign`
    : "must be `legacy`, a whole number from 0 to 100, `kubernetes`, or `{ from: …, to: …, percent: … }`";
}

/** The pace of the migration in this environment. */
const rules = z.strictObject({
  ladder: ladder.default([0, 5, 25, 50, 100]),
  /** How long a rung is held before the next. @default 24h */
  bake: duration.default("24h"),
  /** How long 100 is held before legacy goes. @default 72h */
  soak: duration.default("72h"),
  /** How many routes may be within their bake at a time. @default 1 */
  concurrent: z.int().min(1).default(1),
});

/** All keys of the `crossover:` namespace. */
export const stackFile = z.strictObject({
  zone,
  network,
  registry,
  clusters: z
    .record(label.max(40), z.discriminatedUnion("kind", [eksCluster]))
    .refine((clusters) => Object.keys(clusters).length === 1, "must name exactly one cluster")
    .refine(
      (clusters) => !("legacy" in clusters || "kubernetes" in clusters),
      "may not be called `legacy` or `kubernetes`",
    ),
  /** Whether services have their legacy side here; `skip` is for an environment that never had one. */
  legacy: z.enum(["create", "skip"]).default("create"),
  services: z.record(z.string(), serviceOverride).default({}),
  /** Upper bound of every service's autoscaling here: a smaller environment. */
  maxReplicas: z.int().min(1).optional(),
  releases: z.record(z.string(), release),
  traffic: z
    .looseObject({ default: z.union([z.literal("legacy"), z.literal("kubernetes")]) })
    .catchall(trafficValue),
  rules: rules.prefault({}),
});

export type StackFile = z.infer<typeof stackFile>;
export type Rules = StackFile["rules"];
export type ClusterSettings = StackFile["clusters"][string];
export type NodeGroupSettings = ClusterSettings["nodeGroups"][string];
export type NetworkSettings = StackFile["network"];
export type ServiceOverride = z.infer<typeof serviceOverride>;
export type Release = z.infer<typeof release>;
