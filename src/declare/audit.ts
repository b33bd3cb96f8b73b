// Declares what is kept for auditors: the account's trail, and the key of the stack's logs.
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { AuditTrail } from "../../components/audit/audit-trail";
import { LogKey } from "../../components/audit/log-key";
import type { AuditSettings } from "../schema/stack/audit";

/** How the logs of other parts are kept; nothing where a stack says nothing of audits. */
export interface LogCare {
  /** What log groups are encrypted with. @default a key that CloudWatch Logs keeps for itself */
  readonly logKeyArn?: pulumi.Output<string>;
  /** Days that the control planes' logs are kept, the audit log among them. */
  readonly auditLogDays?: number;
}

export function declareAudit(stackName: string, region: string, audit: AuditSettings | undefined): LogCare {
  if (!audit) return {};
  const account = aws.getCallerIdentityOutput().accountId;
  const { retentionDays } = audit;
  if (audit.trail === "create") {
    const trailName = `crossover-${stackName}`;
    new AuditTrail(`${stackName}-audit`, { trailName, region, account, retentionDays });
  }
  const { arn } = new LogKey(`${stackName}-logs`, { region, account });
  return { logKeyArn: arn, auditLogDays: retentionDays };
}
