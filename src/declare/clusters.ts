// Declares the clusters of one stack, its own and its share of others', each with a namespace and a gateway.
import * as pulumi from "@pulumi/pulumi";
import { SecretsOperator } from "../../components/access/secrets-operator";
import { awaitAssociations } from "../../components/cluster/association-wait";
import { EksCluster } from "../../components/cluster/eks-cluster";
import { NodeCare } from "../../components/cluster/node-care";
import { PriorityClasses } from "../../components/cluster/priority-classes";
import { SharedCluster } from "../../components/cluster/shared-cluster";
import { ClusterEntry } from "../../components/gateway/cluster-entry";
import type { VpcNetwork } from "../../components/network/vpc-network";
import { ApplicationNamespace } from "../../components/workload/application-namespace";
import { clusterName } from "../model/clusters/names";
import type { SharedAccess } from "../model/clusters/types";
import { hasGpuNodes } from "../model/nodes/node-groups";
import type { VersionRecord } from "../model/versions/record";
import type { StackFile } from "../schema/stack";
import type { EksSettings } from "../schema/stack/clusters";
import type { PlacedSite } from "./site";

export interface ClustersArgs {
  readonly stackName: string;
  readonly clusters: StackFile["clusters"];
  readonly network: VpcNetwork;
  /** Days that the control planes' logs are kept. @default 90 */
  readonly logDays?: number;
  /** What they are encrypted with. */
  readonly logKeyArn?: pulumi.Input<string>;
  /** Bucket of load balancers' access logs. @default none are written */
  readonly accessLogBucket?: pulumi.Input<string>;
  readonly region: string;
  readonly certificateArn: pulumi.Input<string>;
  /** Whether traffic is between two sides, so that no node should be given up. */
  readonly shifting: boolean;
  /** Tells the time to what waits. */
  readonly clock: () => Date;
  /** Writes down the version of one of the stack's own. */
  readonly recordVersion: (id: string, settings: EksSettings) => VersionRecord | undefined;
  /** How each shared cluster is reached. */
  readonly shared: ReadonlyMap<string, SharedAccess>;
}

export interface DeclaredClusters {
  /** By id. */
  readonly sites: Readonly<Record<string, PlacedSite>>;
  /** The physical name of each, once pods can run there. */
  readonly names: Readonly<Record<string, pulumi.Input<string>>>;
  /** Security groups of this stack's own, by id. */
  readonly securityGroups: Readonly<Record<string, pulumi.Output<string>>>;
  /** The names of the stack's own. */
  readonly own: Readonly<Record<string, pulumi.Input<string>>>;
  /** What this update leaves behind about the Kubernetes versions of this stack's own. */
  readonly versions: Readonly<Record<string, pulumi.Output<VersionRecord | undefined>>>;
  /** What other stacks need to share one of this stack's own. */
  readonly sharing: Readonly<Record<string, pulumi.Output<SharedAccess>>>;
}

export function declareClusters(args: ClustersArgs): DeclaredClusters {
  awaitAssociations(args.clock);
  const made = Object.entries(args.clusters).map(([id, settings]) => {
    const name = clusterName(args.stackName, id);
    return settings.kind === "eks"
      ? ownCluster(name, id, settings, args)
      : sharedCluster(name, id, settings.stack, args.shared.get(id)!, args);
  });
  return {
    sites: Object.fromEntries(made.map(({ site }) => [site.id, site])),
    names: Object.fromEntries(made.map(({ site, ready }) => [site.id, ready])),
    securityGroups: Object.fromEntries(
      made.flatMap(({ site, securityGroupId }) => (securityGroupId ? [[site.id, securityGroupId]] : [])),
    ),
    own: Object.fromEntries(made.flatMap(({ site, ready, access }) => (access ? [[site.id, ready]] : []))),
    versions: Object.fromEntries(made.flatMap(({ site, version }) => (version ? [[site.id, version]] : []))),
    sharing: Object.fromEntries(made.flatMap(({ site, access }) => (access ? [[site.id, access]] : []))),
  };
}

interface Declared {
  readonly site: PlacedSite;
  readonly ready: pulumi.Input<string>;
  readonly securityGroupId?: pulumi.Output<string>;
  readonly access?: pulumi.Output<SharedAccess>;
  readonly version?: pulumi.Output<VersionRecord | undefined>;
}

function ownCluster(name: string, id: string, settings: EksSettings, args: ClustersArgs): Declared {
  const { vpcId, publicSubnetIds, privateSubnetIds, intraSubnetIds } = args.network;
  const cluster = new EksCluster(
    name,
    {
      ...settings,
      clusterName: name,
      vpcId,
      controlPlaneSubnetIds: intraSubnetIds,
      nodeSubnetIds: privateSubnetIds,
      logDays: args.logDays,
      logKeyArn: args.logKeyArn,
    },
    { dependsOn: [args.network] },
  );
  const { controlPlane } = cluster;
  const after = [cluster];
  const entry = new ClusterEntry(
    `${name}-entry`,
    {
      clusterId: id,
      clusterName: controlPlane,
      after,
      vpcId,
      publicSubnetIds,
      nodeSecurityGroupId: cluster.securityGroupId,
      certificateArn: args.certificateArn,
      region: args.region,
      accessLogBucket: args.accessLogBucket,
    },
    { provider: cluster.provider },
  );
  const { provider, keeping, ready, kubeconfig } = cluster;
  const secrets = new SecretsOperator(`${name}-secrets`, { clusterName: controlPlane, after }, { provider });
  const { roleArn: secretsRoleArn } = secrets;
  const { namespace } = new ApplicationNamespace(
    `${name}-namespace`,
    { name: args.stackName },
    { provider, dependsOn: [cluster] },
  );
  const priorities = new PriorityClasses(`${name}-priority`, { provider });
  new NodeCare(
    name,
    {
      clusterName: name,
      controlPlane,
      after,
      region: args.region,
      version: settings.version,
      nodeVersion: settings.nodeVersion,
      autoscalerVersion: settings.autoscalerVersion,
      autoscaling: settings.autoscaling,
      nodePools: settings.nodePools,
      gpus: hasGpuNodes(settings),
      subnetIds: privateSubnetIds,
      securityGroupId: cluster.securityGroupId,
      nodeImages: settings.nodeImages,
      shifting: args.shifting,
    },
    { provider },
  );
  const { gateway, loadBalancer, listenerArn } = entry;
  const podNetwork = {
    vpcId,
    intraSubnetIds,
    intraRanges: args.network.intraRanges,
    securityGroupId: cluster.securityGroupId,
  };
  return {
    site: {
      id,
      clusterName: name,
      provider,
      keeping,
      namespace,
      owner: args.stackName,
      network: podNetwork,
      gateway,
      loadBalancer,
      secretsRoleArn,
      before: [entry, secrets, priorities],
    },
    ready,
    securityGroupId: cluster.securityGroupId,
    // An update that fails before leaves the former one.
    version: cluster.controlPlane.apply(() => args.recordVersion(id, settings)),
    access: pulumi
      .all([kubeconfig, loadBalancer, listenerArn, secretsRoleArn, pulumi.output(podNetwork)])
      .apply(([kubeconfig, loadBalancer, listenerArn, secretsRoleArn, network]) => ({
        clusterName: name,
        kubeconfig,
        gateway,
        loadBalancer,
        listenerArn,
        network,
        secretsRoleArn,
      })),
  };
}

function sharedCluster(
  name: string,
  id: string,
  owner: string,
  access: SharedAccess,
  { stackName, certificateArn }: ClustersArgs,
): Declared {
  const { provider, keeping, loadBalancer } = new SharedCluster(name, { ...access, certificateArn });
  const { namespace } = new ApplicationNamespace(`${name}-namespace`, { name: stackName }, { provider });
  const { gateway, clusterName, network, secretsRoleArn } = access;
  return {
    site: {
      id,
      clusterName,
      provider,
      keeping,
      namespace,
      owner,
      network,
      gateway,
      loadBalancer,
      secretsRoleArn,
      before: [],
    },
    ready: clusterName,
  };
}
