// Declares an EKS cluster with its node groups and the add-ons that every service relies on.
import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { addOnVersions, missingAddOns, pinnedVersions } from "../../src/model/clusters/add-ons";
import { mostNodes, nodeGroupName } from "../../src/model/nodes/node-groups";
import { refuseArguments, type ArgumentProblem } from "../argument-error";
import { transformed, type Transform } from "../transform";
import { accessEntries } from "./access";
import { ClusterAddOns, type ClusterAddOnVersions } from "./cluster-add-ons";
import { clusterProviders } from "./cluster-provider";
import { NodeAddOns, type NodeAddOnVersions } from "./node-add-ons";
import { NodeGroup } from "./node-group";
import type { ManagedNodes, NodePool } from "./nodes";

/** Versions of all add-ons that a cluster has. */
export type AddOnVersions = NodeAddOnVersions & ClusterAddOnVersions;

export interface EksClusterArgs {
  /**
   * The physical name, explicit because subnet tags, logs and kubeconfigs name the cluster. A change would replace the
   * cluster and all that runs there: add a second one instead, and shift the traffic.
   */
  readonly clusterName: string;
  /** Kubernetes version, e.g. `1.36`. EKS goes up one minor version at a time, and back by one within seven days. */
  readonly version: string;
  /** That of the nodes and kube-proxy, at most three behind. A change rolls the nodes. @default the control plane's */
  readonly nodeVersion?: string;
  /** The VPC of the subnets. A change replaces the cluster. */
  readonly vpcId: pulumi.Input<string>;
  /** Subnets of the control plane's network interfaces, one a zone, in two zones at least. */
  readonly controlPlaneSubnetIds: readonly pulumi.Input<string>[];
  /** Subnets of nodes and pods, one a zone. A change replaces the node groups. */
  readonly nodeSubnetIds: readonly pulumi.Input<string>[];
  /**
   * `private`, or the ranges that may reach the public endpoint besides; nodes always use the private one. Include the
   * range that the program runs in: at creation `@pulumi/eks` waits up to 5 minutes for the endpoint to answer.
   *
   * @example { public: ["198.51.100.0/24"] }
   */
  readonly endpoint: "private" | { readonly public: readonly string[] };
  /**
   * ARNs of the IAM principals that administer the cluster. The one that creates the cluster is an administrator
   * already; naming it here too is an error of EKS.
   *
   * @default only the one that creates it
   */
  readonly admins?: readonly string[];
  /** Managed node groups, by a plain id each. Another id is another group. */
  readonly nodeGroups: Readonly<Record<string, ManagedNodes>>;
  /** Karpenter's pools, whose nodes CoreDNS serves too. @default none */
  readonly nodePools?: Readonly<Record<string, NodePool>>;
  /** Days that the control plane's logs are kept; one of the retentions that CloudWatch Logs offers. @default 90 */
  readonly logDays?: number;
  /** ARN of the key that those logs are encrypted with. @default a key that CloudWatch Logs keeps for itself */
  readonly logKeyArn?: pulumi.Input<string>;
  /**
   * Versions of single add-ons; a change updates them in place.
   *
   * @default those that the project pins for the Kubernetes version
   * @example { coredns: "v1.14.3-eksbuild.3" }
   */
  readonly addOnVersions?: Partial<AddOnVersions>;
  readonly transform?: { readonly cluster?: Transform<eks.ClusterArgs> };
}

/**
 * A cluster as one unit: the control plane by `@pulumi/eks`, everything else by plain resources, because options such
 * as `ignoreChanges` reach no child of a remote component (https://github.com/pulumi/pulumi-eks/issues/1293), and its
 * node groups drain all at once (see {@link NodeGroup}).
 *
 * Principals come in by access entries alone, pods by Pod Identity; neither the aws-auth ConfigMap nor an OIDC provider
 * is used. The name may have 30 characters, since those of roles and rules are derived from it.
 *
 * Give it `dependsOn: [network]`: nodes need NAT from their first second on.
 */
export class EksCluster extends pulumi.ComponentResource {
  /** The physical name, as given. */
  readonly clusterName: string;
  /** The same once the control plane is there, minutes before nodes are: for what pods must find when they start. */
  readonly controlPlane: pulumi.Output<string>;
  /** Gets its credentials from the AWS CLI, as whoever runs the program: nothing in it is secret. */
  readonly kubeconfig: pulumi.Output<string>;
  /** Reaches the cluster, for its Kubernetes resources; usable once the control plane is, before there are nodes. */
  readonly provider: kubernetes.Provider;
  /** The same for ConfigMaps that are named by their content: it takes over one that exists. */
  readonly keeping: kubernetes.Provider;
  /**
   * The security group that EKS makes: the control plane's, the nodes' and, with the VPC CNI, the pods'. It admits its
   * own members; a load balancer needs a rule here.
   */
  readonly securityGroupId: pulumi.Output<string>;
  /** The node groups, by their ids. */
  readonly nodeGroups: Readonly<Record<string, NodeGroup>>;
  /**
   * The cluster's name once pods can run: node groups and add-ons are there. Unknown in a preview that adds one of
   * them; `dependsOn: [cluster]` orders without that.
   */
  readonly ready: pulumi.Output<string>;

  /** @throws ArgumentError on a Kubernetes version for which an add-on's version is neither pinned nor given. */
  constructor(name: string, args: EksClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseArguments(EksCluster, name, problems(args));
    super("crossover:cluster:EksCluster", name, {}, opts);
    const parent = { parent: this };
    const nodeVersion = args.nodeVersion ?? args.version;
    const versions = addOnVersions(args.version, args.addOnVersions, nodeVersion) as AddOnVersions;

    const key = new aws.kms.Key(
      `${name}-secrets`,
      {
        description: `Kubernetes secrets of ${args.clusterName}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
      },
      parent,
    );
    new aws.kms.Alias(`${name}-secrets`, { targetKeyId: key.keyId }, parent);
    // EKS would make this group itself, to be kept for ever.
    const logs = { retentionInDays: args.logDays ?? 90, kmsKeyId: args.logKeyArn };
    const logsName = `/aws/eks/${args.clusterName}/cluster`;
    const logGroup = new aws.cloudwatch.LogGroup(`${name}-logs`, { name: logsName, ...logs }, parent);

    const isPublic = args.endpoint !== "private";
    const control = new eks.Cluster(
      name,
      transformed(args.transform?.cluster, {
        name: args.clusterName,
        version: args.version,
        vpcId: args.vpcId,
        subnetIds: [...args.controlPlaneSubnetIds],
        endpointPrivateAccess: true,
        endpointPublicAccess: isPublic,
        publicAccessCidrs: args.endpoint === "private" ? undefined : [...args.endpoint.public],
        authenticationMode: eks.AuthenticationMode.Api,
        accessEntries: accessEntries(args.admins ?? []),
        encryptionConfigKeyArn: key.arn,
        enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
        skipDefaultNodeGroup: true,
        skipDefaultSecurityGroups: true,
        createInstanceRole: false,
        createOidcProvider: false,
        // All add-ons are managed ones, declared below.
        bootstrapSelfManagedAddons: false,
        useDefaultVpcCni: true,
        corednsAddonOptions: { enabled: false },
        kubeProxyAddonOptions: { enabled: false },
      }),
      { parent: this, dependsOn: [logGroup] },
    );
    const clusterName = control.eksCluster.name;

    const forNodes = new NodeAddOns(name, { clusterName, versions }, parent);
    this.nodeGroups = Object.fromEntries(
      Object.entries(args.nodeGroups).map(([id, nodes]) => [
        id,
        new NodeGroup(
          nodeGroupName(name, id),
          {
            ...nodes,
            clusterName,
            version: nodeVersion,
            subnetIds: args.nodeSubnetIds,
            after: forNodes.all,
          },
          parent,
        ),
      ]),
    );
    const groups = Object.values(this.nodeGroups);
    const onNodes = new ClusterAddOns(
      name,
      { clusterName, versions, mostNodes: mostNodes(args), after: groups },
      parent,
    );

    this.clusterName = args.clusterName;
    this.controlPlane = clusterName;
    this.kubeconfig = control.kubeconfigJson;
    const { provider, keeping } = clusterProviders(name, args.clusterName, this.kubeconfig, this);
    this.provider = provider;
    this.keeping = keeping;
    this.securityGroupId = control.clusterSecurityGroupId;
    this.ready = pulumi
      .all([clusterName, onNodes.ready, ...groups.map(({ ready }) => ready)])
      .apply(([created]) => created!);
    this.registerOutputs({ clusterName: this.clusterName, securityGroupId: this.securityGroupId });
  }
}

function problems(args: EksClusterArgs): ArgumentProblem[] {
  const missing = missingAddOns(args.version, args.addOnVersions, args.nodeVersion);
  if (missing.length === 0) return [];
  const reason = `lacks ${missing.join(", ")}: they are pinned for Kubernetes ${pinnedVersions().join(", ")} alone`;
  return [{ propertyPath: "addOnVersions", reason }];
}
