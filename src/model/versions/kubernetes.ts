// Refuses what doesn't go with a cluster's Kubernetes version: its nodes', its add-ons', its autoscaler's, its images'.
import type { EksSettings } from "../../schema/stack/clusters";
import { versions } from "../../schema/versions";
import type { AddOnName } from "../../schema/stack/node-groups";
import { addOnVersions, missingAddOns, pinnedVersions, type AddOnVersions } from "../clusters/add-ons";
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
  for (const [of, missing] of lackingAddOns(version, given, nodes))
    report(
      `${path}.addOnVersions`,
      `lacks ${missing.join(", ")}, since the project pins none for Kubernetes ${of}`,
      "version",
      `versions that \`aws eks describe-addon-versions --kubernetes-version ${of}\` lists, or ${pinnedVersions().join(", ")}`,
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

/** The add-ons without a version, by the Kubernetes version that decides it. */
function lackingAddOns(
  version: string,
  given: Partial<AddOnVersions>,
  nodes: string,
): (readonly [of: string, missing: readonly AddOnName[]])[] {
  const missing = missingAddOns(version, given, nodes);
  if (nodes === version) return missing.length > 0 ? [[version, missing]] : [];
  const [proxy, others] = [true, false].map((one) =>
    missing.filter((name) => (name === "kube-proxy") === one),
  );
  return [[version, others!] as const, [nodes, proxy!] as const].filter(([, names]) => names.length > 0);
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
 * The Kubernetes versions that a release of images is for, where the table knows it, and it isn't for this one; nothing
 * where it is, or where only AWS knows.
 */
export function imagesElsewhere(release: string, version: string): readonly string[] | undefined {
  const { kubernetes } = versions();
  const having = inOrder(kubernetes).filter((one) => kubernetes[one]!.nodeImages.releases.includes(release));
  return having.length === 0 || having.includes(version) || !(version in kubernetes) ? undefined : having;
}

function checkImages(settings: VersionSettings, path: string, report: Report): void {
  const { nodeImages } = settings;
  const nodes = nodeVersionOf(settings);
  const elsewhere = imagesElsewhere(nodeImages, nodes);
  if (elsewhere)
    report(
      `${path}.nodeImages`,
      `is ${nodeImages}, which has no images for Kubernetes ${nodes}, only for ${elsewhere[0]} to ${elsewhere.at(-1)}`,
      "version",
      versions().kubernetes[nodes]!.nodeImages.releases[0],
    );
}
