// Writes down which Kubernetes version a cluster has, and since when: EKS tells nobody, and goes back only for a while.
import type { EksSettings } from "../../schema/stack/clusters";

/** Days after an upgrade within which EKS rolls it back: https://docs.aws.amazon.com/eks/latest/userguide/rollback-cluster.html */
export const rollbackDays = 7;

/** What an update leaves behind about the versions of one cluster. */
export interface VersionRecord {
  /** Of the control plane. */
  readonly version: string;
  /** When it came to it, ISO 8601; nothing where that was before anybody wrote it down, or it was created so. */
  readonly since?: string;
  /** What it had before. */
  readonly before?: string;
  /** It was created with it. */
  readonly created?: true;
  /** What its nodes are held at. */
  readonly nodeVersion?: string;
  /** The release that Karpenter's nodes start from. */
  readonly nodeImages?: string;
}

/**
 * The record after an update. What hasn't changed is carried over, so that no update differs from the one before.
 *
 * @param recorded by the last update.
 * @param deployed the version that the cluster has now; nothing where there is none.
 */
export function recordVersion(
  asked: Pick<EksSettings, "version" | "nodeVersion" | "nodeImages" | "autoscaling">,
  recorded: VersionRecord | undefined,
  deployed: string | undefined,
  now: Date,
): VersionRecord {
  const { version, nodeVersion, nodeImages, autoscaling } = asked;
  const rest = {
    ...(nodeVersion !== undefined && { nodeVersion }),
    ...(autoscaling === "karpenter" && { nodeImages }),
  };
  if (deployed === undefined) return { version, created: true, ...rest };
  if (deployed !== version) return { version, since: now.toISOString(), before: deployed, ...rest };
  if (recorded === undefined) return { version, ...rest };
  // It came to it without an update that got so far as to write it down.
  if (recorded.version !== version) return { version, before: recorded.version, ...rest };
  const { since, before, created } = recorded;
  return {
    version,
    ...(since !== undefined && { since }),
    ...(before !== undefined && { before }),
    ...(created && { created }),
    ...rest,
  };
}
