// A controller that may change one target group.
import * as kubernetes from "@pulumi/kubernetes";
import { LoadBalancerController } from "../../../components/gateway/load-balancer-controller";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });

new LoadBalancerController(
  "prod-blue-controller",
  {
    clusterName: "prod-blue",
    region: "eu-west-1",
    vpcId: "vpc-0a1b2c3d4e5f67890",
    targetGroupArns: [
      "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/prod-blue/0123456789abcdef",
    ],
  },
  { provider },
);
