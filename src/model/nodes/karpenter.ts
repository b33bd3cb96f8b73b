// Writes Karpenter's chart values, the pools that it fills, and the machines that it fills them with.
import type { NodePoolSettings, Purpose } from "../../schema/stack/node-groups";
import { groupArchitecture } from "./architecture";
import { nodeLabels, nodeTaints, purposeOf, typesOfFamilies } from "./node-groups";

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

/** A month, so that no node lives on without its security updates. */
const oldestNode = "720h";

/** What of a pool Karpenter is told. */
type Pool = Omit<NodePoolSettings, "families" | "diskGiB"> & { readonly families: readonly string[] };

/**
 * A pool of nodes. Nodes are given up a tenth at a time, and only as far as disruption budgets allow; none for lack of
 * load while traffic shifts, when a side must keep the room that it has proved to need. Nodes of a purpose are given up
 * only once they are empty, so that no job is moved.
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
        expireAfter: oldestNode,
      },
    },
    disruption: {
      consolidationPolicy: isGeneral ? "WhenEmptyOrUnderutilized" : "WhenEmpty",
      consolidateAfter: "5m",
      budgets: [...(shifting ? [{ nodes: "0", reasons: ["Empty", "Underutilized"] }] : []), { nodes: "10%" }],
    },
    limits: {
      cpu: settings.cpu,
      ...(settings.memoryGiB !== undefined && { memory: `${settings.memoryGiB}Gi` }),
    },
    // Graviton costs less for the same work.
    weight: decided.architecture === "arm64" ? 20 : 10,
  };
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
 * What EC2 announces of a machine's end, by a key each:
 * https://karpenter.sh/v1.14/concepts/disruption/#interruption.
 */
export const interruptionEvents: Readonly<Record<string, { source: string[]; "detail-type": string[] }>> = {
  health: { source: ["aws.health"], "detail-type": ["AWS Health Event"] },
  spot: { source: ["aws.ec2"], "detail-type": ["EC2 Spot Instance Interruption Warning"] },
  rebalance: { source: ["aws.ec2"], "detail-type": ["EC2 Instance Rebalance Recommendation"] },
  state: { source: ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"] },
};
