// Knows what an EC2 instance type has: vCPUs, NVIDIA GPUs, and the quota that it counts against.

function familyOf(instanceType: string): string {
  return instanceType.split(".")[0]!;
}

function sizeOf(instanceType: string): string {
  return instanceType.split(".")[1] ?? "";
}

/** Families with NVIDIA GPUs (https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html). `g4ad` has AMD's, `g6f` parts of one. */
const nvidiaFamily = /^(g4dn|g5g?|g6e?|gr6|g7e?|p[3-9][a-z]*(-[a-z0-9]+)?)$/;

/** Whether a family, e.g. `g6`, has GPUs of NVIDIA. */
export function isNvidiaFamily(family: string): boolean {
  return nvidiaFamily.test(family);
}

/** Whether an instance type, e.g. `g6.xlarge`, has GPUs of NVIDIA. */
export function hasNvidiaGpu(instanceType: string): boolean {
  return isNvidiaFamily(familyOf(instanceType));
}

/** GPUs by size, where they are more than one: the same page. */
const gpusBySize: readonly (readonly [family: RegExp, sizes: Readonly<Record<string, number>>])[] = [
  [/^(g5|g6|g6e|g7e?)$/, { "12xlarge": 4, "24xlarge": 4, "48xlarge": 8 }],
  [/^g4dn$/, { "12xlarge": 4, metal: 8 }],
  [/^g5g$/, { "16xlarge": 2, metal: 2 }],
  [/^p3$/, { "8xlarge": 4, "16xlarge": 8 }],
  [/^p/, { "24xlarge": 8, "48xlarge": 8 }],
];

/** How many whole NVIDIA GPUs an instance type has. */
export function gpusOf(instanceType: string): number {
  if (!hasNvidiaGpu(instanceType)) return 0;
  const sizes = gpusBySize.find(([family]) => family.test(familyOf(instanceType)))?.[1];
  return sizes?.[sizeOf(instanceType)] ?? 1;
}

/**
 * How many vCPUs an instance type has by its name: four for each `xlarge`, two below it, one for `medium` outside the
 * burstable families. Nothing for plain `metal`, whose name doesn't tell.
 */
export function vcpusOf(instanceType: string): number | undefined {
  const size = sizeOf(instanceType).replace(/^metal-(\d+)xl$/, "$1xlarge");
  if (size === "xlarge") return 4;
  const times = /^(\d+)xlarge$/.exec(size)?.[1];
  if (times !== undefined) return 4 * Number(times);
  if (size === "medium") return familyOf(instanceType).startsWith("t") ? 2 : 1;
  return ["nano", "micro", "small", "large"].includes(size) ? 2 : undefined;
}

/** The kinds of EC2 capacity that are limited each by itself. */
export type VcpuClass = "standard" | "gpu" | "p";

/**
 * The quota that a family counts against: https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html.
 * Nothing for those of rarer kinds.
 */
export function vcpuClass(family: string): VcpuClass | undefined {
  if (/^(g|vt)r?\d/.test(family)) return "gpu";
  if (/^p\d/.test(family)) return "p";
  return /^(inf|trn|dl|hpc|mac|u-|f\d|x\d)/.test(family) ? undefined : "standard";
}
