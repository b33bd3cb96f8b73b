// Tests caches: exact inputs of both engines, and who signs in how.
import { Cache, type CacheArgs } from "../../../components/database/cache";
import { deploy, expectChildNames, valueOf } from "../../mocks";
import { cache } from "../../model/stores";

const make = (given: Partial<CacheArgs> = {}) =>
  deploy(
    () =>
      new Cache("prod-sessions", {
        identifier: "prod-sessions",
        engine: "valkey",
        version: "8.0",
        nodeType: "cache.r7g.large",
        vpcId: "vpc-1",
        subnetIds: ["subnet-a", "subnet-b"],
        ...given,
      }),
  );

test("Valkey, with a replica that takes over", async () => {
  const { inputs, of, resources, result } = await make();
  expectChildNames(resources);
  expect(inputs("aws:elasticache/replicationGroup:ReplicationGroup")).toEqual({
    "prod-sessions": {
      replicationGroupId: "prod-sessions",
      description: "Cache prod-sessions",
      engine: "valkey",
      engineVersion: "8.0",
      nodeType: "cache.r7g.large",
      numCacheClusters: 2,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      port: 6379,
      subnetGroupName: "prod-sessions-subnets-0123abc",
      securityGroupIds: ["prod-sessions-sg-id"],
      parameterGroupName: "prod-sessions-parameters-0123abc",
      userGroupIds: ["prod-sessions"],
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      atRestEncryptionEnabled: true,
      kmsKeyId: "arn:aws:mock:eu-west-1:123456789012:prod-sessions-key",
      snapshotRetentionLimit: 1,
      snapshotWindow: "01:00-02:00",
      maintenanceWindow: "sun:03:00-sun:04:00",
      autoMinorVersionUpgrade: true,
      applyImmediately: true,
      logDeliveryConfigurations: [
        {
          destinationType: "cloudwatch-logs",
          destination: "prod-sessions-slow-0123abc",
          logFormat: "json",
          logType: "slow-log",
        },
      ],
      tags: { Name: "prod-sessions" },
    },
  });
  expect(inputs("aws:elasticache/user:User")).toEqual({
    "prod-sessions-users": {
      userId: "prod-sessions",
      userName: "prod-sessions",
      engine: "redis",
      accessString: "on ~* &* +@all",
      authenticationMode: { type: "iam" },
    },
    // Anyone who doesn't sign in, who may do nothing.
    "prod-sessions-users-default": {
      userId: "prod-sessions-default",
      userName: "default",
      engine: "redis",
      accessString: "off ~* -@all",
      noPasswordRequired: true,
    },
  });
  expect(inputs("aws:elasticache/userGroup:UserGroup")["prod-sessions-users-group"]).toEqual({
    userGroupId: "prod-sessions",
    engine: "redis",
    userIds: ["prod-sessions", "prod-sessions-default"],
  });
  expect(inputs("aws:elasticache/parameterGroup:ParameterGroup")["prod-sessions-parameters"]).toMatchObject({
    family: "valkey8",
    parameters: [{ name: "maxmemory-policy", value: "volatile-lru" }],
  });
  expect(JSON.parse(inputs("aws:iam/policy:Policy")["prod-sessions-connect"]!.policy)).toMatchObject({
    Statement: [
      {
        Action: "elasticache:Connect",
        Resource: [
          "arn:aws:mock:eu-west-1:123456789012:prod-sessions",
          "arn:aws:mock:eu-west-1:123456789012:prod-sessions-users",
        ],
      },
    ],
  });
  expect(of("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toEqual([]);
  expect(of("aws:elasticache/replicationGroup:ReplicationGroup")[0]).toMatchObject({ protect: true });
  expect(await valueOf(result.address)).toMatch(/^master\.prod-sessions\./);
});

test("Redis for a queue, alone, that anyone may delete", async () => {
  const { inputs, of } = await make({
    engine: "redis",
    version: "7.1",
    replicas: 0,
    eviction: "noeviction",
    backupDays: 0,
    protect: false,
  });
  const group = inputs("aws:elasticache/replicationGroup:ReplicationGroup")["prod-sessions"]!;
  expect(group).toMatchObject({
    numCacheClusters: 1,
    automaticFailoverEnabled: false,
    multiAzEnabled: false,
    snapshotRetentionLimit: 0,
  });
  expect(group).not.toHaveProperty("snapshotWindow");
  expect(inputs("aws:elasticache/parameterGroup:ParameterGroup")["prod-sessions-parameters"]).toMatchObject({
    family: "redis7",
    parameters: [{ name: "maxmemory-policy", value: "noeviction" }],
  });
  expect(of("aws:elasticache/replicationGroup:ReplicationGroup")[0]).toMatchObject({ protect: false });
});

test("from Redis to Valkey only the cache and its parameters change, not who may sign in", async () => {
  const users = async (engine: "redis" | "valkey", version: string) => {
    const { inputs } = await make({ engine, version });
    return [inputs("aws:elasticache/user:User"), inputs("aws:elasticache/userGroup:UserGroup")];
  };
  expect(await users("valkey", "8.0")).toEqual(await users("redis", "7.1"));
});

test("what is left out is as stack files leave it", async () => {
  const { resources: least } = await make();
  const { resources: asInFiles } = await make(cache());
  expect(least).toEqual(asInFiles);
});
