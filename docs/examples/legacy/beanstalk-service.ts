// A web service on Beanstalk, on two to six instances.
import { BeanstalkService } from "../../../components/legacy/beanstalk-service";

const legacy = new BeanstalkService("api-legacy", {
  service: {
    name: "api",
    kind: "web",
    tag: "2026.11.3",
    environment: { legacy: { MODE: "old" }, kubernetes: {} },
    secrets: {},
    port: 3000,
    healthPath: "/healthz",
  },
  repositoryUrl: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/api",
  solutionStack: "64bit Amazon Linux 2023 v4.5.0 running Docker",
  instanceType: "m5.large",
  min: 2,
  max: 6,
  vpcId: "vpc-0a1b2c3d4e5f67890",
  publicSubnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-0b1c2d3e4f5a67890"],
  privateSubnetIds: ["subnet-0c1d2e3f4a5b67890", "subnet-0d1e2f3a4b5c67890"],
  certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-4e5f-6789-abcd-0a1b2c3d4e5f",
});

export const { target } = legacy;
