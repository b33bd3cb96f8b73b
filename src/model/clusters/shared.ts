// What the owner of a cluster publishes for the stacks that share it; nothing of it is secret.
import type { GatewayReference } from "../workload/objects";

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
