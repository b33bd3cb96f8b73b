// Decides what the nodes of a cluster are, by its settings, and refuses settings that no cluster can have.
import type {
  Autoscaling,
  NodeGroupSettings,
  NodePoolSettings,
  Purpose,
} from "../../schema/stack/node-groups";
import { groupArchitecture, type NodePlace } from "./architecture";
import { gpusOf, hasNvidiaGpu } from "./instance-types";
import { limitedName, limits } from "../names/limits";
import { checkMarks } from "./reserved-keys";
import { purposeLabels, purposeTaints, type Taint } from "./node-purpose";
import type { Report } from "../problem";

/** The part of a cluster's settings that says what nodes it has. */
export interface Nodes {
  readonly nodeGroups: Readonly<Record<string, NodeGroupSettings>>;
  readonly nodePools?: Readonly<Record<string, NodePoolSettings>>;
  readonly autoscaling: Autoscaling;
}

type Marks = Pick<NodeGroupSettings, "purpose" | "labels" | "taints">;

export function purposeOf({ purpose }: Marks): Purpose {
  return purpose ?? "general";
}

/** The labels of a group's or pool's nodes: those of its purpose, and its own. */
export function nodeLabels(marks: Marks): Record<string, string> {
  return { ...marks.labels, ...purposeLabels(purposeOf(marks)) };
}

/** The taints of a group's or pool's nodes: those of its purpose, and its own. */
export function nodeTaints(marks: Marks): Taint[] {
  return [...purposeTaints(purposeOf(marks)), ...ownTaints(marks)];
}

function ownTaints({ taints = {} }: Marks): Taint[] {
  return Object.entries(taints).map(([key, text]) => {
    const [value, effect] = text.split(":") as [string, Taint["effect"]];
    return { key, value, effect };
  });
}

/** Examples of a pool's types, by which its family is judged as a group's types are. */
export function typesOfFamilies(families: readonly string[]): string[] {
  return families.map((family) => `${family}.xlarge`);
}

/** The largest number of GPUs that a node of a pool may have: Karpenter takes the size that a pod needs. */
const mostGpus = 8;

/**
 * The kinds of node that a cluster has or may add, by name, for {@link placement}; nothing if the architecture of one
 * can't be told, which leaves open what fits.
 */
export function nodePlaces(nodes: Nodes): Readonly<Record<string, NodePlace>> | undefined {
  const all: [string, Marks, string[], (type: string) => number][] = [
    ...Object.entries(nodes.nodeGroups).map(
      ([name, group]) => [name, group, group.instanceTypes, gpusOf] as (typeof all)[number],
    ),
    ...Object.entries(nodes.nodePools ?? {}).map(
      ([name, pool]) =>
        [
          name,
          pool,
          typesOfFamilies(pool.families),
          (type) => (hasNvidiaGpu(type) ? mostGpus : 0),
        ] as (typeof all)[number],
    ),
  ];
  const places: Record<string, NodePlace> = {};
  for (const [name, marks, types, gpus] of all) {
    const decided = groupArchitecture(types);
    if (typeof decided === "string") return undefined;
    const repelled = ownTaints(marks).some(({ effect }) => effect !== "PreferNoSchedule");
    places[name] = {
      architecture: decided.architecture,
      purpose: repelled ? undefined : purposeOf(marks),
      gpus: Math.max(...types.map(gpus)),
    };
  }
  return places;
}

/** Reports what EKS, EC2 or Kubernetes would refuse, and nodes that nothing would ever run on. */
export function checkNodes(nodes: Nodes, path: string, report: Report): void {
  for (const [name, group] of Object.entries(nodes.nodeGroups)) {
    const here = `${path}.nodeGroups.${name}`;
    checkTypes(group, group.instanceTypes, `${here}.instanceTypes`, report);
    checkMarks(group, "group", here, report);
    if (group.capacity === "spot" && group.instanceTypes.length < 2)
      report(
        `${here}.instanceTypes`,
        "is a single type: when its spot capacity runs out, all nodes are lost at once",
        "nodes",
        "several types of about the same size",
      );
    if (group.min === 0 && nodes.autoscaling !== "clusterAutoscaler")
      report(
        `${here}.min`,
        `is 0, and with \`autoscaling: ${nodes.autoscaling}\` nothing adds the first node`,
        "nodes",
        nodes.autoscaling === "karpenter" ? "at least 1, or a pool of `nodePools` instead" : "at least 1",
      );
  }
  for (const [name, pool] of Object.entries(nodes.nodePools ?? {})) {
    const here = `${path}.nodePools.${name}`;
    checkTypes(pool, typesOfFamilies(pool.families), `${here}.families`, report);
    checkMarks(pool, "pool", here, report);
    if (name in nodes.nodeGroups)
      report(here, "is also the name of a node group", "nodes", "a name of its own");
  }
  checkAutoscaling(nodes, path, report);
}

function checkTypes(marks: Marks, types: readonly string[], path: string, report: Report): void {
  const decided = groupArchitecture(types);
  if (typeof decided === "string") report(path, decided, "architecture");
  // https://docs.aws.amazon.com/linux/al2023/ug/system-requirements.html
  if (types.some((type) => type.startsWith("a1.")))
    report(
      path,
      "names `a1`, the first Graviton, on which Amazon Linux 2023 doesn't start",
      "nodes",
      "Graviton 2 or later, such as `m7g` or `t4g`",
    );
  const isGpu = purposeOf(marks) === "gpu";
  const wrong = types.filter((type) => hasNvidiaGpu(type) !== isGpu);
  if (wrong.length > 0)
    report(
      path,
      isGpu
        ? `${wrong.join(", ")} has no NVIDIA GPU`
        : `${wrong.join(", ")} has GPUs, and every pod could run there`,
      "nodes",
      isGpu ? "types such as `g6.xlarge`" : "add `purpose: gpu`",
    );
}

function checkAutoscaling({ nodeGroups, nodePools, autoscaling }: Nodes, path: string, report: Report): void {
  if (nodePools && autoscaling !== "karpenter")
    report(
      `${path}.nodePools`,
      "need Karpenter, which this cluster doesn't have",
      "nodes",
      "`autoscaling: karpenter`",
    );
  if (!nodePools && autoscaling === "karpenter")
    report(`${path}.nodePools`, "is missing: Karpenter adds nodes only from its pools", "nodes", "a pool");
  const steady = Object.values(nodeGroups)
    .filter((group) => purposeOf(group) === "general" && group.capacity !== "spot" && !group.taints)
    .reduce((sum, { min }) => sum + min, 0);
  // Karpenter's two replicas keep to different nodes, and off its own.
  const least = autoscaling === "karpenter" ? 2 : 1;
  if (steady < least)
    report(
      `${path}.nodeGroups`,
      `leaves the cluster's own pods ${steady === 0 ? "no" : "only one"} permanent node: they run on general nodes, on demand, without taints`,
      "nodes",
      `a general group on demand with a \`min\` of at least ${least}`,
    );
}

/** The logical name of a node group, which its role's is derived from, and which its `Name` tag shows. */
export function nodeGroupName(cluster: string, id: string): string {
  return limitedName(`${cluster}-${id}`, limits.iamRole - limits.autoNameSuffix - "-role".length);
}

/** The share of a group's nodes that EKS replaces at once. */
export const atOncePercent = 33;

/**
 * How long a change of a group is waited for, where the provider gives up after an hour: EKS replaces a third of the nodes at
 * once, of groups of up to six one by one, and each may drain for 15 minutes
 * (https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html). Six rounds at most of 15 minutes and
 * as long for new nodes to come, and half an hour to scale up before and down after. A deletion drains all at once.
 */
export const nodeGroupTimeouts = { update: `${(6 * (15 + 15) + 30) * 60}s` };

/** Whether a cluster has, or may get, nodes with GPUs. */
export function hasGpuNodes({ nodeGroups, nodePools = {} }: Nodes): boolean {
  return [...Object.values(nodeGroups), ...Object.values(nodePools)].some((one) => purposeOf(one) === "gpu");
}

/** vCPUs of a node of middling size, by which the nodes of a pool are counted from its limit. */
const typicalVcpus = 8;

/** The most nodes that a cluster may have: the bounds of its groups, and the limits of its pools. */
export function mostNodes({
  nodeGroups,
  nodePools = {},
}: {
  readonly nodeGroups: Readonly<Record<string, Pick<NodeGroupSettings, "max">>>;
  readonly nodePools?: Readonly<Record<string, Pick<NodePoolSettings, "cpu">>>;
}): number {
  const inGroups = Object.values(nodeGroups).reduce((sum, { max }) => sum + max, 0);
  return Object.values(nodePools).reduce((sum, { cpu }) => sum + Math.ceil(cpu / typicalVcpus), inGroups);
}
