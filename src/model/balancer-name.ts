// How load balancers and target groups get physical names that fit their 32 characters.
import { limits } from "./names/limits";

/** What the AWS provider takes for these two: it appends 26 characters to a prefix. */
const maxPrefix = 6;

/**
 * Nothing, so that Pulumi names the resource after its logical name; or, where that would be too long, a prefix that
 * the provider completes. Either way each new one has a name of its own, and a replacement never collides.
 */
export function balancerNaming(logicalName: string): { namePrefix?: string } {
  if (logicalName.length <= limits.loadBalancer - limits.autoNameSuffix) return {};
  return { namePrefix: logicalName.slice(0, maxPrefix) };
}
