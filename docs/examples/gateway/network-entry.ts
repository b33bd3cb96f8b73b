// A load balancer whose target groups wait for pods.
import { NetworkEntry } from "../../../components/gateway/network-entry";

const entry = new NetworkEntry("prod-blue-nlb", {
  clusterId: "blue",
  vpcId: "vpc-0a1b2c3d4e5f67890",
  publicSubnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-0b1c2d3e4f5a67890"],
  nodeSecurityGroupId: "sg-0123456789abcdef0",
  certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-4e5f-6789-abcd-0a1b2c3d4e5f",
});

export const { address, targetGroupArns } = entry;
