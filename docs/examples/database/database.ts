// A database with a standby, whose password only Secrets Manager knows.
import { Database } from "../../../components/database/database";

const database = new Database("prod-main", {
  identifier: "prod-main",
  engine: "postgres",
  version: "17.6",
  instanceType: "db.r7g.large",
  databaseName: "app",
  storageGiB: 100,
  vpcId: "vpc-0a1b2c3d4e5f67890",
  subnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-0b1c2d3e4f5a67890"],
});

export const { address, masterSecretArn } = database;
