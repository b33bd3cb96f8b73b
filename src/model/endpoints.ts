// Which AWS services a VPC reaches over endpoints of its own instead of NAT.

/** Services with a gateway endpoint, which costs nothing; ECR keeps image layers in S3. */
export const gatewayServices = ["dynamodb", "s3"] as const;

/**
 * Services that an interface endpoint may be made for, each with who calls it: the list of
 * https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html and Secrets Manager.
 */
export const interfaceServices = {
  autoscaling: "the cluster autoscaler",
  ec2: "nodes when they join, and the VPC CNI",
  "ecr.api": "nodes, for the registry's tokens",
  "ecr.dkr": "nodes, for image manifests",
  eks: "add-ons that describe their cluster",
  "eks-auth": "the Pod Identity agent, for the credentials of pods",
  elasticloadbalancing: "the AWS Load Balancer Controller",
  logs: "log shippers",
  secretsmanager: "workloads, for their secrets",
  sts: "roles for service accounts, and tools that assume roles",
} as const;

export type InterfaceService = keyof typeof interfaceServices;

/** What a node calls before its first pod runs: with these, nodes start and pull while NAT is down. */
export const nodeServices: readonly InterfaceService[] = ["ec2", "ecr.api", "ecr.dkr", "eks-auth"];

/** The name by which a region offers a service to VPCs. */
export function endpointServiceName(region: string, service: string): string {
  return `com.amazonaws.${region}.${service}`;
}
