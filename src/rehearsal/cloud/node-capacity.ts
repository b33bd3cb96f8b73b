// Knows what EC2 instance types have, and what of it the kubelet leaves to pods.

/** Families with NVIDIA GPUs: https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html */
const nvidia = ["g4dn", "g5", "g5g", "g6", "g6e", "gr6", "g7", "g7e"];

/** Whether a family such as `g6`, or a type such as `g6.xlarge`, has GPUs of NVIDIA. */
export function hasNvidia(familyOrType: string): boolean {
  const [family = ""] = familyOrType.split(".");
  return nvidia.includes(family) || /^p[3-9]/.test(family);
}

interface Capacity {
  /** Millicores. */
  readonly cpu: number;
  /** MiB; nothing for families whose memory isn't known here. */
  readonly memory?: number;
}

/** The largest type of a family that keeps within a limit of vCPUs, or the smallest one that a pool may have. */
export function largestWithin(family: string, vcpus: number): string {
  const largest = family.startsWith("t") ? 8 : 384;
  const xlarges = Math.floor(Math.min(vcpus, largest) / 4);
  if (xlarges === 0) return `${family}.large`;
  return xlarges === 1 ? `${family}.xlarge` : `${family}.${String(xlarges)}xlarge`;
}

/** GiB of memory for each vCPU: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html */
function gibPerVcpu(family: string): number | undefined {
  if (/^(g4dn|g5|g6)$/.test(family)) return 4;
  if (/^(x2gd|x2idn|x8g)$/.test(family)) return 16;
  if (/^c5n/.test(family)) return undefined;
  const [kind = "", generation = ""] = family;
  const ratio = { c: 2, m: 4, t: 4, r: 8 }[kind];
  const oldest = kind === "t" ? 2 : 5;
  return Number(generation) >= oldest && !(kind === "t" && Number(generation) > 4) ? ratio : undefined;
}

const burstable: Readonly<Record<string, number>> = { nano: 512, micro: 1024, small: 2048, medium: 4096 };

function vcpusOf(family: string, size: string): number | undefined {
  const xlarges = /^(?:(\d+)xlarge|metal-(\d+)xl)$/.exec(size);
  if (xlarges) return 4 * Number(xlarges[1] ?? xlarges[2]);
  if (size === "xlarge") return 4;
  if (size === "medium" && !family.startsWith("t")) return 1;
  return size === "large" || size in burstable ? 2 : undefined;
}

/**
 * What a node of a type leaves to pods that aren't on every node. The kubelet keeps 6, 1, 0.5 and 0.5 % of the first four
 * cores and 0.25 % of the others, 255 MiB and 11 MiB for each pod that the node may have, and evicts below 100 MiB
 * (https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/config.go). kube-proxy, the VPC CNI and
 * its policy agent, and the EBS CSI node request 180m and 120 MiB.
 */
export function leftToPods(type: string): Capacity | undefined {
  const [family = "", size = ""] = type.split(".");
  const vcpus = vcpusOf(family, size);
  if (vcpus === undefined) return undefined;
  let kept = 0;
  for (let core = 0; core < vcpus; core++) kept += [60, 10, 5, 5][core] ?? 2.5;
  const cpu = vcpus * 1000 - kept - 180;
  const each = gibPerVcpu(family);
  if (each === undefined) return { cpu };
  const total = (family.startsWith("t") && burstable[size]) || each * vcpus * 1024;
  return { cpu, memory: Math.max(0, total - 255 - 11 * mostPods(type, vcpus) - 100 - 120) };
}

/**
 * The pods that a node may have, by its network interfaces: of each size the fewest of the families above
 * (https://github.com/awslabs/amazon-eks-ami/blob/main/templates/shared/runtime/eni-max-pods.txt).
 */
function mostPods(type: string, vcpus: number): number {
  if (!type.endsWith("large")) return 4;
  if (vcpus <= 2 || type.startsWith("g4dn.")) return 29;
  return vcpus <= 8 ? 58 : 234;
}

/** Whether a node of a type holds a pod with these requests; one of a type that isn't known here may. */
export function holdsPod(type: string, requests: { readonly cpu: number; readonly memory: number }): boolean {
  const left = leftToPods(type);
  return !left || (requests.cpu <= left.cpu && requests.memory <= (left.memory ?? Infinity));
}

const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A Kubernetes quantity as a number: `500m` is 0.5, `1Gi` is 1073741824. */
export function quantity(text: string): number {
  const [, digits = "", unit = ""] = /^([\d.]+)(\D*)$/.exec(text) ?? [];
  return Number(digits) * (factors[unit] ?? NaN);
}
