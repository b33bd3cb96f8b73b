// What stands between secrets, pods and the network, and what proves that the program and the rehearsal know it.
import type { Area } from "./limit";

const kubernetes = "https://kubernetes.io/docs";
const external = "test/rehearsal/cloud/external-secrets.test.ts";
const secrets = "test/components/access/secrets.test.ts";
const quotas = "test/rehearsal/cloud/quota.test.ts";
const policies = "test/rehearsal/cloud/network-policy.test.ts";

export const accesses: Area = {
  title: "Secrets and access",
  limits: [
    {
      says: "A pod whose environment comes from a Secret that isn't there never starts; neither does one whose value can't be copied from Secrets Manager.",
      source: `${kubernetes}/concepts/configuration/secret/`,
      program: [
        ["test/observe/secrets.test.ts", "refuses what isn't there"],
        [
          "test/model/access/secrets.test.ts",
          "the Secret's name is the same for the same list in any order, and another for another list",
        ],
      ],
      cloud: [
        [external, "copies a secret for a role that may read it, and then pods start"],
        [external, "never becomes ready for a secret that doesn't exist"],
      ],
    },
    {
      says: "With Pod Identity the External Secrets Operator can't act as another service account; it takes roles on, which must admit the session's tags.",
      source: "https://github.com/external-secrets/external-secrets/issues/2951",
      program: [
        [secrets, "a service's secrets are read by a role of its own, which the operator may take on"],
      ],
      cloud: [
        [
          external,
          "never becomes ready with a role that takes no session tags, which Pod Identity passes on",
        ],
        [external, "never becomes ready with a role that may read other secrets only"],
      ],
    },
    {
      says: "A namespace's quota stops whatever goes beyond it, an autoscaler's pods and a rollout's among them.",
      source: `${kubernetes}/concepts/policy/resource-quotas/`,
      program: [
        [
          "test/model/access/check.test.ts",
          "a quota that would stop autoscaling is refused with what wouldn't",
        ],
        [
          "test/model/workload/namespace-quota.test.ts",
          "no moment of autoscaling and rollouts goes beyond the quota, and no set one that is accepted stops it",
        ],
      ],
      cloud: [
        [quotas, "the second Deployment has no ready pods beyond pods=3"],
        [quotas, "an autoscaler's least replicas count"],
      ],
    },
    {
      says: "Once a policy selects a pod, it admits only what some policy lets in.",
      source: `${kubernetes}/concepts/services-networking/network-policies/`,
      program: [
        [
          "test/components/workload/namespace.test.ts",
          "a policy for each service, and the one that closes the namespace after them all",
        ],
        [
          "test/model/network/network-policy.test.ts",
          "a web service is open to the Gateway, to metrics and to its callers, on its port",
        ],
      ],
      cloud: [[policies, "a closed namespace doesn't answer, until a policy lets the Gateway in"]],
    },
    {
      says: "Where a Service's port differs from its pods', the VPC CNI finds it by the name that both have.",
      source: "https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html",
      program: [
        [
          "test/model/network/network-policy.test.ts",
          "a caller reaches pods by their port, and the public name wherever it leads but to the metadata",
        ],
      ],
      cloud: [[policies, "the policies that the program makes let the Gateway in by the port's name"]],
    },
  ],
};
