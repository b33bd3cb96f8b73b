// A managed node group of one CPU architecture.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { amiType, groupArchitecture } from "../../src/model/architecture";
import { trustService } from "../../src/model/trust";
import type { Architecture } from "../../src/schema/common";
import { transformed, type Transform } from "../transform";

export interface NodeGroupArgs {
  /** The cluster's physical name. Changing it replaces the group. */
  clusterName: pulumi.Input<string>;
  /** Kubernetes version, e.g. `1.34`. A change rolls the nodes, within what the disruption budgets allow. */
  version: string;
  /** Private subnets, one a zone. Changing them replaces the group. */
  subnetIds: pulumi.Input<string>[];
  /** EC2 instance types of one architecture, the best first. Changing them replaces the group. */
  instanceTypes: readonly string[];
  /**
   * Nodes at least. The group starts with as many; from then on the number belongs to whatever scales it. EKS refuses a
   * `min` above the number there is, so raise that first (`aws eks update-nodegroup-config`, then `pulumi refresh`):
   * https://github.com/hashicorp/terraform-provider-aws/issues/18310.
   */
  min: number;
  /** Nodes at most. */
  max: number;
  /** Size of each node's root volume in GiB. A change rolls the nodes. */
  diskGiB: number;
  /** What must be there before the first node: the network, and the add-ons that make a node ready. */
  after?: pulumi.Resource[];
  transform?: {
    launchTemplate?: Transform<aws.ec2.LaunchTemplateArgs>;
    nodeGroup?: Transform<aws.eks.NodeGroupArgs>;
  };
}

/**
 * Nodes that EKS manages: it drains each within the disruption budgets before it goes. pulumi-eks's own node groups are
 * Auto Scaling groups whose deletion drains all pods at once, hence `aws.eks.NodeGroup` here. No physical name is set:
 * a group that is replaced gets its successor before it goes.
 *
 * Nodes are given the cluster's security group by EKS, since the launch template names none
 * (https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html). They answer metadata requests (IMDSv2) from
 * the node itself only: pods get credentials by Pod Identity, and are told their region.
 *
 * @throws pulumi.RunError if the instance types mix architectures.
 */
export class NodeGroup extends pulumi.ComponentResource {
  /** What the instance types are. */
  readonly architecture: Architecture;
  /** The group's id, known once its first nodes are ready. */
  readonly ready: pulumi.Output<string>;

  constructor(name: string, args: NodeGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:cluster:NodeGroup", name, {}, opts);
    const parent = { parent: this };

    const group = groupArchitecture(args.instanceTypes);
    if (typeof group === "string") throw new pulumi.RunError(`node group ${name}: ${group}`);
    this.architecture = group.architecture;

    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: `Nodes of ${name}`,
        assumeRolePolicy: trustService("ec2.amazonaws.com"),
      },
      parent,
    );
    const attachments = Object.entries(nodePolicies).map(
      ([key, policyArn]) =>
        new aws.iam.RolePolicyAttachment(`${name}-${key}`, { role: role.name, policyArn }, parent),
    );

    const template = new aws.ec2.LaunchTemplate(
      name,
      transformed(args.transform?.launchTemplate, {
        description: `Nodes of ${name}`,
        updateDefaultVersion: true,
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [
          {
            deviceName: "/dev/xvda",
            ebs: {
              volumeType: "gp3",
              volumeSize: args.diskGiB,
              encrypted: "true",
              deleteOnTermination: "true",
            },
          },
        ],
        tagSpecifications: ["instance", "volume"].map((resourceType) => ({
          resourceType,
          tags: { Name: name },
        })),
      }),
      parent,
    );

    const nodeGroup = new aws.eks.NodeGroup(
      name,
      transformed(args.transform?.nodeGroup, {
        clusterName: args.clusterName,
        version: args.version,
        nodeRoleArn: role.arn,
        subnetIds: args.subnetIds,
        amiType: amiType(group.architecture),
        instanceTypes: [...args.instanceTypes],
        launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
        scalingConfig: { minSize: args.min, maxSize: args.max, desiredSize: args.min },
        updateConfig: { maxUnavailablePercentage: 33 },
        tags: { Name: name },
      }),
      {
        parent: this,
        ignoreChanges: ["scalingConfig.desiredSize"],
        // Without its policies a node that is being drained can't leave cleanly, so they must also go last.
        dependsOn: [...attachments, ...(args.after ?? [])],
      },
    );

    this.ready = nodeGroup.id;
    this.registerOutputs({ ready: this.ready });
  }
}

/**
 * What a node itself may do. `AmazonEKSWorkerNodeMinimalPolicy` isn't enough: it lacks `ec2:DescribeInstances`, which
 * Amazon Linux 2023 calls before it joins (https://github.com/awslabs/amazon-eks-ami/issues/2423 shows the call). The
 * VPC CNI has a role of its own.
 */
const nodePolicies = {
  worker: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
  registry: "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
};
