// Lists the AWS services that a VPC reaches over endpoints of its own instead of NAT.
import type { InterfaceService } from "../../schema/stack/network";

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

/** The name by which a region offers a service to VPCs. */
export function endpointServiceName(region: string, service: string): string {
  return `com.amazonaws.${region}.${service}`;
}
