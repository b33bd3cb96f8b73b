// Tests pools, machines and rights of Karpenter and of the cluster autoscaler.
import fc from "fast-check";
import {
  clusterAutoscalerPolicy,
  autoscalerRelease,
  clusterAutoscalerValues,
} from "../../../src/model/nodes/cluster-autoscaler";
import { pinnedVersions } from "../../../src/model/clusters/add-ons";
import {
  imagesOf,
  interruptionEvents,
  nodeClassReady,
  nodeClassSpec,
  nodePoolSpec,
  nodePoolTimeouts,
} from "../../../src/model/nodes/karpenter";
import { karpenterPolicy } from "../../../src/model/nodes/karpenter-policy";
import type { NodePoolSettings } from "../../../src/schema/stack/node-groups";

fc.configureGlobal({ seed: 20 });

const pool = { families: ["m7g", "c7g"], cpu: 64, diskGiB: 50 };

test("a pool of Graviton machines", () => {
  expect(nodePoolSpec("arm", pool, false)).toEqual({
    template: {
      spec: {
        nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "arm" },
        requirements: [
          { key: "kubernetes.io/arch", operator: "In", values: ["arm64"] },
          { key: "kubernetes.io/os", operator: "In", values: ["linux"] },
          { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] },
          { key: "karpenter.k8s.aws/instance-family", operator: "In", values: ["m7g", "c7g"] },
          { key: "karpenter.k8s.aws/instance-cpu", operator: "Gt", values: ["1"] },
        ],
        expireAfter: "Never",
        terminationGracePeriod: "90000s",
      },
    },
    disruption: {
      consolidationPolicy: "WhenEmptyOrUnderutilized",
      consolidateAfter: "5m",
      budgets: [{ nodes: "10%" }],
    },
    limits: { cpu: 64 },
    weight: 20,
  });
});

test("a pool of GPUs is tainted, may be spot, and gives up empty nodes only", () => {
  const gpu: NodePoolSettings = {
    families: ["g6"],
    purpose: "gpu",
    capacity: "either",
    cpu: 8,
    memoryGiB: 64,
    diskGiB: 50,
  };
  const { template, disruption, limits, weight } = nodePoolSpec("gpu", gpu, false);
  expect(template.spec.taints).toEqual([{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }]);
  expect(template.spec.requirements[2]!.values).toEqual(["spot", "on-demand"]);
  expect(disruption.consolidationPolicy).toBe("WhenEmpty");
  expect(limits).toEqual({ cpu: 8, memory: "64Gi" });
  expect(weight).toBe(10);
});

test("while traffic shifts no node is given up, whatever the reason", () => {
  expect(nodePoolSpec("arm", pool, true).disruption.budgets).toEqual([{ nodes: "0" }]);
});

test.each([
  [undefined, "90000s", "91200s"],
  ["49h", "176400s", "177600s"],
  ["15m", "900s", "2100s"],
])(
  "nodes drain within %s: Karpenter ends them after %s, and a deletion is waited for %s",
  (drainWithin, end, wait) => {
    expect(nodePoolSpec("arm", { ...pool, drainWithin }, false).template.spec.terminationGracePeriod).toBe(
      end,
    );
    expect(nodePoolTimeouts({ drainWithin })).toEqual({ delete: wait });
  },
);

const gpuPool = { families: ["g6"], purpose: "gpu" as const };
test.each([
  [pool, "v20260903", "1.36", '@.name=="amazon-eks-node-al2023-arm64-standard-1.36-v20260903"'],
  [gpuPool, "v20260903", "1.35", '@.name=="amazon-eks-node-al2023-x86_64-nvidia-1.35-v20260903"'],
  [pool, "latest", "1.36", 'match(@.name,"amazon-eks-node-al2023-arm64-standard-1[.]36-v[0-9]+")'],
])(
  "the class of %j with images %s at %s is waited for until it has found them",
  (one, release, version, found) => {
    expect(JSON.parse(nodeClassReady(one, release, version))).toEqual([
      "condition=Ready",
      `jsonpath={.status.amis[?${found}].name}`,
    ]);
  },
);

test("Karpenter hears of all that its own template tells it of", () => {
  // The rules of https://karpenter.sh/v1.14/reference/cloudformation/#rules.
  expect(
    Object.values(interruptionEvents)
      .flatMap((event) => event["detail-type"])
      .sort(),
  ).toEqual([
    "AWS Health Event",
    "EC2 Capacity Reservation Instance Interruption Warning",
    "EC2 Instance Rebalance Recommendation",
    "EC2 Instance State-change Notification",
    "EC2 Spot Instance Interruption Warning",
  ]);
});

test("a pool of two architectures is a mistake of the caller's", () => {
  expect(() => nodePoolSpec("mix", { ...pool, families: ["m7g", "m7i"] }, false)).toThrow(RangeError);
});

test("machines ask for IMDSv2 within one hop and encrypt their disks", () => {
  expect(
    nodeClassSpec({
      instanceProfile: "p",
      subnetIds: ["a"],
      securityGroupId: "s",
      images: { alias: "al2023@latest" },
      diskGiB: 50,
      name: "n",
    }),
  ).toMatchObject({
    amiSelectorTerms: [{ alias: "al2023@latest" }],
    subnetSelectorTerms: [{ id: "a" }],
    securityGroupSelectorTerms: [{ id: "s" }],
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [{ ebs: { encrypted: true, volumeSize: "50Gi" } }],
  });
});

const args = {
  region: "eu-west-1",
  clusterName: "prod-blue",
  queueArn: "arn:queue",
  nodeRoleArn: "arn:role",
};

test("Karpenter changes only what is tagged as its cluster's, passes one role on, and makes none", () => {
  const { Statement } = karpenterPolicy(args);
  const changing = Statement.filter(({ Action }) => Action.some((one) => /^ec2:(?!Describe)/.test(one)));
  for (const { Sid, Condition } of changing)
    if (Sid !== "LaunchFrom") expect(JSON.stringify(Condition)).toContain("kubernetes.io/cluster/prod-blue");
  const passing = Statement.filter(({ Action }) => Action.includes("iam:PassRole"));
  expect(passing.map(({ Resource }) => Resource)).toEqual(["arn:role"]);
  const iam = Statement.flatMap(({ Action }) => Action).filter((one) => one.startsWith("iam:"));
  expect(iam).toEqual(["iam:PassRole", "iam:GetInstanceProfile", "iam:ListInstanceProfiles"]);
});

test("Karpenter tags nothing as another cluster's", () => {
  const tag = { "aws:RequestTag/eks:eks-cluster-name": "prod-blue" };
  const conditions = Object.fromEntries(
    karpenterPolicy(args).Statement.map(({ Sid, Condition }) => [Sid, Condition]),
  );
  expect(conditions).toMatchObject({
    Launch: { StringEquals: tag },
    TagWhatIsLaunched: { StringEquals: tag },
    NameMachines: { StringEqualsIfExists: tag },
  });
});

test("the policy fits for any cluster (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)", () => {
  const clusterName = "b".repeat(30);
  expect(JSON.stringify(karpenterPolicy({ ...args, clusterName })).length).toBeLessThan(6144);
});

test("the cluster autoscaler sizes only the groups of its cluster", () => {
  const scale = clusterAutoscalerPolicy("blue").Statement.find(({ Sid }) => Sid === "Scale")!;
  expect(scale).toMatchObject({
    Condition: { StringEquals: { "aws:ResourceTag/k8s.io/cluster-autoscaler/blue": "owned" } },
  });
});

test("the cluster autoscaler has the minor version of Kubernetes, and none where that isn't known", () => {
  for (const version of pinnedVersions())
    expect(autoscalerRelease(version)).toMatch(new RegExp(`^v${version}\\.\\d+$`));
  expect(autoscalerRelease("1.99")).toBeUndefined();
});

test("the cluster autoscaler waits before it gives a node up, and a scratch volume holds none", () => {
  expect(clusterAutoscalerValues("blue", "eu-west-1", "v1.36.1")).toMatchObject({
    autoDiscovery: { clusterName: "blue" },
    image: { tag: "v1.36.1" },
    extraArgs: { "scale-down-unneeded-time": "30m", "skip-nodes-with-local-storage": false },
  });
});

test.each([
  [pool, "latest", undefined, { alias: "al2023@latest" }],
  [pool, "v20260903", undefined, { alias: "al2023@v20260903" }],
  [
    pool,
    "v20260903",
    "1.35",
    { name: "amazon-eks-node-al2023-arm64-standard-1.35-v20260903", owner: "amazon" },
  ],
  [pool, "latest", "1.35", { name: "amazon-eks-node-al2023-arm64-standard-1.35-v*", owner: "amazon" }],
  [
    { families: ["g6"], purpose: "gpu" as const },
    "v20260903",
    "1.35",
    { name: "amazon-eks-node-al2023-x86_64-nvidia-1.35-v20260903", owner: "amazon" },
  ],
])("of %j, images %s for nodes at %s are found by %j", (one, release, kubernetes, expected) => {
  expect(imagesOf(one, release, kubernetes)).toEqual(expected);
});

test("images that are named say of which family they are, as an alias does itself", () => {
  const machine = { instanceProfile: "p", subnetIds: ["a"], securityGroupId: "s", diskGiB: 50, name: "n" };
  const named = imagesOf(pool, "v20260903", "1.35");
  expect(nodeClassSpec({ ...machine, images: named })).toMatchObject({
    amiFamily: "AL2023",
    amiSelectorTerms: [named],
  });
  expect(nodeClassSpec({ ...machine, images: imagesOf(pool, "latest") })).not.toHaveProperty("amiFamily");
});
