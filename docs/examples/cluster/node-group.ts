// Three to twelve Graviton nodes.
import { NodeGroup } from "../../../components/cluster/node-group";

const group = new NodeGroup("prod-blue-arm", {
  clusterName: "prod-blue",
  version: "1.36",
  subnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-0b1c2d3e4f5a67890"],
  instanceTypes: ["m7g.large", "m6g.large"],
  min: 3,
  max: 12,
});

export const { architecture } = group;
