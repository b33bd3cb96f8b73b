// Checks what an account must have before Karpenter can start spot machines.
import type { EksSettings } from "../../schema/stack/clusters";
import type { Problem } from "../problem";

/**
 * EC2 takes it on to start spot machines, and makes it by itself only in the console
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html). Karpenter may
 * make no roles. Managed node groups need nothing: EC2 Auto Scaling makes it
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AutoScalingServiceRolePolicy.html).
 */
export const spotRole = "AWSServiceRoleForEC2Spot";

/** The keys of the pools that may have spot machines, below `crossover:`. */
export function spotPools(clusters: Readonly<Record<string, Pick<EksSettings, "nodePools">>>): string[] {
  return Object.entries(clusters).flatMap(([id, { nodePools = {} }]) =>
    Object.entries(nodePools)
      .filter(([, { capacity = "onDemand" }]) => capacity !== "onDemand")
      .map(([name]) => `clusters.${id}.nodePools.${name}.capacity`),
  );
}

/** What is wrong where the account has no {@link spotRole}. @param file the stack file's name. */
export function spotProblems(pools: readonly string[], file: string): Problem[] {
  return pools.map((path) => ({
    rule: "account",
    path: `${file}: crossover:${path}`,
    message: `the account has no role \`${spotRole}\`, and EC2 starts no spot machine without it`,
    allowed:
      "`onDemand`; or create it once: `aws iam create-service-linked-role --aws-service-name spot.amazonaws.com`",
  }));
}
