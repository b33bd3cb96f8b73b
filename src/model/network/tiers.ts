// Names the tiers of a VPC's subnets, and the tags by which load balancers find theirs.

/** Public for load balancers and NAT, private for nodes and services, intra for what needs no way to the internet. */
export type Tier = "public" | "private" | "intra";

/**
 * How the AWS Load Balancer Controller finds subnets:
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/subnet_discovery/
 */
export function discoveryTags(tier: Tier, clusterIds: readonly string[]): Record<string, string> {
  if (tier === "intra") return {};
  return {
    [tier === "public" ? "kubernetes.io/role/elb" : "kubernetes.io/role/internal-elb"]: "1",
    ...Object.fromEntries(clusterIds.map((id) => [`kubernetes.io/cluster/${id}`, "shared"])),
  };
}
