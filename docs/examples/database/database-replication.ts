// A copy that keeps up, while the private name still points to the old database.
import { Database } from "../../../components/database/database";
import { DatabaseReplication } from "../../../components/database/database-replication";
import { PrivateName } from "../../../components/network/private-name";

const subnetIds = ["subnet-0a1b2c3d4e5f67890", "subnet-0b1c2d3e4f5a67890"];
const database = new Database("prod-main", {
  identifier: "prod-main",
  engine: "postgres",
  version: "17.6",
  instanceType: "db.r7g.large",
  databaseName: "app",
  storageGiB: 100,
  vpcId: "vpc-0a1b2c3d4e5f67890",
  subnetIds,
});

const secrets = "arn:aws:secretsmanager:eu-west-1:111122223333:secret";
const replication = new DatabaseReplication("prod-main-replication", {
  identifier: database.identifier,
  source: { secret: `${secrets}:legacy/main-a1b2c3`, tls: "require" },
  target: database,
  targetLogin: { secret: `${secrets}:prod/main-d4e5f6`, tls: "require" },
  forward: "running",
  region: "eu-west-1",
  vpcId: "vpc-0a1b2c3d4e5f67890",
  subnetIds,
  declareName: (after) =>
    new PrivateName("prod-main-name", {
      zoneId: "Z0123456789ABCDEFGHIJ",
      hostname: "main.db.prod.internal",
      target: "main.legacy.example.internal",
      after,
    }),
});

export const { settled } = replication;
