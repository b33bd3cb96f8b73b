// Describes the access entries of a cluster's administrators for `@pulumi/eks`.
import type * as eks from "@pulumi/eks";

/**
 * An entry with EKS's cluster administrator policy for each principal, by account, kind and name: a name is unique in
 * its account whatever the path (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 */
export function accessEntries(admins: readonly string[]): Record<string, eks.types.input.AccessEntryArgs> {
  return Object.fromEntries(
    admins.map((principalArn) => [
      principalKey(principalArn),
      {
        principalArn,
        accessPolicies: {
          admin: {
            policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
            accessScope: { type: "cluster" },
          },
        },
      },
    ]),
  );
}

/** `123456789012-role-ops` of `arn:aws:iam::123456789012:role/platform/ops`. */
function principalKey(arn: string): string {
  const [, , , , account, resource = ""] = arn.split(":");
  const path = resource.split("/");
  return `${account}-${path[0]}-${path.at(-1)}`;
}
