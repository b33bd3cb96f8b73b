// Refuses keys of labels and taints that Kubernetes, EKS, Karpenter or the program keep for themselves.
import type { NodeGroupSettings } from "../../schema/stack/node-groups";
import type { Report } from "../problem";

/** Who makes the nodes: EKS those of a managed group, Karpenter those of a pool. */
type Kind = "group" | "pool";

/** Whether a key has a prefix that is one of the domains, or below one. */
function isBelow(key: string, ...domains: readonly string[]): boolean {
  const [prefix = "", name] = key.split("/", 2);
  return name !== undefined && domains.some((domain) => prefix === domain || prefix.endsWith(`.${domain}`));
}

/** Whether a key's prefix, or a key without one, ends as one of the domains: so the definition of a NodePool compares. */
function endsAs(key: string, ...domains: readonly string[]): boolean {
  return domains.some((domain) => key.split("/", 1)[0]!.endsWith(domain));
}

/**
 * Who keeps the key for itself.
 *
 * - A kubelet labels its node with few of Kubernetes' own keys, and with others doesn't start
 *   (https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction). What makes sense is there
 *   already, or is a setting. EKS refuses all of them, and its own (https://github.com/aws/containers-roadmap/issues/1451).
 * - Karpenter's definition of a NodePool refuses its domains (v1.14, `pkg/apis/crds/karpenter.sh_nodepools.yaml`); the few keys
 *   that it lets pass would contradict what the pool asks for.
 */
function ownerOf(key: string, kind: Kind): string | undefined {
  if (isBelow(key, "kubernetes.io", "k8s.io")) return "Kubernetes";
  if (isBelow(key, "eks.amazonaws.com")) return "EKS";
  if ((kind === "pool" ? endsAs : isBelow)(key, "karpenter.sh", "karpenter.k8s.aws")) return "Karpenter";
  return isBelow(key, "crossover") ? "Crossover" : undefined;
}

/** The settings that say what some of these keys would. */
const settings: Readonly<Record<string, string>> = {
  "crossover/purpose": "`purpose`",
  "eks.amazonaws.com/capacityType": "`capacity`",
  "karpenter.sh/capacity-type": "`capacity`",
  "karpenter.k8s.aws/instance-family": "`families`",
  "node.kubernetes.io/instance-type": "`instanceTypes` of a group, or `families` of a pool",
};

/** Reports keys of labels and taints that whoever makes the nodes refuses, or that would mislead it. */
export function checkMarks(
  { labels = {}, taints = {} }: Pick<NodeGroupSettings, "labels" | "taints">,
  kind: Kind,
  path: string,
  report: Report,
): void {
  for (const [section, keys] of Object.entries({ labels, taints }))
    for (const key of Object.keys(keys)) {
      const owner = ownerOf(key, kind);
      if (owner === undefined) continue;
      const instead = settings[key] ?? `a key of your own, such as \`example.com/${key.split("/").at(-1)!}\``;
      report(
        `${path}.${section}`,
        `\`${key}\` is reserved: ${owner} keeps such keys for itself`,
        "nodes",
        instead,
      );
    }
}
