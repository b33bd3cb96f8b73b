// A cluster of Graviton nodes in a network of its own.
import { EksCluster } from "../../../components/cluster/eks-cluster";
import { Network } from "../../../components/network/network";

const network = new Network("prod", {
  cidr: "10.20.0.0/16",
  zones: ["eu-west-1a", "eu-west-1b"],
  region: "eu-west-1",
  clusterIds: ["prod-blue"],
});

const cluster = new EksCluster(
  "prod-blue",
  {
    clusterName: "prod-blue",
    version: "1.36",
    vpcId: network.vpcId,
    controlPlaneSubnetIds: network.intraSubnetIds,
    nodeSubnetIds: network.privateSubnetIds,
    endpoint: { public: ["198.51.100.0/24"] },
    nodeGroups: { arm: { instanceTypes: ["m7g.large"], min: 3, max: 12 } },
  },
  { dependsOn: [network] },
);

export const { kubeconfig } = cluster;
