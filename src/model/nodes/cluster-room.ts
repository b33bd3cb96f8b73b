// Checks whether the nodes that a cluster has, or may add, are large enough for each pod, and enough for all.
import type { Architecture } from "../../schema/common";
import type { Autoscaling } from "../../schema/stack/node-groups";
import type { Misplaced, NodePlace } from "./architecture";
import { gpusOf, vcpusOf } from "./instance-types";
import { diskFor, diskOf, largestType, roomOf, hasRoomFor, type Room } from "./node-room";
import type { Nodes } from "./node-groups";
import type { Report } from "../problem";
import { mebibytes, millicores } from "../workload/quantities";
import type { Service } from "../service";

type Places = Readonly<Record<string, NodePlace>>;

/** A service that runs in a cluster. */
export interface Running {
  readonly service: Pick<Service, "requests" | "purpose">;
  /** Where its pods may run. */
  readonly architectures: readonly Architecture[];
  /** The fewest that it has there. */
  readonly pods: number;
}

/** The types that the nodes of a group or pool may have: of a pool, the largest of each family within its limit. */
function typesOf({ nodeGroups, nodePools }: Nodes, name: string): readonly string[] {
  const group = nodeGroups[name];
  if (group) return group.instanceTypes;
  const { families = [], cpu = 0 } = nodePools?.[name] ?? {};
  return families.map((family) => largestType(family, cpu));
}

/** Why no node on which a pod of the service may run is large enough for it; nothing if one is. */
export function checkPodSize(
  { requests, purpose = "general", gpu = 0 }: Pick<Service, "requests" | "purpose" | "gpu">,
  architectures: readonly Architecture[],
  places: Places,
  nodes: Nodes,
): Misplaced | undefined {
  const pod = { cpu: millicores(requests.cpu), memory: mebibytes(requests.memory) };
  const candidates = Object.entries(places)
    .filter(([, place]) => place.purpose === purpose && architectures.includes(place.architecture))
    .flatMap(([name]) => typesOf(nodes, name).map((type) => ({ name, type, room: roomOf(type) })))
    .filter(({ name, type }) => !(name in nodes.nodeGroups) || gpusOf(type) >= gpu);
  if (candidates.some(({ room }) => hasRoomFor(room, pod))) return undefined;
  const withCpu = candidates.filter(({ room }) => room!.cpu >= pod.cpu);
  const key = withCpu.length === 0 ? "cpu" : "memory";
  const { name, type, room } = (key === "cpu" ? candidates : withCpu).reduce((most, one) =>
    one.room![key]! > most.room![key]! ? one : most,
  );
  const write = (amount: number) => (key === "cpu" ? `${Math.floor(amount)}m` : `${Math.floor(amount)}Mi`);
  const isGroup = name in nodes.nodeGroups;
  return {
    rule: "nodes",
    path: `resources.${key}`,
    message:
      `asks for ${write(pod[key])} for each pod, and the largest node that it may run on, ` +
      `${isGroup ? `\`${type}\` in` : "one of the pool"} \`${name}\`, has ${write(room![key]!)} for it: ` +
      "EKS and the pods of every node need the rest",
    allowed: `at most \`${write(room![key]!)}\`, or ${suggestLargerNodes(name, type, isGroup, pod)}`,
  };
}

/** Why no node on which a pod of the service may run has a disk that is large enough for it; nothing if one has. */
export function checkPodDisk(
  { storage, purpose = "general" }: Pick<Service, "storage" | "purpose">,
  architectures: readonly Architecture[],
  places: Places,
  { nodeGroups, nodePools }: Pick<Nodes, "nodeGroups" | "nodePools">,
): Misplaced | undefined {
  if (storage === undefined) return undefined;
  const disks = Object.entries(places)
    .filter(([, place]) => place.purpose === purpose && architectures.includes(place.architecture))
    .map(([name]) => ({ name, room: diskOf((nodeGroups[name] ?? nodePools?.[name])!.diskGiB) }));
  const { name, room } = disks.reduce((most, one) => (one.room > most.room ? one : most));
  const asked = mebibytes(storage);
  if (asked <= room) return undefined;
  const place = `${name in nodeGroups ? "nodeGroups" : "nodePools"}.${name}`;
  return {
    rule: "nodes",
    path: "resources.storage",
    message:
      `asks for ${asked}Mi of disk for each pod, and the largest node that it may run on, in \`${name}\`, ` +
      `has ${room}Mi for it: the kubelet needs the rest`,
    allowed: `at most \`${room}Mi\`, or a \`diskGiB\` of \`${place}\` of at least ${diskFor(asked)}`,
  };
}

/** Which nodes would take the pod, with the next size of the family as an example. */
function suggestLargerNodes(name: string, type: string, isGroup: boolean, pod: Required<Room>): string {
  const family = type.slice(0, type.indexOf("."));
  const [now, most] = [vcpusOf(type)!, vcpusOf(largestType(family, Infinity))!];
  const larger = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge"]
    .map((size) => `${family}.${size}`)
    .find((one) => vcpusOf(one)! > now && vcpusOf(one)! <= most && hasRoomFor(roomOf(one), pod));
  if (isGroup)
    return (
      `a larger type in \`nodeGroups.${name}\`` + (larger === undefined ? "" : `, such as \`${larger}\``)
    );
  return larger === undefined
    ? `larger families in \`nodePools.${name}\``
    : `a \`cpu\` of \`nodePools.${name}\` of at least ${vcpusOf(larger)!}`;
}

const suggestMoreNodes: Readonly<Record<Autoscaling, string>> = {
  none: "a higher `min`, larger types, or `autoscaling: clusterAutoscaler`",
  clusterAutoscaler: "a higher `max`, or larger types",
  karpenter: "a higher `cpu` of a pool, or a higher `min`",
};

/**
 * Reports nodes that are too few for the fewest pods of all services together. Each pod is taken to fit into what is
 * left, and the cluster's own to need nothing: what is refused can't fit, but not all that is taken will.
 */
export function checkRoom(
  running: readonly Running[],
  places: Places,
  nodes: Nodes,
  path: string,
  report: Report,
): void {
  for (const purpose of new Set(running.map(({ service }) => service.purpose ?? "general"))) {
    const ofPurpose = running.filter(({ service }) => (service.purpose ?? "general") === purpose);
    for (const set of architectureSets) {
      const asked = ofPurpose
        .filter(({ architectures }) => architectures.every((one) => set.includes(one)))
        .reduce((sum, { service, pods }) => sum + pods * millicores(service.requests.cpu), 0);
      const offered = Object.entries(places)
        .filter(([, place]) => place.purpose === purpose && set.includes(place.architecture))
        .reduce((sum, [name]) => sum + mostCpu(nodes, name), 0);
      if (asked > offered)
        report(
          `${path}.nodeGroups`,
          `have ${Math.floor(offered)}m of CPU for services on ${purpose} nodes that are ${set.join(" or ")}, ` +
            `and the fewest pods that run only there ask for ${asked}m`,
          "nodes",
          suggestMoreNodes[nodes.autoscaling],
        );
    }
  }
}

const architectureSets: readonly (readonly Architecture[])[] = [["amd64"], ["arm64"], ["amd64", "arm64"]];

/** Millicores that all nodes of a group or pool leave to pods, at the most that there may be of them. */
function mostCpu(nodes: Nodes, name: string): number {
  const group = nodes.nodeGroups[name];
  if (!group) return 1000 * (nodes.nodePools?.[name]?.cpu ?? 0);
  const each = Math.max(...group.instanceTypes.map((type) => roomOf(type)?.cpu ?? Infinity));
  const count = nodes.autoscaling === "clusterAutoscaler" ? group.max : group.min;
  return count === 0 ? 0 : count * each;
}
