// What Kubernetes and the External Secrets Operator refuse, and what proves that the program and the rehearsal know it.
import type { Area } from "./limit";

const concepts = "https://kubernetes.io/docs/concepts";
const workload = "test/model/workload.test.ts";
const settings = "test/model/settings.test.ts";
const access = "test/model/access.test.ts";
const kubernetes = "test/rehearsal/cloud/kubernetes.test.ts";
const operator = "test/rehearsal/cloud/external-secrets.test.ts";
const quota = "test/rehearsal/cloud/quota.test.ts";

export const workloads: Area = {
  title: "Workloads",
  limits: [
    {
      says: "A namespace at the restricted Pod Security Standard takes a Deployment, but none of its pods that don't keep to it.",
      source: `${concepts}/security/pod-security-admission/`,
      program: [[workload, "a pod > of $name keeps to the restricted Pod Security Standard"]],
      cloud: [
        [kubernetes, "never sees pods ready that a restricted namespace does not admit"],
        [kubernetes, "a restricted pod has no privilege escalation"],
      ],
    },
    {
      says: "A quota stops pods that would go beyond it, autoscaling and rollouts too.",
      source: `${concepts}/policy/resource-quotas/`,
      program: [
        [access, "a quota that would stop autoscaling is refused with what wouldn't"],
        [
          "test/model/quota.test.ts",
          "no moment of autoscaling and rollouts goes beyond the quota, and no set one that is accepted stops it",
        ],
      ],
      cloud: [
        [quota, "the second Deployment has no ready pods beyond pods=3"],
        [quota, "an autoscaler's least replicas count"],
      ],
    },
    {
      says: "A CronJob's name has at most 52 characters, and a Service's begins with a letter.",
      source: `${concepts}/overview/working-with-objects/names/`,
      program: [
        [settings, "names that Kubernetes would not take > a job's, longer than a CronJob's may be"],
        [settings, "names that Kubernetes would not take > a web service's, beginning with a digit"],
      ],
      cloud: [[kubernetes, "refuses a service's name with a dot"]],
    },
    {
      says: "A request is at most its limit.",
      source: `${concepts}/configuration/manage-resources-containers/`,
      program: [["test/config/load.test.ts", "a service with a burst below the request"]],
      cloud: [[kubernetes, "refuses a request above its limit"]],
    },
    {
      says: "Custom resources are known only once the chart that brings them is there.",
      source: `${concepts}/extend-kubernetes/api-extension/custom-resources/`,
      program: [
        [
          "test/components/gateway/cluster-entry.test.ts",
          "Envoy Gateway is released before the objects of its kinds",
        ],
      ],
      cloud: [
        [kubernetes, "serves custom resources only in the cluster whose chart brings them"],
        [operator, "its objects need its chart"],
      ],
    },
    {
      says: "A secret is copied only if it exists, and the role that reads it trusts the operator and may read this one.",
      source: "https://external-secrets.io/latest/provider/aws-secrets-manager/",
      program: [
        [
          "test/model/secrets.test.ts",
          "a secret that doesn't exist is a problem that names its like, and how to create it",
        ],
        ["test/model/secrets.test.ts", "a policy names each secret once, and nothing but them"],
        [
          "test/components/access/secrets.test.ts",
          "a service's secrets are read by a role of its own, which the operator may take on",
        ],
      ],
      cloud: [
        [operator, "never becomes ready for a secret that doesn't exist"],
        [operator, "never becomes ready with a role that trusts another"],
        [operator, "never becomes ready with a role that may read other secrets only"],
      ],
    },
    {
      says: "A namespace with a policy that closes it lets in what another policy names, and nothing else.",
      source: `${concepts}/services-networking/network-policies/`,
      program: [
        [
          "test/model/network-policy.test.ts",
          "a web service is open to the Gateway, to metrics and to its callers, on its port",
        ],
        [
          "test/model/network-policy.test.ts",
          "pods reach pods exactly where `after` says, and both ends agree",
        ],
      ],
      cloud: [
        [
          "test/rehearsal/cloud/network-policy.test.ts",
          "a closed namespace doesn't answer, until a policy lets the Gateway in",
        ],
      ],
    },
  ],
};
