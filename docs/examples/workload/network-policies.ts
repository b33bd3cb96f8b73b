// A service whose metrics are read, in a closed namespace.
import * as kubernetes from "@pulumi/kubernetes";
import { NetworkPolicies } from "../../../components/workload/network-policies";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });

new NetworkPolicies(
  "prod-blue-policies",
  {
    namespace: "prod",
    policies: {
      api: {
        podSelector: { matchLabels: { "app.kubernetes.io/name": "api" } },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          {
            from: [{ namespaceSelector: { matchLabels: { "crossover/metrics": "allowed" } } }],
            ports: [{ protocol: "TCP", port: "http" }],
          },
        ],
      },
    },
  },
  { provider },
);
