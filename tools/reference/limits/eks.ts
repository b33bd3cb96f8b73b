// What EKS, its nodes and the registry refuse, and what proves that the program and the rehearsal know it.
import type { Area } from "./limit";

const guide = "https://docs.aws.amazon.com/eks/latest/userguide";
const api = "https://docs.aws.amazon.com/eks/latest/APIReference";
const reach = "test/rehearsal/cloud/reach.test.ts";
const refusals = "test/rehearsal/cloud/refusals.test.ts";
const architecture = "test/model/nodes/architecture.test.ts";
const group = "test/components/cluster/node-group.test.ts";
const cluster = "test/components/cluster/eks-cluster.test.ts";
const load = "test/config/load.test.ts";
const entry = "test/components/gateway/cluster-entry.test.ts";

export const eks: Area = {
  title: "EKS, nodes and images",
  limits: [
    {
      says: "A node group has one AMI type, and thus one architecture: x86 and Graviton types never share one.",
      source: `${api}/API_CreateNodegroup.html`,
      program: [
        [load, "instance types of two architectures, which say nothing of the services"],
        [architecture, "a group of both is refused, and the message says which types are which"],
        [group, "a list that mixes architectures is refused in words"],
      ],
      cloud: [
        [refusals, "refuses x86 types with an arm image"],
        [refusals, "refuses a1 with an x86 image"],
      ],
    },
    {
      says: "Graviton families have a `g` right after the generation digit, and there is `a1`; the `g` of a GPU family comes before it.",
      source: "https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html",
      program: [[architecture, "exactly these of all families that the AWS provider knows are arm64"]],
      cloud: [[refusals, "refuses a1 with an x86 image"]],
    },
    {
      says: "Amazon Linux 2 images end with Kubernetes 1.32.",
      source: `${guide}/eks-ami-deprecation-faqs.html`,
      program: [[architecture, "each architecture has its AMI type, with NVIDIA's driver for GPUs"]],
      cloud: [[refusals, "refuses Amazon Linux 2 on 1.33"]],
    },
    {
      says: "An image that isn't built for a node's architecture never starts there, a DaemonSet's neither.",
      source: `${guide}/eks-optimized-ami.html`,
      program: [
        [load, "no node of the image's architecture"],
        [architecture, "a pod is never placed where its image or its node is missing"],
      ],
      cloud: [
        ["test/rehearsal/cloud/observer.test.ts", "pods of an architecture that no node has are no capacity"],
      ],
    },
    {
      says: "Instance types stand in the launch template or in the group, not in both.",
      source: `${guide}/launch-templates.html`,
      program: [[group, "the launch template asks for IMDSv2 within one hop and encrypts the disk"]],
      cloud: [[refusals, "refuses instance types in template and group"]],
    },
    {
      says: "A launch template with an AMI of its own admits no AMI type beside it.",
      source: `${guide}/launch-templates.html`,
      program: [
        [group, "Graviton types get the arm64 image, and the group's size is left to whatever scales it"],
      ],
      cloud: [[refusals, "refuses an AMI type with an own image"]],
    },
    {
      says: "The desired size lies between the bounds; once something scales the group, it is no longer the program's.",
      source: `${api}/API_NodegroupScalingConfig.html`,
      program: [
        ["test/config/stack-mistakes.test.ts", "nodes in the wrong order"],
        [group, "Graviton types get the arm64 image, and the group's size is left to whatever scales it"],
      ],
      cloud: [[refusals, "refuses nodes above their maximum"]],
    },
    {
      says: "The control plane has subnets in at least two zones.",
      source: `${guide}/network-reqs.html`,
      program: [["test/config/stack-mistakes.test.ts", "too many zones"]],
      cloud: [[refusals, "refuses a cluster in one zone"]],
    },
    {
      says: "Private nodes reach EC2, ECR and S3 by NAT or by endpoints, or they never join; a VPC has one endpoint of a service under its private name.",
      source: `${guide}/private-clusters.html`,
      program: [
        [
          "test/components/network/network.test.ts",
          "endpoints: gateways on the private tables, interfaces for HTTPS from the VPC alone",
        ],
        [
          "test/components/network/network.test.ts",
          "with one per zone each zone leaves through its own, and intra subnets never do",
        ],
      ],
      cloud: [[refusals, "refuses two private endpoints of a service"]],
    },
    {
      says: "A principal has one access entry, and a policy needs the entry first.",
      source: `${guide}/access-entries.html`,
      program: [
        [
          cluster,
          "the control plane: reachable from listed ranges, encrypted, logged, access by entries alone",
        ],
      ],
      cloud: [
        [refusals, "refuses two access entries of a principal"],
        [refusals, "refuses an access policy without its entry"],
      ],
    },
    {
      says: "A service account has one Pod Identity association.",
      source: `${guide}/pod-id-association.html`,
      program: [
        [entry, "the controller is released after its identity, which may bind these target groups only"],
      ],
      cloud: [[refusals, "refuses two identities of a service account"]],
    },
    {
      says: "The Kubernetes provider replaces everything in a cluster when its kubeconfig changes, unless it is told the cluster's name.",
      source: "https://github.com/pulumi/pulumi-kubernetes/issues/4019",
      program: [[cluster, "the Kubernetes provider is tied to the cluster's name, not to its kubeconfig"]],
      cloud: [
        [
          "test/rehearsal/protocol/kubeconfig.test.ts",
          "a provider that is configured anew > with another name in its kubeconfig",
        ],
        [
          "test/rehearsal/protocol/kubeconfig.test.ts",
          "a provider that is configured anew > with another name in its kubeconfig, and the same identifier",
        ],
      ],
    },
    {
      says: "The load balancer controller registers what a binding's target type says, and readiness gates need addresses: a group of another type stays without targets.",
      source:
        "https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/",
      program: [
        [entry, "its targets are pods that learn the client's address, checked on the port of the traffic"],
      ],
      cloud: [[reach, "nothing answers when the binding registers instances in a group of addresses"]],
    },
    {
      says: "A target that is registered by its address sees the load balancer's. The proxy protocol tells the client's, if both ends speak it; if one does, nothing gets through.",
      source:
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
      program: [
        [entry, "its targets are pods that learn the client's address, checked on the port of the traffic"],
        [
          "test/model/clusters/gateway.test.ts",
          "proxies require the load balancer's header, answer its health check, and leave paths alone",
        ],
      ],
      cloud: [
        [
          reach,
          "nothing answers when the load balancer speaks the proxy protocol, and the gateway doesn't expect it",
        ],
        [
          reach,
          "nothing answers when the gateway expects the proxy protocol, and the load balancer doesn't speak it",
        ],
      ],
    },
    {
      says: "An autoscaler's maximum isn't below its minimum; it grows at once, and shrinks after 300 seconds.",
      source: "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/",
      program: [
        ["test/config/service-mistakes.test.ts", "bounds in the wrong order"],
        [
          "test/model/workload/objects.test.ts",
          "an autoscaler has the service's bounds, grows at once and shrinks late",
        ],
      ],
      cloud: [["test/rehearsal/cloud/kubernetes.test.ts", "refuses an autoscaler of max below min"]],
    },
    {
      says: "A repository has one lifecycle policy, whose rules have priorities of their own; one for any tag comes last.",
      source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
      program: [
        [
          "test/components/registry/container-registry.test.ts",
          "each has one lifecycle policy, whose rules are in ascending priority",
        ],
      ],
      cloud: [[refusals, "refuses two lifecycle rules of a priority"]],
    },
  ],
};
