// How buckets and Beanstalk environments get physical names that fit their limits.
import { limitedName, limits } from "./limits";

/** What the AWS provider takes: it appends 26 characters to a prefix. */
const maxPrefix = limits.bucket - 26;

/**
 * Nothing, so that Pulumi names the bucket after its logical name; or, where that would be too long, a prefix that the
 * provider completes.
 */
export function bucketNaming(logicalName: string): { bucketPrefix?: string } {
  if (logicalName.length <= limits.bucket - limits.autoNameSuffix) return {};
  return { bucketPrefix: logicalName.slice(0, maxPrefix) };
}

/** The same of a Beanstalk environment, which knows no prefix: a name of its own where the logical one is too long. */
export function environmentNaming(logicalName: string): { name?: string } {
  if (logicalName.length <= limits.environment - limits.autoNameSuffix) return {};
  return { name: limitedName(logicalName, limits.environment) };
}
