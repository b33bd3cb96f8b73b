// Decides which CPU architecture nodes have, and thus where an image can run.
import type { Rule } from "../problem";
import type { Architecture } from "../../schema/common";
import type { Purpose } from "../../schema/stack/node-groups";

/**
 * Graviton families have a `g` right after the generation digit (`t4g`, `m7gd`, `g5g`), but for the first, `a1`:
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html. The `g` of a GPU family comes before
 * it (`g4dn`, `gr6`). Two more kinds of ARM processor have names of their own: NVIDIA's Grace and Apple silicon.
 */
const armFamily = /^(a1$|[a-z]+\d+g|p6e-gb\d|mac2|mac-m\d)/;

/** The architecture of an EC2 instance type, e.g. `arm64` of `m7g.large`. */
export function architectureOf(instanceType: string): Architecture {
  const family = instanceType.slice(0, instanceType.indexOf("."));
  return armFamily.test(family) ? "arm64" : "amd64";
}

/**
 * The one architecture of a node group, or the text of the problem if its instance types mix two: a managed group has
 * one AMI type, and thus one architecture
 * (https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html, `amiType`).
 */
export function groupArchitecture(instanceTypes: readonly string[]): { architecture: Architecture } | string {
  const arm = instanceTypes.filter((type) => architectureOf(type) === "arm64");
  const x86 = instanceTypes.filter((type) => architectureOf(type) === "amd64");
  if (arm.length > 0 && x86.length > 0)
    return (
      `mixes architectures: ${quoted(x86)} (amd64) and ${quoted(arm)} (arm64) can't share a node group; ` +
      "make one group of each"
    );
  return { architecture: arm.length > 0 ? "arm64" : "amd64" };
}

/**
 * The `amiType` of a managed node group: Amazon Linux 2023, since AL2 images are no longer made; with NVIDIA's driver for
 * GPU nodes (https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html, `amiType`).
 */
export function amiType(architecture: Architecture, purpose: Purpose = "general") {
  const name = architecture === "arm64" ? "AL2023_ARM_64" : "AL2023_x86_64";
  return `${name}_${purpose === "gpu" ? "NVIDIA" : "STANDARD"}` as const;
}

/** One kind of node that a cluster has or may add. */
export interface NodePlace {
  readonly architecture: Architecture;
  /** Nothing where further taints keep every service away. */
  readonly purpose: Purpose | undefined;
  /** The most GPUs that one node has. */
  readonly gpus: number;
}

/** What of a service decides where its pods may run. */
export interface PlacedService {
  /** What the image is built for. */
  readonly architectures: readonly Architecture[];
  /** @default general */
  readonly purpose?: Purpose;
  /** GPUs of each pod. @default 0 */
  readonly gpu?: number;
}

/** Where the pods of a service may run. */
export interface Placement {
  /** What the image is built for and a node group has, sorted; never empty. */
  readonly architectures: readonly Architecture[];
  /** `arm64` wherever that is possible, since Graviton costs less for the same work. */
  readonly preferred: Architecture;
}

/** Why a service has no place: the key of its file that asks for too much. */
export interface Misplaced {
  readonly path:
    "architectures" | "gpu" | "nodes" | "resources.cpu" | "resources.memory" | "resources.storage";
  /** @default architecture */
  readonly rule?: Rule;
  readonly message: string;
  readonly allowed?: string;
}

/**
 * Where the pods of a service may run in a cluster, or why that is nowhere: an image that isn't built for its node's
 * architecture is never started, and a taint that isn't tolerated keeps a pod away.
 *
 * @param places the cluster's node groups and pools, by name; at least one.
 */
export function placement(
  { architectures: built, purpose = "general", gpu = 0 }: PlacedService,
  places: Readonly<Record<string, NodePlace>>,
): Placement | Misplaced {
  const fitting = Object.values(places).filter((place) => place.purpose === purpose && place.gpus >= gpu);
  if (fitting.length === 0)
    return gpu > 0
      ? {
          path: "gpu",
          message: `asks for ${gpu} GPU${gpu > 1 ? "s" : ""} on one node, which no node of the cluster has`,
          allowed: "nodes with `purpose: gpu`, or another `gpu` of the service in the stack file, such as 0",
        }
      : {
          path: "nodes",
          message: `asks for nodes of the purpose \`${purpose}\`, which the cluster doesn't have`,
          allowed: `a node group or pool with \`purpose: ${purpose}\` and no taints of its own`,
        };
  const offered = new Set(fitting.map(({ architecture }) => architecture));
  const architectures = [...new Set(built)].filter((each) => offered.has(each)).sort();
  if (architectures.length === 0) {
    const groups = Object.entries(places)
      .filter(([, place]) => fitting.includes(place))
      .map(([name, { architecture }]) => `\`${name}\` (${architecture})`);
    const message =
      `the image is built for ${built.join(" and ")}, but the cluster's node groups are ` +
      `${groups.join(", ")}; build the image for ${[...offered].sort().join(" or ")} too, ` +
      `or add a group that is ${built.join(" or ")}`;
    return { path: "architectures", message };
  }
  return { architectures, preferred: architectures.includes("arm64") ? "arm64" : "amd64" };
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(", ");
}
