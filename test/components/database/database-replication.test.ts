// Tests a database's replication: exact inputs of both directions, and the order of stop, switch and start.
import {
  DatabaseReplication,
  type DatabaseReplicationArgs,
} from "../../../components/database/database-replication";
import { PrivateName } from "../../../components/network/private-name";
import { declaredIn, type Stage } from "../../../src/model/replication/phases";
import { tableMappings } from "../../../src/model/replication/table-mappings";
import { taskSettings } from "../../../src/model/replication/task-settings";
import { deploy, expectChildNames, type MockOverrides, namesOf, valueOf } from "../../mocks";

const [legacySecret, ownSecret] = ["legacy/main-a1b2c3", "main/replication-d4e5f6"].map(
  (name) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`,
) as [string, string];

/** Which directions there are in a stage, and which of them run. */
function runs(stage: Stage, paused: boolean) {
  const { forward, reverse } = declaredIn(stage, paused);
  return { forward, reverse };
}

const make = (
  stage: Stage,
  extra: Partial<DatabaseReplicationArgs> = {},
  paused = false,
  how: MockOverrides = {},
) =>
  deploy(
    () =>
      new DatabaseReplication("main", {
        identifier: "prod-main",
        source: { secret: legacySecret, tls: "require" },
        targetLogin: { secret: ownSecret, tls: "require" },
        ...runs(stage, paused),
        include: ["public.*"],
        target: {
          engine: "postgres",
          databaseName: "app",
          keyArn: "arn:key",
          securityGroupId: "sg-database",
          port: 5432,
        },
        region: "eu-west-1",
        vpcId: "vpc-1",
        subnetIds: ["subnet-a", "subnet-b"],
        declareName: (after) =>
          new PrivateName("name", {
            ...{ zoneId: "Z1", hostname: "main.db.prod.internal", after },
            target: "target.example.internal",
          }),
        ...extra,
      }),
    how,
  );

const bounds = { mapBooleanAsBoolean: true, executeTimeout: 60, heartbeatFrequency: 5, maxFileSize: 32768 };
const configs = "aws:dms/replicationConfig:ReplicationConfig";
const endpoints = "aws:dms/endpoint:Endpoint";
const role = "arn:aws:mock:eu-west-1:123456789012:main-role";
const arnOf = (name: string) => `arn:aws:dms:eu-west-1:123456789012:endpoint:${name}`;

test("forwards: load, then every change, validated, between 4 and 16 units", async () => {
  const { inputs } = await make("load");
  expect(inputs(configs)).toEqual({
    "main-forward": {
      replicationConfigIdentifier: "prod-main-forward-1",
      replicationType: "full-load-and-cdc",
      sourceEndpointArn: arnOf("prod-main-forward-1-source"),
      targetEndpointArn: arnOf("prod-main-forward-1-target"),
      tableMappings: tableMappings(["public.*"], []),
      replicationSettings: taskSettings(),
      computeConfig: {
        minCapacityUnits: 4,
        maxCapacityUnits: 16,
        replicationSubnetGroupId: "prod-main",
        vpcSecurityGroupIds: ["main-sg-id"],
        kmsKeyId: "arn:key",
      },
      startReplication: true,
      tags: { Name: "main-forward" },
    },
  });
});

test("both ends read their secret by the role, and hold no password", async () => {
  const { inputs } = await make("load");
  expect(inputs(endpoints)).toEqual({
    "main-forward-source": {
      endpointId: "prod-main-forward-1-source",
      endpointType: "source",
      engineName: "postgres",
      databaseName: "app",
      secretsManagerArn: legacySecret,
      secretsManagerAccessRoleArn: role,
      sslMode: "require",
      postgresSettings: { captureDdls: false, heartbeatEnable: true, ...bounds },
      tags: { Name: "main-forward-source" },
    },
    "main-forward-target": {
      endpointId: "prod-main-forward-1-target",
      endpointType: "target",
      engineName: "postgres",
      databaseName: "app",
      secretsManagerArn: ownSecret,
      secretsManagerAccessRoleArn: role,
      sslMode: "require",
      postgresSettings: {
        afterConnectScript: "SET session_replication_role='replica'",
        ...bounds,
      },
      tags: { Name: "main-forward-target" },
    },
  });
});

const mysql = {
  engine: "mysql",
  databaseName: "app",
  keyArn: "arn:key",
  securityGroupId: "sg-database",
  port: 3306,
} as const;

test("MySQL's tables name their database, so that an end of it names none", async () => {
  const { inputs } = await make("load", {
    source: { secret: legacySecret, tls: "none" },
    target: mysql,
    targetLogin: { secret: ownSecret, tls: "none" },
  });
  for (const end of Object.values(inputs(endpoints))) expect(end).not.toHaveProperty("databaseName");
});

test("the role may read those two secrets and nothing else", async () => {
  const { inputs } = await make("load");
  const [policy] = Object.values(inputs("aws:iam/rolePolicy:RolePolicy"));
  const [read, decrypt] = JSON.parse(policy!.policy).Statement;
  expect(read.Resource).toEqual([legacySecret, ownSecret]);
  expect(decrypt.Condition).toEqual({
    StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" },
  });
  const [trust] = Object.values(inputs("aws:iam/role:Role"));
  expect(JSON.parse(trust!.assumeRolePolicy).Statement[0].Principal).toEqual({
    Service: "dms.eu-west-1.amazonaws.com",
  });
});

test("its security group leads to both databases and to AWS, and is admitted by the new one", async () => {
  const { inputs } = await make("load");
  const out = Object.values(inputs("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"));
  expect(out.map(({ fromPort, toPort }) => [fromPort, toPort])).toEqual([
    [5432, 5432],
    [443, 443],
  ]);
  expect(inputs("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toEqual({
    "main-admission-replication": {
      securityGroupId: "sg-database",
      referencedSecurityGroupId: "main-sg-id",
      description: "From replication",
      ipProtocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
    },
  });
  expect(inputs("aws:dms/replicationSubnetGroup:ReplicationSubnetGroup")["main-subnets"]).toMatchObject({
    replicationSubnetGroupId: "prod-main",
    subnetIds: ["subnet-a", "subnet-b"],
  });
});

test("it starts only once it is admitted", async () => {
  const { of } = await make("load");
  // What is in it waits for it, and so for these.
  const [forward] = of("crossover:database:ReplicationDirection");
  expect(namesOf(forward!.dependencies)).toEqual(
    expect.arrayContaining(["main-admission-replication", "main-out-5432", "main-out-443"]),
  );
});

test.each([
  ["load", false, { "main-forward": true }],
  ["stream", false, { "main-forward": true }],
  ["stream", true, { "main-forward": false }],
  ["cutover", false, { "main-forward": false }],
  ["reverse", false, { "main-forward": false, "main-reverse": true }],
  ["reverse", true, { "main-forward": false, "main-reverse": false }],
  ["back", false, { "main-forward": false, "main-reverse": false }],
] as const)("at %s, paused %s: %j", async (stage, paused, expected) => {
  const { inputs, resources } = await make(stage, {}, paused);
  const runs = Object.entries(inputs(configs)).map(([name, { startReplication }]) => [
    name,
    startReplication,
  ]);
  expect(Object.fromEntries(runs)).toEqual(expected);
  expectChildNames(resources);
});

test("the way back carries only what is written after its start, from the new database to the old", async () => {
  const { inputs } = await make("reverse");
  expect(inputs(configs)["main-reverse"]).toMatchObject({
    replicationConfigIdentifier: "prod-main-reverse-1",
    replicationType: "cdc",
    sourceEndpointArn: arnOf("prod-main-reverse-1-source"),
    targetEndpointArn: arnOf("prod-main-reverse-1-target"),
  });
  const secrets = Object.fromEntries(
    Object.entries(inputs(endpoints)).map(([name, { secretsManagerArn }]) => [name, secretsManagerArn]),
  );
  expect(secrets).toEqual({
    "main-forward-source": legacySecret,
    "main-forward-target": ownSecret,
    "main-reverse-source": ownSecret,
    "main-reverse-target": legacySecret,
  });
});

const record = "aws:route53/record:Record";
const serverless = {};
const instance = { instance: { class: "dms.c6i.large" } };
const tasks = "aws:dms/replicationTask:ReplicationTask";

describe.each([
  ["serverless", serverless, configs],
  ["on an instance", instance, tasks],
])("%s, in one update", (_, wanted, type) => {
  test.each<[Stage, string, string[]]>([
    ["cutover", "main-forward", ["name-record"]],
    ["cutover", "name-record", []],
    ["reverse", "main-forward", ["name-record", "main-reverse"]],
    ["reverse", "name-record", ["main-reverse"]],
    ["reverse", "main-reverse", []],
    ["back", "main-forward", ["name-record"]],
    ["back", "main-reverse", ["name-record"]],
  ])("at %s %s comes before %j", async (stage, name, expected) => {
    const held = { type: name === "name-record" ? record : type, name };
    const { waiting } = await make(stage, wanted, false, { holdBack: held });
    expect(waiting).toEqual(expected);
  });

  test.each<Stage>(["load", "stream", "cutover", "reverse", "back"])(
    "a preview of %s ends, though it knows no ids",
    async (stage) => {
      const now = await make(stage, wanted);
      const { of, inputs } = await make(stage, wanted, false, { preview: true });
      expect(of(type).map(({ name }) => name)).toEqual(now.of(type).map(({ name }) => name));
      expect(inputs(record)["name-record"]).toMatchObject({ records: ["target.example.internal"] });
    },
  );

  test("is replaced by deleting it first: two of a kind would write every change twice", async () => {
    const { of } = await make("reverse", wanted);
    const both = of(type).map(({ name, deleteBeforeReplace }) => [name, deleteBeforeReplace]);
    expect(Object.fromEntries(both)).toEqual({ "main-forward": true, "main-reverse": true });
  });
});

test.each([
  ["serverless, as asked", serverless, configs, {}, true],
  ["serverless that runs on", serverless, configs, { startReplication: true }, false],
  ["serverless of the round before", serverless, configs, { replicationConfigIdentifier: "r-0" }, false],
  ["serverless that isn't there yet", serverless, configs, { arn: undefined }, false],
  ["a task, as asked", instance, tasks, {}, true],
  ["a task that runs on", instance, tasks, { startReplicationTask: true }, false],
  ["a task of the round before", instance, tasks, { replicationTaskId: "r-0" }, false],
  ["a task that isn't there yet", instance, tasks, { replicationTaskArn: undefined }, false],
])("what an update has left alone isn't as declared: %s", async (_, wanted, type, left, settled) => {
  const { result } = await make("cutover", wanted, false, {
    outputs: { [type]: () => ({ replicationTaskArn: "arn:task", ...left }) },
  });
  expect(await valueOf(result.settled)).toBe(settled);
});

test("the order isn't a dependency, which would turn round from phase to phase", async () => {
  const { of } = await make("reverse");
  const [name] = of(record);
  expect(namesOf(name!.dependencies).filter((one) => /forward|reverse/.test(one))).toEqual([]);
  const reverse = of(configs).find((one) => one.name === "main-reverse")!;
  expect(namesOf(reverse.dependencies)).not.toContain("name-record");
});

test("another round has other names, and is never there beside the one before", async () => {
  const { inputs } = await make("load", { round: 2 });
  expect(inputs(configs)["main-forward"]!.replicationConfigIdentifier).toBe("prod-main-forward-2");
  for (const end of ["source", "target"])
    expect(inputs(endpoints)[`main-forward-${end}`]!.endpointId).toBe(`prod-main-forward-2-${end}`);
});

test("or on an instance, which both directions share", async () => {
  const { inputs, of } = await make("reverse", {
    instance: { class: "dms.c6i.large", multiAz: true },
  });
  expect(of(configs)).toEqual([]);
  expect(inputs("aws:dms/replicationInstance:ReplicationInstance")).toEqual({
    "main-instance": {
      replicationInstanceId: "prod-main",
      replicationInstanceClass: "dms.c6i.large",
      allocatedStorage: 100,
      multiAz: true,
      replicationSubnetGroupId: "prod-main",
      vpcSecurityGroupIds: ["main-sg-id"],
      publiclyAccessible: false,
      kmsKeyArn: "arn:key",
      applyImmediately: true,
      tags: { Name: "main" },
    },
  });
  const tasks = inputs("aws:dms/replicationTask:ReplicationTask");
  expect(tasks["main-forward"]).toEqual({
    replicationTaskId: "prod-main-forward-1",
    replicationInstanceArn: "arn:aws:dms:eu-west-1:123456789012:rep:prod-main",
    migrationType: "full-load-and-cdc",
    sourceEndpointArn: arnOf("prod-main-forward-1-source"),
    targetEndpointArn: arnOf("prod-main-forward-1-target"),
    tableMappings: tableMappings(["public.*"], []),
    replicationTaskSettings: taskSettings(),
    startReplicationTask: false,
    tags: { Name: "main-forward" },
  });
  expect(tasks["main-reverse"]).toMatchObject({ migrationType: "cdc", startReplicationTask: true });
});

test("a certificate is verified", async () => {
  const certificate = "arn:aws:dms:eu-west-1:123456789012:cert:RDS";
  const { inputs } = await make("load", {
    targetLogin: { secret: ownSecret, tls: "verify-ca", certificate },
  });
  expect(inputs(endpoints)["main-forward-target"]).toMatchObject({
    sslMode: "verify-ca",
    certificateArn: certificate,
  });
});

test("what is to be verified needs a certificate on either side, and MySQL knows no `require`", async () => {
  const unverified = { secret: ownSecret, tls: "verify-ca" } as const;
  const refused = make("load", { source: unverified, targetLogin: unverified });
  await expect(refused).rejects.toMatchObject({
    component: "DatabaseReplication main",
    problems: [{ propertyPath: "source.certificate" }, { propertyPath: "targetLogin.certificate" }],
  });
  await expect(make("load", { target: mysql })).rejects.toMatchObject({
    problems: [{ propertyPath: "source.tls" }, { propertyPath: "targetLogin.tls" }],
  });
});
