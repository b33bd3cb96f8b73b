// What makes the nodes of a cluster ready.
import { NodeAddOns } from "../../../components/cluster/node-add-ons";

const addOns = new NodeAddOns("prod-blue", {
  clusterName: "prod-blue",
  versions: {
    "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
    "kube-proxy": "v1.36.0-eksbuild.14",
    "vpc-cni": "v1.22.4-eksbuild.3",
  },
});

export const urns = addOns.all.map(({ urn }) => urn);
