// Names the Helm charts that clusters are given, each at the one version of `src/schema/versions.yaml`.
import { versions, type chartName } from "../../schema/versions";
import type { z } from "zod";

/** A chart as `kubernetes.helm.v3.Release` takes it. */
export interface Chart {
  readonly chart: string;
  readonly version: string;
  readonly repositoryOpts?: { readonly repo: string };
}

/** Where each is. Helm installs the CRDs of a chart and never upgrades them, but for those that are templates. */
const places = {
  /**
   * `gateway.ts` and `controller-policy.ts` rely on its values, feature gates and calls to AWS. Apply the CRDs of a newer
   * version by hand before raising this one.
   */
  loadBalancerController: {
    chart: "aws-load-balancer-controller",
    repositoryOpts: { repo: "https://aws.github.io/eks-charts" },
  },
  /** It brings the CRDs of the Gateway API. */
  envoyGateway: { chart: "oci://docker.io/envoyproxy/gateway-helm" },
  karpenter: { chart: "oci://public.ecr.aws/karpenter/karpenter" },
  clusterAutoscaler: {
    chart: "cluster-autoscaler",
    repositoryOpts: { repo: "https://kubernetes.github.io/autoscaler" },
  },
  /** Its image is for arm64 too. */
  devicePlugin: {
    chart: "nvidia-device-plugin",
    repositoryOpts: { repo: "https://nvidia.github.io/k8s-device-plugin" },
  },
  /** It serves `external-secrets.io/v1`, and holds its CRDs as templates. */
  externalSecrets: {
    chart: "external-secrets",
    repositoryOpts: { repo: "https://charts.external-secrets.io" },
  },
} satisfies Record<z.infer<typeof chartName>, Omit<Chart, "version">>;

/** A chart, by what it installs. */
export function chartOf(name: z.infer<typeof chartName>): Chart {
  return { ...places[name], version: versions().charts[name].version };
}

/** Karpenter's CRDs are a chart of their own, which Helm upgrades with the other. */
export function karpenterCrdChart(): Chart {
  return { chart: "oci://public.ecr.aws/karpenter/karpenter-crd", version: chartOf("karpenter").version };
}
