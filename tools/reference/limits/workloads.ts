// What Kubernetes refuses of workloads, and what proves that the program and the rehearsal know it.
import type { Area } from "./limit";

const concepts = "https://kubernetes.io/docs/concepts";
const workload = "test/model/workload/objects.test.ts";
const settings = "test/model/environment/settings.test.ts";
const kubernetes = "test/rehearsal/cloud/kubernetes.test.ts";
const operator = "test/rehearsal/cloud/external-secrets.test.ts";

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
      says: "Server-side apply takes no field from another manager: an autoscaler's replicas are its own.",
      source: "https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts",
      program: [
        [
          "test/model/workload/objects.test.ts",
          "a Deployment leaves its replicas to the autoscaler and never takes a pod away before its successor is ready",
        ],
      ],
      cloud: [["test/rehearsal/cloud/kubernetes.test.ts", "lets an autoscaler's replicas to their owner"]],
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
  ],
};
