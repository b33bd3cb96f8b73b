// Lists the AWS services that a VPC reaches over endpoints of its own instead of NAT.
import type { InterfaceService, NetworkSettings } from "../../schema/stack/network";

/** Services with a gateway endpoint, which costs nothing; ECR keeps image layers in S3. */
export const gatewayServices = ["dynamodb", "s3"] as const;

/** What nodes call before their first pod runs, and pods before they serve: with these, both start while NAT is down. */
export const nodeServices: readonly InterfaceService[] = [
  "ec2",
  "ecr.api",
  "ecr.dkr",
  "eks-auth",
  "logs",
  "secretsmanager",
  "sts",
];

/**
 * Where the VPC's interface endpoints answer: AWS's names lead there for all who are in it. Those that the program makes
 * are in the intra subnets. An existing VPC may have others, anywhere.
 */
export function endpointRanges(
  network: NetworkSettings,
  { cidrs, intraRanges }: { readonly cidrs: readonly string[]; readonly intraRanges: readonly string[] },
): readonly string[] {
  if (network.adopt) return cidrs;
  return (network.endpoints ?? nodeServices).length > 0 ? intraRanges : [];
}

/** The name by which a region offers a service to VPCs. */
export function endpointServiceName(region: string, service: string): string {
  return `com.amazonaws.${region}.${service}`;
}
