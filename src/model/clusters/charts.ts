// Pins the Helm charts that clusters are given, each to one version.

/** A chart as `kubernetes.helm.v3.Release` takes it. */
export interface Chart {
  readonly chart: string;
  readonly version: string;
  readonly repositoryOpts?: { readonly repo: string };
}

/**
 * Looked up in November 2026: release 3.5.0 of https://github.com/kubernetes-sigs/aws-load-balancer-controller, whose
 * values, feature gates and calls to AWS are those that `gateway.ts` and `controller-policy.ts` rely on. Helm installs
 * the chart's CRDs and never upgrades them: apply those of a newer version by hand before raising this one.
 */
export const loadBalancerControllerChart: Chart = {
  chart: "aws-load-balancer-controller",
  version: "3.5.0",
  repositoryOpts: { repo: "https://aws.github.io/eks-charts" },
};

/**
 * Looked up in November 2026: https://gateway.envoyproxy.io/news/releases/matrix/ lists 1.9 for Kubernetes 1.33 to
 * 1.36. It brings the CRDs of the Gateway API; like any chart's, Helm installs and never upgrades them.
 */
export const envoyGatewayChart: Chart = {
  chart: "oci://docker.io/envoyproxy/gateway-helm",
  version: "v1.9.2",
};

/**
 * Looked up in November 2026: https://karpenter.sh/v1.11/upgrading/compatibility/ lists 1.11 for Kubernetes up to 1.35.
 * The CRDs are a chart of their own, which Helm upgrades with the other.
 */
export const karpenterChart: Chart = { chart: "oci://public.ecr.aws/karpenter/karpenter", version: "1.11.1" };
export const karpenterCrdChart: Chart = {
  chart: "oci://public.ecr.aws/karpenter/karpenter-crd",
  version: karpenterChart.version,
};

/** Looked up in November 2026: https://github.com/kubernetes/autoscaler/releases?q=cluster-autoscaler-chart */
export const clusterAutoscalerChart: Chart = {
  chart: "cluster-autoscaler",
  version: "9.56.0",
  repositoryOpts: { repo: "https://kubernetes.github.io/autoscaler" },
};

/** Looked up in November 2026: https://github.com/NVIDIA/k8s-device-plugin/releases. Its image is for arm64 too. */
export const devicePluginChart: Chart = {
  chart: "nvidia-device-plugin",
  version: "0.18.0",
  repositoryOpts: { repo: "https://nvidia.github.io/k8s-device-plugin" },
};

/**
 * Looked up in November 2026: release 2.14.0 of https://github.com/external-secrets/external-secrets, which serves
 * `external-secrets.io/v1`. The chart holds its CRDs as templates, so that raising the version upgrades them too.
 */
export const externalSecretsChart: Chart = {
  chart: "external-secrets",
  version: "2.14.0",
  repositoryOpts: { repo: "https://charts.external-secrets.io" },
};
