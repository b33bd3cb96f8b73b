// Defines the nodes of an EKS cluster: managed groups, Karpenter's pools, and what scales them.
import { z } from "zod";
import {
  always,
  boundsInOrder,
  durationBetween,
  filled,
  instanceType,
  labelOf,
  text,
  uniqueList,
  wholeNumber,
} from "../common";

/** What nodes are for. All but general ones are tainted, and run only what names their purpose. */
export const purpose = z.enum(["general", "batch", "gpu"]);
export type Purpose = z.infer<typeof purpose>;

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const labelKey = text(
  /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
  "must be a label's key, such as `team` or `example.com/team`",
);
const labelValue = text(
  /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/,
  "must be a label's value in quotes: at most 63 letters, digits, `.`, `_` and `-`",
);

const common = {
  purpose: purpose
    .optional()
    .describe(
      "What the nodes are for: `general` (the default), `batch` for work that may be interrupted, or `gpu`. All but " +
        "general ones are tainted, and run only what asks for them.",
    ),
  diskGiB: wholeNumber(20, 16384).default(50).describe("Root volume of each node, in GiB."),
  labels: z.record(labelKey, labelValue).optional().describe("Further labels of the nodes."),
  taints: z
    .record(
      labelKey,
      text(
        /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?:(NoSchedule|PreferNoSchedule|NoExecute)$/,
        "must be a value and an effect, such as `true:NoSchedule`",
      ),
    )
    .optional()
    .describe(
      "Further taints of the nodes, by key. No service tolerates them: for what you deploy yourself.",
    ),
};

export const nodeGroup = z
  .strictObject({
    instanceTypes: uniqueList(instanceType)
      .min(1)
      .describe("EC2 instance types, all of one architecture; the first is preferred. Spot takes several."),
    capacity: z
      .enum(["onDemand", "spot"])
      .optional()
      .describe("`onDemand` (the default), or `spot`: cheaper, and taken away at two minutes' notice."),
    min: wholeNumber(0).describe("Fewest nodes. 0 only where the cluster autoscaler adds the first."),
    max: wholeNumber(1).describe("Most nodes."),
    ...common,
  })
  .superRefine(boundsInOrder, always);

export const nodeGroups = filled(z.record(labelOf(40), nodeGroup), "needs a node group").describe(
  "Managed node groups by name.",
);

export const nodePool = z.strictObject({
  families: uniqueList(
    text(/^[a-z][a-z0-9-]*$/, "must be a family of EC2 instance types such as `m7g`, without a size"),
  )
    .min(1)
    .describe("EC2 instance families, all of one architecture. Karpenter takes the size that fits."),
  capacity: z
    .enum(["onDemand", "spot", "either"])
    .optional()
    .describe("`onDemand` (the default), `spot`, or `either`: spot where there is any."),
  cpu: wholeNumber(2).describe("Most vCPUs of all its nodes together."),
  memoryGiB: wholeNumber(1).optional().describe("Most memory of all its nodes together, in GiB."),
  // From the longest `grace` of a pod to the longest `deadline` of a job with it.
  drainWithin: durationBetween("15m", "31d")
    .optional()
    .describe(
      "How long a node that is given up may take to drain, such as `49h`; then Karpenter ends what still runs on it. As " +
        "long as the longest `deadline` of a job that runs there, and its `grace`. By default `25h`.",
    ),
  ...common,
});

export const nodePools = filled(z.record(labelOf(40), nodePool), "needs a pool").describe(
  "Karpenter's node pools by name; only with `autoscaling: karpenter`.",
);

export const autoscaling = z
  .enum(["none", "clusterAutoscaler", "karpenter"])
  .default("none")
  .describe(
    "What adds and removes nodes: `clusterAutoscaler` within the bounds of the node groups, `karpenter` within " +
      "`nodePools`, or `none`.",
  );

/** The add-ons of EKS that every cluster has. */
export const addOnName = z.enum([
  "vpc-cni",
  "kube-proxy",
  "eks-pod-identity-agent",
  "coredns",
  "metrics-server",
  "aws-ebs-csi-driver",
]);
export type AddOnName = z.infer<typeof addOnName>;

export const addOnVersions = z
  .partialRecord(
    addOnName,
    text(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/, "must be an add-on's version such as `v1.14.3-eksbuild.3`"),
  )
  .optional()
  .describe("Versions of single add-ons, instead of those that the project pins for the Kubernetes version.");

export const autoscalerVersion = text(
  /^v1\.\d{2}\.\d+$/,
  "must be a release of the cluster autoscaler such as `v1.36.1`",
)
  .optional()
  .describe(
    "Release of the cluster autoscaler, instead of the one that the project pins for the Kubernetes version.",
  );

export const nodeImages = text(/^(latest|v\d{8})$/, "must be `latest`, or a release such as `v20260903`")
  .default("latest")
  .describe(
    "The release of Amazon Linux 2023 that Karpenter's nodes start from. With `latest`, nodes are replaced when a " +
      "new one comes out, within what disruption budgets allow.",
  );

export const runner = z
  .enum(["outside", "inVpc"])
  .default("outside")
  .describe("Where the program runs: `inVpc` can create a cluster with a private endpoint.");

export type NodeGroupSettings = z.infer<typeof nodeGroup>;
export type NodePoolSettings = z.infer<typeof nodePool>;
export type Autoscaling = z.infer<typeof autoscaling>;
