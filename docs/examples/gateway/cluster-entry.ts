// The way into an existing cluster.
import * as kubernetes from "@pulumi/kubernetes";
import { ClusterEntry } from "../../../components/gateway/cluster-entry";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });

const entry = new ClusterEntry(
  "prod-blue-entry",
  {
    clusterId: "blue",
    clusterName: "prod-blue",
    vpcId: "vpc-0a1b2c3d4e5f67890",
    publicSubnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-0b1c2d3e4f5a67890"],
    nodeSecurityGroupId: "sg-0123456789abcdef0",
    certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-4e5f-6789-abcd-0a1b2c3d4e5f",
    region: "eu-west-1",
  },
  { provider },
);

export const { loadBalancer } = entry;
