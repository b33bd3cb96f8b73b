// What EC2, EKS and Karpenter refuse of nodes and quotas, and what proves that the program and the rehearsal know it.
import type { Area } from "./limit";

const guide = "https://docs.aws.amazon.com/eks/latest/userguide";
const api = "https://docs.aws.amazon.com/eks/latest/APIReference";
const kinds = "test/rehearsal/cloud/node-kinds.test.ts";
const scheduling = "test/rehearsal/cloud/scheduling.test.ts";
const groups = "test/model/nodes/node-groups.test.ts";
const deployed = "test/model/clusters/deployed.test.ts";
const room = "test/model/nodes/cluster-room.test.ts";
const care = "test/components/cluster/node-care.test.ts";

export const nodes: Area = {
  title: "Node purposes, versions and quotas",
  limits: [
    {
      says: "A pod is scheduled only on nodes whose taints it tolerates.",
      source: "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
      program: [
        [
          "test/model/nodes/architecture.test.ts",
          "purposes > a service that tolerates no taint has no place on tainted nodes",
        ],
        [groups, "who names a purpose is let onto its nodes, and only onto those"],
      ],
      cloud: [
        [scheduling, "a cluster takes not through a taint"],
        [scheduling, "a Deployment that no node takes is waited for in vain; a schedule isn't waited for"],
      ],
    },
    {
      says: "A node leaves less than its type has: the kubelet and the pods of every node keep some. A pod that asks for more never starts, whatever adds nodes.",
      source: "https://kubernetes.io/docs/tasks/administer-cluster/reserve-compute-resources/",
      program: [
        [room, "a pod that no node holds is refused: more CPU than a large leaves"],
        [room, "nodes that are too few are refused: of one architecture, without autoscaling"],
      ],
      cloud: [
        [scheduling, "by size, a cluster takes no pod that asks for more CPU"],
        [scheduling, "by size, Karpenter takes what a node within the pool's limit holds"],
      ],
    },
    {
      says: "Kubernetes counts GPUs only where a device plugin runs.",
      source: "https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/",
      program: [[care, "GPU nodes get the device plugin"]],
      cloud: [[scheduling, "a cluster takes no GPU before the kubelet knows of it"]],
    },
    {
      says: "GPU images are for GPU types; others would be let onto GPUs by every pod.",
      source: `${api}/API_CreateNodegroup.html`,
      program: [
        [groups, "a GPU group without GPUs is refused"],
        [groups, "GPUs for everyone is refused"],
      ],
      cloud: [[kinds, "a node group with NVIDIA's image without GPUs is refused"]],
    },
    {
      says: "Amazon Linux 2023 doesn't start on `a1`, the first Graviton.",
      source: "https://docs.aws.amazon.com/linux/al2023/ug/system-requirements.html",
      program: [[groups, "the first Graviton is refused"]],
      cloud: [[kinds, "a node group with the first Graviton is refused"]],
    },
    {
      says: "Labels of nodes have no reserved prefix, and taints one of three effects.",
      source: `${api}/API_CreateNodegroup.html`,
      program: [
        [groups, "a reserved label is refused"],
        [groups, "a reserved taint is refused"],
      ],
      cloud: [
        [kinds, "a node group with a reserved label is refused"],
        [kinds, "a node group with an effect in Kubernetes' words is refused"],
      ],
    },
    {
      says: "A cluster goes up one minor version at a time, and never back.",
      source: `${guide}/update-cluster.html`,
      program: [
        [deployed, "there is no way back to an earlier version"],
        [deployed, "no version is left out"],
      ],
      cloud: [
        ["test/rehearsal/cloud/refusals.test.ts", "refuses a cluster's downgrade"],
        ["test/rehearsal/cloud/refusals.test.ts", "refuses a cluster's leap of two versions"],
      ],
    },
    {
      says: "A group's minimum isn't raised above the number of nodes that it has.",
      source: "https://github.com/hashicorp/terraform-provider-aws/issues/18310",
      program: [[deployed, "a minimum isn't raised above what runs"]],
      cloud: [[kinds, "a group's minimum isn't raised above its size"]],
    },
    {
      says: "Nodes that are replaced are drained for 15 minutes at most, as far as disruption budgets allow; then the update fails.",
      source: `${guide}/managed-node-update-behavior.html`,
      program: [
        [
          "test/model/workload/objects.test.ts",
          "a disruption budget lets a pod go at any number of replicas, as Kubernetes rounds it up",
        ],
      ],
      cloud: [[kinds, "drains end in a failure where none may go"]],
    },
    {
      says: "Karpenter's pools go only while it runs: it takes its finalizer off them.",
      source: "https://karpenter.sh/docs/concepts/disruption/",
      program: [
        [
          care,
          "Karpenter > fills each pool with machines of its own class, and can take them away before it goes",
        ],
      ],
      cloud: [[kinds, "Karpenter's objects > need their definitions first, and the controller to go"]],
    },
    {
      says: "An account has quotas, of which the first for GPUs is 0 and for other vCPUs 5.",
      source: "https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html",
      program: [
        [
          "test/model/nodes/account-quotas.test.ts",
          "what is above is refused, with the command that asks for more",
        ],
      ],
      cloud: [[kinds, "quotas > end what is made beyond them"]],
    },
  ],
};
