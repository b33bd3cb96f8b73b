// Tests the simulated RDS, ElastiCache and private zones: what they return, and what they refuse.
import { kindOf } from "../../../src/rehearsal/cloud";
import { aws } from "../../../src/rehearsal/cloud/aws";
import type { Properties } from "../../../src/rehearsal/cloud/types";
import { network } from "./landscape";
import { MemoryCloud, refusal, region } from "./memory-cloud";

/** A database, a cache and a private zone in one network. */
function world() {
  const cloud = new MemoryCloud();
  const { vpc, subnets } = network(cloud);
  const make = (type: string, inputs: Properties) => cloud.create(type, "made", inputs);
  const securityGroup = make(aws.securityGroup, { vpcId: vpc.id, name: "stores" });
  const key = make(aws.key, {});

  const databaseSubnets = make(aws.databaseSubnetGroup, { name: "subnets", subnetIds: [...subnets] });
  const postgres17 = make(aws.databaseParameterGroup, { name: "postgres17", family: "postgres17" });
  const instance: Properties = {
    identifier: "prod-main",
    engine: "postgres",
    engineVersion: "17.6",
    allowMajorVersionUpgrade: true,
    instanceClass: "db.r7g.large",
    allocatedStorage: 100,
    storageType: "gp3",
    dbName: "app",
    kmsKeyId: key.outputs["arn"]!,
    manageMasterUserPassword: true,
    dbSubnetGroupName: databaseSubnets.id,
    vpcSecurityGroupIds: [securityGroup.id],
    parameterGroupName: postgres17.id,
    skipFinalSnapshot: true,
  };
  const database = make(aws.database, instance);

  const cacheSubnets = make(aws.cacheSubnetGroup, { name: "subnets", subnetIds: [...subnets] });
  const valkey8 = make(aws.cacheParameterGroup, { name: "valkey8", family: "valkey8" });
  const user = make(aws.cacheUser, {
    userId: "sessions",
    userName: "sessions",
    engine: "valkey",
    authenticationMode: { type: "iam" },
  });
  const users = make(aws.cacheUserGroup, { userGroupId: "sessions", engine: "valkey", userIds: [user.id] });
  const group: Properties = {
    replicationGroupId: "prod-sessions",
    engine: "valkey",
    engineVersion: "8.0",
    nodeType: "cache.r7g.large",
    numCacheClusters: 2,
    subnetGroupName: cacheSubnets.id,
    securityGroupIds: [securityGroup.id],
    parameterGroupName: valkey8.id,
    userGroupIds: [users.id],
    transitEncryptionEnabled: true,
  };
  const cache = make(aws.replicationGroup, group);
  const zone = make(aws.zone, { name: "prod.internal", vpcs: [{ vpcId: vpc.id }] });
  return {
    cloud,
    vpc,
    subnets,
    make,
    securityGroup,
    databaseSubnets,
    postgres17,
    instance,
    database,
    cacheSubnets,
    valkey8,
    user,
    users,
    group,
    cache,
    zone,
  };
}

type World = ReturnType<typeof world>;

const second = (w: World, inputs: Properties) =>
  w.make(aws.database, { ...w.instance, identifier: "prod-second", ...inputs });
const secondCache = (w: World, inputs: Properties) =>
  w.make(aws.replicationGroup, { ...w.group, replicationGroupId: "prod-second", ...inputs });

const refusals: [what: string, work: (world: World) => unknown, code: string, cause: RegExp][] = [
  [
    "a subnet group in one zone",
    (w) => w.make(aws.databaseSubnetGroup, { name: "one", subnetIds: [w.subnets[0]!] }),
    "DBSubnetGroupDoesNotCoverEnoughAZs",
    /at least 2 AZs/,
  ],
  [
    "a subnet group over two VPCs",
    (w) => {
      const other = w.make(aws.vpc, { cidrBlock: "10.9.0.0/16" });
      const subnet = w.make(aws.subnet, {
        vpcId: other.id,
        cidrBlock: "10.9.0.0/24",
        availabilityZone: `${region}b`,
      });
      return w.cloud.update(w.databaseSubnets, { subnetIds: [w.subnets[0]!, subnet.id] });
    },
    "InvalidSubnet",
    /one VPC/,
  ],
  [
    "two subnet groups of a name",
    (w) => w.make(aws.databaseSubnetGroup, { name: "subnets", subnetIds: [...w.subnets] }),
    "DBSubnetGroupAlreadyExists",
    /subnets/,
  ],
  [
    "two parameter groups of a name",
    (w) => w.make(aws.databaseParameterGroup, { name: "postgres17" }),
    "DBParameterGroupAlreadyExists",
    /postgres17/,
  ],
  [
    "two databases of a name",
    (w) => second(w, { identifier: "prod-main" }),
    "DBInstanceAlreadyExists",
    /already exists/,
  ],
  [
    "to rename a database to another's name",
    (w) => w.cloud.update(second(w, {}), { identifier: "prod-main" }),
    "DBInstanceAlreadyExists",
    /already exists/,
  ],
  [
    "an identifier with two hyphens",
    (w) => second(w, { identifier: "a--b" }),
    "InvalidParameterValue",
    /a--b/,
  ],
  [
    "too little storage",
    (w) => second(w, { allocatedStorage: 10 }),
    "InvalidParameterValue",
    /Invalid storage size.*: 10/,
  ],
  [
    "too little room to grow",
    (w) => second(w, { maxAllocatedStorage: 109 }),
    "InvalidParameterCombination",
    /Invalid max storage size.*: 109/,
  ],
  [
    "storage to shrink",
    (w) => w.cloud.update(w.database, { allocatedStorage: 50 }),
    "InvalidParameterCombination",
    /Invalid storage size.*: 50/,
  ],
  [
    "storage to grow by less than a tenth",
    (w) => w.cloud.update(w.database, { allocatedStorage: 105 }),
    "InvalidParameterCombination",
    /Invalid storage size.*: 105/,
  ],
  [
    "windows that overlap",
    (w) => second(w, { backupWindow: "03:30-04:30", maintenanceWindow: "sun:03:00-sun:04:00" }),
    "InvalidParameterValue",
    /must not overlap/,
  ],
  [
    "a parameter group of another family",
    (w) => second(w, { engineVersion: "16.8" }),
    "InvalidParameterCombination",
    /Family postgres17.*Family postgres16/,
  ],
  [
    "a parameter group that isn't there",
    (w) => second(w, { parameterGroupName: "none" }),
    "DBParameterGroupNotFound",
    /none/,
  ],
  [
    "a subnet group that isn't there",
    (w) => second(w, { dbSubnetGroupName: "none" }),
    "DBSubnetGroupNotFoundFault",
    /none/,
  ],
  [
    "a key that isn't there",
    (w) => second(w, { kmsKeyId: "arn:none" }),
    "KMSKeyNotAccessibleFault",
    /arn:none/,
  ],
  [
    "a security group of another VPC",
    (w) => {
      const other = w.make(aws.vpc, { cidrBlock: "10.9.0.0/16" });
      const group = w.make(aws.securityGroup, { vpcId: other.id, name: "other" });
      return second(w, { vpcSecurityGroupIds: [group.id] });
    },
    "InvalidParameterCombination",
    /different VPCs/,
  ],
  [
    "insights of MySQL's smallest",
    (w) =>
      second(w, {
        engine: "mysql",
        engineVersion: "8.4",
        instanceClass: "db.t4g.micro",
        performanceInsightsEnabled: true,
      }),
    "InvalidParameterCombination",
    /Performance Insights/,
  ],
  [
    "a downgrade",
    (w) => w.cloud.update(w.database, { engineVersion: "17.5" }),
    "InvalidParameterCombination",
    /from 17\.6 to 17\.5/,
  ],
  [
    "a major upgrade that isn't asked for",
    (w) => w.cloud.update(w.database, { engineVersion: "18.1", allowMajorVersionUpgrade: false }),
    "InvalidParameterCombination",
    /AllowMajorVersionUpgrade/,
  ],
  [
    "a skipped major version of MySQL",
    (w) => {
      const family = (version: string) => ({
        parameterGroupName: w.make(aws.databaseParameterGroup, { name: version, family: `mysql${version}` })
          .id,
      });
      const old = second(w, { engine: "mysql", engineVersion: "5.7.44", ...family("5.7") });
      return w.cloud.update(old, { engineVersion: "8.4.6", ...family("8.4") });
    },
    "InvalidParameterCombination",
    /from 5\.7\.44 to 8\.4\.6/,
  ],
  [
    "to delete a protected database",
    (w) => {
      w.cloud.update(w.database, { deletionProtection: true });
      w.cloud.remove(w.cloud.list(aws.database)[0]!);
    },
    "InvalidParameterCombination",
    /disable deletion protection/,
  ],
  [
    "to delete a database without saying what remains",
    (w) => w.cloud.remove(second(w, { skipFinalSnapshot: false })),
    "InvalidParameterCombination",
    /final_snapshot_identifier/,
  ],
  [
    "to delete subnets of a database",
    (w) => w.cloud.remove(w.databaseSubnets),
    "InvalidDBSubnetGroupStateFault",
    /prod-main/,
  ],
  [
    "to delete parameters of a database",
    (w) => w.cloud.remove(w.postgres17),
    "InvalidDBParameterGroupState",
    /postgres17/,
  ],
  [
    "to delete a security group of a database",
    (w) => w.cloud.remove(w.securityGroup),
    "DependencyViolation",
    /sg-/,
  ],
  [
    "to delete a subnet of a subnet group",
    (w) => w.cloud.remove(w.cloud.get(aws.subnet, w.subnets[0]!)!),
    "DependencyViolation",
    /subnet-/,
  ],
  [
    "a look at a database that isn't there",
    (w) => w.cloud.invoke("aws:rds/getInstance:getInstance", { dbInstanceIdentifier: "none" }),
    "NotFound",
    /none/,
  ],

  [
    "two caches of a name",
    (w) => secondCache(w, { replicationGroupId: "prod-sessions" }),
    "ReplicationGroupAlreadyExists",
    /prod-sessions/,
  ],
  [
    "a cache's identifier that is too long",
    (w) => secondCache(w, { replicationGroupId: "a".repeat(41) }),
    "InvalidParameterValue",
    /40 characters/,
  ],
  [
    "cache parameters of another family",
    (w) => secondCache(w, { engineVersion: "7.2" }),
    "InvalidParameterCombination",
    /family valkey7.*valkey8/,
  ],
  [
    "cache parameters that aren't there",
    (w) => secondCache(w, { parameterGroupName: "none" }),
    "CacheParameterGroupNotFound",
    /none/,
  ],
  [
    "cache subnets that aren't there",
    (w) => secondCache(w, { subnetGroupName: "none" }),
    "CacheSubnetGroupNotFoundFault",
    /none/,
  ],
  [
    "users of Valkey for Redis",
    (w) => {
      w.make(aws.cacheParameterGroup, { name: "redis7", family: "redis7" });
      return secondCache(w, { engine: "redis", engineVersion: "7.1", parameterGroupName: "redis7" });
    },
    "InvalidParameterCombination",
    /of Valkey/,
  ],
  ["users that aren't there", (w) => secondCache(w, { userGroupIds: ["none"] }), "UserGroupNotFound", /none/],
  [
    "users without encryption in transit",
    (w) => secondCache(w, { transitEncryptionEnabled: false }),
    "InvalidParameterCombination",
    /encryption-in-transit/,
  ],
  [
    "tiers without disks",
    (w) => secondCache(w, { dataTieringEnabled: true }),
    "InvalidParameterCombination",
    /tiering/,
  ],
  [
    "a cache's downgrade",
    (w) => w.cloud.update(w.cache, { engineVersion: "7.2" }),
    "InvalidParameterCombination",
    /valkey 8\.0 to valkey 7\.2/,
  ],
  [
    "a way from Valkey to Redis",
    (w) => w.cloud.update(w.cache, { engine: "redis", engineVersion: "8.0" }),
    "InvalidParameterCombination",
    /to redis/,
  ],
  [
    "two cache users of a name",
    (w) => w.make(aws.cacheUser, { userId: "sessions" }),
    "UserAlreadyExists",
    /sessions/,
  ],
  [
    "a user of IAM with two names",
    (w) => w.make(aws.cacheUser, { userId: "a", userName: "b", authenticationMode: { type: "iam" } }),
    "InvalidParameterValue",
    /identical/,
  ],
  [
    "two user groups of a name",
    (w) => w.make(aws.cacheUserGroup, { userGroupId: "sessions" }),
    "UserGroupAlreadyExists",
    /sessions/,
  ],
  [
    "a group of Redis without a default user",
    (w) => w.make(aws.cacheUserGroup, { userGroupId: "redis", engine: "redis", userIds: [w.user.id] }),
    "DefaultUserRequired",
    /default/,
  ],
  [
    "a member that isn't there",
    (w) => w.cloud.update(w.users, { userIds: ["none"] }),
    "UserNotFound",
    /none/,
  ],
  [
    "two cache subnet groups of a name",
    (w) => w.make(aws.cacheSubnetGroup, { name: "subnets" }),
    "CacheSubnetGroupAlreadyExists",
    /subnets/,
  ],
  [
    "two cache parameter groups of a name",
    (w) => w.make(aws.cacheParameterGroup, { name: "valkey8" }),
    "CacheParameterGroupAlreadyExists",
    /valkey8/,
  ],
  ["to delete subnets of a cache", (w) => w.cloud.remove(w.cacheSubnets), "CacheSubnetGroupInUse", /in use/],
  [
    "to delete parameters of a cache",
    (w) => w.cloud.remove(w.valkey8),
    "InvalidCacheParameterGroupState",
    /valkey8/,
  ],
  ["to delete users of a cache", (w) => w.cloud.remove(w.users), "InvalidUserGroupState", /prod-sessions/],

  [
    "two private zones of a name in a VPC",
    (w) => w.make(aws.zone, { name: "prod.internal", vpcs: [{ vpcId: w.vpc.id }] }),
    "ConflictingDomainExists",
    /same domain name/,
  ],
  [
    "a private zone in no VPC",
    (w) => w.make(aws.zone, { name: "dev.internal", vpcs: [{ vpcId: "vpc-0" }] }),
    "InvalidVPCId",
    /vpc-0/,
  ],
  [
    "to take a private zone out of its last VPC",
    (w) => w.cloud.update(w.zone, { vpcs: [] }),
    "LastVPCAssociation",
    /last one/,
  ],
  [
    "a private zone in a VPC of another region",
    (w) => w.make(aws.zone, { name: "dev.internal", vpcs: [{ vpcId: w.vpc.id, vpcRegion: "us-east-1" }] }),
    "InvalidVPCId",
    /in region us-east-1/,
  ],
  [
    "to associate a private zone with its own VPC again",
    (w) => w.make(aws.zoneAssociation, { zoneId: w.zone.id, vpcId: w.vpc.id }),
    "ConflictingDomainExists",
    /same domain name/,
  ],
  [
    "to associate a VPC twice",
    (w) => {
      const inputs = { zoneId: w.zone.id, vpcId: w.make(aws.vpc, { cidrBlock: "10.9.0.0/16" }).id };
      w.make(aws.zoneAssociation, inputs);
      w.make(aws.zoneAssociation, inputs);
    },
    "ConflictingDomainExists",
    /same domain name/,
  ],
  [
    "another zone of the name where one is associated",
    (w) => {
      const vpcId = w.make(aws.vpc, { cidrBlock: "10.9.0.0/16" }).id;
      w.make(aws.zoneAssociation, { zoneId: w.zone.id, vpcId });
      w.make(aws.zone, { name: "prod.internal", vpcs: [{ vpcId }] });
    },
    "ConflictingDomainExists",
    /same domain name/,
  ],
  [
    "to associate a VPC that doesn't exist",
    (w) => w.make(aws.zoneAssociation, { zoneId: w.zone.id, vpcId: "vpc-0" }),
    "InvalidVPCId",
    /vpc-0/,
  ],
  [
    "to associate a VPC with a zone that doesn't exist",
    (w) => w.make(aws.zoneAssociation, { zoneId: "Z0", vpcId: w.vpc.id }),
    "NoSuchHostedZone",
    /Z0/,
  ],
  [
    "to associate a VPC with a public zone",
    (w) =>
      w.make(aws.zoneAssociation, {
        zoneId: w.make(aws.zone, { name: "example.com" }).id,
        vpcId: w.vpc.id,
      }),
    "PublicZoneVPCAssociation",
    /public/,
  ],
  [
    "to make a public zone private",
    (w) => w.cloud.update(w.make(aws.zone, { name: "example.com" }), { vpcs: [{ vpcId: w.vpc.id }] }),
    "PublicZoneVPCAssociation",
    /public/,
  ],
];

test.each(refusals)("refuses %s", (_, work, code, cause) => {
  const found = refusal(() => work(world()));
  expect(found.code).toBe(code);
  expect(found.message).toMatch(cause);
});

test("a database has an address, a version in full and a secret that nobody sees", () => {
  const { database, make, instance, cloud } = world();
  expect(database.id).toMatch(/^db-[0-9A-Z]{26}$/);
  expect(database.outputs).toMatchObject({
    address: expect.stringMatching(/^prod-main\..*\.eu-west-1\.rds\.amazonaws\.com$/),
    endpoint: expect.stringMatching(/:5432$/),
    engineVersionActual: "17.6",
    masterUserSecrets: [{ secretArn: expect.stringMatching(/^arn:aws:secretsmanager:.*:secret:rds!db-/) }],
  });
  const loose = make(aws.database, { ...instance, identifier: "loose", engineVersion: "17" });
  expect(loose.outputs["engineVersionActual"]).toBe("17.6");
  expect(
    make(aws.database, { ...instance, identifier: "own", manageMasterUserPassword: false }).outputs,
  ).toMatchObject({ masterUserSecrets: [] });
  const renamed = cloud.update(database, { identifier: "prod-renamed" });
  expect(renamed.id).toBe(database.id);
  expect(renamed.outputs["address"]).toMatch(/^prod-renamed\./);
});

test("a database is upgraded with the parameters of its new family", () => {
  const { cloud, database, make } = world();
  const parameterGroupName = make(aws.databaseParameterGroup, { name: "new", family: "postgres18" }).id;
  const updated = cloud.update(database, { engineVersion: "18.1", parameterGroupName });
  expect(updated.outputs["engineVersionActual"]).toBe("18.1");
});

test("storage that autoscaling has added is passed over", () => {
  const { cloud, make, instance } = world();
  const grown = make(aws.database, { ...instance, identifier: "grown", maxAllocatedStorage: 400 });
  expect(cloud.update(grown, { allocatedStorage: 90 }).outputs["allocatedStorage"]).toBe(90);
});

test("databases are found by their identifier", () => {
  const { cloud, database } = world();
  const find = (values: string[]) =>
    cloud.invoke("aws:rds/getInstances:getInstances", { filters: [{ name: "db-instance-id", values }] });
  expect(find(["prod-main", "prod-other"])["instanceIdentifiers"]).toEqual(["prod-main"]);
  expect(find(["prod-other"])["instanceIdentifiers"]).toEqual([]);
  expect(cloud.invoke("aws:rds/getInstances:getInstances", {})["instanceArns"]).toEqual([
    database.outputs["arn"],
  ]);
  expect(
    cloud.invoke("aws:rds/getInstances:getInstances", { tags: { team: "none" } })["instanceIdentifiers"],
  ).toEqual([]);
  expect(
    cloud.invoke("aws:rds/getInstance:getInstance", { dbInstanceIdentifier: "prod-main" }),
  ).toMatchObject({ engine: "postgres", engineVersion: "17.6", dbName: "app", allocatedStorage: 100 });
});

test("a cache has an address and as many members as nodes", () => {
  const { cache, cloud } = world();
  expect(cache.outputs).toMatchObject({
    primaryEndpointAddress: expect.stringMatching(/^master\.prod-sessions\..*\.euw1\.cache\.amazonaws\.com$/),
    memberClusters: ["prod-sessions-001", "prod-sessions-002"],
  });
  expect(cloud.update(cache, { numCacheClusters: 1 }).outputs["memberClusters"]).toEqual([
    "prod-sessions-001",
  ]);
});

test("a private zone comes into a second VPC in place", () => {
  const { cloud, zone, vpc, make } = world();
  const other = make(aws.vpc, { cidrBlock: "10.9.0.0/16" });
  const vpcs = [{ vpcId: vpc.id }, { vpcId: other.id }];
  expect(cloud.update(zone, { vpcs }).outputs["zoneId"]).toBe(zone.id);
});

test("and into more by associations, each replaced by a change", () => {
  const { cloud, zone, make } = world();
  const inputs = { zoneId: zone.id, vpcId: make(aws.vpc, { cidrBlock: "10.9.0.0/16" }).id };
  const association = make(aws.zoneAssociation, inputs);
  expect(association.id).toBe(`${inputs.zoneId}:${inputs.vpcId}`);
  expect(association.outputs).toMatchObject({ vpcRegion: region });
  expect(kindOf(aws.zoneAssociation)?.replaceOn).toEqual(["vpcId", "vpcRegion", "zoneId"]);
  cloud.remove(association);
  expect(make(aws.zoneAssociation, { ...inputs, vpcRegion: region }).id).toBe(`${association.id}:${region}`);
});

test("all can be taken away in the order of their dependencies", () => {
  const { cloud } = world();
  const order = [
    aws.database,
    aws.databaseSubnetGroup,
    aws.databaseParameterGroup,
    aws.replicationGroup,
    aws.cacheSubnetGroup,
    aws.cacheParameterGroup,
    aws.cacheUserGroup,
    aws.cacheUser,
    aws.securityGroup,
    aws.subnet,
  ];
  for (const type of order) cloud.list(type).forEach((resource) => cloud.remove(resource));
  expect(order.flatMap((type) => cloud.list(type))).toEqual([]);
});

test.each([
  [aws.database, { manageMasterUserPassword: true, password: "p" }, ["password"]],
  [aws.replicationGroup, { multiAzEnabled: true }, ["multiAzEnabled"]],
  [aws.replicationGroup, { automaticFailoverEnabled: true, numCacheClusters: 1 }, ["numCacheClusters"]],
  [aws.replicationGroup, { automaticFailoverEnabled: true, multiAzEnabled: true, numCacheClusters: 2 }, []],
])("finds at preview what is wrong with %s %j", (type, inputs, properties) => {
  expect(
    kindOf(type)
      ?.check?.(inputs)
      .map(({ property }) => property),
  ).toEqual(properties);
});

test.each([
  [aws.database, ["engine", "dbName", "username", "kmsKeyId", "storageEncrypted"]],
  [aws.databaseParameterGroup, ["family"]],
  [aws.replicationGroup, ["replicationGroupId", "subnetGroupName", "kmsKeyId", "port"]],
  [aws.cacheParameterGroup, ["family"]],
  [aws.cacheUser, ["userId", "userName"]],
])("of %s, a change of %j replaces", (type, paths) => {
  expect(kindOf(type)?.replaceOn).toEqual(expect.arrayContaining(paths));
});
