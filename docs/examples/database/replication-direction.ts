// One direction, on an existing instance.
import { ReplicationDirection } from "../../../components/database/replication-direction";

const secrets = "arn:aws:secretsmanager:eu-west-1:111122223333:secret";
const forward = new ReplicationDirection("prod-main-forward", {
  identifier: "prod-main-forward-1",
  engine: "postgres",
  type: "full-load-and-cdc",
  from: { databaseName: "app", secret: `${secrets}:legacy/main-a1b2c3`, tls: "require" },
  to: { databaseName: "app", secret: `${secrets}:prod/main-d4e5f6`, tls: "require" },
  roleArn: "arn:aws:iam::111122223333:role/replication",
  machine: { kind: "instance", instanceArn: "arn:aws:dms:eu-west-1:111122223333:rep:MAIN" },
  tableMappings: JSON.stringify({
    rules: [
      {
        "rule-type": "selection",
        "rule-id": "1",
        "rule-name": "1",
        "object-locator": { "schema-name": "public", "table-name": "%" },
        "rule-action": "include",
      },
    ],
  }),
  run: "running",
});

export const { asAsked } = forward;
