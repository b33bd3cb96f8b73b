// Writes Karpenter's chart values, the pools that it fills, and the machines that it fills them with.
import { durationForm } from "../../schema/duration";
import type { NodePoolSettings, Purpose } from "../../schema/stack/node-groups";
import { groupArchitecture } from "./architecture";
import { nodeLabels, nodeTaints, purposeOf, typesOfFamilies } from "./node-groups";
import { seconds } from "../workload/quantities";

export const karpenter = { namespace: "kube-system", serviceAccount: "karpenter" } as const;

/**
 * The controller asks the VPC's resolver and not the cluster's DNS, which may be waiting for its nodes
 * (https://karpenter.sh/v1.14/getting-started/getting-started-with-karpenter/, "DNS Policy Notice"). It keeps off its own
 * nodes by the chart's defaults.
 */
export function karpenterValues<T>(settings: { clusterName: T; interruptionQueue: T }) {
  const size = { cpu: "500m", memory: "1Gi" };
  return {
    settings,
    serviceAccount: { name: karpenter.serviceAccount },
    replicas: 2,
    dnsPolicy: "Default",
    controller: { resources: { requests: size, limits: { memory: size.memory } } },
  };
}

/** How long a node may take to drain of which nothing is said: a job's day, and an hour to stop. */
const defaultDrain = "25h";

/** Seconds that a node of a pool may take to drain. */
export function drainSeconds({ drainWithin = defaultDrain }: Pick<NodePoolSettings, "drainWithin">): number {
  return seconds(drainWithin);
}

/** Why that can't be told, or nothing. */
export function drainProblem({ drainWithin = defaultDrain }: Pick<NodePoolSettings, "drainWithin">) {
  return durationForm.test(drainWithin)
    ? undefined
    : `is ${drainWithin}, and must be a whole number and \`s\`, \`m\`, \`h\` or \`d\``;
}

/** What of a pool Karpenter is told. */
type Pool = Omit<NodePoolSettings, "families" | "diskGiB"> & { readonly families: readonly string[] };

/**
 * A pool of nodes. Karpenter gives nodes up a tenth at a time, each once its successor is ready, and only as far as the pods'
 * disruption budgets allow; none while traffic shifts, when a side must keep the room that it has proved to need. For lack
 * of load, it gives up nodes of a purpose only once they are empty.
 *
 * No node expires: expiry minds no budget and waits for no successor
 * (https://karpenter.sh/v1.14/concepts/disruption/#expiration), so that it could take every node of one age in the middle of a
 * shift. A node that expires would start again from the same image; a new one makes it drift, whatever the pool's policy.
 *
 * Whatever holds a node, a pod that mustn't be disrupted or a disruption budget that lets none go, holds it no longer than
 * the pool says. Without an end, one such pod would hold its node, and the pool's deletion, for ever.
 *
 * @param settings a pool whose families are of one architecture.
 */
export function nodePoolSpec(nodeClass: string, settings: Pool, shifting: boolean) {
  const decided = groupArchitecture(typesOfFamilies(settings.families));
  if (typeof decided === "string") throw new RangeError(decided);
  const isGeneral = purposeOf(settings) === "general";
  const labels = nodeLabels(settings);
  const taints = nodeTaints(settings);
  const isOneOf = (key: string, values: readonly string[]) => ({ key, operator: "In", values: [...values] });
  return {
    template: {
      ...(Object.keys(labels).length > 0 && { metadata: { labels } }),
      spec: {
        nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: nodeClass },
        requirements: [
          isOneOf("kubernetes.io/arch", [decided.architecture]),
          isOneOf("kubernetes.io/os", ["linux"]),
          isOneOf("karpenter.sh/capacity-type", capacities[settings.capacity ?? "onDemand"]),
          isOneOf("karpenter.k8s.aws/instance-family", settings.families),
          { key: "karpenter.k8s.aws/instance-cpu", operator: "Gt", values: ["1"] },
        ],
        ...(taints.length > 0 && { taints }),
        expireAfter: "Never",
        terminationGracePeriod: `${drainSeconds(settings)}s`,
      },
    },
    disruption: {
      consolidationPolicy: isGeneral ? "WhenEmptyOrUnderutilized" : "WhenEmpty",
      consolidateAfter: "5m",
      // One that names no reasons holds for all: `Drifted`, `Empty` and `Underutilized`.
      budgets: [{ nodes: shifting ? "0" : "10%" }],
    },
    limits: {
      cpu: settings.cpu,
      ...(settings.memoryGiB !== undefined && { memory: `${settings.memoryGiB}Gi` }),
    },
    // Graviton costs less for the same work.
    weight: decided.architecture === "arm64" ? 20 : 10,
  };
}

/** How long Karpenter may take to see a pool or class through, besides the drain of nodes: EC2 ends them, finalizers go. */
const besidesDrain = 20 * 60;

/**
 * How long a deletion of the pool is waited for: it ends when the last of its nodes has, which all drain at once
 * (https://karpenter.sh/v1.14/concepts/disruption/#manual-methods). The provider alone gives up after 10 minutes.
 */
export function nodePoolTimeouts(pool: Pick<Pool, "drainWithin">) {
  return { delete: `${drainSeconds(pool) + besidesDrain}s` };
}

/**
 * How long a change of a class is waited for. Karpenter asks for the control plane's version every 5 minutes and for images
 * every 5 minutes (`pkg/controllers/providers/version/controller.go`, `pkg/controllers/nodeclass/ami.go`).
 */
export const nodeClassTimeouts = {
  create: `${besidesDrain}s`,
  update: `${besidesDrain}s`,
  delete: `${besidesDrain}s`,
};

/** What a pool is waited for: its class is ready, and what it asks for is valid. */
export const nodePoolReady = "condition=Ready";

/**
 * What a class is waited for: it is ready, and has found the very image that the pool's nodes are to start from. The
 * condition alone says too little: of a release that doesn't exist an existing class keeps the images of before, and stays
 * ready (`pkg/controllers/nodeclass/ami.go` returns before it touches its condition).
 *
 * @param release of Amazon Linux 2023, or `latest`.
 * @param kubernetes the nodes' version.
 */
export function nodeClassReady(
  pool: Pick<Pool, "families" | "purpose">,
  release: string,
  kubernetes: string,
) {
  const found =
    release === "latest"
      ? `match(@.name,"${imageName(pool, "v[0-9]+", kubernetes.replace(".", "[.]"))}")`
      : `@.name=="${imageName(pool, release, kubernetes)}"`;
  return JSON.stringify(["condition=Ready", `jsonpath={.status.amis[?${found}].name}`]);
}

const capacities = { onDemand: ["on-demand"], spot: ["spot"], either: ["spot", "on-demand"] } as const;

/** How Karpenter finds images: by a release that it resolves for the control plane's version, or by their very name. */
export type ImageSelector = { readonly alias: string } | { readonly name: string; readonly owner: "amazon" };

/**
 * The images of a pool's nodes. Those of a version of their own are named in full, as
 * https://github.com/awslabs/amazon-eks-ami/releases lists them: an alias always means the control plane's version.
 *
 * @param release of Amazon Linux 2023, or `latest`.
 * @param kubernetes the version that nodes stay at. @default the control plane's
 */
export function imagesOf(
  pool: Pick<Pool, "families" | "purpose">,
  release: string,
  kubernetes?: string,
): ImageSelector {
  if (kubernetes === undefined) return { alias: `al2023@${release}` };
  return { name: imageName(pool, release === "latest" ? "v*" : release, kubernetes), owner: "amazon" };
}

/** The name of the image that the nodes of a pool start from. */
export function imageName(
  { families, purpose }: Pick<Pool, "families" | "purpose">,
  release: string,
  kubernetes: string,
): string {
  const { platform, variant } = imageKind(families, purpose);
  return `amazon-eks-node-al2023-${platform}-${variant}-${kubernetes}-${release}`;
}

/** Of which kind the images of a pool are, in the words of EKS. @throws RangeError on families of two architectures. */
export function imageKind(families: readonly string[], purpose: Purpose = "general") {
  const decided = groupArchitecture(typesOfFamilies(families));
  if (typeof decided === "string") throw new RangeError(decided);
  return {
    platform: decided.architecture === "arm64" ? "arm64" : "x86_64",
    variant: purpose === "gpu" ? "nvidia" : "standard",
  } as const;
}

/** What the machines of a pool start with; `T` is text that becomes known only during an update. */
export interface MachineArgs<T> {
  readonly instanceProfile: T;
  readonly subnetIds: readonly T[];
  readonly securityGroupId: T;
  readonly images: ImageSelector;
  readonly diskGiB: number;
  /** The tag that machines are shown by. */
  readonly name: string;
}

/** Machines as those of the managed groups: IMDSv2 within one hop, an encrypted disk, and the cluster's security group. */
export function nodeClassSpec<T>(args: MachineArgs<T>) {
  return {
    // An alias says the family itself.
    ...("name" in args.images && { amiFamily: "AL2023" }),
    amiSelectorTerms: [args.images],
    instanceProfile: args.instanceProfile,
    subnetSelectorTerms: args.subnetIds.map((id) => ({ id })),
    securityGroupSelectorTerms: [{ id: args.securityGroupId }],
    metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [
      {
        deviceName: "/dev/xvda",
        ebs: {
          volumeType: "gp3",
          volumeSize: `${args.diskGiB}Gi`,
          encrypted: true,
          deleteOnTermination: true,
        },
      },
    ],
    tags: { Name: args.name },
  };
}

/**
 * What AWS announces of a machine's end, by a key each: the rules of
 * https://karpenter.sh/v1.14/reference/cloudformation/#interruption-handling.
 */
export const interruptionEvents: Readonly<Record<string, { source: string[]; "detail-type": string[] }>> = {
  health: { source: ["aws.health"], "detail-type": ["AWS Health Event"] },
  spot: { source: ["aws.ec2"], "detail-type": ["EC2 Spot Instance Interruption Warning"] },
  rebalance: { source: ["aws.ec2"], "detail-type": ["EC2 Instance Rebalance Recommendation"] },
  state: { source: ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"] },
  reservation: {
    source: ["aws.ec2"],
    "detail-type": ["EC2 Capacity Reservation Instance Interruption Warning"],
  },
};
