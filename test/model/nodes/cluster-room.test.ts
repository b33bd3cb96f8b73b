// Tests which pods fit no node of a cluster, and when nodes are too few.
import { checkPodDisk, checkPodSize, checkRoom, type Running } from "../../../src/model/nodes/cluster-room";
import { nodePlaces, type Nodes } from "../../../src/model/nodes/node-groups";
import { diskFor, diskOf } from "../../../src/model/nodes/node-room";
import type { Architecture } from "../../../src/schema/common";
import { nodeGroup, nodePool, type Autoscaling } from "../../../src/schema/stack/node-groups";
import { reported } from "../problems";

type Groups = Record<string, object>;

function nodes(
  groups: Groups,
  pools?: Groups,
  autoscaling: Autoscaling = pools ? "karpenter" : "none",
): Nodes {
  const parse = <T>(all: Groups, schema: { parse: (one: unknown) => T }) =>
    Object.fromEntries(Object.entries(all).map(([name, one]) => [name, schema.parse(one)]));
  return {
    nodeGroups: parse({ base: { instanceTypes: ["m7i.large"], min: 2, max: 6 }, ...groups }, nodeGroup),
    ...(pools && { nodePools: parse(pools, nodePool) }),
    autoscaling,
  };
}

const group = (...instanceTypes: string[]) => ({ instanceTypes, min: 1, max: 4 });
const pod = (cpu: string, memory = "1Gi") => ({ requests: { cpu, memory } });

function refusal(service: Parameters<typeof checkPodSize>[0], all: Nodes, built: Architecture[] = ["amd64"]) {
  return checkPodSize(service, built, nodePlaces(all)!, all);
}

test.each<[string, Parameters<typeof checkPodSize>[0], Nodes]>([
  ["all that a large leaves", pod("1750m"), nodes({})],
  ["the larger of two groups", pod("2"), nodes({ more: group("t3.xlarge") })],
  ["the larger of two types", pod("2"), nodes({ more: group("m7i.large", "m7i.xlarge") })],
  ["a type whose vCPUs aren't told", pod("90"), nodes({ metal: group("m5.metal") })],
  ["a family whose memory isn't told", pod("1", "14Gi"), nodes({ more: group("i4i.large") })],
  ["a size that a pool may have", pod("30"), nodes({}, { x86: { families: ["m7i"], cpu: 64 } })],
  [
    "a node with as many GPUs",
    { ...pod("40"), purpose: "gpu", gpu: 4 },
    nodes({ gpu: { ...group("g6.xlarge", "g6.12xlarge"), purpose: "gpu" } }),
  ],
])("a pod fits into %s", (_, service, all) => expect(refusal(service, all)).toBeUndefined());

test.each<[string, Parameters<typeof checkPodSize>[0], Nodes, string, string, string]>([
  [
    "more CPU than a large leaves",
    pod("2", "4Gi"),
    nodes({}),
    "cpu",
    "asks for 2000m for each pod, and the largest node that it may run on, `m7i.large` in `base`, has 1750m for it: EKS and the pods of every node need the rest",
    "at most `1750m`, or a larger type in `nodeGroups.base`, such as `m7i.xlarge`",
  ],
  [
    "more memory than a type of compute has",
    pod("2", "8Gi"),
    nodes({ more: group("c7i.xlarge") }),
    "memory",
    "asks for 8192Mi for each pod, and the largest node that it may run on, `c7i.xlarge` in `more`, has 7079Mi for it: EKS and the pods of every node need the rest",
    "at most `7079Mi`, or a larger type in `nodeGroups.more`, such as `c7i.2xlarge`",
  ],
  [
    "more than the other architecture's nodes",
    pod("2"),
    nodes({ arm: group("m7g.4xlarge") }),
    "cpu",
    "`m7i.large` in `base`",
    "1750m",
  ],
  [
    "more than nodes of its purpose",
    { ...pod("2"), purpose: "batch" },
    nodes({ large: group("m7i.4xlarge"), batch: { ...group("m7i.large"), purpose: "batch" } }),
    "cpu",
    "`m7i.large` in `batch`",
    "1750m",
  ],
  [
    "more than the nodes with as many GPUs",
    { ...pod("190"), purpose: "gpu", gpu: 4 },
    nodes({ gpu: { ...group("g6.12xlarge", "g6.16xlarge"), purpose: "gpu" } }),
    "cpu",
    "`g6.12xlarge` in `gpu`",
    "a larger type in `nodeGroups.gpu`",
  ],
  [
    "more than a pool's limit",
    pod("8"),
    nodes({}, { x86: { families: ["m7i"], cpu: 8 } }),
    "cpu",
    "asks for 8000m for each pod, and the largest node that it may run on, one of the pool `x86`, has 7730m for it: EKS and the pods of every node need the rest",
    "a `cpu` of `nodePools.x86` of at least 16",
  ],
  [
    "more than the largest of a family",
    pod("8"),
    nodes({}, { burstable: { families: ["t3"], cpu: 64 } }),
    "cpu",
    "asks for 8000m for each pod, and the largest node that it may run on, one of the pool `burstable`, has 7730m for it: EKS and the pods of every node need the rest",
    "larger families in `nodePools.burstable`",
  ],
])("a pod that no node holds is refused: %s", (_, service, all, key, message, allowed) =>
  expect(refusal(service, all)).toEqual({
    rule: "nodes",
    path: `resources.${key}`,
    message: expect.stringContaining(message),
    allowed: expect.stringContaining(allowed),
  }),
);

const both: Architecture[] = ["amd64", "arm64"];
const run = (cpu: string, pods: number, architectures: Architecture[] = ["amd64"]): Running => ({
  service: pod(cpu),
  architectures,
  pods,
});
const problems = (running: Running[], all: Nodes) =>
  reported((report) => checkRoom(running, nodePlaces(all)!, all, "blue", report));
const arm = { arm: group("m7g.xlarge") };

test.each<[string, Running[], Nodes]>([
  ["nothing", [], nodes({})],
  ["all that two nodes leave", [run("1750m", 2)], nodes({})],
  ["what may run on either", [run("1750m", 2), run("1", 3, both)], nodes(arm)],
  ["the most of the autoscaler", [run("1", 10)], nodes({}, undefined, "clusterAutoscaler")],
  ["the most of Karpenter", [run("1", 10)], nodes({}, { x86: { families: ["m7i"], cpu: 8 } })],
  ["nodes whose size isn't told", [run("1", 90)], nodes({ metal: group("m5.metal") })],
])("nodes hold %s", (_, running, all) => expect(problems(running, all)).toEqual([]));

test.each<[string, Running[], Nodes, string, string]>([
  [
    "of one architecture, without autoscaling",
    [run("1", 4)],
    nodes(arm),
    "have 3500m of CPU for services on general nodes that are amd64, and the fewest pods that run only there ask for 4000m",
    "a higher `min`, larger types, or `autoscaling: clusterAutoscaler`",
  ],
  [
    "of both together",
    [run("1", 3), run("500m", 9, both)],
    nodes(arm),
    "have 7240m of CPU for services on general nodes that are amd64 or arm64, and the fewest pods that run only there ask for 7500m",
    "a higher `min`",
  ],
  [
    "at the most of the autoscaler",
    [run("1", 11)],
    nodes({}, undefined, "clusterAutoscaler"),
    "have 10500m of CPU for services on general nodes that are amd64, and the fewest pods that run only there ask for 11000m",
    "a higher `max`, or larger types",
  ],
  [
    "at the limit of Karpenter",
    [run("1", 12)],
    nodes({}, { x86: { families: ["m7i"], cpu: 8 } }),
    "have 11500m of CPU for services on general nodes that are amd64, and the fewest pods that run only there ask for 12000m",
    "a higher `cpu` of a pool, or a higher `min`",
  ],
  [
    "of a type whose size isn't told, where there are none of it",
    [run("1", 4)],
    nodes({ metal: { ...group("m5.metal"), min: 0 } }),
    "have 3500m of CPU for services on general nodes that are amd64, and the fewest pods that run only there ask for 4000m",
    "a higher `min`",
  ],
  [
    "of a purpose",
    [{ ...run("1", 2), service: { ...pod("1"), purpose: "batch" } }],
    nodes({ batch: { ...group("m7i.large"), purpose: "batch" } }),
    "have 1750m of CPU for services on batch nodes that are amd64, and the fewest pods that run only there ask for 2000m",
    "a higher `min`",
  ],
])("nodes that are too few are refused: %s", (_, running, all, message, allowed) =>
  expect(problems(running, all)[0]).toEqual({
    rule: "nodes",
    path: "blue.nodeGroups",
    message: expect.stringContaining(message),
    allowed: expect.stringContaining(allowed),
  }),
);

describe("disk", () => {
  const disk = (storage: string | undefined, all: Nodes) =>
    checkPodDisk({ storage }, ["amd64"], nodePlaces(all)!, all);

  test.each<[string, string | undefined, Nodes]>([
    ["none", undefined, nodes({})],
    ["what the kubelet leaves of 50 GiB", "45056Mi", nodes({})],
    ["the larger of two groups", "80Gi", nodes({ more: { ...group("m7i.large"), diskGiB: 100 } })],
    ["what a pool has", "80Gi", nodes({}, { x86: { families: ["m7i"], cpu: 64, diskGiB: 100 } })],
  ])("a pod may have %s", (_, storage, all) => expect(disk(storage, all)).toBeUndefined());

  test.each<[string, string, Nodes, string]>([
    [
      "more than the largest group has",
      "45057Mi",
      nodes({}),
      "at most `45056Mi`, or a `diskGiB` of `nodeGroups.base` of at least 51",
    ],
    [
      "more than a pool has",
      "100Gi",
      nodes({}, { x86: { families: ["m7i"], cpu: 64, diskGiB: 60 } }),
      "at most `54272Mi`, or a `diskGiB` of `nodePools.x86` of at least 113",
    ],
  ])("no pod may have %s", (_, storage, all, allowed) => {
    expect(disk(storage, all)).toMatchObject({ rule: "nodes", path: "resources.storage", allowed });
  });

  test("what is suggested is enough", () => {
    for (let asked = 1; asked < 200_000; asked += 997) {
      expect(diskOf(diskFor(asked))).toBeGreaterThanOrEqual(asked);
      expect(diskOf(diskFor(asked) - 1)).toBeLessThanOrEqual(asked);
    }
  });
});
