// Checks changes of a running cluster: versions go up one at a time, sizes follow what runs.
import type { NodeGroupSettings } from "../../schema/stack/node-groups";
import type { Report } from "../problem";

/** What EKS says of a cluster. */
export interface DeployedCluster {
  /** Kubernetes version of the control plane, e.g. `1.34`. */
  readonly version: string;
  /** How many nodes each managed group has now, by the name that its settings have. */
  readonly nodes: Readonly<Record<string, number>>;
}

/** Whether a failed lookup means that there is no such cluster, by the provider's own words or the API's. */
export function isNoSuchCluster(reason: string): boolean {
  return /couldn't find resource|ResourceNotFoundException|No cluster found/i.test(reason);
}

/** The settings that a deployed cluster limits. */
export interface AskedCluster {
  readonly version: string;
  readonly endpoint: "private" | { readonly public: readonly string[] };
  readonly runner: "outside" | "inVpc";
  readonly nodeGroups: Readonly<Record<string, NodeGroupSettings>>;
}

/**
 * Reports what EKS would refuse in the middle of an update.
 *
 * @param deployed nothing where there is no such cluster yet.
 */
export function checkDeployed(
  asked: AskedCluster,
  deployed: DeployedCluster | undefined,
  path: string,
  report: Report,
): void {
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
  checkVersion(asked.version, deployed.version, `${path}.version`, report);
  for (const [name, { min }] of Object.entries(asked.nodeGroups)) {
    const now = deployed.nodes[name];
    // https://github.com/hashicorp/terraform-provider-aws/issues/18310
    if (now !== undefined && min > now)
      report(
        `${path}.nodeGroups.${name}.min`,
        `is ${min}, and the group has ${now} node${now === 1 ? "" : "s"} now: EKS refuses a minimum above that`,
        "nodes",
        `at most ${now}; or first \`aws eks update-nodegroup-config --scaling-config minSize=${min},desiredSize=${min}\` on it`,
      );
  }
}

/** https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html: one minor version at a time, and never back. */
function checkVersion(asked: string, now: string, path: string, report: Report): void {
  const step = minor(asked) - minor(now);
  if (step < 0)
    report(path, `is ${asked}, and the cluster has ${now}: EKS doesn't downgrade`, "version", `"${now}"`);
  if (step > 1)
    report(
      path,
      `is ${asked}, and the cluster has ${now}: go up one minor version at a time`,
      "version",
      `"1.${minor(now) + 1}"`,
    );
}

function minor(version: string): number {
  return Number(version.split(".")[1]);
}
