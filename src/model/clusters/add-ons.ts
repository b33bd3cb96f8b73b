// Decides the version and configuration of EKS add-ons.
import { addOnName, type AddOnName } from "../../schema/stack/node-groups";
import { versions } from "../../schema/versions";
import { inOrder } from "../versions/order";
import { spreadPods } from "./spread";

export type AddOnVersions = Readonly<Record<AddOnName, string>>;

/** Kubernetes versions for which the project pins its add-ons, the oldest first. */
export function pinnedVersions(): string[] {
  const { kubernetes } = versions();
  return inOrder(kubernetes).filter((version) => kubernetes[version]!.addOns);
}

/**
 * The versions of the add-ons: those that are given, else those that are pinned for the control plane's Kubernetes version
 * and, of kube-proxy, for the nodes'. What is neither is left out.
 */
export function addOnVersions(
  kubernetes: string,
  given: Partial<AddOnVersions> = {},
  nodes = kubernetes,
): Partial<AddOnVersions> {
  const table = versions().kubernetes;
  const pinned = addOnName.options.flatMap((name) => {
    const pin = table[name === "kube-proxy" ? nodes : kubernetes]?.addOns?.[name];
    return pin ? [[name, pin.version] as const] : [];
  });
  return { ...Object.fromEntries(pinned), ...given };
}

/** The add-ons of which there is no version. */
export function missingAddOns(
  kubernetes: string,
  given?: Partial<AddOnVersions>,
  nodes?: string,
): AddOnName[] {
  const found = addOnVersions(kubernetes, given, nodes);
  return addOnName.options.filter((name) => found[name] === undefined);
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
    topologySpreadConstraints: spreadPods({ "k8s-app": "kube-dns" }),
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
