// The schema of the `crossover:` keys of a stack file: how one environment differs from the others.
import { z } from "zod";
import {
  boundsInOrder,
  cidr,
  domainName,
  duration,
  instanceType,
  label,
  labelOf,
  ladder,
  text,
  wholeNumber,
} from "./common";

const principal = text(
  /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/.+$/,
  "must be the ARN of an IAM role or user, such as `arn:aws:iam::111122223333:role/platform`",
);

const region = text(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region such as `eu-west-1`");

const zone = z.union(
  [
    z.strictObject({ create: domainName.describe("Domain of a zone that this stack makes.") }),
    z.strictObject({ adopt: domainName.describe("Domain of a zone that is there already: only looked up.") }),
  ],
  "must be `{ create: <domain> }` or `{ adopt: <domain> }`",
);

const network = z.strictObject({
  cidr: cidr.describe("Range of the VPC, /16 to /20."),
  zones: wholeNumber(2, 3).describe("How many availability zones."),
  nat: z
    .enum(["single", "perZone"])
    .describe("One NAT gateway for all, or one in each zone, which outlives the loss of a zone."),
  flowLogDays: z
    .literal([1, 3, 5, 7, 14, 30, 60, 90, 180, 365])
    .default(30)
    .describe("Days that flow logs are kept: one of the retentions that CloudWatch Logs offers."),
});

const registry = z.union(
  [
    z.strictObject({
      create: z
        .strictObject({
          keepImages: wholeNumber(1, 1000).default(50).describe("Images that each repository keeps."),
        })
        .describe("This stack makes the repositories."),
    }),
    z.strictObject({
      adopt: z
        .strictObject({
          account: text(/^\d{12}$/, "must be an account id of 12 digits, in quotes").describe(
            "The account that owns the repositories.",
          ),
          region: region.describe("Their region."),
        })
        .describe("The repositories are another stack's, and only looked up."),
    }),
  ],
  'must be `{ create: { keepImages: 50 } }` or `{ adopt: { account: "…", region: … } }`',
);

const nodeGroup = z
  .strictObject({
    instanceTypes: z
      .array(instanceType)
      .min(1)
      .describe("EC2 instance types, all of one architecture; the first is preferred."),
    min: wholeNumber(1).describe("Fewest nodes."),
    max: wholeNumber(1).describe("Most nodes."),
    diskGiB: wholeNumber(20, 16384).default(50).describe("Root volume of each node, in GiB."),
  })
  .superRefine(boundsInOrder);

const eksCluster = z.strictObject({
  kind: z.literal("eks").describe("Amazon EKS with managed node groups."),
  version: text(/^1\.\d{2}$/, 'must be a Kubernetes version in quotes, such as `"1.34"`').describe(
    "Kubernetes version, in quotes.",
  ),
  endpoint: z
    .union(
      [
        z.literal("private"),
        z.strictObject({ public: z.array(cidr).min(1).describe("Ranges that may reach it.") }),
      ],
      "must be `private` or `{ public: [<range>, …] }`",
    )
    .describe("Who reaches the API server: `private`, or the ranges that may reach its public endpoint."),
  admins: z
    .array(principal)
    .default([])
    .describe("IAM principals that administer the cluster, by access entries."),
  nodeGroups: z
    .record(labelOf(40), nodeGroup)
    .refine((groups) => Object.keys(groups).length > 0, "needs a node group")
    .describe("Managed node groups by name."),
});

/** Without `adopt`, so that a mistake within it isn't taken for an unknown key of these. */
const changedLegacy: z.ZodType<{ instanceType?: string; min?: number; max?: number }> = z.strictObject({
  instanceType: instanceType.optional().describe("EC2 instance type here."),
  min: wholeNumber(1).optional().describe("Fewest instances here."),
  max: wholeNumber(1).optional().describe("Most instances here."),
  adopt: z.never().optional().describe("What is adopted can't be changed."),
});

const adoptedLegacy = z.strictObject({
  adopt: z
    .strictObject({
      loadBalancer: text(
        /^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/,
        "must be a load balancer's name: at most 32 letters, digits and inner hyphens",
      ).describe("Name of the existing load balancer."),
    })
    .describe("A legacy side that is there already: only looked up, never changed or deleted."),
});

const serviceOverride = z.strictObject({
  scale: z
    .strictObject({
      min: wholeNumber(1).optional().describe("Fewest pods here."),
      max: wholeNumber(1).optional().describe("Most pods here, over `maxReplicas`."),
    })
    .optional()
    .describe("Other bounds of autoscaling than the service file's."),
  legacy: z
    .union(
      [changedLegacy, adoptedLegacy, z.enum(["create", "skip"])],
      "must be `create`, `skip`, `{ adopt: { loadBalancer: <name> } }`, or changed bounds such as `{ min: 2, max: 4 }`",
    )
    .optional()
    .describe("The legacy side here: made, left out, adopted, or made with other bounds."),
});

const release = z.strictObject({
  tag: text(
    /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/,
    'must be an image tag in quotes, such as `"2026.11.3"`',
  ).describe("Image tag, in quotes."),
  ami: text(/^ami-[0-9a-f]{8,17}$/, "must be an AMI id such as `ami-0abc1234`")
    .optional()
    .describe("AMI of the same version, where the service has a legacy side."),
});

const percent = wholeNumber(0, 100);

/** Where one route stands, or should. `pulumi config set` stores `025` and `25%` as text, which is refused. */
export const trafficValue = z.union(
  [
    percent,
    z.literal("legacy"),
    z.literal("kubernetes"),
    z.strictObject({
      from: label.describe("`legacy`, or the id of the cluster that is left."),
      to: label.describe("The id of the cluster that is moved to."),
      percent: percent.describe("Share of the answers that go to `to`."),
    }),
  ],
  { error: ({ input }) => trafficMessage(input) },
);
export type TrafficValue = z.infer<typeof trafficValue>;

function trafficMessage(input: unknown): string {
  const digits =
    typeof input === "string" ? /^\s*\+?0*(\d{1,3})(\.0+)?\s*%?\s*$/.exec(input)?.[1] : undefined;
  return digits !== undefined && Number(digits) <= 100
    ? `must be the number ${digits}, without quotes, leading zeros or a percent sign`
    : "must be `legacy`, a whole number from 0 to 100, `kubernetes`, or `{ from: …, to: …, percent: … }`";
}

const rules = z.strictObject({
  ladder: ladder.default([0, 5, 25, 50, 100]).describe("Percentages that a route climbs, from 0 to 100."),
  bake: duration.default("24h").describe("How long a rung is held before the next."),
  soak: duration.default("72h").describe("How long 100 is held before legacy goes."),
  concurrent: wholeNumber(1).default(1).describe("How many routes may be within their bake at a time."),
});

/** All keys of the `crossover:` namespace. */
export const stackFile = z.strictObject({
  zone: zone.describe("The public zone: made by this stack, or there already and only looked up."),
  network: network.describe("The VPC."),
  registry: registry.describe("The common image registry: made by this stack, or another's."),
  clusters: z
    .record(
      labelOf(40),
      z.discriminatedUnion("kind", [eksCluster]),
      "must be a mapping such as `{ blue: { kind: eks, … } }`",
    )
    .refine((clusters) => Object.keys(clusters).length === 1, "must name exactly one cluster")
    .refine(
      (clusters) => !("legacy" in clusters || "kubernetes" in clusters),
      "may not be called `legacy` or `kubernetes`",
    )
    .describe("The cluster, by its id, which is also the set identifier of its records."),
  legacy: z
    .enum(["create", "skip"])
    .default("create")
    .describe(
      "Whether services have their legacy side here; `skip` is for an environment that never had one.",
    ),
  services: z
    .record(z.string(), serviceOverride)
    .default({})
    .describe("Differences of single services in this environment."),
  maxReplicas: wholeNumber(1)
    .optional()
    .describe("Upper bound of every service's autoscaling here: a smaller environment."),
  releases: z
    .record(z.string(), release, 'must be a mapping such as `{ auth: { tag: "1.9.2" }, … }`')
    .describe("The release of each service: its image tag, and the AMI of the same version."),
  traffic: z
    .looseObject(
      { default: z.enum(["legacy", "kubernetes"]).describe("Where all stand that are not named.") },
      "must be a mapping such as `{ default: legacy, api: 25 }`",
    )
    .catchall(trafficValue)
    .describe(
      "Where each route, or service without one, stands: `legacy`, the percentage of answers that name the " +
        "cluster, or `kubernetes`.",
    ),
  rules: rules.prefault({}).describe("The pace of the migration."),
});

/** The keys outside the `crossover:` namespace that the program reads. */
export const providerConfig = z.looseObject({
  "aws:region": region.describe("AWS region that the stack is in."),
});

/** What stands beside and around the keys of a stack file; all but `config` is Pulumi's own. */
export const stackDocument = z.strictObject({
  config: z
    .looseObject({}, "must be a mapping such as `{ aws:region: eu-west-1, … }`")
    .describe("Values by key; each key has a namespace."),
  encryptionsalt: z.string().optional().describe("Written by Pulumi, for secrets under a passphrase."),
  encryptedkey: z.string().optional().describe("Written by Pulumi, for secrets under a cloud's key."),
  secretsprovider: z.string().optional().describe("Who encrypts the secrets; written by Pulumi."),
  environment: z.unknown().optional().describe("Environments of Pulumi ESC that the stack imports."),
});

export type StackFile = z.infer<typeof stackFile>;
export type Rules = StackFile["rules"];
export type ClusterSettings = StackFile["clusters"][string];
export type NodeGroupSettings = ClusterSettings["nodeGroups"][string];
export type NetworkSettings = StackFile["network"];
export type ServiceOverride = z.infer<typeof serviceOverride>;
export type Release = z.infer<typeof release>;
