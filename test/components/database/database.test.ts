// Tests databases: exact inputs of both engines, and what protects them.
import { Database, type DatabaseArgs } from "../../../components/database/database";
import { deploy, expectChildNames, valueOf } from "../../mocks";
import { database } from "../../model/stores";

const make = (given: Partial<DatabaseArgs> = {}) =>
  deploy(
    () =>
      new Database("prod-main", {
        identifier: "prod-main",
        engine: "postgres",
        version: "17.6",
        instanceType: "db.r7g.large",
        storageGiB: 100,
        databaseName: "app",
        vpcId: "vpc-1",
        subnetIds: ["subnet-a", "subnet-b"],
        ...given,
      }),
  );

test("PostgreSQL, with a standby and room to grow", async () => {
  const { inputs, of, resources, result } = await make({ maxStorageGiB: 200 });
  expectChildNames(resources);
  expect(inputs("aws:rds/instance:Instance")).toEqual({
    "prod-main": {
      identifier: "prod-main",
      engine: "postgres",
      engineVersion: "17.6",
      autoMinorVersionUpgrade: false,
      allowMajorVersionUpgrade: true,
      instanceClass: "db.r7g.large",
      allocatedStorage: 100,
      maxAllocatedStorage: 200,
      storageType: "gp3",
      storageEncrypted: true,
      kmsKeyId: "arn:aws:mock:eu-west-1:123456789012:prod-main-key",
      multiAz: true,
      dbName: "app",
      username: "postgres",
      manageMasterUserPassword: true,
      masterUserSecretKmsKeyId: "arn:aws:mock:eu-west-1:123456789012:prod-main-key",
      iamDatabaseAuthenticationEnabled: true,
      port: 5432,
      publiclyAccessible: false,
      dbSubnetGroupName: "prod-main-subnets-0123abc",
      vpcSecurityGroupIds: ["prod-main-sg-id"],
      parameterGroupName: "prod-main-parameters-0123abc",
      backupRetentionPeriod: 7,
      backupWindow: "01:00-02:00",
      maintenanceWindow: "sun:03:00-sun:04:00",
      applyImmediately: false,
      copyTagsToSnapshot: true,
      enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: "arn:aws:mock:eu-west-1:123456789012:prod-main-key",
      performanceInsightsRetentionPeriod: 7,
      deletionProtection: true,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: "prod-main-final",
      deleteAutomatedBackups: false,
      tags: { Name: "prod-main" },
    },
  });
  expect(inputs("aws:rds/parameterGroup:ParameterGroup")["prod-main-parameters"]).toEqual({
    family: "postgres17",
    description: "Parameters of prod-main",
    parameters: [
      { name: "rds.logical_replication", value: "1", applyMethod: "pending-reboot" },
      { name: "max_replication_slots", value: "20", applyMethod: "pending-reboot" },
      { name: "max_wal_senders", value: "35", applyMethod: "pending-reboot" },
      { name: "wal_sender_timeout", value: "60000", applyMethod: "immediate" },
      { name: "rds.force_ssl", value: "1", applyMethod: "pending-reboot" },
      { name: "log_min_duration_statement", value: "1000", applyMethod: "immediate" },
    ],
    tags: { Name: "prod-main" },
  });
  expect(inputs("aws:rds/subnetGroup:SubnetGroup")["prod-main-subnets"]).toMatchObject({
    subnetIds: ["subnet-a", "subnet-b"],
  });
  expect(inputs("aws:cloudwatch/logGroup:LogGroup")).toEqual({
    "prod-main-postgresql": { name: "/aws/rds/instance/prod-main/postgresql", retentionInDays: 30 },
    "prod-main-upgrade": { name: "/aws/rds/instance/prod-main/upgrade", retentionInDays: 30 },
  });
  expect(inputs("aws:kms/key:Key")["prod-main-key"]).toMatchObject({ enableKeyRotation: true });
  // Nobody is admitted by the database itself.
  expect(of("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toEqual([]);
  expect(of("aws:rds/instance:Instance")[0]).toMatchObject({ protect: true });
  expect(of("aws:kms/key:Key")[0]).toMatchObject({ retainOnDelete: true });
  expect(await valueOf(result.masterSecretArn)).toBe(
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-prod-main",
  );
  expect(await valueOf(result.address)).toMatch(/^prod-main\..*\.rds\.amazonaws\.com$/);
});

test("MySQL of a major version, small, that anyone may delete", async () => {
  const { inputs, of } = await make({
    engine: "mysql",
    version: "8.4",
    instanceType: "db.t4g.micro",
    multiAz: false,
    protect: false,
    finalSnapshot: false,
  });
  expect(inputs("aws:rds/instance:Instance")["prod-main"]).toMatchObject({
    engine: "mysql",
    engineVersion: "8.4",
    // Without a minor version, AWS chooses and upgrades it.
    autoMinorVersionUpgrade: true,
    username: "admin",
    port: 3306,
    multiAz: false,
    enabledCloudwatchLogsExports: ["error", "slowquery"],
    performanceInsightsEnabled: false,
    deletionProtection: false,
    skipFinalSnapshot: true,
    deleteAutomatedBackups: true,
  });
  expect(inputs("aws:rds/instance:Instance")["prod-main"]).not.toHaveProperty("finalSnapshotIdentifier");
  expect(inputs("aws:rds/parameterGroup:ParameterGroup")["prod-main-parameters"]).toMatchObject({
    family: "mysql8.4",
    parameters: expect.arrayContaining([
      { name: "slow_query_log", value: "1", applyMethod: "immediate" },
      { name: "long_query_time", value: "1", applyMethod: "immediate" },
      { name: "log_output", value: "FILE", applyMethod: "pending-reboot" },
    ]),
  });
  expect(of("aws:rds/instance:Instance")[0]).toMatchObject({ protect: false });
  expect(of("aws:kms/key:Key")[0]).toMatchObject({ retainOnDelete: false });
});

test("no password among the inputs of anything", async () => {
  const { resources } = await make();
  const keys = resources.flatMap(({ inputs }) => Object.keys(inputs));
  expect(keys.filter((key) => /password/i.test(key))).toEqual(["manageMasterUserPassword"]);
});

test("children can be changed by their users", async () => {
  const { inputs } = await make({
    transform: {
      instance: (args) => ({ ...args, monitoringInterval: 60 }),
      parameterGroup: (args) => ({ ...args, parameters: [] }),
    },
  });
  expect(inputs("aws:rds/instance:Instance")["prod-main"]).toMatchObject({ monitoringInterval: 60 });
  expect(inputs("aws:rds/parameterGroup:ParameterGroup")["prod-main-parameters"]).toMatchObject({
    parameters: [],
  });
});

test("what is left out is as stack files leave it", async () => {
  const { resources: least } = await make();
  const { resources: asInFiles } = await make(database());
  expect(least).toEqual(asInFiles);
});
