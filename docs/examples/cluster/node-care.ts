// A default class of volumes, and the cluster autoscaler.
import * as kubernetes from "@pulumi/kubernetes";
import { NodeCare } from "../../../components/cluster/node-care";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });

new NodeCare(
  "prod-blue",
  {
    clusterName: "prod-blue",
    region: "eu-west-1",
    version: "1.36",
    autoscaling: "clusterAutoscaler",
    subnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-0b1c2d3e4f5a67890"],
    securityGroupId: "sg-0123456789abcdef0",
  },
  { provider },
);
