// Tests an EKS cluster: exact inputs of the control plane, and the order of add-ons and nodes.
import { EksCluster, type EksClusterArgs } from "../../../components/cluster/eks-cluster";
import { addOnVersions, coreDnsValues } from "../../../src/model/clusters/add-ons";
import { limits } from "../../../src/model/names/limits";
import { trustPods } from "../../../src/model/access/trust";
import { deploy, expectChildNames, namesOf, valueOf } from "../../mocks";

const args: EksClusterArgs = {
  clusterName: "shop-prod-blue",
  version: "1.34",
  vpcId: "vpc-1",
  controlPlaneSubnetIds: ["intra-a", "intra-b"],
  nodeSubnetIds: ["private-a", "private-b"],
  endpoint: { public: ["203.0.113.0/24"] },
  admins: ["arn:aws:iam::123456789012:role/platform/ops", "arn:aws:iam::123456789012:user/ada"],
  nodeGroups: {
    arm: { instanceTypes: ["m7g.large"], min: 3, max: 12, diskGiB: 80 },
    x86: { instanceTypes: ["m7i.large"], min: 2, max: 6, diskGiB: 50 },
  },
};
const make = (extra: Partial<EksClusterArgs> = {}) =>
  deploy(() => new EksCluster("blue", { ...args, ...extra }));

const addOns = "aws:eks/addon:Addon";
const nodeGroups = "aws:eks/nodeGroup:NodeGroup";

test("the control plane: reachable from listed ranges, encrypted, logged, access by entries alone", async () => {
  const { inputs } = await make();
  const admin = {
    policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
    accessScope: { type: "cluster" },
  };
  expect(inputs("eks:index:Cluster")).toEqual({
    blue: {
      name: "shop-prod-blue",
      version: "1.34",
      vpcId: "vpc-1",
      subnetIds: ["intra-a", "intra-b"],
      endpointPrivateAccess: true,
      endpointPublicAccess: true,
      publicAccessCidrs: ["203.0.113.0/24"],
      authenticationMode: "API",
      accessEntries: {
        "123456789012-role-ops": {
          principalArn: "arn:aws:iam::123456789012:role/platform/ops",
          accessPolicies: { admin },
        },
        "123456789012-user-ada": {
          principalArn: "arn:aws:iam::123456789012:user/ada",
          accessPolicies: { admin },
        },
      },
      encryptionConfigKeyArn: "arn:aws:mock:eu-west-1:123456789012:blue-secrets",
      enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
      skipDefaultNodeGroup: true,
      skipDefaultSecurityGroups: true,
      createInstanceRole: false,
      createOidcProvider: false,
      bootstrapSelfManagedAddons: false,
      useDefaultVpcCni: true,
      corednsAddonOptions: {
        enabled: false,
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
      },
      kubeProxyAddonOptions: {
        enabled: false,
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
      },
    },
  });
});

test("a private endpoint admits no range", async () => {
  const { inputs } = await make({ endpoint: "private" });
  const control = inputs("eks:index:Cluster").blue!;
  expect(control).toMatchObject({ endpointPrivateAccess: true, endpointPublicAccess: false });
  expect(control).not.toHaveProperty("publicAccessCidrs");
});

test("the log group is there before the cluster, which would make one that never expires", async () => {
  const { inputs, of } = await make({ logDays: 365 });
  expect(inputs("aws:cloudwatch/logGroup:LogGroup")).toEqual({
    "blue-logs": { name: "/aws/eks/shop-prod-blue/cluster", retentionInDays: 365 },
  });
  expect(namesOf(of("eks:index:Cluster")[0]!.dependencies)).toContain("blue-logs");
});

test("the control plane's logs are encrypted with the key that is given", async () => {
  const { inputs } = await make({ logKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1" });
  expect(inputs("aws:cloudwatch/logGroup:LogGroup")["blue-logs"]).toMatchObject({
    kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1",
  });
});

test("secrets are encrypted with a key that rotates", async () => {
  const { inputs } = await make();
  expect(inputs("aws:kms/key:Key")).toEqual({
    "blue-secrets": {
      description: "Kubernetes secrets of shop-prod-blue",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
    },
  });
  expect(inputs("aws:kms/alias:Alias")).toEqual({ "blue-secrets": { targetKeyId: "blue-secrets-id" } });
});

test("six add-ons, each pinned: those that make a node ready come before the nodes, those with pods after", async () => {
  const { inputs, of } = await make();
  const common = {
    clusterName: "shop-prod-blue",
    resolveConflictsOnCreate: "OVERWRITE",
    resolveConflictsOnUpdate: "OVERWRITE",
  };
  const role = (name: string) => `arn:aws:mock:eu-west-1:123456789012:${name}`;
  expect(inputs(addOns)).toEqual({
    "blue-eks-pod-identity-agent": {
      ...common,
      addonName: "eks-pod-identity-agent",
      addonVersion: "v1.3.10-eksbuild.3",
    },
    "blue-kube-proxy": { ...common, addonName: "kube-proxy", addonVersion: "v1.34.6-eksbuild.2" },
    "blue-vpc-cni": {
      ...common,
      addonName: "vpc-cni",
      addonVersion: "v1.21.1-eksbuild.7",
      podIdentityAssociations: [{ serviceAccount: "aws-node", roleArn: role("blue-cni") }],
      configurationValues: '{"enableNetworkPolicy":"true"}',
    },
    "blue-coredns": {
      ...common,
      addonName: "coredns",
      addonVersion: "v1.13.2-eksbuild.4",
      configurationValues: JSON.stringify(coreDnsValues(18)),
    },
    "blue-metrics-server": { ...common, addonName: "metrics-server", addonVersion: "v0.8.1-eksbuild.5" },
    "blue-aws-ebs-csi-driver": {
      ...common,
      addonName: "aws-ebs-csi-driver",
      addonVersion: "v1.58.0-eksbuild.1",
      podIdentityAssociations: [{ serviceAccount: "ebs-csi-controller-sa", roleArn: role("blue-ebs") }],
    },
  });
  for (const group of of(nodeGroups))
    expect(namesOf(group.dependencies)).toEqual(
      expect.arrayContaining(["blue-eks-pod-identity-agent", "blue-kube-proxy", "blue-vpc-cni"]),
    );
  for (const addOn of of(addOns).filter(({ name }) => /coredns|metrics|ebs/.test(name)))
    expect(namesOf(addOn.dependencies)).toEqual(expect.arrayContaining(["blue-arm", "blue-x86"]));
});

test("an add-on's version can be another", async () => {
  const { inputs } = await make({ addOnVersions: { coredns: "v1.12.4-eksbuild.1" } });
  expect(inputs(addOns)["blue-coredns"]).toMatchObject({ addonVersion: "v1.12.4-eksbuild.1" });
  expect(inputs(addOns)["blue-vpc-cni"]).toMatchObject({ addonVersion: "v1.21.1-eksbuild.7" });
});

test("a Kubernetes version that nothing is pinned for needs a version of each add-on", async () => {
  await expect(make({ version: "1.41" })).rejects.toThrow(
    /^EksCluster blue can't be made, one problem with its arguments:\n {2}args.addOnVersions lacks vpc-cni, kube-proxy/,
  );
  const versions = { ...addOnVersions("1.36"), "kube-proxy": "v1.41.0-eksbuild.1" };
  const { inputs } = await make({ version: "1.41", addOnVersions: versions });
  expect(inputs(addOns)["blue-kube-proxy"]).toMatchObject({ addonVersion: "v1.41.0-eksbuild.1" });
});

test("nodes and kube-proxy can stay while the control plane and what suits it move", async () => {
  const { inputs } = await make({ version: "1.36", nodeVersion: "1.35" });
  expect(Object.values(inputs("aws:eks/nodeGroup:NodeGroup")).map(({ version }) => version)).toEqual([
    "1.35",
    "1.35",
  ]);
  const versions = Object.values(inputs(addOns)).map(({ addonName, addonVersion }) => [
    addonName,
    addonVersion,
  ]);
  expect(Object.fromEntries(versions)).toEqual({
    ...addOnVersions("1.36"),
    "kube-proxy": addOnVersions("1.35")["kube-proxy"],
  });
});

test("DNS is sized for Karpenter's nodes too", async () => {
  const nodePools = { arm: { families: ["m7g"], cpu: 800, diskGiB: 50 } };
  const { inputs } = await make({ nodePools });
  expect(inputs(addOns)["blue-coredns"]!.configurationValues).toBe(JSON.stringify(coreDnsValues(118)));
});

test("the VPC CNI has the one role that may change addresses", async () => {
  const { inputs } = await make();
  expect(inputs("aws:iam/role:Role")["blue-cni"]!.assumeRolePolicy).toBe(
    trustPods("kube-system", "aws-node"),
  );
  const attached = Object.values(inputs("aws:iam/rolePolicyAttachment:RolePolicyAttachment"));
  expect(attached.filter(({ policyArn }) => policyArn.endsWith("/AmazonEKS_CNI_Policy"))).toEqual([
    { role: "blue-cni-0123abc", policyArn: "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy" },
  ]);
});

test("one node group for each entry, of its architecture", async () => {
  const { inputs, result, resources } = await make();
  const groups = inputs(nodeGroups);
  expect(Object.keys(groups)).toEqual(["blue-arm", "blue-x86"]);
  expect(groups["blue-arm"]).toMatchObject({
    clusterName: "shop-prod-blue",
    version: "1.34",
    subnetIds: ["private-a", "private-b"],
    amiType: "AL2023_ARM_64_STANDARD",
    scalingConfig: { minSize: 3, maxSize: 12, desiredSize: 3 },
  });
  expect(groups["blue-x86"]).toMatchObject({
    amiType: "AL2023_x86_64_STANDARD",
    scalingConfig: { minSize: 2, maxSize: 6, desiredSize: 2 },
  });
  expect(result.nodeGroups.arm!.architecture).toBe("arm64");
  expect(result.nodeGroups.x86!.architecture).toBe("amd64");
  expectChildNames(resources);
});

test("a long node group name leaves room for what autonaming appends", async () => {
  const long = "a".repeat(39);
  const { of, resources } = await deploy(
    () => new EksCluster(`${long}b`, { ...args, nodeGroups: { [`${long}c`]: args.nodeGroups.arm! } }),
  );
  const [group] = of(nodeGroups);
  expect(group!.name.length).toBeLessThanOrEqual(limits.nodeGroup - limits.autoNameSuffix);
  for (const role of of("aws:iam/role:Role"))
    expect(role.name.length).toBeLessThanOrEqual(limits.iamRole - limits.autoNameSuffix);
  expectChildNames(resources);
});

test("the Kubernetes provider is tied to the cluster's name, not to its kubeconfig", async () => {
  const { inputs, of } = await make();
  const [provider] = of("pulumi:providers:kubernetes");
  expect(provider!.name).toBe("blue-provider");
  expect(inputs("pulumi:providers:kubernetes")["blue-provider"]).toMatchObject({
    clusterIdentifier: "shop-prod-blue",
    enableServerSideApply: "true",
    kubeconfig: expect.stringContaining("https://blue.eks.amazonaws.com"),
  });
});

test("yields the nodes' security group, and its name once pods can run", async () => {
  const { result } = await make();
  expect(await valueOf(result.securityGroupId)).toBe("blue-eks-cluster-sg");
  expect(await valueOf(result.ready)).toBe("shop-prod-blue");
  expect(result.clusterName).toBe("shop-prod-blue");
});

test("the control plane's arguments can be changed by a transform", async () => {
  const { inputs } = await make({
    transform: { cluster: (cluster) => ({ ...cluster, deletionProtection: true }) },
  });
  expect(inputs("eks:index:Cluster").blue).toMatchObject({
    name: "shop-prod-blue",
    deletionProtection: true,
  });
});
