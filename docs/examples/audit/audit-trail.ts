// The trail of an account, kept for a year.
import { AuditTrail } from "../../../components/audit/audit-trail";

const trail = new AuditTrail("prod-audit", {
  trailName: "prod",
  region: "eu-west-1",
  account: "111122223333",
});

export const { bucketName } = trail;
