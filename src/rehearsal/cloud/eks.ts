// Simulates EKS: clusters, node groups, access, add-ons and pod identities.
import { aws, account, arn, callerArn, common, digest, regionOf, required, userOf } from "./aws";
import { requiredSubnet } from "./vpc";
import { isInstanceType } from "./instance-types";
import { newestRelease, offeredKubernetes } from "./offered-versions";
import { hasNvidia } from "./node-capacity";
import { labelsAt, numberAt, objectAt, objectsAt, textAt, textsAt, valueAt } from "./properties";
import { CloudError } from "./types";
import type { CloudResource, CloudView, OperationContext, Properties, ResourceKind } from "./types";

const minor = (version: string) => Number(/^v?\d+\.(\d+)/.exec(version)?.[1]);

/** What EKS takes where none is given. */
function defaultVersion({ cloud }: OperationContext): string {
  return offeredKubernetes(cloud.now()).at(-1)!;
}

/** Minor versions that nodes may be behind: https://kubernetes.io/releases/version-skew-policy/#kubelet */
const allowedSkew = 3;
/** https://docs.aws.amazon.com/eks/latest/userguide/rollback-cluster.html */
const rollbackDays = 7;

/** The node groups of a cluster, and their versions. */
function groupsOf(cluster: CloudResource, { cloud }: OperationContext): { id: string; version: number }[] {
  return cloud
    .list(aws.nodeGroup)
    .filter(({ inputs }) => textAt(inputs, "clusterName") === cluster.id)
    .map(({ id, outputs }) => ({ id, version: minor(textAt(outputs, "version") ?? "") }));
}

/** One minor version up: https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html */
function refuseUpgrade(
  resource: CloudResource,
  before: string,
  after: string,
  context: OperationContext,
): void {
  if (minor(after) !== minor(before) + 1 || !offeredKubernetes(context.cloud.now()).includes(after))
    throw new CloudError(
      "InvalidParameterException",
      `Unsupported Kubernetes minor version update from ${before} to ${after}`,
    );
  const left = groupsOf(resource, context).find(({ version }) => minor(after) - version > allowedSkew);
  if (left)
    throw new CloudError(
      "InvalidRequestException",
      `Nodes of ${left.id} are more than ${allowedSkew} minor versions behind ${after}`,
    );
}

/** Back to what it had, within seven days, once nothing is ahead: the same page's "Prerequisites" and readiness checks. */
function refuseRollback(
  resource: CloudResource,
  before: string,
  after: string,
  context: OperationContext,
): void {
  const refuse = (message: string) => {
    throw new CloudError("InvalidParameterException", message);
  };
  const from = textAt(resource.outputs, "upgrade.from");
  const at = textAt(resource.outputs, "upgrade.at");
  if (from !== after || at === undefined)
    refuse(`Unsupported Kubernetes minor version update from ${before} to ${after}`);
  if (context.cloud.now().getTime() - Date.parse(at ?? "") > rollbackDays * 86_400_000)
    refuse(`Version rollback from ${before} to ${after} is no longer available`);
  const group = groupsOf(resource, context).find(({ version }) => version > minor(after));
  const proxy = context.cloud.get(aws.addon, `${resource.id}:kube-proxy`);
  const ahead = group
    ? `kubelet version skew: ${group.id}`
    : proxy && minor(textAt(proxy.outputs, "addonVersion") ?? "") > minor(after) && "kube-proxy version skew";
  if (ahead)
    throw new CloudError("InvalidRequestException", `Rollback readiness insights have errors: ${ahead}`);
}

/** The architecture of an instance type: Graviton families have `g` after the generation, and `a1`. */
export function architectureOf(instanceType: string): "amd64" | "arm64" {
  return /^(a1|[a-z]+\d+g[a-z]*)(-|\.)/.test(instanceType) ? "arm64" : "amd64";
}

/** The architecture of a node group, or undefined where only a custom AMI could tell. */
export function nodeArchitecture(group: Properties): "amd64" | "arm64" | undefined {
  const ami = textAt(group, "amiType");
  if (ami && ami !== "CUSTOM") return /ARM_64/i.test(ami) ? "arm64" : "amd64";
  const type = textsAt(group, "instanceTypes")[0];
  return type === undefined ? undefined : architectureOf(type);
}

/** The cluster that a Kubernetes provider talks to, known by its name, ARN or endpoint. */
export function clusterNamed(view: CloudView, reference: string | undefined) {
  return view
    .list(aws.cluster)
    .find(
      (cluster) =>
        cluster.id === reference ||
        [cluster.outputs["arn"], cluster.outputs["endpoint"]].includes(reference ?? ""),
    );
}

function requiredCluster(inputs: Properties, { cloud }: OperationContext) {
  const name = textAt(inputs, "clusterName");
  return required(
    cloud,
    aws.cluster,
    name,
    "ResourceNotFoundException",
    `No cluster found for name: ${name}.`,
  );
}

function requiredRole(roleArn: string | undefined, { cloud }: OperationContext): void {
  if (roleArn?.startsWith(`arn:aws:iam::${account}:`))
    required(
      cloud,
      aws.role,
      roleArn.split("/").at(-1),
      "InvalidParameterException",
      `The role with ARN ${roleArn} does not exist`,
    );
}

function vpcOutputs(inputs: Properties, name: string, context: OperationContext): Properties {
  const subnets = textsAt(inputs, "vpcConfig.subnetIds").map((id) => requiredSubnet(id, context));
  if (new Set(subnets.map((subnet) => subnet.outputs["availabilityZone"])).size < 2)
    throw new CloudError(
      "InvalidParameterException",
      "Subnets specified must be in at least two different AZs",
    );
  const config = objectAt(inputs, "vpcConfig");
  if (config["endpointPublicAccess"] === false && config["endpointPrivateAccess"] !== true)
    throw new CloudError(
      "InvalidParameterException",
      "Private and public endpoint access cannot both be disabled",
    );
  return {
    ...config,
    vpcId: textAt(subnets[0]?.inputs, "vpcId") ?? "",
    clusterSecurityGroupId: `sg-${digest(`${name}/cluster`, 17)}`,
  };
}

const cluster: ResourceKind = {
  autoName: { property: "name", maxLength: 100 },
  replaceOn: [
    "accessConfig.bootstrapClusterCreatorAdminPermissions",
    "bootstrapSelfManagedAddons",
    "kubernetesNetworkConfig.ipFamily",
    "kubernetesNetworkConfig.serviceIpv4Cidr",
    "name",
    "outpostConfig",
    "roleArn",
  ],
  computed: [
    "arn",
    "certificateAuthority",
    "clusterId",
    "createdAt",
    "endpoint",
    "identities",
    "platformVersion",
    "status",
    "vpcConfig.clusterSecurityGroupId",
    "vpcConfig.vpcId",
  ],
  create(inputs, context) {
    const name = textAt(inputs, "name") ?? `cluster-${context.hex(7)}`;
    if (context.cloud.get(aws.cluster, name))
      throw new CloudError("ResourceInUseException", `Cluster already exists with name: ${name}`);
    const version = textAt(inputs, "version") ?? defaultVersion(context);
    if (!offeredKubernetes(context.cloud.now()).includes(version))
      throw new CloudError("InvalidParameterException", `unsupported Kubernetes version ${version}`);
    requiredRole(textAt(inputs, "roleArn"), context);
    const vpcConfig = vpcOutputs(inputs, name, context);
    const region = regionOf(inputs, context);
    const host = context.hex(32).toUpperCase();
    const outputs = {
      name,
      version,
      vpcConfig,
      arn: arn("eks", `cluster/${name}`, inputs, context),
      endpoint: `https://${host}.gr7.${region}.eks.amazonaws.com`,
      certificateAuthority: { data: Buffer.from(`certificate of ${name}`).toString("base64") },
      identities: [{ oidcs: [{ issuer: `https://oidc.eks.${region}.amazonaws.com/id/${host}` }] }],
      status: "ACTIVE",
      platformVersion: "eks.1",
      createdAt: context.cloud.now().toISOString(),
    };
    return { id: name, outputs: { ...common(inputs, context), ...outputs } };
  },
  update(resource, inputs, context) {
    const before = textAt(resource.outputs, "version") ?? defaultVersion(context);
    const after = textAt(inputs, "version") ?? before;
    if (minor(after) < minor(before)) refuseRollback(resource, before, after, context);
    else if (after !== before) refuseUpgrade(resource, before, after, context);
    const mode = (source: Properties) => textAt(source, "accessConfig.authenticationMode");
    if (mode(resource.inputs) === "API" && mode(inputs) !== "API")
      throw new CloudError(
        "InvalidRequestException",
        `Unsupported authentication mode update from API to ${mode(inputs)}`,
      );
    const upgrade =
      minor(after) > minor(before) ? { from: before, at: context.cloud.now().toISOString() } : null;
    return {
      outputs: {
        version: after,
        vpcConfig: vpcOutputs(inputs, resource.id, context),
        // Kept for the way back, and shown to nobody.
        ...(after !== before && { upgrade }),
      },
    };
  },
  remove(resource, { cloud }) {
    if (userOf(cloud, resource.id, [[aws.nodeGroup, "clusterName"]]))
      throw new CloudError("ResourceInUseException", "Cluster has nodegroups attached");
    if (resource.inputs["deletionProtection"] === true)
      throw new CloudError("InvalidRequestException", "Cluster has deletion protection enabled");
  },
};

function refuseNodes(inputs: Properties, version: string, { cloud }: OperationContext): void {
  const refuse = (message: string) => {
    throw new CloudError("InvalidParameterException", message);
  };
  const [low, desired, high] = ["minSize", "desiredSize", "maxSize"].map((key) =>
    numberAt(inputs, `scalingConfig.${key}`),
  ) as [number, number, number];
  if (low > high) refuse(`Minimum capacity ${low} can't be greater than maximum size ${high}`);
  if (desired < low || desired > high)
    refuse(`desired capacity ${desired} must be between minimum ${low} and maximum ${high}`);
  const ami = textAt(inputs, "amiType");
  const types = textsAt(inputs, "instanceTypes");
  const templateId = textAt(inputs, "launchTemplate.id");
  const template = templateId
    ? required(
        cloud,
        aws.launchTemplate,
        templateId,
        "InvalidRequestException",
        `The launch template ID '${templateId}' does not exist`,
      ).inputs
    : {};
  const templateType = textAt(template, "instanceType");
  if (templateType && types.length > 0)
    refuse("You cannot specify instance types in both the launch template and the node group request");
  const strange = [...types, ...(templateType ? [templateType] : [])].filter((type) => !isInstanceType(type));
  if (strange.length > 0)
    refuse(`The following supplied instance types do not exist: [${strange.join(", ")}]`);
  if (templateId && inputs["diskSize"] !== undefined)
    refuse("Disk size must be specified within the launch template");
  if (textAt(template, "imageId") && ami !== undefined && ami !== "CUSTOM")
    refuse(
      "You cannot specify an AMI Type other than CUSTOM when specifying an image id in your launch template",
    );
  refuseMarks(inputs, refuse);
  // Amazon Linux 2 images end with Kubernetes 1.32: https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-deprecation-faqs.html
  if (ami?.startsWith("AL2_") && minor(version) >= 33)
    refuse(`Requested amiType ${ami} is not supported for kubernetes version ${version}`);
  if (ami === "CUSTOM" || textAt(template, "imageId")) return;
  const image = ami ?? "AL2023_x86_64_STANDARD";
  const unfit = [...types, ...(templateType ? [templateType] : [])].find(
    (type) => architectureOf(type) !== nodeArchitecture({ amiType: image }),
  );
  if (unfit) refuse(`[${unfit}] is not a valid instance type for requested amiType ${image}`);
  const plain = types.find((type) => image.endsWith("_NVIDIA") && !hasNvidia(type));
  if (plain) refuse(`[${plain}] is not a valid instance type for requested amiType ${image}`);
  // The first Graviton: https://docs.aws.amazon.com/linux/al2023/ug/system-requirements.html
  if (image.startsWith("AL2023_ARM") && types.some((type) => type.startsWith("a1.")))
    throw new CloudError("NodeCreationFailure", "Instances failed to join the kubernetes cluster");
}

/** Labels and taints, as https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html takes them. */
function refuseMarks(inputs: Properties, refuse: (message: string) => void): void {
  const taints = objectsAt(inputs, "taints");
  if (taints.length > 50) refuse("The taints list cannot be greater than 50 items");
  const effects = taints.map((taint) => textAt(taint, "effect") ?? "");
  const odd = effects.find((effect) => !/^(NO_SCHEDULE|NO_EXECUTE|PREFER_NO_SCHEDULE)$/.test(effect));
  if (odd !== undefined) refuse(`Taint effect ${odd} is not valid`);
  if (
    labelsAt(inputs, "labels").some(([key]) =>
      /(^|\.)(kubernetes\.io|k8s\.io)\/|^eks\.amazonaws\.com\//.test(key),
    )
  )
    refuse("Label cannot contain reserved prefixes [kubernetes.io/, k8s.io/, eks.amazonaws.com/]");
}

/**
 * An update that replaces nodes drains them, for 15 minutes at most, as far as disruption budgets allow:
 * https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
 */
function refuseUndrainable(resource: CloudResource, inputs: Properties, { cloud }: OperationContext): void {
  const rolls = ["version", "launchTemplate.version", "releaseVersion"].some(
    (key) => valueAt(resource.inputs, key) !== valueAt(inputs, key),
  );
  const stuck = cloud
    .list("kubernetes:policy/v1:PodDisruptionBudget")
    .find(
      (budget) =>
        clusterNamed(cloud, budget.cluster)?.id === textAt(inputs, "clusterName") &&
        ([0, "0", "0%"].some((none) => valueAt(budget.inputs, "spec.maxUnavailable") === none) ||
          valueAt(budget.inputs, "spec.minAvailable") === "100%"),
    );
  if (rolls && stuck && inputs["forceUpdateVersion"] !== true)
    throw new CloudError(
      "PodEvictionFailure",
      `Reached max retries while trying to evict pods from nodes in node group: the disruption budget ${stuck.id} allows none`,
    );
}

function refuseAhead(version: string, ofCluster: string): never {
  throw new CloudError(
    "InvalidParameterException",
    `Requested Kubernetes version ${version} is above the version ${ofCluster} of the cluster`,
  );
}

const nodeGroup: ResourceKind = {
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html: at most 63 characters.
  autoName: { property: "nodeGroupName", maxLength: 63, unless: "nodeGroupNamePrefix" },
  replaceOn: [
    "amiType",
    "capacityType",
    "clusterName",
    "diskSize",
    "instanceTypes",
    "launchTemplate.id",
    "launchTemplate.name",
    "nodeGroupName",
    "nodeGroupNamePrefix",
    "nodeRoleArn",
    "remoteAccess",
    "subnetIds",
  ],
  computed: ["arn", "releaseVersion", "resources", "status"],
  create(inputs, context) {
    const owner = requiredCluster(inputs, context);
    const name =
      textAt(inputs, "nodeGroupName") ??
      `${textAt(inputs, "nodeGroupNamePrefix") ?? "nodes-"}${context.hex(7)}`;
    const id = `${owner.id}:${name}`;
    if (context.cloud.get(aws.nodeGroup, id))
      throw new CloudError(
        "ResourceInUseException",
        `NodeGroup already exists with name ${name} and cluster name ${owner.id}`,
      );
    requiredRole(textAt(inputs, "nodeRoleArn"), context);
    for (const subnet of textsAt(inputs, "subnetIds")) requiredSubnet(subnet, context);
    const clusterVersion = textAt(owner.outputs, "version") ?? defaultVersion(context);
    const version = textAt(inputs, "version") ?? clusterVersion;
    if (minor(version) > minor(clusterVersion)) refuseAhead(version, clusterVersion);
    refuseNodes(inputs, version, context);
    const outputs = {
      nodeGroupName: name,
      version,
      arn: arn("eks", `nodegroup/${owner.id}/${name}/${digest(id, 8)}`, inputs, context),
      status: "ACTIVE",
      releaseVersion: `${version}.0-${newestRelease(version)}`,
      resources: [{ autoscalingGroups: [{ name: `eks-${name}-${digest(id, 8)}` }] }],
    };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  update(resource, inputs, context) {
    const before = textAt(resource.outputs, "version") ?? defaultVersion(context);
    const version = textAt(inputs, "version") ?? before;
    const ofCluster = textAt(requiredCluster(inputs, context).outputs, "version") ?? version;
    if (minor(version) > minor(ofCluster)) refuseAhead(version, ofCluster);
    // Back by one, for the sake of a control plane that goes back.
    if (minor(version) < minor(before) - 1)
      throw new CloudError(
        "InvalidParameterException",
        `Unsupported Kubernetes minor version update from ${before} to ${version}`,
      );
    refuseNodes(inputs, version, context);
    refuseUndrainable(resource, inputs, context);
    return { outputs: { version } };
  },
};

const accessEntry: ResourceKind = {
  replaceOn: ["clusterName", "principalArn", "type"],
  computed: ["accessEntryArn", "createdAt", "kubernetesGroups", "modifiedAt", "userName"],
  create(inputs, context) {
    const owner = requiredCluster(inputs, context);
    const principal = textAt(inputs, "principalArn") ?? "";
    const id = `${owner.id}:${principal}`;
    // Whoever creates a cluster has an entry from then on: https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
    const creators =
      principal === callerArn &&
      valueAt(owner.inputs, "accessConfig.bootstrapClusterCreatorAdminPermissions") !== false;
    if (creators || context.cloud.get(aws.accessEntry, id))
      throw new CloudError(
        "ResourceInUseException",
        "The specified access entry resource is already in use on this cluster.",
      );
    const outputs = {
      accessEntryArn: arn("eks", `access-entry/${owner.id}/${digest(principal, 12)}`, inputs, context),
    };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
};

const accessPolicyAssociation: ResourceKind = {
  replaceOn: ["accessScope", "clusterName", "policyArn", "principalArn"],
  deleteBeforeReplace: true,
  computed: ["associatedAt", "modifiedAt"],
  create(inputs, context) {
    const owner = requiredCluster(inputs, context);
    const principal = textAt(inputs, "principalArn") ?? "";
    required(
      context.cloud,
      aws.accessEntry,
      `${owner.id}:${principal}`,
      "ResourceNotFoundException",
      "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.",
    );
    const associatedAt = context.cloud.now().toISOString();
    return {
      id: `${owner.id}#${principal}#${textAt(inputs, "policyArn")}`,
      outputs: { associatedAt, modifiedAt: associatedAt },
    };
  },
};

/** https://kubernetes.io/releases/version-skew-policy/#kube-proxy */
function refuseProxy(inputs: Properties, context: OperationContext): void {
  const version = textAt(inputs, "addonVersion");
  if (textAt(inputs, "addonName") !== "kube-proxy" || version === undefined) return;
  const ofCluster = textAt(requiredCluster(inputs, context).outputs, "version") ?? "";
  const behind = minor(ofCluster) - minor(version);
  if (behind < 0 || behind > allowedSkew)
    throw new CloudError("InvalidParameterException", "Addon version specified is not supported");
}

const addon: ResourceKind = {
  replaceOn: ["addonName", "clusterName"],
  computed: ["addonVersion", "arn", "createdAt", "modifiedAt"],
  create(inputs, context) {
    const owner = requiredCluster(inputs, context);
    const name = textAt(inputs, "addonName") ?? "";
    const id = `${owner.id}:${name}`;
    if (context.cloud.get(aws.addon, id))
      throw new CloudError("ResourceInUseException", "Addon already exists.");
    refuseProxy(inputs, context);
    const outputs = {
      arn: arn("eks", `addon/${owner.id}/${name}/${digest(id, 8)}`, inputs, context),
      addonVersion: inputs["addonVersion"] ?? "v1.0.0-eksbuild.1",
    };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  update(_, inputs, context) {
    refuseProxy(inputs, context);
    return {};
  },
};

const podIdentityAssociation: ResourceKind = {
  replaceOn: ["clusterName", "namespace", "serviceAccount"],
  computed: ["associationArn", "associationId", "externalId"],
  create(inputs, context) {
    const owner = requiredCluster(inputs, context);
    requiredRole(textAt(inputs, "roleArn"), context);
    const keys = ["clusterName", "namespace", "serviceAccount"];
    const taken = context.cloud
      .list(aws.podIdentityAssociation)
      .find((other) => keys.every((key) => other.inputs[key] === inputs[key]));
    if (taken) throw new CloudError("ResourceInUseException", `Association already exists: ${taken.id}`);
    const id = `a-${context.hex(17)}`;
    const outputs = {
      associationId: id,
      associationArn: arn("eks", `podidentityassociation/${owner.id}/${id}`, inputs, context),
    };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
};

export const eks: Record<string, ResourceKind> = {
  [aws.cluster]: cluster,
  [aws.nodeGroup]: nodeGroup,
  [aws.accessEntry]: accessEntry,
  [aws.accessPolicyAssociation]: accessPolicyAssociation,
  [aws.addon]: addon,
  [aws.podIdentityAssociation]: podIdentityAssociation,
};
