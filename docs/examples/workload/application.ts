// A web service that has moved 5 % of its traffic to a cluster.
import * as kubernetes from "@pulumi/kubernetes";
import { Application } from "../../../components/workload/application";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });
const keeping = new kubernetes.Provider("blue-keeping", {
  context: "prod-blue",
  upsertExistingObjects: true,
});

const api = new Application("api", {
  service: {
    name: "api",
    kind: "web",
    image: "api",
    tag: "2026.11.3",
    architectures: ["amd64", "arm64"],
    requests: { cpu: "500m", memory: "512Mi" },
    limits: { cpu: "500m", memory: "512Mi" },
    environment: { legacy: { MODE: "old" }, kubernetes: { MODE: "new" } },
    caches: [],
    secrets: {},
    egress: [],
    after: [],
    port: 3000,
    healthPath: "/healthz",
    routes: [{ name: "api", hostname: "api.example.com", ladder: [0, 5, 25, 50, 100] }],
    scale: { min: 3, max: 30, cpu: 65 },
    legacy: {
      manage: "create",
      platform: "autoScaling",
      ami: "ami-0abc1234",
      instanceType: "m5.large",
      min: 2,
      max: 6,
    },
  },
  sides: { byTarget: { legacy: { idle: false, hold: true }, blue: { idle: false, hold: false } } },
  plans: [
    {
      key: "api",
      kind: "route",
      split: { from: "legacy", to: "blue", percent: 5 },
      weights: { legacy: 95, blue: 5 },
      first: "blue",
    },
  ],
  repositoryUrl: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/api",
  secrets: { region: "eu-west-1", account: "111122223333" },
  legacy: {
    vpcId: "vpc-0a1b2c3d4e5f67890",
    publicSubnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-0b1c2d3e4f5a67890"],
    privateSubnetIds: ["subnet-0c1d2e3f4a5b67890", "subnet-0d1e2f3a4b5c67890"],
    certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-4e5f-6789-abcd-0a1b2c3d4e5f",
    region: "eu-west-1",
  },
  clusters: {
    blue: {
      site: {
        id: "blue",
        clusterName: "prod-blue",
        provider,
        keeping,
        namespace: "prod",
        gateway: { name: "public", namespace: "envoy-gateway-system", listener: "https" },
        loadBalancer: {
          dnsName: "blue-0123456789abcdef.elb.eu-west-1.amazonaws.com",
          zoneId: "Z2IFOLAFXWLO4F",
        },
        secretsRoleArn: "arn:aws:iam::111122223333:role/external-secrets",
        before: [],
      },
      placement: { architectures: ["amd64", "arm64"], preferred: "arm64" },
    },
  },
  zone: { domain: "example.com", zoneId: "Z0123456789ABCDEFGHIJ" },
});

export const { inForce } = api;
