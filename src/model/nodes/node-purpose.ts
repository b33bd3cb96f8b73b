// Decides the labels and taints of nodes by their purpose, and the tolerations of pods that run there.
import type { Purpose } from "../../schema/stack/node-groups";

/** Keeps pods off a node unless they tolerate it. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

const purposeKey = "crossover/purpose";
/** The key that NVIDIA's device plugin tolerates, and that Kubernetes' ExtendedResourceToleration adds. */
const gpuKey = "nvidia.com/gpu";

/** The resource by which a container asks for whole GPUs. */
export const gpuResource = gpuKey;

/** The taint of nodes of a purpose; general ones have none. */
function taintOf(purpose: Purpose): Taint | undefined {
  if (purpose === "general") return undefined;
  return purpose === "gpu"
    ? { key: gpuKey, value: "present", effect: "NoSchedule" }
    : { key: purposeKey, value: purpose, effect: "NoSchedule" };
}

/**
 * The labels of nodes of a purpose. `nvidia.com/gpu.present` is what the chart of the device plugin looks for
 * (https://github.com/NVIDIA/k8s-device-plugin/blob/main/deployments/helm/nvidia-device-plugin/values.yaml).
 */
export function purposeLabels(purpose: Purpose): Record<string, string> {
  if (purpose === "general") return {};
  return { [purposeKey]: purpose, ...(purpose === "gpu" && { "nvidia.com/gpu.present": "true" }) };
}

export function purposeTaints(purpose: Purpose): Taint[] {
  return [taintOf(purpose)].filter((taint) => taint !== undefined);
}

/** What a pod needs to be let onto nodes of a purpose. */
export function tolerations(purpose: Purpose) {
  return purposeTaints(purpose).map(({ key, value, effect }) => ({ key, operator: "Equal", value, effect }));
}

/** What keeps a pod of a purpose on its nodes alone, as expressions of a node affinity. */
export function purposeExpressions(purpose: Purpose) {
  return purpose === "general" ? [] : [{ key: purposeKey, operator: "In", values: [purpose as string] }];
}
