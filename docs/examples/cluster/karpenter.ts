// One pool of Graviton nodes, 64 vCPUs at most.
import * as kubernetes from "@pulumi/kubernetes";
import { Karpenter } from "../../../components/cluster/karpenter";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });

new Karpenter(
  "prod-blue-karpenter",
  {
    clusterName: "prod-blue",
    region: "eu-west-1",
    version: "1.36",
    pools: { arm: { families: ["m7g", "c7g"], cpu: 64 } },
    subnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-0b1c2d3e4f5a67890"],
    securityGroupId: "sg-0123456789abcdef0",
  },
  { provider },
);
