// An autoscaler of every node group of the cluster.
import * as kubernetes from "@pulumi/kubernetes";
import { ClusterAutoscaler } from "../../../components/cluster/cluster-autoscaler";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });

new ClusterAutoscaler(
  "prod-blue-autoscaler",
  { clusterName: "prod-blue", region: "eu-west-1", version: "1.36" },
  { provider },
);
