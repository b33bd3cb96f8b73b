// Knows the length limits of physical names, and shortens a name to one without colliding.
import { createHash } from "node:crypto";

/** The greatest lengths, in characters, that the clouds and Kubernetes accept. */
export const limits = {
  /** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
  loadBalancer: 32,
  /** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
  targetGroup: 32,
  /** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
  iamRole: 64,
  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
  bucket: 63,
  /** https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_CreateEnvironment.html */
  environment: 40,
  /** RFC 1035, section 2.3.4. */
  dnsLabel: 63,
  /** The strictest of the kinds of name, which Services and label values follow:
   * https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
  kubernetesName: 63,
  /** A CronJob appends 11 characters to its jobs' names:
   * https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
  cronJobName: 52,
  /** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html */
  clusterName: 100,
  /** What the longest name derived from a cluster's leaves of it: an event rule has 64 characters
   * (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html), as a role has. */
  ownCluster: 64 - "-karpenter-queue-rebalance".length - "-1234567".length,
  /** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html */
  nodeGroup: 63,
  /** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html, `DBInstanceIdentifier` */
  databaseIdentifier: 63,
  /** https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html */
  replicationGroup: 40,
  /** What autonaming appends, `-` and 7 hex digits; a logical name must fit the limit less this:
   * https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming */
  autoNameSuffix: 8,
} as const;

const hashDigits = 6;

/**
 * The text itself if it fits the limit, else a prefix of it, `-` and 6 hex digits of its hash, so that long texts
 * that begin alike keep apart. A text that ends in `-`, which no cloud accepts, gets the hash too.
 *
 * @throws RangeError if the limit leaves no room for a prefix (fewer than 8 characters).
 */
export function limitedName(text: string, limit: number): string {
  if (limit < hashDigits + 2) throw new RangeError(`a name of at most ${limit} characters can't hold a hash`);
  if (text.length <= limit && !text.endsWith("-")) return text;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, hashDigits);
  return `${text.slice(0, limit - hashDigits - 1).replace(/-+$/, "")}-${hash}`;
}

/** The stack that a stack file is of, by the file's name: `prod` of `Pulumi.prod.yaml`. */
export function stackOf(file: string): string {
  return file.replace(/^Pulumi\.|\.yaml$/g, "");
}
