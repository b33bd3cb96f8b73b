// Checks a cluster's administrators against the access entries that it has or gets by itself: EKS takes none twice.
import type { Report } from "../problem";
import type { StateResource } from "../traffic/written";
import { principalKey } from "./identity";

/** What is known of one cluster. */
export interface KnownEntries {
  /** ARN of whoever deploys. */
  readonly deployer: string;
  /** Whether the cluster is there. */
  readonly exists: boolean;
  /** Those of the administrators who have an entry in it that the state doesn't have. */
  readonly foreign: readonly string[];
}

/** The principals whose entries in a cluster a state has, as ARNs; nothing where it doesn't have the cluster. */
export function entriesWritten(
  resources: readonly StateResource[],
  clusterName: string,
): readonly string[] | undefined {
  const isKnown = resources.some(
    ({ type, outputs }) => type === "aws:eks/cluster:Cluster" && outputs?.["name"] === clusterName,
  );
  if (!isKnown) return undefined;
  return resources.flatMap(({ type, outputs = {} }) =>
    type === "aws:eks/accessEntry:AccessEntry" &&
    outputs["clusterName"] === clusterName &&
    typeof outputs["principalArn"] === "string"
      ? [outputs["principalArn"]]
      : [],
  );
}

/**
 * Reports each administrator of whom EKS would say `409 ResourceInUseException`, after the cluster has been made: the
 * identity that creates a cluster gets an entry by itself (https://github.com/pulumi/pulumi-eks/issues/2373).
 *
 * @param path of the cluster, e.g. `Pulumi.prod.yaml: crossover:clusters.blue`.
 */
export function checkAdmins(
  admins: readonly string[],
  { deployer, exists, foreign }: KnownEntries,
  path: string,
  report: Report,
): void {
  admins.forEach((admin, i) => {
    const at = `${path}.admins[${i}]`;
    if (!exists && principalKey(admin) === principalKey(deployer))
      report(
        at,
        `${admin} is who deploys: EKS makes the one that creates a cluster its administrator, and takes no second entry`,
        "access",
        "leave it out",
      );
    else if (foreign.includes(admin))
      report(
        at,
        `${admin} has an access entry in the cluster already, which isn't this stack's: EKS takes no second one`,
        "access",
        "leave it out: it is the creator's, or made by hand; or delete it first by `aws eks delete-access-entry`",
      );
  });
}
