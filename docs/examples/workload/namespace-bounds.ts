// Bounds for one web service.
import * as kubernetes from "@pulumi/kubernetes";
import { NamespaceBounds } from "../../../components/workload/namespace-bounds";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });

new NamespaceBounds(
  "prod-blue-bounds",
  {
    namespace: "prod",
    services: [
      {
        name: "api",
        kind: "web",
        requests: { cpu: "500m", memory: "512Mi" },
        limits: { cpu: "500m", memory: "512Mi" },
        scale: { min: 3, max: 30, cpu: 65 },
      },
    ],
  },
  { provider },
);
