// Declares where load balancers write their access logs, where the stack file asks for them.
import type * as pulumi from "@pulumi/pulumi";
import { AccessLogs } from "../../components/network/access-logs";
import type { LoadBalancerSettings } from "../schema/stack/load-balancers";

/** @returns the bucket's name, or nothing where none are written. */
export function declareAccessLogs(
  stackName: string,
  place: { readonly region: string; readonly account: string },
  { accessLogDays: retentionDays }: LoadBalancerSettings,
): pulumi.Output<string> | undefined {
  if (retentionDays === undefined) return undefined;
  return new AccessLogs(`${stackName}-access-logs`, { ...place, retentionDays }).bucketName;
}
