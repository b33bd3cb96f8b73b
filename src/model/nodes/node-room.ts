// Calculates how much CPU and memory a node leaves to the pods of services.
import { vcpusOf } from "./instance-types";

/** What pods may request of a node. */
export interface Room {
  /** Millicores. */
  readonly cpu: number;
  /** MiB; nothing where the name of the type doesn't tell. */
  readonly memory?: number;
}

/**
 * What the pods of every node request: kube-proxy 100m, the VPC CNI and its policy agent 25m each, and the three
 * containers of the EBS CSI node 10m and 40 MiB each. The Pod Identity agent requests nothing.
 */
const everyNode: Required<Room> = { cpu: 180, memory: 120 };

/**
 * What an instance type leaves to the pods of services, as an upper bound: what the kernel keeps for itself isn't
 * counted. Nothing where the name doesn't tell the vCPUs.
 */
export function roomOf(instanceType: string): Room | undefined {
  const vcpus = vcpusOf(instanceType);
  if (vcpus === undefined) return undefined;
  const memory = memoryOf(instanceType, vcpus);
  return {
    cpu: 1000 * vcpus - reservedCpu(vcpus) - everyNode.cpu,
    ...(memory !== undefined && {
      memory: Math.max(0, memory - reservedMemory(instanceType, vcpus) - everyNode.memory),
    }),
  };
}

/**
 * MiB of a node's disk that pods may request: the kubelet keeps a GiB, and evicts below a tenth of the disk
 * (https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/config.go). Images take of it too.
 */
export function diskOf(gib: number): number {
  return Math.floor(0.9 * 1024 * gib) - 1024;
}

/** The smallest disk, in GiB, that leaves so many MiB to pods. */
export function diskFor(mebibytes: number): number {
  return Math.ceil((mebibytes + 1025) / (0.9 * 1024));
}

/** Whether a node with this room takes a pod with these requests; one whose room isn't known may. */
export function hasRoomFor(room: Room | undefined, pod: Required<Room>): boolean {
  return room === undefined || !(pod.cpu > room.cpu || pod.memory > (room.memory ?? Infinity));
}

/** The largest type of a family that a pool may have within its limit of vCPUs, or one that is larger still. */
export function largestType(family: string, cpu: number): string {
  const most = family.startsWith("t") ? 8 : 384;
  const times = Math.floor(Math.min(cpu, most) / 4);
  return `${family}.${times === 0 ? "large" : times === 1 ? "xlarge" : `${String(times)}xlarge`}`;
}

/**
 * Millicores that the kubelet keeps: 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest
 * (https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/config.go).
 */
function reservedCpu(vcpus: number): number {
  const shares = [60, 10, 5, 5];
  const first = shares.slice(0, vcpus).reduce((sum, share) => sum + share, 0);
  return first + 2.5 * Math.max(0, vcpus - shares.length);
}

/** MiB that the kubelet keeps, by the same source, and below which it evicts pods. */
function reservedMemory(instanceType: string, vcpus: number): number {
  return 255 + 11 * fewestPods(instanceType, vcpus) + 100;
}

/**
 * The most pods of a node follow from its network interfaces. By size, this is the fewest that any of the families below
 * has (https://github.com/awslabs/amazon-eks-ami/blob/main/templates/shared/runtime/eni-max-pods.txt).
 */
function fewestPods(instanceType: string, vcpus: number): number {
  if (!instanceType.endsWith("large")) return 4;
  if (vcpus < 4 || instanceType.startsWith("g4dn.")) return 29;
  return vcpus < 16 ? 58 : 234;
}

/** GiB for each vCPU, by family: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html. */
const gibPerVcpu: readonly (readonly [family: RegExp, gib: number])[] = [
  [/^c([6-9]|5(?!n))/, 2],
  [/^m[5-9]/, 4],
  [/^t[2-4]/, 4],
  [/^g(4dn|5|6)$/, 4],
  [/^r[5-9]/, 8],
  [/^x(2gd|2idn|8g)$/, 16],
];

/** GiB of the burstable sizes that have less for each vCPU. */
const smallBurstable: Readonly<Record<string, number>> = { nano: 0.5, micro: 1, small: 2, medium: 4 };

function memoryOf(instanceType: string, vcpus: number): number | undefined {
  const [family, size] = instanceType.split(".") as [string, string];
  const each = gibPerVcpu.find(([pattern]) => pattern.test(family))?.[1];
  if (each === undefined) return undefined;
  const gib = (family.startsWith("t") && smallBurstable[size]) || each * vcpus;
  return gib * 1024;
}
