// Defines the `crossover:` keys of a stack file: how one environment differs from the others.
import { z } from "zod";
import { domainName, label, region, uniqueList, wholeNumber } from "./common";
import { ci } from "./stack/ci";
import { audit } from "./stack/audit";
import { quota, secrets, teams } from "./stack/access";
import { clusters } from "./stack/clusters";
import { caches, databases } from "./stack/databases";
import { loadBalancers } from "./stack/load-balancers";
import { network, zone } from "./stack/network";
import { peerings } from "./stack/peerings";
import { overrides } from "./stack/policy";
import { registry } from "./stack/registry";
import { release, serviceOverride } from "./stack/services";
import { rules, traffic } from "./stack/traffic";
import { vpn } from "./stack/vpn";

/** All keys of the `crossover:` namespace. */
export const stackFile = z.strictObject({
  zone: zone.describe("The public zone: created by this stack, or an existing one that is only looked up."),
  network: network.describe("The VPC: created by this stack, or an existing one that is only looked up."),
  peerings: peerings.default({}).describe("Other VPCs that this one is connected with, by name."),
  vpn: vpn.optional().describe("How people reach what is private."),
  registry: registry.describe("The common image registry: created by this stack, or another's."),
  clusters: clusters.describe(
    "The clusters by id, which is also the set identifier of their records. Each is this stack's own, or shared.",
  ),
  kubernetes: label
    .optional()
    .describe("The cluster that `kubernetes` and a plain percentage mean; needed where there are several."),
  databases,
  caches,
  include: z
    .array(label)
    .min(1, "needs at least one service; leave the key out for all")
    .refine((names) => new Set(names).size === names.length, "names a service twice")
    .optional()
    .describe("The services that this stack deploys, by their files' names; by default all in `services/`."),
  legacy: z
    .enum(["create", "skip"])
    .default("create")
    .describe(
      "Whether services have their legacy side here; `skip` is for an environment that never had one.",
    ),
  services: z
    .record(label, serviceOverride)
    .default({})
    .describe("Differences of single services in this environment."),
  maxReplicas: wholeNumber(1)
    .optional()
    .describe("Upper bound of every service's autoscaling here: a smaller environment."),
  releases: z
    .record(label, release, 'must be a mapping such as `{ auth: { tag: "1.9.2" }, … }`')
    .describe("The release of each service: its image tag, and the AMI of the same version."),
  traffic: traffic.describe(
    "The value of each route, or service without one: `legacy`, the percentage of answers that name the " +
      "cluster, `kubernetes`, or a share between two clusters.",
  ),
  retired: uniqueList(z.union([label, domainName], "must be a route such as `shop`, or a public name"))
    .default([])
    .describe(
      "Routes, or public names, that may stop answering. The update that finds one here lets its records go; the next may come without the route.",
    ),
  releasedNames: z
    .record(label, label, "must be a mapping such as `{ shop: blue }`")
    .default({})
    .describe(
      "Routes that `crossover release-name` has turned into simple records, each with the side that its record names: " +
        "`legacy`, or a cluster. The stack writes no records of them any more.",
    ),
  takeOver: uniqueList(label)
    .default([])
    .describe(
      "Routes whose records in the zone are taken over, though the ledger says that they are another stack's, or the state doesn't know them.",
    ),
  ci: ci.optional().describe("The roles that a pipeline assumes, by OpenID Connect."),
  ephemeral: z
    .boolean()
    .default(false)
    .describe(
      "Whether the stack comes and goes, such as one of a pull request: only what answers now is guarded.",
    ),
  loadBalancers: loadBalancers.prefault({}).describe("How the load balancers that the stack makes are kept."),
  audit: audit.optional().describe("What is kept for auditors. Without it, logs are kept as `network` says."),
  rules: rules.prefault({}).describe("The pace of the migration."),
  overrides: overrides
    .default([])
    .describe("Break-glass: rules that are suspended for a route, each with a reason and an end."),
  teams: teams.default({}).describe("Who else works here, by team; `admins` of a cluster need none."),
  quota: quota
    .optional()
    .describe("Bounds of the namespace, instead of those that follow from the services."),
  secrets: secrets.default({}).describe("How the secrets of services are kept."),
});

/** The keys outside the `crossover:` namespace that the program reads. */
export const providerConfig = z.looseObject({
  "aws:region": region.describe("AWS region that the stack is in."),
});

/** The other keys of a stack file; all but `config` are Pulumi's own. */
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
