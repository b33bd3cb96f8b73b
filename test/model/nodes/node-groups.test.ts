// Tests what nodes are by their settings, and which settings are refused.
import fc from "fast-check";
import {
  checkNodes,
  hasGpuNodes,
  mostNodes,
  nodeLabels,
  nodePlaces,
  nodeTaints,
  type Nodes,
} from "../../../src/model/nodes/node-groups";
import {
  purposeExpressions,
  purposeLabels,
  purposeTaints,
  tolerations,
} from "../../../src/model/nodes/node-purpose";
import { nodeGroup, nodePool, purpose } from "../../../src/schema/stack/node-groups";
import { reported } from "../problems";

fc.configureGlobal({ seed: 20 });

const base = { instanceTypes: ["m7i.large"], min: 2, max: 6 };
const pool = { families: ["m7g"], cpu: 64 };

function nodes(
  change: { groups?: object; pools?: Record<string, object>; autoscaling?: string } = {},
): Nodes {
  const { groups = {}, pools, autoscaling = pools ? "karpenter" : "none" } = change;
  const parsed = Object.entries({ base, ...groups }).map(([name, one]) => [name, nodeGroup.parse(one)]);
  return {
    nodeGroups: Object.fromEntries(parsed) as Nodes["nodeGroups"],
    ...(pools && {
      nodePools: Object.fromEntries(Object.entries(pools).map(([name, one]) => [name, nodePool.parse(one)])),
    }),
    autoscaling: autoscaling as Nodes["autoscaling"],
  };
}

const problems = (change: Parameters<typeof nodes>[0]) =>
  reported((report) => checkNodes(nodes(change), "blue", report));

test("groups and pools that fit are taken", () => {
  expect(problems({})).toEqual([]);
  const gpu = { instanceTypes: ["g6.xlarge"], purpose: "gpu", min: 0, max: 4 };
  const spot = { instanceTypes: ["m7g.large", "m6g.large"], capacity: "spot", min: 0, max: 20 };
  expect(problems({ groups: { gpu, spot }, autoscaling: "clusterAutoscaler" })).toEqual([]);
  const pools = { arm: pool, gpu: { families: ["g6", "g5"], purpose: "gpu", cpu: 32 } };
  expect(problems({ pools })).toEqual([]);
});

test.each<[string, Parameters<typeof nodes>[0], string, string, RegExp]>([
  [
    "mixed architectures",
    { groups: { mix: { ...base, instanceTypes: ["m7g.large", "m7i.large"] } } },
    "nodeGroups.mix.instanceTypes",
    "architecture",
    /mixes architectures/,
  ],
  [
    "a pool of mixed architectures",
    { pools: { mix: { ...pool, families: ["m7g", "m7i"] } } },
    "nodePools.mix.families",
    "architecture",
    /mixes architectures/,
  ],
  [
    "the first Graviton",
    { groups: { old: { ...base, instanceTypes: ["a1.large"] } } },
    "nodeGroups.old.instanceTypes",
    "nodes",
    /Amazon Linux 2023/,
  ],
  [
    "GPUs for everyone",
    { groups: { gpu: { ...base, instanceTypes: ["g5.xlarge"] } } },
    "nodeGroups.gpu.instanceTypes",
    "nodes",
    /has GPUs/,
  ],
  [
    "Graviton with GPUs for everyone",
    { groups: { gpu: { ...base, instanceTypes: ["g5g.xlarge"] } } },
    "nodeGroups.gpu.instanceTypes",
    "nodes",
    /has GPUs/,
  ],
  [
    "a GPU group without GPUs",
    { groups: { gpu: { ...base, purpose: "gpu" } } },
    "nodeGroups.gpu.instanceTypes",
    "nodes",
    /no NVIDIA GPU/,
  ],
  [
    "a GPU pool of AMD's",
    { pools: { gpu: { families: ["g4ad"], purpose: "gpu", cpu: 8 } } },
    "nodePools.gpu.families",
    "nodes",
    /no NVIDIA GPU/,
  ],
  [
    "spot capacity of one type",
    { groups: { spot: { ...base, capacity: "spot" } } },
    "nodeGroups.spot.instanceTypes",
    "nodes",
    /single type/,
  ],
  [
    "a group that nothing fills",
    { groups: { idle: { ...base, min: 0 } } },
    "nodeGroups.idle.min",
    "nodes",
    /nothing adds the first node/,
  ],
  [
    "a group that Karpenter doesn't fill",
    { groups: { idle: { ...base, min: 0 } }, pools: { arm: pool } },
    "nodeGroups.idle.min",
    "nodes",
    /`autoscaling: karpenter`/,
  ],
  [
    "pools without Karpenter",
    { pools: { arm: pool }, autoscaling: "none" },
    "nodePools",
    "nodes",
    /need Karpenter/,
  ],
  ["Karpenter without pools", { autoscaling: "karpenter" }, "nodePools", "nodes", /is missing/],
  ["a pool called as a group", { pools: { base: pool } }, "nodePools.base", "nodes", /name of a node group/],
  [
    "no node that stays",
    { groups: { base: { ...base, purpose: "batch" } } },
    "nodeGroups",
    "nodes",
    /no permanent node/,
  ],
  [
    "one node for two replicas of Karpenter",
    { groups: { base: { ...base, min: 1 } }, pools: { arm: pool } },
    "nodeGroups",
    "nodes",
    /only one permanent node/,
  ],
  [
    "a reserved label",
    { groups: { base: { ...base, labels: { "node.kubernetes.io/x": "1" } } } },
    "nodeGroups.base.labels",
    "nodes",
    /reserved/,
  ],
  [
    "a reserved taint",
    { pools: { arm: { ...pool, taints: { "karpenter.sh/x": "1:NoSchedule" } } } },
    "nodePools.arm.taints",
    "nodes",
    /reserved/,
  ],
])("%s is refused", (_, change, path, rule, message) => {
  expect(problems(change)).toContainEqual(
    expect.objectContaining({ path: `blue.${path}`, rule, message: expect.stringMatching(message) }),
  );
});

test("groups and pools are places by architecture, purpose and GPUs; own taints keep every service away", () => {
  const groups = {
    gpu: { instanceTypes: ["g6.xlarge", "g6.12xlarge"], purpose: "gpu", min: 1, max: 2 },
    reserved: { ...base, taints: { team: "a:NoSchedule" } },
    soft: { ...base, taints: { team: "a:PreferNoSchedule" } },
  };
  const pools = { arm: pool, many: { families: ["p5"], purpose: "gpu", cpu: 192 } };
  expect(nodePlaces(nodes({ groups, pools }))).toEqual({
    base: { architecture: "amd64", purpose: "general", gpus: 0 },
    gpu: { architecture: "amd64", purpose: "gpu", gpus: 4 },
    reserved: { architecture: "amd64", purpose: undefined, gpus: 0 },
    soft: { architecture: "amd64", purpose: "general", gpus: 0 },
    arm: { architecture: "arm64", purpose: "general", gpus: 0 },
    many: { architecture: "amd64", purpose: "gpu", gpus: 8 },
  });
  expect(nodePlaces(nodes({ groups: { mix: { ...base, instanceTypes: ["m7g.large", "t3.large"] } } }))).toBe(
    undefined,
  );
});

test("labels and taints are those of the purpose and the group's own", () => {
  const marks = { purpose: "batch", labels: { team: "a" }, taints: { team: "a:NoExecute" } } as const;
  expect(nodeLabels(marks)).toEqual({ team: "a", "crossover/purpose": "batch" });
  expect(nodeTaints(marks)).toEqual([
    { key: "crossover/purpose", value: "batch", effect: "NoSchedule" },
    { key: "team", value: "a", effect: "NoExecute" },
  ]);
});

test("who names a purpose is let onto its nodes, and only onto those", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...purpose.options),
      fc.constantFrom(...purpose.options),
      (asked, offered) => {
        const tolerated = purposeTaints(offered).every(({ key, value }) =>
          tolerations(asked).some((one) => one.key === key && one.value === value),
        );
        const selected = purposeExpressions(asked).every(({ key, values }) =>
          values.includes(purposeLabels(offered)[key] ?? ""),
        );
        expect(tolerated && selected).toBe(asked === offered);
      },
    ),
  );
});

test("counts the nodes that there may be", () => {
  const gpu = { instanceTypes: ["g6.xlarge"], purpose: "gpu", min: 1, max: 2 };
  expect(mostNodes(nodes({ groups: { gpu }, pools: { arm: pool } }))).toBe(6 + 2 + 8);
  expect([nodes({ groups: { gpu } }), nodes()].map(hasGpuNodes)).toEqual([true, false]);
});
