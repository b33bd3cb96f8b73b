// Tests a node group: exact inputs by architecture, and the refusal of a mixed list.
import * as aws from "@pulumi/aws";
import { ArgumentError } from "../../../components/argument-error";
import { NodeGroup, type NodeGroupArgs } from "../../../components/cluster/node-group";
import { deploy, expectChildNames, namesOf, valueOf } from "../../mocks";

const args: NodeGroupArgs = {
  clusterName: "shop-prod-blue",
  version: "1.34",
  subnetIds: ["subnet-a", "subnet-b"],
  instanceTypes: ["m7g.large", "m6g.large"],
  min: 3,
  max: 12,
  diskGiB: 80,
};
const make = (more: Partial<NodeGroupArgs> = {}) =>
  deploy(() => new NodeGroup("blue-arm", { ...args, ...more }));

test("Graviton types get the arm64 image, and the group's size is left to whatever scales it", async () => {
  const { result, of, resources } = await make();
  const [group] = of("aws:eks/nodeGroup:NodeGroup");
  // Six rounds of 15 minutes to drain and 15 for new nodes, and half an hour around them.
  const timeouts = { update: "12600s" };
  expect(group).toMatchObject({ name: "blue-arm", ignoreChanges: ["scalingConfig.desiredSize"], timeouts });
  expect(group!.inputs).toEqual({
    clusterName: "shop-prod-blue",
    version: "1.34",
    nodeRoleArn: "arn:aws:mock:eu-west-1:123456789012:blue-arm-role",
    subnetIds: ["subnet-a", "subnet-b"],
    amiType: "AL2023_ARM_64_STANDARD",
    instanceTypes: ["m7g.large", "m6g.large"],
    launchTemplate: { id: "blue-arm-id", version: "1" },
    scalingConfig: { minSize: 3, maxSize: 12, desiredSize: 3 },
    updateConfig: { maxUnavailablePercentage: 33 },
    tags: { Name: "blue-arm" },
  });
  expect(result.architecture).toBe("arm64");
  expect(await valueOf(result.ready)).toBe("blue-arm-id");
  expect(resources).toHaveLength(6);
  expectChildNames(resources);
});

test("x86 types get the x86 image", async () => {
  const { result, of } = await make({ instanceTypes: ["m7i.large", "m6a.large"] });
  expect(of("aws:eks/nodeGroup:NodeGroup")[0]!.inputs.amiType).toBe("AL2023_x86_64_STANDARD");
  expect(result.architecture).toBe("amd64");
});

test("the launch template asks for IMDSv2 within one hop and encrypts the disk", async () => {
  const { inputs } = await make();
  expect(inputs("aws:ec2/launchTemplate:LaunchTemplate")).toEqual({
    "blue-arm": {
      description: "Nodes of blue-arm",
      updateDefaultVersion: true,
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { volumeType: "gp3", volumeSize: 80, encrypted: "true", deleteOnTermination: "true" },
        },
      ],
      tagSpecifications: [
        { resourceType: "instance", tags: { Name: "blue-arm" } },
        { resourceType: "volume", tags: { Name: "blue-arm" } },
      ],
    },
  });
});

test("the role has two managed policies, and the nodes wait for them and for what the caller names", async () => {
  const { inputs, of } = await deploy(() => {
    const addOn = new aws.eks.Addon("cni", { clusterName: "shop-prod-blue", addonName: "vpc-cni" });
    return new NodeGroup("blue-arm", { ...args, after: [addOn] });
  });
  expect(inputs("aws:iam/rolePolicyAttachment:RolePolicyAttachment")).toEqual({
    "blue-arm-worker": {
      role: "blue-arm-role-0123abc",
      policyArn: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
    },
    "blue-arm-registry": {
      role: "blue-arm-role-0123abc",
      policyArn: "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
    },
  });
  expect(JSON.parse(inputs("aws:iam/role:Role")["blue-arm-role"]!.assumeRolePolicy).Statement).toEqual([
    { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: ["sts:AssumeRole"] },
  ]);
  const waitsFor = namesOf(of("aws:eks/nodeGroup:NodeGroup")[0]!.dependencies);
  expect(waitsFor).toEqual(expect.arrayContaining(["blue-arm-worker", "blue-arm-registry", "cni"]));
});

test("a list that mixes architectures is refused in words", async () => {
  const refused = make({ instanceTypes: ["m7g.large", "m7i.large"], max: 2 });
  await expect(refused).rejects.toThrow(ArgumentError);
  await expect(refused).rejects.toMatchObject({
    component: "NodeGroup blue-arm",
    problems: [
      {
        propertyPath: "instanceTypes",
        reason: expect.stringMatching(
          /^mixes architectures: `m7i.large` \(amd64\) and `m7g.large` \(arm64\)/,
        ),
      },
      { propertyPath: "max", reason: "is below min (3)" },
    ],
  });
});

test("a disk has 50 GiB unless another size is given", async () => {
  const { inputs } = await make({ diskGiB: undefined });
  expect(inputs("aws:ec2/launchTemplate:LaunchTemplate")["blue-arm"]).toMatchObject({
    blockDeviceMappings: [{ ebs: { volumeSize: 50 } }],
  });
});

test("a group of GPUs on spot capacity is labelled, tainted, and given NVIDIA's image", async () => {
  const { of } = await make({
    instanceTypes: ["g6.xlarge", "g5.xlarge"],
    purpose: "gpu",
    capacity: "spot",
    min: 0,
    labels: { team: "models" },
    taints: { "example.com/reserved": "models:NoExecute" },
  });
  expect(of("aws:eks/nodeGroup:NodeGroup")[0]!.inputs).toMatchObject({
    amiType: "AL2023_x86_64_NVIDIA",
    capacityType: "SPOT",
    scalingConfig: { minSize: 0, maxSize: 12, desiredSize: 0 },
    labels: { team: "models", "crossover/purpose": "gpu", "nvidia.com/gpu.present": "true" },
    taints: [
      { key: "nvidia.com/gpu", value: "present", effect: "NO_SCHEDULE" },
      { key: "example.com/reserved", value: "models", effect: "NO_EXECUTE" },
    ],
  });
});

test("template and group can be changed by transforms", async () => {
  const { inputs } = await make({
    transform: {
      launchTemplate: (template) => ({ ...template, ebsOptimized: "true" }),
      nodeGroup: (group) => ({ ...group, forceUpdateVersion: true }),
    },
  });
  expect(inputs("aws:ec2/launchTemplate:LaunchTemplate")["blue-arm"]).toMatchObject({ ebsOptimized: "true" });
  expect(inputs("aws:eks/nodeGroup:NodeGroup")["blue-arm"]).toMatchObject({ forceUpdateVersion: true });
});
