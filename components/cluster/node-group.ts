// Declares a managed node group of one CPU architecture and one purpose.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { amiType, architectureOf, groupArchitecture } from "../../src/model/nodes/architecture";
import {
  atOncePercent,
  nodeGroupTimeouts,
  nodeLabels,
  nodeTaints,
  purposeOf,
} from "../../src/model/nodes/node-groups";
import { refuseArguments, type ArgumentProblem } from "../argument-error";
import { transformed, type Transform } from "../transform";
import { nodeRole } from "./node-role";
import { defaultDiskGiB, type Architecture, type ManagedNodes } from "./nodes";

export interface NodeGroupArgs extends ManagedNodes {
  /** The cluster's physical name. A change replaces the group. */
  readonly clusterName: pulumi.Input<string>;
  /** Kubernetes version, e.g. `1.36`. A change rolls the nodes, within what the disruption budgets allow. */
  readonly version: string;
  /** Private subnets, one a zone. A change replaces the group. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** What must be there before the first node: the network, and the add-ons that make a node ready. @default nothing */
  readonly after?: readonly pulumi.Resource[];
  readonly transform?: {
    readonly launchTemplate?: Transform<aws.ec2.LaunchTemplateArgs>;
    readonly nodeGroup?: Transform<aws.eks.NodeGroupArgs>;
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
 */
export class NodeGroup extends pulumi.ComponentResource {
  /** What the instance types are. */
  readonly architecture: Architecture;
  /** The group's id, known once its first nodes are ready. */
  readonly ready: pulumi.Output<string>;

  /** @throws ArgumentError on instance types of two architectures, and on bounds in the wrong order. */
  constructor(name: string, args: NodeGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseArguments(NodeGroup, name, problems(args));
    super("crossover:cluster:NodeGroup", name, {}, opts);
    const parent = { parent: this };

    const architecture = architectureOf(args.instanceTypes[0]!);
    this.architecture = architecture;
    const labels = nodeLabels(args);
    const taints = nodeTaints(args).map(({ effect, ...taint }) => ({
      ...taint,
      effect: effects[effect],
    }));

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
              volumeSize: args.diskGiB ?? defaultDiskGiB,
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
        subnetIds: [...args.subnetIds],
        amiType: amiType(architecture, purposeOf(args)),
        capacityType: args.capacity === "spot" ? "SPOT" : undefined,
        instanceTypes: [...args.instanceTypes],
        launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
        scalingConfig: { minSize: args.min, maxSize: args.max, desiredSize: args.min },
        labels: Object.keys(labels).length > 0 ? labels : undefined,
        taints: taints.length > 0 ? taints : undefined,
        updateConfig: { maxUnavailablePercentage: atOncePercent },
        tags: { Name: name },
      }),
      {
        parent: this,
        ignoreChanges: ["scalingConfig.desiredSize"],
        customTimeouts: nodeGroupTimeouts,
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

function problems({ instanceTypes, min, max }: NodeGroupArgs): ArgumentProblem[] {
  const decided = groupArchitecture(instanceTypes);
  return [
    ...(instanceTypes.length === 0 ? [{ propertyPath: "instanceTypes", reason: "are missing" }] : []),
    ...(typeof decided === "string" ? [{ propertyPath: "instanceTypes", reason: decided }] : []),
    ...(min > max ? [{ propertyPath: "max", reason: `is below min (${min})` }] : []),
  ];
}
