// Refuses what doesn't go with a cluster's Kubernetes version: its nodes', its add-ons', its autoscaler's, its images'.
import type { EksSettings } from "../../schema/stack/clusters";
import { versions } from "../../schema/versions";
import { addOnVersions, missingAddOns, pinnedVersions } from "../clusters/add-ons";
import type { Report } from "../problem";
import { compareVersions, inOrder, minorOf } from "./order";

/** What of a cluster's settings has to go together. */
export type VersionSettings = Pick<
  EksSettings,
  "version" | "nodeVersion" | "addOnVersions" | "autoscaling" | "autoscalerVersion" | "nodeImages"
>;

/**
 * How many minor versions nodes, and kube-proxy, may be behind the control plane; they are never ahead of it:
 * https://kubernetes.io/releases/version-skew-policy/#kubelet and #kube-proxy.
 */
export const allowedSkew = 3;

/** The Kubernetes version of the nodes. */
export function nodeVersionOf({
  version,
  nodeVersion,
}: Pick<VersionSettings, "version" | "nodeVersion">): string {
  return nodeVersion ?? version;
}

/** Reports what EKS would refuse, or what nobody tests together. */
export function checkTogether(settings: VersionSettings, path: string, report: Report): void {
  const { version, nodeVersion, autoscaling } = settings;
  if (nodeVersion !== undefined) checkSkew(nodeVersion, version, `${path}.nodeVersion`, report);
  checkAddOns(settings, path, report);
  checkAutoscaler(settings, path, report);
  if (autoscaling !== "karpenter") return;
  checkKarpenter(version, path, report);
  checkImages(settings, path, report);
}

function checkSkew(nodes: string, control: string, path: string, report: Report): void {
  const behind = minorOf(control) - minorOf(nodes);
  if (behind < 0)
    report(
      path,
      `is ${nodes}, and the control plane has ${control}: nodes are never ahead of it`,
      "version",
      `"${control}"`,
    );
  if (behind > allowedSkew)
    report(
      path,
      `is ${nodes}, ${behind} minor versions behind the control plane's ${control}: Kubernetes takes ${allowedSkew}`,
      "version",
      `"1.${minorOf(control) - allowedSkew}" to "${control}"`,
    );
}

/** A Kubernetes version without pinned add-ons needs all of them named: none is left to what EKS prefers that day. */
function checkAddOns(settings: VersionSettings, path: string, report: Report): void {
  const { version, addOnVersions: given = {} } = settings;
  const nodes = nodeVersionOf(settings);
  const missing = missingAddOns(version, given, nodes);
  if (missing.length > 0)
    report(
      `${path}.addOnVersions`,
      `lacks ${missing.join(", ")}, since the project pins none for Kubernetes ${version}`,
      "version",
      `versions that \`aws eks describe-addon-versions --kubernetes-version ${version}\` lists, or ${pinnedVersions().join(", ")}`,
    );
  const proxy = given["kube-proxy"];
  const behind = proxy === undefined ? 0 : minorOf(version) - minorOf(proxy);
  if (behind < 0 || behind > allowedSkew)
    report(
      `${path}.addOnVersions.kube-proxy`,
      `is ${proxy}, and the control plane has ${version}: Kubernetes takes a kube-proxy of that minor version, or up to ` +
        `${allowedSkew} behind`,
      "version",
      addOnVersions(version, {}, nodes)["kube-proxy"] ?? `a version for ${nodes}`,
    );
}

/** It follows the control plane: https://github.com/kubernetes/autoscaler/tree/master/cluster-autoscaler#releases */
function checkAutoscaler(
  { version, autoscaling, autoscalerVersion: given }: VersionSettings,
  path: string,
  report: Report,
): void {
  const here = `${path}.autoscalerVersion`;
  if (autoscaling !== "clusterAutoscaler") {
    if (given !== undefined)
      report(
        here,
        "is for the cluster autoscaler, which this cluster doesn't have",
        "version",
        "no such key",
      );
    return;
  }
  const pin = versions().kubernetes[version]?.clusterAutoscaler?.version;
  const proper =
    pin ?? `the newest release for ${version} of https://github.com/kubernetes/autoscaler/releases`;
  if (given === undefined && pin === undefined)
    report(here, `is missing, since the project pins none for Kubernetes ${version}`, "version", proper);
  if (given !== undefined && minorOf(given) !== minorOf(version))
    report(
      here,
      `is ${given}, and the control plane has ${version}: the cluster autoscaler has the same minor version`,
      "version",
      proper,
    );
}

function checkKarpenter(version: string, path: string, report: Report): void {
  const { kubernetes, charts } = versions();
  const { version: ours, kubernetes: range } = charts.karpenter;
  const atLeast = kubernetes[version]?.karpenter?.atLeast;
  if (range && minorOf(version) > minorOf(range.to))
    report(
      `${path}.version`,
      `is ${version}, and the project's Karpenter, ${ours}, is tested with Kubernetes up to ${range.to}`,
      "version",
      `"${range.to}"`,
    );
  else if (atLeast !== undefined && compareVersions(ours, atLeast) < 0)
    report(
      `${path}.version`,
      `is ${version}, which needs Karpenter ${atLeast} or newer, and the project's is ${ours}`,
      "version",
      range && `"${range.to}"`,
    );
}

/**
 * A release of images is refused where the table has it for other Kubernetes versions only, or is older than the first for
 * this one. Of others only AWS knows.
 */
function checkImages(settings: VersionSettings, path: string, report: Report): void {
  const { nodeImages } = settings;
  const { kubernetes } = versions();
  const nodes = nodeVersionOf(settings);
  const known = kubernetes[nodes]?.nodeImages.releases;
  if (nodeImages === "latest" || !known || known.includes(nodeImages)) return;
  const elsewhere = inOrder(kubernetes).filter((one) =>
    kubernetes[one]!.nodeImages.releases.includes(nodeImages),
  );
  if (elsewhere.length > 0 || nodeImages < known.at(-1)!)
    report(
      `${path}.nodeImages`,
      `is ${nodeImages}, which has no images for Kubernetes ${nodes}` +
        (elsewhere.length === 0 ? "" : `, only for ${elsewhere[0]} to ${elsewhere.at(-1)}`),
      "version",
      known[0],
    );
}
