// Describes the access entries of a cluster's administrators for `@pulumi/eks`.
import type * as eks from "@pulumi/eks";
import { principalKey } from "../../src/model/access/identity";

/** An entry with EKS's cluster administrator policy for each principal, by account, kind and name. */
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
