// A web service under one public name.
import * as kubernetes from "@pulumi/kubernetes";
import { KubernetesService } from "../../../components/workload/kubernetes-service";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });

const api = new KubernetesService(
  "api-blue",
  {
    service: {
      name: "api",
      kind: "web",
      tag: "2026.11.3",
      requests: { cpu: "500m", memory: "512Mi" },
      limits: { cpu: "500m", memory: "512Mi" },
      environment: { legacy: {}, kubernetes: { MODE: "new" } },
      secrets: {},
      port: 3000,
      healthPath: "/healthz",
      scale: { min: 3, max: 30, cpu: 65 },
    },
    namespace: "prod",
    repositoryUrl: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/api",
    architectures: ["arm64"],
    hostnames: ["api.example.com"],
    gateway: { name: "public", namespace: "envoy-gateway-system", listener: "https" },
  },
  { provider },
);

export const { ready } = api;
