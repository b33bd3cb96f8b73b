// Tells how many instances, tasks or pods serve while a change to them goes on.
import type { Lookup } from "./lookup";
import { numberAt } from "./properties";
import type { CloudResource, Properties } from "./types";

/** How many of a resource's instances, tasks or pods serve now, of those that it has. */
export function servingNow(
  lookup: Pick<Lookup, "now" | "expires">,
  { work }: CloudResource,
  has: number,
): number {
  const until = work ? Date.parse(work.until) : 0;
  if (!work || lookup.now() >= until) return has;
  lookup.expires(until);
  return Math.min(work.serving, has);
}

/**
 * How a target group checks its targets: seconds between two checks, and how many change a target's state. Defaults:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
 */
export function healthCheckOf(targetGroup: Properties) {
  const number = (name: string) => numberAt(targetGroup, `healthCheck.${name}`);
  return {
    interval: number("interval") ?? 30,
    up: number("healthyThreshold") ?? 5,
    down: number("unhealthyThreshold") ?? 2,
  };
}
