// Declares Karpenter in one cluster: its controller, what it may do, and the pools that it fills with nodes.
import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chartOf, karpenterCrdChart } from "../../src/model/clusters/charts";
import { groupArchitecture } from "../../src/model/nodes/architecture";
import {
  drainProblem,
  imagesOf,
  karpenter,
  karpenterValues,
  nodeClassReady,
  nodeClassSpec,
  nodeClassTimeouts,
  nodePoolReady,
  nodePoolSpec,
  nodePoolTimeouts,
} from "../../src/model/nodes/karpenter";
import { typesOfFamilies } from "../../src/model/nodes/node-groups";
import { karpenterPolicy } from "../../src/model/nodes/karpenter-policy";
import { refuseArguments, type ArgumentProblem } from "../argument-error";
import { transformed, type Transform } from "../transform";
import { InterruptionQueue } from "./interruption-queue";
import { nodeRole } from "./node-role";
import { defaultDiskGiB, type NodePool } from "./nodes";
import { PodIdentityRole } from "./pod-identity-role";

export interface KarpenterArgs {
  /** The cluster's physical name. A change replaces the access entry and the association. */
  readonly clusterName: string;
  /** The same, known once the control plane is there. @default `clusterName`, as of a cluster that is there */
  readonly controlPlane?: pulumi.Input<string>;
  /** What the release waits for: the cluster with its nodes. @default nothing */
  readonly after?: readonly pulumi.Resource[];
  /** Region of the cluster, e.g. `eu-west-1`. */
  readonly region: string;
  /** Kubernetes version of the control plane, e.g. `1.36`. */
  readonly version: string;
  /** Pools by name. The deletion of one is waited for until its nodes have drained, for its `drainWithin` at most. */
  readonly pools: Readonly<Record<string, NodePool>>;
  /** Private subnets, one a zone. A change replaces the nodes, a tenth at a time. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The cluster's security group. A change replaces the nodes, a tenth at a time. */
  readonly securityGroupId: pulumi.Input<string>;
  /**
   * The release of Amazon Linux 2023 that nodes start from. A change replaces the nodes, a tenth at a time; with `latest`
   * so does each new release.
   *
   * @default latest
   * @example "v20260903"
   */
  readonly images?: string;
  /**
   * Kubernetes version that nodes stay at, whatever the control plane has. A change to another replaces the nodes, a tenth
   * at a time.
   *
   * @default `version`: when that moves, its nodes follow, a tenth at a time
   * @example "1.35"
   */
  readonly kubernetes?: string;
  /** Whether traffic is between two sides: then Karpenter gives up no node that is healthy. @default false */
  readonly shifting?: boolean;
  readonly transform?: { readonly release?: Transform<kubernetes.helm.v3.ReleaseArgs> };
}

/**
 * The controller runs on the managed node groups. Its nodes join by an access entry, as a role of their own. When it goes,
 * pools go first, since only the controller can take their nodes away.
 *
 * Classes and pools are waited for until they are ready, and classes until they have found the pool's image.
 *
 * A pod gets its credentials when it is made, and an association holds only seconds after it is: so it is made before
 * nodes are, and the release after them.
 *
 * The provider must be given in the options.
 */
export class Karpenter extends pulumi.ComponentResource {
  /** Resolves once pods that find no room get nodes. */
  readonly ready: pulumi.Output<string>;

  /** @throws ArgumentError on pools with families of two architectures, and on lengths of time that are none. */
  constructor(name: string, args: KarpenterArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseArguments(Karpenter, name, problems(args));
    super("crossover:cluster:Karpenter", name, {}, opts);
    const child = { parent: this };
    const { clusterName, region } = args;

    const { role, attachments } = nodeRole(`${name}-nodes`, `Karpenter's nodes of ${clusterName}`, this);
    const profile = new aws.iam.InstanceProfile(
      `${name}-nodes`,
      { role: role.name },
      { ...child, dependsOn: attachments },
    );
    const entry = new aws.eks.AccessEntry(
      `${name}-nodes`,
      { clusterName: args.controlPlane ?? clusterName, principalArn: role.arn, type: "EC2_LINUX" },
      child,
    );

    const queue = new InterruptionQueue(`${name}-queue`, { clusterName }, child);
    const policy = new aws.iam.Policy(
      `${name}-policy`,
      {
        policy: pulumi
          .all([queue.arn, role.arn])
          .apply(([queueArn, nodeRoleArn]) =>
            JSON.stringify(karpenterPolicy({ region, clusterName, queueArn, nodeRoleArn })),
          ),
      },
      child,
    );
    const { namespace, serviceAccount } = karpenter;
    const controllerRole = new PodIdentityRole(
      `${name}-role`,
      {
        description: `Karpenter of ${clusterName}`,
        namespace,
        serviceAccount,
        policyArns: { launch: policy.arn },
      },
      child,
    );
    const association = new aws.eks.PodIdentityAssociation(
      `${name}-identity`,
      {
        clusterName: args.controlPlane ?? clusterName,
        namespace,
        serviceAccount,
        roleArn: controllerRole.arn,
      },
      child,
    );

    const definitions = new kubernetes.helm.v3.Release(
      `${name}-crds`,
      { ...karpenterCrdChart(), name: "karpenter-crd", namespace },
      // In a cluster that runs already, its seconds are those that the association needs.
      { ...child, dependsOn: association },
    );
    const release = new kubernetes.helm.v3.Release(
      name,
      transformed(args.transform?.release, {
        ...chartOf("karpenter"),
        name: "karpenter",
        namespace,
        skipCrds: true,
        values: karpenterValues<pulumi.Input<string>>({ clusterName, interruptionQueue: queue.queueName }),
      }),
      { ...child, dependsOn: [definitions, association, entry, ...(args.after ?? [])] },
    );

    const { version, images = "latest", shifting = false } = args;
    const pools = Object.entries(args.pools).map(([id, pool]) => {
      const nodeClass = new kubernetes.apiextensions.CustomResource(
        `${name}-class-${id}`,
        {
          apiVersion: "karpenter.k8s.aws/v1",
          kind: "EC2NodeClass",
          metadata: {
            name: id,
            annotations: { "pulumi.com/waitFor": nodeClassReady(pool, images, args.kubernetes ?? version) },
          },
          spec: nodeClassSpec<pulumi.Input<string>>({
            instanceProfile: profile.name,
            subnetIds: args.subnetIds,
            securityGroupId: args.securityGroupId,
            images: imagesOf(pool, images, args.kubernetes),
            diskGiB: pool.diskGiB ?? defaultDiskGiB,
            name: `${clusterName}-${id}`,
          }),
        },
        { ...child, dependsOn: release, customTimeouts: nodeClassTimeouts },
      );
      return new kubernetes.apiextensions.CustomResource(
        `${name}-pool-${id}`,
        {
          apiVersion: "karpenter.sh/v1",
          kind: "NodePool",
          metadata: { name: id, annotations: { "pulumi.com/waitFor": nodePoolReady } },
          spec: nodePoolSpec(id, pool, shifting),
        },
        { ...child, dependsOn: nodeClass, customTimeouts: nodePoolTimeouts(pool) },
      );
    });

    this.ready = pulumi.all(pools.map(({ id }) => id)).apply(() => clusterName);
    this.registerOutputs({});
  }
}

function problems({ pools }: KarpenterArgs): ArgumentProblem[] {
  return Object.entries(pools).flatMap(([id, pool]) => {
    const decided = groupArchitecture(typesOfFamilies(pool.families));
    const drain = drainProblem(pool);
    return [
      ...(typeof decided === "string" ? [{ propertyPath: `pools.${id}.families`, reason: decided }] : []),
      ...(drain === undefined ? [] : [{ propertyPath: `pools.${id}.drainWithin`, reason: drain }]),
    ];
  });
}
