// Decides how long the deletion of a legacy side is waited for.
import { defaults } from "../workload/pod-settings";

/** What EC2 needs to end instances, in seconds: all that the provider waits for by itself. */
const terminationSeconds = 600;

/** An Auto Scaling group's instances leave their load balancer before they end, for as long as requests may take. */
export function groupTimeouts(graceSeconds: number = defaults.grace) {
  return { delete: `${graceSeconds + terminationSeconds}s` };
}
