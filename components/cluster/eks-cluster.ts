// An EKS cluster with its node groups and the add-ons that every service relies on.
import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { addOnVersions, type AddOnVersions } from "../../src/model/clusters/add-ons";
import { mostNodes, nodeGroupName } from "../../src/model/nodes/node-groups";
import type { NodeGroupSettings, NodePoolSettings } from "../../src/schema/stack/node-groups";
import { transformed, type Transform } from "../transform";
import { accessEntries } from "./access";
import { ClusterAddOns, NodeAddOns } from "./add-ons";
import { NodeGroup } from "./node-group";

export interface EksClusterArgs {
  /**
   * The physical name, explicit because subnet tags, logs and kubeconfigs name the cluster. Changing it would replace
   * the cluster and all that runs there: add a second one instead, and shift the traffic.
   */
  clusterName: string;
  /** Kubernetes version, e.g. `1.34`. EKS goes up one minor version at a time, and never down. */
  version: string;
  /** The VPC of the subnets. A change replaces the cluster. */
  vpcId: pulumi.Input<string>;
  /** Subnets of the control plane's network interfaces, one a zone, in two zones at least. */
  controlPlaneSubnetIds: pulumi.Input<string>[];
  /** Subnets of nodes and pods, one a zone. */
  nodeSubnetIds: pulumi.Input<string>[];
  /**
   * `private`, or the ranges that may reach the public endpoint besides; nodes always use the private one. Include the
   * range that the program runs in: at creation `@pulumi/eks` waits up to 5 minutes for the endpoint to answer.
   */
  endpoint: "private" | { readonly public: readonly string[] };
  /**
   * ARNs of the IAM principals that administer the cluster. The one that creates the cluster is an administrator
   * already; naming it here too is an error of EKS.
   */
  admins: readonly string[];
  /** Managed node groups, by a plain id each. Another id is another group. */
  nodeGroups: Readonly<Record<string, NodeGroupSettings>>;
  /** Karpenter's pools, whose nodes CoreDNS serves too. @default none */
  nodePools?: Readonly<Record<string, NodePoolSettings>>;
  /** Days that the control plane's logs are kept. @default 90 */
  logDays?: number;
  /** ARN of the key that those logs are encrypted with. @default a key that CloudWatch Logs keeps for itself */
  logKeyArn?: pulumi.Input<string>;
  /** Versions of add-ons. @default those that the project pins for the Kubernetes version */
  addOnVersions?: Partial<AddOnVersions>;
  transform?: { cluster?: Transform<eks.ClusterArgs> };
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
  /** For the cluster's Kubernetes resources; usable once the control plane is, before there are nodes. */
  readonly provider: kubernetes.Provider;
  /**
   * The security group that EKS makes: the control plane's, the nodes' and, with the VPC CNI, the pods'. It admits its
   * own members; a load balancer needs a rule here.
   */
  readonly securityGroupId: pulumi.Output<string>;
  /** By their ids. */
  readonly nodeGroups: Readonly<Record<string, NodeGroup>>;
  /**
   * The cluster's name once pods can run: node groups and add-ons are there. Unknown in a preview that adds one of
   * them; `dependsOn: [cluster]` orders without that.
   */
  readonly ready: pulumi.Output<string>;

  constructor(name: string, args: EksClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:cluster:EksCluster", name, {}, opts);
    const parent = { parent: this };

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
        subnetIds: args.controlPlaneSubnetIds,
        endpointPrivateAccess: true,
        endpointPublicAccess: isPublic,
        publicAccessCidrs: args.endpoint === "private" ? undefined : [...args.endpoint.public],
        authenticationMode: eks.AuthenticationMode.Api,
        accessEntries: accessEntries(args.admins),
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

    const versions = addOnVersions(args.version, args.addOnVersions);
    const forNodes = new NodeAddOns(name, { clusterName, versions }, parent);
    this.nodeGroups = Object.fromEntries(
      Object.entries(args.nodeGroups).map(([id, settings]) => [
        id,
        new NodeGroup(
          nodeGroupName(name, id),
          {
            clusterName,
            version: args.version,
            subnetIds: args.nodeSubnetIds,
            settings,
            after: [...forNodes.all],
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
    this.provider = new kubernetes.Provider(
      `${name}-provider`,
      {
        kubeconfig: this.kubeconfig,
        // Without it, a new certificate or endpoint would replace the provider and all of the cluster's resources.
        clusterIdentifier: args.clusterName,
        enableServerSideApply: true,
      },
      parent,
    );
    this.securityGroupId = control.clusterSecurityGroupId;
    this.ready = pulumi
      .all([clusterName, onNodes.ready, ...groups.map(({ ready }) => ready)])
      .apply(([created]) => created!);
    this.registerOutputs({ clusterName: this.clusterName, securityGroupId: this.securityGroupId });
  }
}
