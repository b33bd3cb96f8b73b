// Which CPU architecture nodes have, and where an image can therefore run.
import type { Architecture } from "../schema/common";

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

/** The `amiType` of a managed node group: Amazon Linux 2023, since AL2 images are no longer made. */
export function amiType(architecture: Architecture): "AL2023_x86_64_STANDARD" | "AL2023_ARM_64_STANDARD" {
  return architecture === "arm64" ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD";
}

/** Where the pods of a service may run. */
export interface Placement {
  /** What the image is built for and a node group has, sorted; never empty. */
  readonly architectures: readonly Architecture[];
  /** `arm64` wherever that is possible, since Graviton costs less for the same work. */
  readonly preferred: Architecture;
}

/**
 * Where the pods of a service may run in a cluster, or the text of the problem if that is nowhere: an image that isn't
 * built for its node's architecture is never started.
 *
 * @param imageArchitectures what the image is built for.
 * @param nodeGroups the architecture of each of the cluster's node groups, by name; at least one.
 */
export function placement(
  imageArchitectures: readonly Architecture[],
  nodeGroups: Readonly<Record<string, Architecture>>,
): Placement | string {
  const offered = new Set(Object.values(nodeGroups));
  const architectures = [...new Set(imageArchitectures)].filter((each) => offered.has(each)).sort();
  if (architectures.length === 0) {
    const groups = Object.entries(nodeGroups).map(([name, architecture]) => `\`${name}\` (${architecture})`);
    return (
      `the image is built for ${imageArchitectures.join(" and ")}, but the cluster's node groups are ` +
      `${groups.join(", ")}; build the image for ${[...offered].sort().join(" or ")} too, ` +
      `or add a group that is ${imageArchitectures.join(" or ")}`
    );
  }
  return { architectures, preferred: architectures.includes("arm64") ? "arm64" : "amd64" };
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(", ");
}
