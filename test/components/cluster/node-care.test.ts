// Tests what scales and looks after nodes: exact inputs, and the order of creation and deletion.
import * as kubernetes from "@pulumi/kubernetes";
import { NodeCare, type NodeCareArgs } from "../../../components/cluster/node-care";
import type { NodePool } from "../../../components/cluster/nodes";
import { chartOf, karpenterCrdChart } from "../../../src/model/clusters/charts";
import {
  clusterAutoscalerPolicy,
  autoscalerRelease,
  clusterAutoscalerValues,
} from "../../../src/model/nodes/cluster-autoscaler";
import { nodeClassSpec, nodePoolSpec } from "../../../src/model/nodes/karpenter";
import { karpenterPolicy } from "../../../src/model/nodes/karpenter-policy";
import { deploy, expectChildNames, namesOf } from "../../mocks";

const arm = { families: ["m7g", "c7g"], cpu: 64, diskGiB: 80 };
const gpu: NodePool = { families: ["g6"], cpu: 16, diskGiB: 200, purpose: "gpu" };
const args: NodeCareArgs = {
  clusterName: "blue",
  controlPlane: "blue",
  after: [],
  region: "eu-west-1",
  version: "1.34",
  subnetIds: ["subnet-a", "subnet-b"],
  securityGroupId: "sg-1",
  nodeImages: "v20251112",
};
const karpenter = { autoscaling: "karpenter", nodePools: { arm, gpu } } as const;
const make = (extra: Partial<NodeCareArgs> = {}) =>
  deploy(() => {
    const provider = new kubernetes.Provider("provider", { kubeconfig: "{}" });
    return new NodeCare("blue", { ...args, ...extra }, { provider });
  });

const releases = "kubernetes:helm.sh/v3:Release";
const arn = (name: string) => `arn:aws:mock:eu-west-1:123456789012:${name}`;

test("every cluster has a default class of encrypted volumes, and nothing more without autoscaling", async () => {
  const { inputs, resources } = await make();
  expect(inputs("kubernetes:storage.k8s.io/v1:StorageClass")).toEqual({
    "blue-storage": {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "gp3", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: "ebs.csi.aws.com",
      parameters: { type: "gp3", encrypted: "true" },
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
      reclaimPolicy: "Delete",
    },
  });
  expect(resources.map(({ name }) => name)).toEqual(["provider", "blue", "blue-storage"]);
});

test("GPU nodes get the device plugin", async () => {
  const { inputs } = await make({ gpus: true });
  expect(inputs(releases)["blue-gpu"]).toMatchObject({
    ...chartOf("devicePlugin"),
    name: "nvidia-device-plugin",
    namespace: "kube-system",
  });
});

test("the cluster autoscaler scales the groups of its cluster, with a role by Pod Identity", async () => {
  const { inputs, of, resources } = await make({ autoscaling: "clusterAutoscaler" });
  expect(inputs(releases)["blue-autoscaler"]).toMatchObject({
    ...chartOf("clusterAutoscaler"),
    name: "cluster-autoscaler",
    namespace: "kube-system",
    values: clusterAutoscalerValues("blue", "eu-west-1", autoscalerRelease("1.34")!),
  });
  expect(inputs("aws:iam/policy:Policy")["blue-autoscaler-policy"]).toEqual({
    policy: JSON.stringify(clusterAutoscalerPolicy("blue")),
  });
  expect(inputs("aws:eks/podIdentityAssociation:PodIdentityAssociation")).toEqual({
    "blue-autoscaler-identity": {
      clusterName: "blue",
      namespace: "kube-system",
      serviceAccount: "cluster-autoscaler",
      roleArn: arn("blue-autoscaler-role"),
    },
  });
  expect(namesOf(of(releases)[0]!.dependencies)).toContain("blue-autoscaler-identity");
  expectChildNames(resources);
});

describe("Karpenter", () => {
  test("runs from two charts, the definitions first, and knows its cluster and queue", async () => {
    const { inputs, of, resources } = await make(karpenter);
    expect(inputs(releases)["blue-karpenter-crds"]).toMatchObject({
      ...karpenterCrdChart(),
      name: "karpenter-crd",
    });
    expect(inputs(releases)["blue-karpenter"]).toMatchObject({
      ...chartOf("karpenter"),
      name: "karpenter",
      namespace: "kube-system",
      skipCrds: true,
      values: {
        settings: { clusterName: "blue", interruptionQueue: "blue-karpenter-queue-0123abc" },
        serviceAccount: { name: "karpenter" },
        replicas: 2,
        dnsPolicy: "Default",
      },
    });
    const release = of(releases).find(({ name }) => name === "blue-karpenter")!;
    expect(namesOf(release.dependencies)).toEqual(
      expect.arrayContaining(["blue-karpenter-crds", "blue-karpenter-identity", "blue-karpenter-nodes"]),
    );
    const definitions = of(releases).find(({ name }) => name === "blue-karpenter-crds")!;
    expect(namesOf(definitions.dependencies)).toContain("blue-karpenter-identity");
    expectChildNames(resources);
  });

  test("fills each pool with machines of its own class, and can take them away before it goes", async () => {
    const { inputs, of } = await make(karpenter);
    expect(inputs("kubernetes:karpenter.sh/v1:NodePool")).toEqual({
      "blue-karpenter-pool-arm": {
        apiVersion: "karpenter.sh/v1",
        kind: "NodePool",
        metadata: { name: "arm", annotations: { "pulumi.com/waitFor": "condition=Ready" } },
        spec: nodePoolSpec("arm", arm, false),
      },
      "blue-karpenter-pool-gpu": {
        apiVersion: "karpenter.sh/v1",
        kind: "NodePool",
        metadata: { name: "gpu", annotations: { "pulumi.com/waitFor": "condition=Ready" } },
        spec: nodePoolSpec("gpu", gpu, false),
      },
    });
    const classes = inputs("kubernetes:karpenter.k8s.aws/v1:EC2NodeClass");
    expect(classes["blue-karpenter-class-arm"]).toEqual({
      apiVersion: "karpenter.k8s.aws/v1",
      kind: "EC2NodeClass",
      metadata: {
        name: "arm",
        annotations: {
          "pulumi.com/waitFor":
            '["condition=Ready","jsonpath={.status.amis[?@.name==\\"amazon-eks-node-al2023-arm64-standard-1.34-v20251112\\"].name}"]',
        },
      },
      spec: nodeClassSpec({
        instanceProfile: "blue-karpenter-nodes-0123abc",
        subnetIds: ["subnet-a", "subnet-b"],
        securityGroupId: "sg-1",
        images: { alias: "al2023@v20251112" },
        diskGiB: 80,
        name: "blue-arm",
      }),
    });
    for (const nodeClass of of("kubernetes:karpenter.k8s.aws/v1:EC2NodeClass"))
      expect(namesOf(nodeClass.dependencies)).toContain("blue-karpenter");
    for (const pool of of("kubernetes:karpenter.sh/v1:NodePool"))
      expect(namesOf(pool.dependencies)).toContain(pool.name.replace("pool", "class"));
  });

  test("a pool is waited for until its nodes have drained, and a class until its images are found", async () => {
    const { of } = await make({ ...karpenter, nodePools: { arm, gpu: { ...gpu, drainWithin: "49h" } } });
    const timeouts = (type: string) => of(type).map(({ name, timeouts }) => [name, timeouts]);
    expect(timeouts("kubernetes:karpenter.sh/v1:NodePool")).toEqual([
      ["blue-karpenter-pool-arm", { delete: "91200s" }],
      ["blue-karpenter-pool-gpu", { delete: "177600s" }],
    ]);
    const class20 = { create: "1200s", update: "1200s", delete: "1200s" };
    expect(timeouts("kubernetes:karpenter.k8s.aws/v1:EC2NodeClass")).toEqual([
      ["blue-karpenter-class-arm", class20],
      ["blue-karpenter-class-gpu", class20],
    ]);
  });

  test("nodes that stay at a version are waited for by its images", async () => {
    const { inputs } = await make({ ...karpenter, nodePools: { arm }, version: "1.36", nodeVersion: "1.35" });
    const made = inputs("kubernetes:karpenter.k8s.aws/v1:EC2NodeClass")["blue-karpenter-class-arm"]!;
    expect(made.metadata.annotations["pulumi.com/waitFor"]).toContain("-1.35-v20251112");
  });

  test("its nodes join by an access entry, as a role that it may pass on and not make", async () => {
    const { inputs } = await make(karpenter);
    const nodeRoleArn = arn("blue-karpenter-nodes-role");
    expect(inputs("aws:eks/accessEntry:AccessEntry")).toEqual({
      "blue-karpenter-nodes": { clusterName: "blue", principalArn: nodeRoleArn, type: "EC2_LINUX" },
    });
    expect(inputs("aws:iam/instanceProfile:InstanceProfile")).toEqual({
      "blue-karpenter-nodes": { role: "blue-karpenter-nodes-role-0123abc" },
    });
    const queueArn = arn("blue-karpenter-queue");
    expect(inputs("aws:iam/policy:Policy")["blue-karpenter-policy"]).toEqual({
      policy: JSON.stringify(
        karpenterPolicy({ region: "eu-west-1", clusterName: "blue", queueArn, nodeRoleArn }),
      ),
    });
  });

  test("hears of interruptions by a queue that only its rules may fill", async () => {
    const { inputs, of } = await make(karpenter);
    expect(inputs("aws:sqs/queue:Queue")).toEqual({
      "blue-karpenter-queue": { messageRetentionSeconds: 300, sqsManagedSseEnabled: true },
    });
    const keys = ["health", "rebalance", "reservation", "spot", "state"];
    expect(Object.keys(inputs("aws:cloudwatch/eventRule:EventRule")).sort()).toEqual(
      keys.map((key) => `blue-karpenter-queue-${key}`),
    );
    for (const target of of("aws:cloudwatch/eventTarget:EventTarget")) {
      expect(target.inputs).toEqual({ rule: `${target.name}-0123abc`, arn: arn("blue-karpenter-queue") });
      expect(namesOf(target.dependencies)).toContain("blue-karpenter-queue-policy");
    }
    const { policy } = inputs("aws:sqs/queuePolicy:QueuePolicy")["blue-karpenter-queue-policy"] as {
      policy: string;
    };
    const [events, tls] = (JSON.parse(policy) as { Statement: { Condition: object; Principal: unknown }[] })
      .Statement;
    expect(events).toMatchObject({
      Principal: { Service: "events.amazonaws.com" },
      Condition: {
        ArnEquals: {
          "aws:SourceArn": ["health", "spot", "rebalance", "state", "reservation"].map((key) =>
            arn(`blue-karpenter-queue-${key}`),
          ),
        },
      },
    });
    expect(tls).toMatchObject({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } });
  });

  test("nodes are kept while traffic shifts, start from the newest image and have a disk of 50 GiB by default", async () => {
    const pools = { arm: { families: ["m7g"], cpu: 64 } };
    const { inputs } = await make({ ...karpenter, nodePools: pools, nodeImages: undefined, shifting: true });
    expect(inputs("kubernetes:karpenter.sh/v1:NodePool")["blue-karpenter-pool-arm"]!.spec).toEqual(
      nodePoolSpec("arm", pools.arm, true),
    );
    expect(
      inputs("kubernetes:karpenter.k8s.aws/v1:EC2NodeClass")["blue-karpenter-class-arm"]!.spec,
    ).toMatchObject({
      amiSelectorTerms: [{ alias: "al2023@latest" }],
      blockDeviceMappings: [{ ebs: { volumeSize: "50Gi" } }],
    });
  });

  test("families of two architectures and lengths of time that are none are refused, each pool by its path", async () => {
    const mixed = { families: ["m7g", "m7i"], cpu: 8 };
    const long = { ...arm, drainWithin: "2h30m" };
    const refused = make({ ...karpenter, nodePools: { arm, one: mixed, two: mixed, long } });
    await expect(refused).rejects.toMatchObject({
      component: "Karpenter blue-karpenter",
      problems: [
        { propertyPath: "pools.one.families" },
        { propertyPath: "pools.two.families" },
        { propertyPath: "pools.long.drainWithin", reason: expect.stringContaining("2h30m") },
      ],
    });
  });
});
