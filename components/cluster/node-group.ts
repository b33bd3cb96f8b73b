// A managed node group of one CPU architecture and one purpose.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { amiType, groupArchitecture } from "../../src/model/nodes/architecture";
import { nodeLabels, nodeTaints, purposeOf } from "../../src/model/nodes/node-groups";
import type { Architecture } from "../../src/schema/common";
import type { NodeGroupSettings } from "../../src/schema/stack/node-groups";
import { transformed, type Transform } from "../transform";
import { nodeRole } from "./node-role";

export interface NodeGroupArgs {
  /** The cluster's physical name. Changing it replaces the group. */
  clusterName: pulumi.Input<string>;
  /** Kubernetes version, e.g. `1.34`. A change rolls the nodes, within what the disruption budgets allow. */
  version: string;
  /** Private subnets, one a zone. Changing them replaces the group. */
  subnetIds: pulumi.Input<string>[];
  /**
   * The group's settings. Another list of instance types, capacity or, between GPUs and none, purpose replaces the group:
   * its successor is there before it goes. Labels and taints change in place, on its nodes too.
   *
   * It starts with `min` nodes; from then on the number belongs to whatever scales it. EKS refuses a `min` above the
   * number there is, so raise that first (`aws eks update-nodegroup-config`, then `pulumi refresh`):
   * https://github.com/hashicorp/terraform-provider-aws/issues/18310.
   */
  settings: NodeGroupSettings;
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

    const { settings } = args;
    const labels = nodeLabels(settings);
    const taints = nodeTaints(settings).map(({ effect, ...taint }) => ({
      ...taint,
      effect: effects[effect],
    }));
    const group = groupArchitecture(settings.instanceTypes);
    if (typeof group === "string") throw new pulumi.RunError(`node group ${name}: ${group}`);
    this.architecture = group.architecture;

    const { role, attachments } = nodeRole(name, `Nodes of ${name}`, this);
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
              volumeSize: settings.diskGiB,
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
        amiType: amiType(group.architecture, purposeOf(settings)),
        capacityType: settings.capacity === "spot" ? "SPOT" : undefined,
        instanceTypes: [...settings.instanceTypes],
        launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
        scalingConfig: { minSize: settings.min, maxSize: settings.max, desiredSize: settings.min },
        labels: Object.keys(labels).length > 0 ? labels : undefined,
        taints: taints.length > 0 ? taints : undefined,
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

/** How EKS writes the effects of taints. */
const effects = {
  NoSchedule: "NO_SCHEDULE",
  PreferNoSchedule: "PREFER_NO_SCHEDULE",
  NoExecute: "NO_EXECUTE",
} as const;
