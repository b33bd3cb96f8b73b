// A bucket for the files of one trail.
import { EvidenceBucket } from "../../../components/audit/evidence-bucket";

const bucket = new EvidenceBucket("prod-audit-bucket", {
  account: "111122223333",
  trailArn: "arn:aws:cloudtrail:eu-west-1:111122223333:trail/prod",
  keyArn: "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-4e5f-6789-abcd-0a1b2c3d4e5f",
  retentionDays: 365,
});

export const { bucketName } = bucket;
