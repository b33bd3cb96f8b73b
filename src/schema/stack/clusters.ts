// Defines the clusters of an environment, with their node groups.
import { z } from "zod";
import { architecture, cidr, label, filled, labelOf, principal, text, uniqueList } from "../common";
import {
  addOnVersions,
  autoscalerVersion,
  autoscaling,
  nodeGroups,
  nodeImages,
  nodePools,
  runner,
} from "./node-groups";

const kubernetesVersion = text(/^1\.\d{2}$/, 'must be a Kubernetes version in quotes, such as `"1.36"`');

const eksCluster = z.strictObject({
  kind: z.literal("eks").describe("Amazon EKS with managed node groups."),
  version: kubernetesVersion.describe(
    "Kubernetes version, in quotes. EKS goes up one minor version at a time, and back by one within seven days.",
  ),
  nodeVersion: kubernetesVersion
    .optional()
    .describe(
      "Kubernetes version that the nodes stay at while the control plane moves; without it they follow `version`.",
    ),
  extendedSupport: z
    .boolean()
    .default(false)
    .describe("Accepts a version past its standard support, for which EKS bills extra."),
  endpoint: z
    .union(
      [
        z.literal("private"),
        z.strictObject({ public: uniqueList(cidr).min(1).describe("Ranges that may reach it.") }),
      ],
      "must be `private` or `{ public: [<range>, …] }`",
    )
    .describe("Who reaches the API server: `private`, or the ranges that may reach its public endpoint."),
  admins: uniqueList(principal)
    .default([])
    .describe("IAM principals that administer the cluster, by access entries."),
  runner,
  nodeGroups,
  autoscaling,
  nodePools: nodePools.optional(),
  nodeImages,
  addOnVersions,
  autoscalerVersion,
});

const sharedCluster = z.strictObject({
  kind: z
    .literal("shared")
    .describe("A cluster of another stack of this project, in which this one has a namespace."),
  stack: label.describe("The stack whose cluster it is, e.g. `staging`."),
  cluster: label.describe("Its id there, e.g. `blue`."),
  architectures: uniqueList(architecture)
    .min(1)
    .describe("What its nodes are, since only that stack knows its node groups."),
});

/** What else a value of `crossover:traffic` may be. */
const others = ["legacy", "kubernetes"];

/** An id is a set identifier, a part of origin names, and a value of `crossover:traffic`, where digits are a percentage. */
const clusterId = labelOf(40)
  .regex(/^[a-z]/, "must begin with a letter")
  .refine((id) => !others.includes(id), "must be another than `legacy` and `kubernetes`")
  .meta({ not: { enum: others } });

export const clusters = filled(
  z.record(
    clusterId,
    z.discriminatedUnion("kind", [eksCluster, sharedCluster]),
    "must be a mapping such as `{ blue: { kind: eks, … } }`",
  ),
  "needs a cluster",
);

export type ClusterSettings = z.infer<typeof clusters>[string];
export type EksSettings = Extract<ClusterSettings, { kind: "eks" }>;
export type SharedSettings = Extract<ClusterSettings, { kind: "shared" }>;
