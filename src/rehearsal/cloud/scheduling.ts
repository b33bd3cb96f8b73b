// Decides which nodes a cluster has or may add, and whether one of them takes a pod: architecture, labels, taints, room and GPUs.
import { nodeArchitecture } from "./eks";
import { hasNvidia, holdsPod, largestWithin, quantity } from "./node-capacity";
import { labelsAt, numberAt, objectAt, objectsAt, textAt, textsAt } from "./properties";
import type { CloudResource, Properties } from "./types";

/** One kind of node. A label that may have several values holds all of them; one that can't be told is left out. */
export interface Node {
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly taints: readonly { readonly key: string; readonly value: string; readonly effect: string }[];
  readonly hasGpu: boolean;
  /** What instance types it may have; none where that can't be told. */
  readonly types: readonly string[];
}

/** What of a cluster decides where its pods may run. */
export interface Capacity {
  readonly groups: readonly CloudResource[];
  readonly pools: readonly CloudResource[];
  /** The charts that run in it, by name. */
  readonly charts: readonly string[];
}

const archLabel = "kubernetes.io/arch";
const gpuResource = "nvidia.com/gpu";
const affinityTerms =
  "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";

export function nodesOf({ groups, pools, charts }: Capacity): Node[] {
  const grows = charts.includes("cluster-autoscaler");
  const running = groups.filter(({ inputs }) => {
    const [desired, most] = ["desiredSize", "maxSize"].map(
      (key) => numberAt(inputs, `scalingConfig.${key}`) ?? 0,
    );
    return desired! >= 1 || (grows && most! >= 1);
  });
  return [...running.map(groupNode), ...(charts.includes("karpenter") ? pools.map(poolNode) : [])];
}

function groupNode({ inputs }: CloudResource): Node {
  const architecture = nodeArchitecture(inputs);
  return {
    labels: {
      ...Object.fromEntries(labelsAt(inputs, "labels").map(([key, value]) => [key, [value]])),
      "kubernetes.io/os": ["linux"],
      ...(architecture && { [archLabel]: [architecture] }),
    },
    taints: objectsAt(inputs, "taints").map((taint) => ({
      key: textAt(taint, "key") ?? "",
      value: textAt(taint, "value") ?? "",
      effect: effects[textAt(taint, "effect") ?? ""] ?? "",
    })),
    hasGpu: /NVIDIA|GPU/.test(textAt(inputs, "amiType") ?? ""),
    types: textsAt(inputs, "instanceTypes"),
  };
}

const effects: Readonly<Record<string, string>> = {
  NO_SCHEDULE: "NoSchedule",
  NO_EXECUTE: "NoExecute",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
};

function poolNode({ inputs }: CloudResource): Node {
  const required = objectsAt(inputs, "spec.template.spec.requirements")
    .filter((requirement) => textAt(requirement, "operator") === "In")
    .map((requirement) => [textAt(requirement, "key") ?? "", textsAt(requirement, "values")] as const);
  const labels = labelsAt(inputs, "spec.template.metadata.labels").map(
    ([key, value]) => [key, [value]] as const,
  );
  const families = required.find(([key]) => key === "karpenter.k8s.aws/instance-family")?.[1] ?? [];
  return {
    labels: Object.fromEntries<readonly string[]>([...labels, ...required]),
    taints: objectsAt(inputs, "spec.template.spec.taints").map((taint) => ({
      key: textAt(taint, "key") ?? "",
      value: textAt(taint, "value") ?? "",
      effect: textAt(taint, "effect") ?? "",
    })),
    hasGpu: families.some(hasNvidia),
    types: families.map((family) => largestWithin(family, numberAt(inputs, "spec.limits.cpu") ?? Infinity)),
  };
}

/** Labels whose values a kind of node doesn't tell. */
const unknownLabel =
  /^(topology\.|kubernetes\.io\/hostname$|node\.kubernetes\.io\/|karpenter\.|eks\.amazonaws\.com\/)/;

function admits(expression: Properties, { labels }: Node): boolean {
  const key = textAt(expression, "key") ?? "";
  const wanted = textsAt(expression, "values");
  const values = labels[key];
  if (values === undefined && (unknownLabel.test(key) || key === archLabel)) return true;
  const meets = values?.some((value) => wanted.includes(value)) ?? false;
  switch (textAt(expression, "operator")) {
    case "In":
      return meets;
    case "NotIn":
      return !meets;
    case "Exists":
      return values !== undefined;
    case "DoesNotExist":
      return values === undefined;
    default:
      return true;
  }
}

/** The node selector and the terms of the affinity, of which one must be met in full. */
function selects(pod: Properties, node: Node): boolean {
  const selector = labelsAt(pod, "nodeSelector").map(([key, value]) => ({
    key,
    operator: "In",
    values: [value],
  }));
  const terms = objectsAt(pod, affinityTerms);
  return (
    selector.every((one) => admits(one, node)) &&
    (terms.length === 0 ||
      terms.some((term) => objectsAt(term, "matchExpressions").every((one) => admits(one, node))))
  );
}

function tolerates(pod: Properties, { taints }: Node): boolean {
  const tolerations = objectsAt(pod, "tolerations");
  return taints
    .filter(({ effect }) => effect !== "PreferNoSchedule")
    .every((taint) =>
      tolerations.some((toleration) => {
        const [key, effect] = [textAt(toleration, "key"), textAt(toleration, "effect")];
        const exists = textAt(toleration, "operator") === "Exists";
        return (
          (key === taint.key || (key === undefined && exists)) &&
          (effect === undefined || effect === taint.effect) &&
          (exists || (textAt(toleration, "value") ?? "") === taint.value)
        );
      }),
    );
}

/** Whether a node that is empty but for the pods of every node has what the pod requests. */
function hasRoomFor({ types }: Node, pod: ReturnType<typeof requestsOf>): boolean {
  return types.length === 0 || types.some((type) => holdsPod(type, pod));
}

/** What all containers request; the default of a request is its limit. */
function requestsOf(pod: Properties) {
  const total = (key: string) =>
    objectsAt(pod, "containers")
      .map((one) => textAt(one, `resources.requests.${key}`) ?? textAt(one, `resources.limits.${key}`))
      .reduce((sum, text) => sum + (text === undefined ? 0 : quantity(text)), 0);
  return { cpu: total("cpu") * 1000, memory: total("memory") / 2 ** 20 };
}

/** Why no node takes the pod, in words that follow the cluster's name; nothing if one does. */
export function unschedulable(pod: Properties, capacity: Capacity): string | undefined {
  const nodes = nodesOf(capacity);
  if (nodes.length === 0) return "has no nodes";
  const selected = nodes.filter((node) => selects(pod, node));
  if (selected.length === 0) return `has no node of ${namedValues(pod).join(" or ")}`;
  const open = selected.filter((node) => tolerates(pod, node));
  if (open.length === 0) return "has only nodes with taints that the pod doesn't tolerate";
  const requests = requestsOf(pod);
  const large = open.filter((node) => hasRoomFor(node, requests));
  if (large.length === 0)
    return `has no node that leaves a pod ${requests.cpu}m of CPU and ${requests.memory}Mi of memory`;
  const asksForGpu = objectsAt(pod, "containers").some(
    (container) => objectAt(container, "resources.limits")[gpuResource] !== undefined,
  );
  if (!asksForGpu) return undefined;
  if (!large.some(({ hasGpu }) => hasGpu)) return `has no ${gpuResource} for the pod`;
  return capacity.charts.includes("nvidia-device-plugin")
    ? undefined
    : `has no device plugin that tells its kubelets of ${gpuResource}`;
}

/** The values that a pod's selector and affinity name. */
function namedValues(pod: Properties): string[] {
  const terms = objectsAt(pod, affinityTerms);
  return [
    ...labelsAt(pod, "nodeSelector").map(([, value]) => value),
    ...terms.flatMap((term) => objectsAt(term, "matchExpressions")).flatMap((one) => textsAt(one, "values")),
  ];
}
