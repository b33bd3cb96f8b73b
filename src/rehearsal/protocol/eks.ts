// Constructs `eks:index:Cluster` for the rehearsal: an approximation of the component of @pulumi/eks.
import { createHash } from "node:crypto";
import type { Json, Properties } from "../cloud/types";
import { type ComponentMonitor, type ConstructFunction, reference, type Registered } from "./monitor";
import { issuerOf, kubeconfigOf } from "./eks-kubeconfig";
import { containsUnknown, isObject, isUnknown, givenProperties, unknown, valueAt } from "./values";

/** Arguments whose values, where they are accepted, ask for nothing. */
const ignored = new Set([
  "bootstrapSelfManagedAddons",
  "createInstanceRole",
  "createOidcProvider",
  "skipDefaultNodeGroup",
]);
/** Arguments that are read below; any other one would make a cluster that differs. */
const modelled = new Set([
  ...["name", "version", "vpcId", "subnetIds", "publicSubnetIds", "privateSubnetIds", "tags", "clusterTags"],
  ...["endpointPrivateAccess", "endpointPublicAccess", "publicAccessCidrs", "enabledClusterLogTypes"],
  ...["encryptionConfigKeyArn", "authenticationMode", "accessEntries", "skipDefaultSecurityGroups"],
  ...["useDefaultVpcCni", "vpcCniOptions", "kubeProxyAddonOptions", "corednsAddonOptions", "upgradePolicy"],
  ...["deletionProtection", "kubernetesServiceIpAddressRange"],
]);

/**
 * Constructs a cluster with the children, names and outputs of @pulumi/eks 4.3, but approximately: without the rules of
 * its security groups, and with add-ons at no given version. It knows neither node
 * groups, Fargate, Auto Mode nor the aws-auth ConfigMap: the program makes node groups itself, and lets principals in by
 * access entries.
 *
 * @throws an error naming the argument that it does not know.
 */
export const constructCluster: ConstructFunction = async ({ name, inputs }, monitor) => {
  refuseUnknownArguments(inputs);
  const urn = await monitor.component();
  const { role, attachment } = await serviceRole(monitor, urn, `${name}-eksRole`);
  const skipGroups = inputs.skipDefaultSecurityGroups === true;
  const clusterGroup = skipGroups
    ? undefined
    : await securityGroup(monitor, urn, name, "eksClusterSecurityGroup", inputs);
  const cluster = await monitor.child(
    urn,
    "aws:eks/cluster:Cluster",
    `${name}-eksCluster`,
    clusterInputs(name, inputs, role, clusterGroup),
    {
      // With its policy: EKS needs it to the end, to take down the network interfaces of a cluster that goes.
      dependsOn: [role, attachment, ...(clusterGroup ? [clusterGroup] : [])],
      ignoreChanges: ["accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons"],
    },
  );
  const kubeconfig = kubeconfigOf(cluster.outputs);
  const kubeconfigJson = isUnknown(kubeconfig) ? unknown : JSON.stringify(kubeconfig);
  await monitor.child(
    urn,
    "pulumi:providers:kubernetes",
    `${name}-eks-k8s`,
    { kubeconfig: kubeconfigJson },
    { dependsOn: [cluster] },
  );
  const nodeGroup = skipGroups
    ? undefined
    : await securityGroup(monitor, urn, name, "nodeSecurityGroup", inputs);
  const entries = await accessEntries(monitor, urn, name, inputs, cluster);
  await addOns(monitor, urn, name, inputs, cluster, entries);

  const ownGroup = valueAt(cluster.outputs, "vpcConfig.clusterSecurityGroupId") ?? unknown;
  const issuer = issuerOf(cluster.outputs);
  const outputs: Properties = {
    eksCluster: reference(cluster),
    kubeconfig,
    kubeconfigJson,
    clusterSecurityGroupId: clusterGroup ? clusterGroup.id || unknown : ownGroup,
    nodeSecurityGroupId: nodeGroup ? nodeGroup.id || unknown : ownGroup,
    instanceRoles: [],
    clusterIngressRuleId: "",
    defaultNodeGroupAsgName: "",
    fargateProfileId: "",
    fargateProfileStatus: "",
    oidcProviderArn: "",
    oidcProviderUrl: issuer,
    oidcIssuer: issuer.replace("https://", ""),
    autoModeNodeRoleName: "",
  };
  if (clusterGroup) outputs.clusterSecurityGroup = reference(clusterGroup);
  if (nodeGroup) outputs.nodeSecurityGroup = reference(nodeGroup);
  return { urn, outputs, dependencies: [cluster, ...entries] };
};

function refuseUnknownArguments(inputs: Properties): void {
  for (const [argument, value] of Object.entries(inputs)) {
    if (!modelled.has(argument) && !ignored.has(argument))
      throw new Error(
        `the rehearsal's eks.Cluster does not know the argument ${argument}; add it to src/rehearsal/protocol/eks.ts`,
      );
    if (value === true && (argument === "createInstanceRole" || argument === "createOidcProvider"))
      throw new Error(
        `the rehearsal's eks.Cluster does not know ${argument}: true; create it beside the cluster`,
      );
  }
  if (inputs.skipDefaultNodeGroup !== true)
    throw new Error("the rehearsal's eks.Cluster has no default node group; set skipDefaultNodeGroup");
  if (inputs.authenticationMode !== "API")
    throw new Error("the rehearsal's eks.Cluster has no aws-auth ConfigMap; set authenticationMode to API");
}

async function serviceRole(
  monitor: ComponentMonitor,
  parent: string,
  name: string,
): Promise<{ role: Registered; attachment: Registered }> {
  const urn = await monitor.nested(parent, "eks:index:ServiceRole", name);
  const role = await monitor.child(urn, "aws:iam/role:Role", `${name}-role`, {
    description: "Allows EKS to manage clusters on your behalf.",
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Effect: "Allow",
          Principal: { Service: ["eks.amazonaws.com"] },
        },
      ],
    }),
  });
  const policyArn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";
  const digest = createHash("sha1").update(policyArn).digest("hex").slice(0, 8);
  const attachment = await monitor.child(
    urn,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    `${name}-${digest}`,
    { policyArn, role: role.outputs.name ?? unknown },
    { dependsOn: [role] },
  );
  return { role, attachment };
}

function securityGroup(
  monitor: ComponentMonitor,
  parent: string,
  name: string,
  suffix: string,
  { vpcId, tags }: Properties,
): Promise<Registered> {
  return monitor.child(parent, "aws:ec2/securityGroup:SecurityGroup", `${name}-${suffix}`, {
    ...(vpcId === undefined ? {} : { vpcId }),
    revokeRulesOnDelete: true,
    tags: { Name: `${name}-${suffix}`, ...tagsOf(tags) },
  });
}

function clusterInputs(
  name: string,
  inputs: Properties,
  role: Registered,
  group: Registered | undefined,
): Properties {
  const { version, enabledClusterLogTypes, encryptionConfigKeyArn: keyArn, authenticationMode } = inputs;
  return givenProperties({
    name: inputs.name,
    version,
    roleArn: role.outputs.arn ?? unknown,
    bootstrapSelfManagedAddons: inputs.bootstrapSelfManagedAddons ?? true,
    vpcConfig: givenProperties({
      subnetIds: inputs.subnetIds ?? joined(inputs.publicSubnetIds, inputs.privateSubnetIds),
      securityGroupIds: group && [group.id || unknown],
      endpointPrivateAccess: inputs.endpointPrivateAccess,
      endpointPublicAccess: inputs.endpointPublicAccess,
      publicAccessCidrs: inputs.publicAccessCidrs,
    }),
    enabledClusterLogTypes,
    encryptionConfig: keyArn && { provider: { keyArn }, resources: ["secrets"] },
    accessConfig: authenticationMode && { authenticationMode, bootstrapClusterCreatorAdminPermissions: true },
    kubernetesNetworkConfig: inputs.kubernetesServiceIpAddressRange && {
      serviceIpv4Cidr: inputs.kubernetesServiceIpAddressRange,
      ipFamily: "ipv4",
    },
    upgradePolicy: inputs.upgradePolicy,
    deletionProtection: inputs.deletionProtection,
    tags: { Name: `${name}-eksCluster`, ...tagsOf(inputs.clusterTags), ...tagsOf(inputs.tags) },
  });
}

async function accessEntries(
  monitor: ComponentMonitor,
  parent: string,
  name: string,
  inputs: Properties,
  cluster: Registered,
): Promise<Registered[]> {
  const clusterName = cluster.outputs.name ?? unknown;
  const entries: Registered[] = [];
  for (const [key, entry] of objectsOf(inputs.accessEntries)) {
    const { accessPolicies, username, principalArn = unknown, ...rest } = entry;
    const created = await monitor.child(
      parent,
      "aws:eks/accessEntry:AccessEntry",
      `${name}-${key}`,
      givenProperties({ ...rest, principalArn, clusterName, userName: username }),
      { dependsOn: [cluster] },
    );
    entries.push(created);
    for (const [association, { accessScope, policyArn }] of objectsOf(accessPolicies))
      entries.push(
        await monitor.child(
          created.urn,
          "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
          `${name}-${key}-${association}`,
          givenProperties({ accessScope, policyArn, principalArn, clusterName }),
          { dependsOn: [cluster, created] },
        ),
      );
  }
  return entries;
}

async function addOns(
  monitor: ComponentMonitor,
  parent: string,
  name: string,
  inputs: Properties,
  cluster: Registered,
  after: readonly Registered[],
): Promise<void> {
  const addOn = (under: string, addonName: string) =>
    monitor.child(
      under,
      "aws:eks/addon:Addon",
      `${name}-${addonName}`,
      {
        clusterName: cluster.outputs.name ?? unknown,
        addonName,
        preserve: true,
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
      },
      { dependsOn: [cluster, ...after] },
    );
  if (valueAt(inputs, "kubeProxyAddonOptions.enabled") !== false) await addOn(parent, "kube-proxy");
  if (inputs.useDefaultVpcCni !== true)
    await addOn(await monitor.nested(parent, "eks:index:VpcCniAddon", `${name}-vpc-cni`), "vpc-cni");
  if (valueAt(inputs, "corednsAddonOptions.enabled") === true) await addOn(parent, "coredns");
}

function objectsOf(value: Json | undefined): [string, Properties][] {
  return Object.entries(isObject(value) ? value : {}).filter((entry): entry is [string, Properties] =>
    isObject(entry[1]),
  );
}

function joined(...lists: (Json | undefined)[]): Json {
  if (containsUnknown(lists.map((list) => list ?? null))) return unknown;
  return lists.flatMap((list) => (Array.isArray(list) ? list : []));
}

function tagsOf(tags: Json | undefined): Properties {
  return isObject(tags) ? tags : {};
}
