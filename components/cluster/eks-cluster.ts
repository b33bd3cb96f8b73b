// An EKS cluster with its node groups and the add-ons that every service relies on.
import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { limitedName, limits } from "../../src/model/names";
import type { NodeGroupSettings } from "../../src/schema/stack/clusters";
import { transformed, type Transform } from "../transform";
import { accessEntries } from "./access";
import { NodeGroup } from "./node-group";
import { PodIdentityRole } from "./pod-identity-role";

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
  /** Days that the control plane's logs are kept. @default 90 */
  logDays?: number;
  /** ARN of the key that those logs are encrypted with. @default a key that CloudWatch Logs keeps for itself */
  logKeyArn?: pulumi.Input<string>;
  /** Versions of add-ons. @default what EKS prefers at creation; kept from then on */
  addOnVersions?: Partial<Record<AddOnName, string>>;
  transform?: { cluster?: Transform<eks.ClusterArgs> };
}

export type AddOnName = "vpc-cni" | "kube-proxy" | "eks-pod-identity-agent" | "coredns" | "metrics-server";

/**
 * A cluster as one unit: the control plane by `@pulumi/eks`, everything else by plain resources, because options such
 * as `ignoreChanges` reach no child of a remote component (https://github.com/pulumi/pulumi-eks/issues/1293), and its
 * node groups drain all at once (see {@link NodeGroup}).
 *
 * Principals come in by access entries alone, pods by Pod Identity; neither the aws-auth ConfigMap nor an OIDC provider
 * is used. The name may have 43 characters, since `@pulumi/eks` derives that of an IAM role from it.
 * Give it `dependsOn: [network]`: nodes need NAT from their first second on.
 */
export class EksCluster extends pulumi.ComponentResource {
  /** The physical name, as given. */
  readonly clusterName: string;
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

    const addOn = (addonName: AddOnName, after: pulumi.Resource[], extra?: Partial<aws.eks.AddonArgs>) =>
      new aws.eks.Addon(
        `${name}-${addonName}`,
        {
          clusterName,
          addonName,
          addonVersion: args.addOnVersions?.[addonName],
          resolveConflictsOnCreate: "OVERWRITE",
          resolveConflictsOnUpdate: "OVERWRITE",
          ...extra,
        },
        { parent: this, dependsOn: after },
      );

    const cniRole = new PodIdentityRole(
      `${name}-cni`,
      {
        description: `VPC CNI of ${args.clusterName}: addresses for pods`,
        policyArns: { policy: "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy" },
      },
      parent,
    );
    // A node is ready only with these three, which need none to be installed.
    const agent = addOn("eks-pod-identity-agent", []);
    const forNodes = [
      agent,
      addOn("kube-proxy", []),
      addOn("vpc-cni", [agent], {
        podIdentityAssociations: [{ serviceAccount: "aws-node", roleArn: cniRole.arn }],
        // Otherwise network policies would be accepted, and not enforced.
        configurationValues: JSON.stringify({ enableNetworkPolicy: "true" }),
      }),
    ];

    this.nodeGroups = Object.fromEntries(
      Object.entries(args.nodeGroups).map(([id, group]) => [
        id,
        new NodeGroup(
          limitedName(`${name}-${id}`, longestGroupName),
          {
            clusterName,
            version: args.version,
            subnetIds: args.nodeSubnetIds,
            instanceTypes: group.instanceTypes,
            min: group.min,
            max: group.max,
            diskGiB: group.diskGiB,
            after: forNodes,
          },
          parent,
        ),
      ]),
    );
    const groups = Object.values(this.nodeGroups);
    // These have pods of their own, and count as created only once those run.
    const onNodes = [addOn("coredns", groups), addOn("metrics-server", groups)];

    this.clusterName = args.clusterName;
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
      .all([clusterName, ...groups.map(({ ready }) => ready), ...onNodes.map(({ id }) => id)])
      .apply(([created]) => created!);
    this.registerOutputs({ clusterName: this.clusterName, securityGroupId: this.securityGroupId });
  }
}

/** A node group's name, which its role's is derived from. */
const longestGroupName = limits.iamRole - limits.autoNameSuffix - "-role".length;
