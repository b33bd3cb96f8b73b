// Checks changes of a running cluster: versions go up one at a time, or back by one within a week; sizes follow what runs.
import type { EksSettings } from "../../schema/stack/clusters";
import type { Report } from "../problem";
import { allowedSkew, imagesElsewhere, nodeVersionOf } from "../versions/kubernetes";
import { minorOf } from "../versions/order";
import { rollbackDays, type VersionRecord } from "../versions/record";

/** What EKS says of a cluster. */
export interface DeployedCluster {
  /** Kubernetes version of the control plane, e.g. `1.36`. */
  readonly version: string;
  /** Each managed group by the name that its settings have. */
  readonly groups: Readonly<Record<string, DeployedGroup>>;
}

/** A managed node group as it is. */
export interface DeployedGroup {
  /** How many nodes it has. */
  readonly nodes: number;
  /** Their Kubernetes version. */
  readonly version: string;
}

/** Whether a failed lookup means that there is no such cluster, by the provider's own words or the API's. */
export function isNoSuchCluster(reason: string): boolean {
  return /couldn't find resource|ResourceNotFoundException|No cluster found/i.test(reason);
}

/** The settings that a deployed cluster limits. */
export type AskedCluster = Pick<
  EksSettings,
  "version" | "nodeVersion" | "endpoint" | "runner" | "nodeGroups" | "autoscaling" | "nodeImages"
>;

/** What is there, and what is known of how it came to be. */
export interface Past {
  /** Nothing where there is no such cluster yet. */
  readonly deployed?: DeployedCluster;
  /** What the last update has written down. */
  readonly recorded?: VersionRecord;
  readonly now: Date;
}

/** Reports what EKS would refuse in the middle of an update, and what would leave nodes without images. */
export function checkDeployed(asked: AskedCluster, past: Past, path: string, report: Report): void {
  const { deployed } = past;
  if (!deployed) {
    // @pulumi/eks waits for the endpoint, and all that is in the cluster is made by way of it.
    if (asked.endpoint === "private" && asked.runner === "outside")
      report(
        `${path}.endpoint`,
        "is private, and the cluster doesn't exist yet: from outside its VPC the program couldn't create anything in it",
        "endpoint",
        "the ranges that the program runs in, such as `{ public: [198.51.100.0/24] }`, until you have a way into the VPC; or `runner: inVpc`",
      );
    return;
  }
  const step = minorOf(asked.version) - minorOf(deployed.version);
  if (step < 0) checkWayBack(asked.version, step, deployed, past, path, report);
  if (step > 0) checkWayUp(asked.version, step, deployed, path, report);
  if (step !== 0) checkPools(asked, deployed.version, past.recorded, path, report);
  checkGroups(asked, deployed, path, report);
}

/** https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html: one minor version at a time. */
function checkWayUp(
  asked: string,
  step: number,
  { version, groups }: DeployedCluster,
  path: string,
  report: Report,
): void {
  if (step > 1) {
    report(
      `${path}.version`,
      `is ${asked}, and the cluster has ${version}: go up one minor version at a time`,
      "version",
      `"1.${minorOf(version) + 1}"`,
    );
    return;
  }
  for (const [name, group] of Object.entries(groups))
    if (minorOf(asked) - minorOf(group.version) > allowedSkew)
      report(
        `${path}.version`,
        `is ${asked}, and the nodes of \`${name}\` have ${group.version}: Kubernetes takes nodes that are ${allowedSkew} minor ` +
          "versions behind",
        "version",
        `"${version}", without \`nodeVersion\`, until the nodes have followed`,
      );
}

/** https://docs.aws.amazon.com/eks/latest/userguide/rollback-cluster.html, "Prerequisites". */
function checkWayBack(
  asked: string,
  step: number,
  { version, groups }: DeployedCluster,
  { recorded, now }: Past,
  path: string,
  report: Report,
): void {
  const refuse = (why: string, allowed = `"${version}"`) => {
    report(`${path}.version`, `is ${asked}, and the cluster has ${version}: ${why}`, "version", allowed);
  };
  // Another hand has moved it since.
  const known = recorded?.version === version ? recorded : undefined;
  if (step < -1)
    return refuse("EKS goes back by one minor version", `"1.${minorOf(version) - 1}", within its seven days`);
  if (known?.created)
    return refuse("it was created with that, and EKS goes back only to what a cluster had before");
  if (known?.before !== undefined && known.before !== asked)
    return refuse(`it had ${known.before} before, and EKS goes back to no other`);
  if (known?.since !== undefined) {
    const over = new Date(Date.parse(known.since) + rollbackDays * 86_400_000);
    if (now >= over)
      return refuse(
        `it was upgraded on ${known.since.slice(0, 10)}, and EKS goes back within ${rollbackDays} days`,
        `"${version}", or a second cluster of ${asked} beside it`,
      );
  }
  const ahead = Object.entries(groups).filter(([, group]) => minorOf(group.version) > minorOf(asked));
  if (ahead.length > 0)
    report(
      `${path}.version`,
      `is ${asked}, and the nodes of ${ahead.map(([name]) => `\`${name}\``).join(", ")} have ${version}: they go back before the ` +
        "control plane",
      "version",
      `"${version}" with \`nodeVersion: "${asked}"\` first, in an update of its own`,
    );
}

/**
 * Karpenter resolves the images of its nodes by the control plane's version as soon as that has moved, which is long before
 * the update comes to its pools: so what these need is there before.
 */
function checkPools(
  asked: AskedCluster,
  now: string,
  recorded: VersionRecord | undefined,
  path: string,
  report: Report,
): void {
  if (asked.autoscaling !== "karpenter" || !recorded) return;
  if (asked.nodeVersion !== undefined && asked.nodeVersion !== recorded.nodeVersion) {
    report(
      `${path}.nodeVersion`,
      `is new, and the control plane would move in the same update: Karpenter's nodes would follow it before they are told to stay`,
      "version",
      `\`version: "${now}"\` and \`nodeVersion: "${asked.nodeVersion}"\` first, in an update of their own`,
    );
    return;
  }
  const { nodeImages } = recorded;
  if (nodeImages !== undefined && imagesElsewhere(nodeImages, nodeVersionOf(asked)))
    report(
      `${path}.version`,
      `is ${asked.version}, and Karpenter's nodes start from ${nodeImages}, which has no images for it: until the update had come to ` +
        "its pools, it could add none",
      "version",
      `\`version: "${now}"\` and \`nodeImages: ${asked.nodeImages}\` first, in an update of their own`,
    );
}

function checkGroups(asked: AskedCluster, { groups }: DeployedCluster, path: string, report: Report): void {
  const wanted = nodeVersionOf(asked);
  for (const [name, { min }] of Object.entries(asked.nodeGroups)) {
    const group = groups[name];
    if (!group) continue;
    // https://github.com/hashicorp/terraform-provider-aws/issues/18310
    if (min > group.nodes)
      report(
        `${path}.nodeGroups.${name}.min`,
        `is ${min}, and the group has ${group.nodes} node${group.nodes === 1 ? "" : "s"} now: EKS refuses a minimum above that`,
        "nodes",
        `at most ${group.nodes}; or first \`aws eks update-nodegroup-config --scaling-config minSize=${min},desiredSize=${min}\` on it`,
      );
    if (asked.nodeVersion !== undefined && minorOf(group.version) - minorOf(wanted) > 1)
      report(
        `${path}.nodeVersion`,
        `is ${wanted}, and the nodes of \`${name}\` have ${group.version}: EKS takes them back by one minor version`,
        "version",
        `"1.${minorOf(group.version) - 1}"`,
      );
  }
}
