// Tests which pods the nodes of a simulated cluster take, and what becomes of those that none takes.
import { aws } from "../../../src/rehearsal/cloud/aws";
import { k8s } from "../../../src/rehearsal/cloud/kubernetes";
import { unschedulable } from "../../../src/rehearsal/cloud/scheduling";
import type { CloudResource, Properties } from "../../../src/rehearsal/cloud/types";
import { cluster, clusterName, deployment, network, nodeGroup, restrictedPod } from "./landscape";
import { MemoryCloud, refusal } from "./memory-cloud";

const resource = (type: string, inputs: Properties): CloudResource => ({
  type,
  id: "it",
  inputs,
  outputs: {},
  createdAt: "",
});
const group = (inputs: Properties = {}) =>
  resource(aws.nodeGroup, {
    amiType: "AL2023_x86_64_STANDARD",
    scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 3 },
    ...inputs,
  });
const gpuTaint = { key: "nvidia.com/gpu", value: "present" };
const gpuGroup = group({
  amiType: "AL2023_x86_64_NVIDIA",
  labels: { "crossover/purpose": "gpu" },
  taints: [{ ...gpuTaint, effect: "NO_SCHEDULE" }],
});
const pool = (spec: Properties) => resource(k8s.nodePool, { spec: { template: { spec, metadata: {} } } });

const arch = (...values: string[]) => ({ key: "kubernetes.io/arch", operator: "In", values });
const affine = (...matchExpressions: Properties[]): Properties => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
    },
  },
});
const tolerant = { tolerations: [{ ...gpuTaint, operator: "Equal", effect: "NoSchedule" }] };
const withGpu = { ...tolerant, containers: [{ resources: { limits: { "nvidia.com/gpu": "1" } } }] };
const purpose = { key: "crossover/purpose", operator: "In", values: ["gpu"] };

test.each<[string, Properties, CloudResource[], string | undefined]>([
  ["any pod on a node", {}, [group()], undefined],
  ["no pod without nodes", {}, [], "has no nodes"],
  [
    "no pod on a group that has none yet",
    {},
    [group({ scalingConfig: { desiredSize: 0, maxSize: 3 } })],
    "has no nodes",
  ],
  ["its architecture", affine(arch("amd64", "arm64")), [group()], undefined],
  ["not another one", affine(arch("arm64")), [group()], "has no node of arm64"],
  [
    "not by a selector",
    { nodeSelector: { "kubernetes.io/arch": "arm64" } },
    [group()],
    "has no node of arm64",
  ],
  [
    "a zone, which a group doesn't tell",
    { nodeSelector: { "topology.kubernetes.io/zone": "a" } },
    [group()],
    undefined,
  ],
  ["what doesn't want its label", affine({ ...purpose, operator: "NotIn" }), [group()], undefined],
  [
    "not what wants a label that it lacks",
    affine({ key: "team", operator: "Exists" }),
    [group()],
    "has no node of ",
  ],
  ["not through a taint", {}, [gpuGroup], "has only nodes with taints that the pod doesn't tolerate"],
  ["through a taint that is tolerated", tolerant, [gpuGroup], undefined],
  ["through any taint", { tolerations: [{ operator: "Exists" }] }, [gpuGroup], undefined],
  [
    "not through another value",
    { tolerations: [{ ...gpuTaint, operator: "Equal", value: "no" }] },
    [gpuGroup],
    "has only nodes with taints that the pod doesn't tolerate",
  ],
  [
    "past a taint that only prefers",
    {},
    [group({ taints: [{ ...gpuTaint, effect: "PREFER_NO_SCHEDULE" }] })],
    undefined,
  ],
  ["no GPU where there is none", withGpu, [group()], "has no nvidia.com/gpu for the pod"],
  [
    "no GPU before the kubelet knows of it",
    withGpu,
    [gpuGroup],
    "has no device plugin that tells its kubelets of nvidia.com/gpu",
  ],
])("a cluster takes %s", (_, pod, groups, reason) => {
  expect(unschedulable(pod, { groups, pools: [], charts: [] })).toBe(reason);
});

const asking = (cpu: string, memory = "1Gi"): Properties => ({
  containers: [{ resources: { requests: { cpu, memory } } }],
});
const sized = (...instanceTypes: string[]) => group({ instanceTypes });
const none = (asked: string) => `has no node that leaves a pod ${asked} of memory`;

test.each<[string, Properties, CloudResource[], string | undefined]>([
  ["what its largest type holds", asking("2"), [sized("m7i.large", "m7i.xlarge")], undefined],
  ["all that a type leaves", asking("1750m"), [sized("m7i.large")], undefined],
  ["no pod that asks for more CPU", asking("2"), [sized("m7i.large")], none("2000m of CPU and 1024Mi")],
  [
    "no pod that asks for more memory",
    asking("1", "4Gi"),
    [sized("c7i.large")],
    none("1000m of CPU and 4096Mi"),
  ],
  [
    "no pod whose limits are its requests, of all containers",
    { containers: ["1", "900m"].map((cpu) => ({ resources: { limits: { cpu } } })) },
    [sized("m7i.large")],
    none("1900m of CPU and 0Mi"),
  ],
])("by size, a cluster takes %s", (_, pod, groups, reason) => {
  expect(unschedulable(pod, { groups, pools: [], charts: ["cluster-autoscaler"] })).toBe(reason);
});

test("by size, Karpenter takes what a node within the pool's limit holds", () => {
  const pools = [
    resource(k8s.nodePool, {
      spec: {
        template: {
          spec: {
            requirements: [{ key: "karpenter.k8s.aws/instance-family", operator: "In", values: ["m7i"] }],
          },
        },
        limits: { cpu: 8 },
      },
    }),
  ];
  const capacity = { groups: [], pools, charts: ["karpenter"] };
  expect(unschedulable(asking("7"), capacity)).toBeUndefined();
  expect(unschedulable(asking("8"), capacity)).toBe(none("8000m of CPU and 1024Mi"));
});

test("a GPU where the device plugin runs", () => {
  const capacity = { groups: [gpuGroup], pools: [], charts: ["nvidia-device-plugin"] };
  expect(unschedulable({ ...withGpu, ...affine(purpose, arch("amd64")) }, capacity)).toBeUndefined();
});

test("the cluster autoscaler brings the first node of a group", () => {
  const groups = [group({ scalingConfig: { desiredSize: 0, maxSize: 3 } })];
  expect(unschedulable({}, { groups, pools: [], charts: ["cluster-autoscaler"] })).toBeUndefined();
});

test("Karpenter brings nodes of its pools, where it runs", () => {
  const arm = pool({ requirements: [arch("arm64")], taints: [] });
  const gpu = pool({
    requirements: [{ key: "karpenter.k8s.aws/instance-family", operator: "In", values: ["g6"] }],
    taints: [{ ...gpuTaint, effect: "NoSchedule" }],
  });
  const pools = [arm, gpu];
  const charts = ["karpenter", "nvidia-device-plugin"];
  expect(unschedulable(affine(arch("arm64")), { groups: [], pools, charts: [] })).toBe("has no nodes");
  expect(unschedulable(affine(arch("arm64")), { groups: [], pools, charts })).toBeUndefined();
  expect(unschedulable(withGpu, { groups: [], pools, charts })).toBeUndefined();
  expect(unschedulable(withGpu, { groups: [], pools: [arm], charts })).toBe(
    "has no nvidia.com/gpu for the pod",
  );
});

test("a Deployment that no node takes is waited for in vain; a schedule isn't waited for", () => {
  const cloud = new MemoryCloud();
  const net = network(cloud);
  cluster(cloud, net);
  nodeGroup(cloud, net, { taints: [{ ...gpuTaint, effect: "NO_SCHEDULE" }] });
  cloud.create(k8s.namespace, "apps", { metadata: { name: "apps" } }, clusterName);
  const make = (type: string, inputs: Properties) => cloud.create(type, "api", inputs, clusterName);
  const refused = refusal(() => make(k8s.deployment, deployment("api")));
  expect(refused).toMatchObject({ code: "Timeout", message: expect.stringContaining("doesn't tolerate") });
  make(k8s.deployment, deployment("api", { ...restrictedPod, ...tolerant }));
  const jobTemplate = { spec: { template: { spec: restrictedPod } } };
  make("kubernetes:batch/v1:CronJob", {
    metadata: { name: "job", namespace: "apps" },
    spec: { jobTemplate },
  });
});
