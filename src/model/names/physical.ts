// Gives AWS resources physical names that fit their limits, where Pulumi's autoname would be too long.
import { limitedName, limits } from "./limits";

/**
 * How each kind is named: nothing while the autoname fits, so that Pulumi names the resource after its logical name;
 * else a prefix, which the AWS provider completes. Either way each new one has a name of its own, and a replacement never
 * collides.
 */
const prefixes = {
  /** The provider appends 26 characters to a prefix. */
  bucket: { limit: limits.bucket, longest: limits.bucket - 26 },
  /** Load balancers and target groups, whose prefix the provider takes up to 6 characters of. */
  balancer: { limit: limits.loadBalancer, longest: 6 },
  /** https://www.pulumi.com/registry/packages/aws/api-docs/iam/role/, `namePrefix` */
  role: { limit: limits.iamRole, longest: 38 },
} as const;

function prefixOf(kind: keyof typeof prefixes, logicalName: string): string | undefined {
  const { limit, longest } = prefixes[kind];
  return logicalName.length <= limit - limits.autoNameSuffix ? undefined : logicalName.slice(0, longest);
}

/** Of a bucket. */
export function bucketNaming(logicalName: string): { bucketPrefix?: string } {
  const bucketPrefix = prefixOf("bucket", logicalName);
  return bucketPrefix === undefined ? {} : { bucketPrefix };
}

/** Of a load balancer or a target group. */
export function balancerNaming(logicalName: string): { namePrefix?: string } {
  const namePrefix = prefixOf("balancer", logicalName);
  return namePrefix === undefined ? {} : { namePrefix };
}

/** Of an IAM role. */
export function roleNaming(logicalName: string): { namePrefix?: string } {
  const namePrefix = prefixOf("role", logicalName);
  return namePrefix === undefined ? {} : { namePrefix };
}

/** Of a Beanstalk environment, which takes no prefix: a name of its own where the logical one is too long. */
export function environmentNaming(logicalName: string): { name?: string } {
  if (logicalName.length <= limits.environment - limits.autoNameSuffix) return {};
  return { name: limitedName(logicalName, limits.environment) };
}
