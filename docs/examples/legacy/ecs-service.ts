// A web service of two to six tasks on Fargate.
import { EcsService } from "../../../components/legacy/ecs-service";

const legacy = new EcsService("api-legacy", {
  service: {
    name: "api",
    kind: "web",
    tag: "2026.11.3",
    environment: { legacy: { MODE: "old" }, kubernetes: {} },
    secrets: {},
    port: 3000,
    healthPath: "/healthz",
    architectures: ["amd64"],
  },
  repositoryUrl: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/api",
  cpu: 512,
  memory: 1024,
  min: 2,
  max: 6,
  region: "eu-west-1",
  vpcId: "vpc-0a1b2c3d4e5f67890",
  publicSubnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-0b1c2d3e4f5a67890"],
  privateSubnetIds: ["subnet-0c1d2e3f4a5b67890", "subnet-0d1e2f3a4b5c67890"],
  certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-4e5f-6789-abcd-0a1b2c3d4e5f",
});

export const { target } = legacy;
