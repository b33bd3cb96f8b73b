// Decides the version and configuration of EKS add-ons.
import type { AddOnName } from "../../schema/stack/node-groups";
import type { Report } from "../problem";

/**
 * kube-proxy follows the cluster's minor version. Looked up in November 2026:
 * https://docs.aws.amazon.com/eks/latest/userguide/managing-kube-proxy.html.
 */
const kubeProxy: Readonly<Record<string, string>> = {
  "1.33": "v1.33.10-eksbuild.2",
  "1.34": "v1.34.6-eksbuild.2",
  "1.35": "v1.35.3-eksbuild.2",
};

/**
 * The others suit each of these versions. Looked up in November 2026, by `aws eks describe-addon-versions
 * --kubernetes-version 1.34`, and on https://docs.aws.amazon.com/eks/latest/userguide/managing-coredns.html and the
 * pages beside it.
 */
const others: Readonly<Record<Exclude<AddOnName, "kube-proxy">, string>> = {
  "vpc-cni": "v1.21.1-eksbuild.7",
  "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
  coredns: "v1.13.2-eksbuild.4",
  "metrics-server": "v0.8.1-eksbuild.5",
  "aws-ebs-csi-driver": "v1.58.0-eksbuild.1",
};

export type AddOnVersions = Readonly<Record<AddOnName, string>>;

/** Kubernetes versions for which the project pins its add-ons. */
export const pinnedVersions = Object.keys(kubeProxy);

/** The versions of all add-ons: those that are given, else those that are pinned for the Kubernetes version. */
export function addOnVersions(
  kubernetes: string,
  given: Partial<Record<AddOnName, string>> = {},
): AddOnVersions {
  return { ...others, "kube-proxy": kubeProxy[kubernetes] ?? "", ...given };
}

/** A Kubernetes version without pinned add-ons needs all of them named: none is left to what EKS prefers that day. */
export function checkAddOns(
  { version, addOnVersions: given = {} }: { version: string; addOnVersions?: Partial<AddOnVersions> },
  path: string,
  report: Report,
): void {
  const missing = ["kube-proxy", ...Object.keys(others)].filter((name) => !(name in given));
  if (!(version in kubeProxy) && missing.length > 0)
    report(
      `${path}.addOnVersions`,
      `lacks ${missing.join(", ")}, since the project pins none for Kubernetes ${version}`,
      "version",
      `versions that \`aws eks describe-addon-versions --kubernetes-version ${version}\` lists, or ${pinnedVersions.join(", ")}`,
    );
}

/**
 * CoreDNS, sized for the largest cluster before traffic shifts to it: Zalando's, of January 2019, ran out of memory
 * (https://github.com/zalando-incubator/kubernetes-on-aws/blob/dev/docs/postmortems/jan-2019-dns-outage.md). EKS scales
 * by one replica for every 16 nodes or 256 cores
 * (https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html); at least as many run as the most nodes
 * need, and twice as many may.
 *
 * @param mostNodes of all node groups and pools together.
 */
export function coreDnsValues(mostNodes: number) {
  const least = Math.max(2, Math.ceil(mostNodes / 16));
  const memory = "256Mi";
  return {
    autoScaling: { enabled: true, minReplicas: least, maxReplicas: Math.max(4, least * 2) },
    resources: { requests: { cpu: "100m", memory }, limits: { memory } },
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(
      (topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { "k8s-app": "kube-dns" } },
      }),
    ),
  };
}

/**
 * The default class of volumes: gp3, encrypted, made in the zone where the pod is. EKS makes none the default since 1.30
 * (https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions-extended.html).
 */
export const defaultStorageClass = {
  metadata: { name: "gp3", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner: "ebs.csi.aws.com",
  parameters: { type: "gp3", encrypted: "true" },
  volumeBindingMode: "WaitForFirstConsumer",
  allowVolumeExpansion: true,
  reclaimPolicy: "Delete",
};
