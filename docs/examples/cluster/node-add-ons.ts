// What makes the nodes of a cluster ready.
import { NodeAddOns } from "../../../components/cluster/node-add-ons";

const addOns = new NodeAddOns("prod-blue", {
  clusterName: "prod-blue",
  versions: {
    "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
    "kube-proxy": "v1.34.6-eksbuild.2",
    "vpc-cni": "v1.21.1-eksbuild.7",
  },
});

export const urns = addOns.all.map(({ urn }) => urn);
