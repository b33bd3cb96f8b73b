// A role that reads the secrets of both databases.
import { ReplicationRole } from "../../../components/database/replication-role";

const role = new ReplicationRole("prod-main-role", {
  region: "eu-west-1",
  secrets: [
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:legacy/main-a1b2c3",
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/main-d4e5f6",
  ],
});

export const { arn } = role;
