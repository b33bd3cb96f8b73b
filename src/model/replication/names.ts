// Names a replication in DMS, where names must be unique in an account and region.

/**
 * One direction in one round. A new round has a new name and so replaces the former, which is what loads anew.
 *
 * @param identifier of the new database.
 */
export function directionIdentifier(identifier: string, way: "forward" | "reverse", round: number): string {
  return `${identifier}-${way}-${round}`;
}

/**
 * Roles that an account has once, with the policy of each; DMS takes them on by these names:
 * https://docs.aws.amazon.com/dms/latest/userguide/security-iam.html#CHAP_Security.APIRole
 */
export const accountRoles: Readonly<Record<string, string>> = {
  "dms-vpc-role": "AmazonDMSVPCManagementRole",
  "dms-cloudwatch-logs-role": "AmazonDMSCloudWatchLogsRole",
};
