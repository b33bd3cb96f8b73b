// Identifies and measures Kubernetes objects: their kinds, charts, namespaces and quantities.
import { textAt } from "./properties";
import type { CloudResource, Json, Properties } from "./types";

/** Type tokens of the kinds that other rules ask for. */
export const k8s = {
  namespace: "kubernetes:core/v1:Namespace",
  service: "kubernetes:core/v1:Service",
  deployment: "kubernetes:apps/v1:Deployment",
  configMap: "kubernetes:core/v1:ConfigMap",
  secret: "kubernetes:core/v1:Secret",
  limitRange: "kubernetes:core/v1:LimitRange",
  priorityClass: "kubernetes:scheduling.k8s.io/v1:PriorityClass",
  resourceQuota: "kubernetes:core/v1:ResourceQuota",
  autoscaler: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  disruptionBudget: "kubernetes:policy/v1:PodDisruptionBudget",
  networkPolicy: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  release: "kubernetes:helm.sh/v3:Release",
  secretStore: "kubernetes:external-secrets.io/v1:SecretStore",
  externalSecret: "kubernetes:external-secrets.io/v1:ExternalSecret",
  gatewayClass: "kubernetes:gateway.networking.k8s.io/v1:GatewayClass",
  gateway: "kubernetes:gateway.networking.k8s.io/v1:Gateway",
  httpRoute: "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
  envoyProxy: "kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy",
  clientTraffic: "kubernetes:gateway.envoyproxy.io/v1alpha1:ClientTrafficPolicy",
  nodePool: "kubernetes:karpenter.sh/v1:NodePool",
  nodeClass: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
  targetGroupBinding: "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding",
} as const;

/** The last part of a chart reference, e.g. `gateway-helm` of `oci://docker.io/envoyproxy/gateway-helm`. */
export function chartName(release: CloudResource): string {
  return (textAt(release.inputs, "chart") ?? "").split("/").at(-1) ?? "";
}

export function namespaceOf(object: Properties): string {
  return textAt(object, "metadata.namespace") ?? "default";
}

/** A quantity in units of one; CPU may be given as a number. */
export function quantity(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  const match = typeof value === "string" ? /^(\d+(?:\.\d+)?)(m|Ki|Mi|Gi|Ti)?$/.exec(value) : null;
  const units: Record<string, number> = { m: 1e-3, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };
  return match ? Number(match[1]) * (units[match[2] ?? ""] ?? 1) : undefined;
}
