// Looks up the availability zones that a stack uses.
import * as aws from "@pulumi/aws";

/**
 * The first zones of the region that this account may use, by name. Sorted, so that the same zones come every time;
 * local and wavelength zones, which have no EKS control plane, are left out.
 */
export async function availabilityZones(count: number): Promise<string[]> {
  const { names } = await aws.getAvailabilityZones({
    state: "available",
    filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
  });
  return [...names].sort().slice(0, count);
}
