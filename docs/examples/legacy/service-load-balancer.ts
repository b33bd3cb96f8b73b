// A load balancer that instances register with.
import { ServiceLoadBalancer } from "../../../components/legacy/service-load-balancer";

const balancer = new ServiceLoadBalancer("api-alb", {
  vpcId: "vpc-0a1b2c3d4e5f67890",
  publicSubnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-0b1c2d3e4f5a67890"],
  certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-4e5f-6789-abcd-0a1b2c3d4e5f",
  targetType: "instance",
  port: 3000,
  healthPath: "/healthz",
});

export const { address, targetGroupArn } = balancer;
