// DNS, metrics and volumes of a cluster that has nodes.
import { ClusterAddOns } from "../../../components/cluster/cluster-add-ons";

new ClusterAddOns("prod-blue", {
  clusterName: "prod-blue",
  versions: {
    coredns: "v1.14.3-eksbuild.3",
    "metrics-server": "v0.9.0-eksbuild.10",
    "aws-ebs-csi-driver": "v1.66.0-eksbuild.1",
  },
  mostNodes: 12,
});
