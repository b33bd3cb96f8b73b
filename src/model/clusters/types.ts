// Describes clusters as plain data: where services may run, and what stacks share.
import type { Placement } from "../nodes/architecture";
import type { GatewayReference } from "../workload/objects";

/** By cluster and service; a service that fits nowhere in a cluster has none there. */
export type Placements = Readonly<Record<string, Readonly<Record<string, Placement>>>>;

/** What the owner of a cluster publishes for those that share it; nothing of it is secret. */
export interface SharedAccess {
  /** The cluster's physical name. */
  readonly clusterName: string;
  /** Gets its credentials from the AWS CLI, as whoever runs the program. */
  readonly kubeconfig: string;
  /** What routes attach to. */
  readonly gateway: GatewayReference;
  /** Where the entry answers, and the zone that AWS keeps that name in. */
  readonly loadBalancer: { readonly dnsName: string; readonly zoneId: string };
  /** Of the operator that copies secrets; to be trusted by the roles that read them. */
  readonly secretsRoleArn: string;
  /** Of the listener for HTTPS, which presents the owner's certificate and those added to it. */
  readonly listenerArn: string;
  /** The network that its pods are in, which this stack's databases join. */
  readonly network: {
    readonly vpcId: string;
    readonly intraSubnetIds: readonly string[];
    readonly intraRanges: readonly string[];
    readonly securityGroupId: string;
  };
}
