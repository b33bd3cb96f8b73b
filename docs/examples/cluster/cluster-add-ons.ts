// DNS, metrics and volumes of a cluster that has nodes.
import { ClusterAddOns } from "../../../components/cluster/cluster-add-ons";

new ClusterAddOns("prod-blue", {
  clusterName: "prod-blue",
  versions: {
    coredns: "v1.13.2-eksbuild.4",
    "metrics-server": "v0.8.1-eksbuild.5",
    "aws-ebs-csi-driver": "v1.58.0-eksbuild.1",
  },
  mostNodes: 12,
});
