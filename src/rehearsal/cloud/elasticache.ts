// Simulates ElastiCache: replication groups of Valkey or Redis OSS, their subnet and parameter groups, users and user groups.
import { familyVersion, isDowngrade } from "./engine-versions";
import { arn, aws, common, digest, refuseTaken, regionOf, required, userOf } from "./aws";
import { numberAt, textAt, textsAt } from "./properties";
import { requiredSecurityGroups } from "./security-groups";
import { requiredSubnet } from "./vpc";
import { CloudError } from "./types";
import type { CheckFailure, OperationContext, Properties, ResourceKind } from "./types";

/** https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html, and CreateUser. */
const identifier = /^[a-z](?!.*--)([a-z0-9-]{0,38}[a-z0-9])?$/;

function refuseIdentifier(what: string, id: string): void {
  if (!identifier.test(id))
    throw new CloudError(
      "InvalidParameterValue",
      `The parameter ${what} is not a valid identifier because it is longer than 40 characters, doesn't begin with a letter, ends with a hyphen or has two consecutive ones: ${id}`,
    );
}

const subnetGroup: ResourceKind = {
  autoName: { property: "name", maxLength: 255 },
  replaceOn: ["name"],
  computed: ["arn", "vpcId"],
  create(inputs, context) {
    const name = textAt(inputs, "name") ?? "";
    refuseTaken(
      context.cloud,
      aws.cacheSubnetGroup,
      name,
      "CacheSubnetGroupAlreadyExists",
      `Cache subnet group ${name} already exists.`,
    );
    const [subnet] = textsAt(inputs, "subnetIds").map((id) => requiredSubnet(id, context));
    const vpcId = subnet?.inputs["vpcId"] ?? null;
    return {
      id: name,
      outputs: {
        ...common(inputs, context),
        name,
        vpcId,
        arn: arn("elasticache", `subnetgroup:${name}`, inputs, context),
      },
    };
  },
  remove(resource, { cloud }) {
    if (userOf(cloud, resource.id, [[aws.replicationGroup, "subnetGroupName"]]))
      throw new CloudError(
        "CacheSubnetGroupInUse",
        `Cache subnet group ${resource.id} is currently in use by a cache cluster.`,
      );
  },
};

const parameterGroup: ResourceKind = {
  autoName: { property: "name", maxLength: 255 },
  replaceOn: ["description", "family", "name"],
  computed: ["arn"],
  create(inputs, context) {
    const name = textAt(inputs, "name") ?? "";
    refuseTaken(
      context.cloud,
      aws.cacheParameterGroup,
      name,
      "CacheParameterGroupAlreadyExists",
      `Parameter group ${name} already exists`,
    );
    return {
      id: name,
      outputs: {
        ...common(inputs, context),
        name,
        arn: arn("elasticache", `parametergroup:${name}`, inputs, context),
      },
    };
  },
  remove(resource, { cloud }) {
    if (userOf(cloud, resource.id, [[aws.replicationGroup, "parameterGroupName"]]))
      throw new CloudError(
        "InvalidCacheParameterGroupState",
        `One or more cache clusters are still members of this parameter group ${resource.id}, so the group cannot be deleted`,
      );
  },
};

const user: ResourceKind = {
  replaceOn: ["userId", "userName"],
  computed: ["arn"],
  create(inputs, context) {
    const id = textAt(inputs, "userId") ?? "";
    refuseIdentifier("UserId", id);
    if (context.cloud.get(aws.cacheUser, id))
      throw new CloudError("UserAlreadyExists", `User ${id} already exists.`);
    // https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html, limitations
    if (textAt(inputs, "authenticationMode.type") === "iam" && inputs["userName"] !== id)
      throw new CloudError(
        "InvalidParameterValue",
        "For IAM enabled users, username and user id must be identical",
      );
    return {
      id,
      outputs: { ...common(inputs, context), arn: arn("elasticache", `user:${id}`, inputs, context) },
    };
  },
};

function refuseMembers(inputs: Properties, { cloud }: OperationContext): void {
  const members = textsAt(inputs, "userIds").map((id) =>
    required(cloud, aws.cacheUser, id, "UserNotFound", `User ${id} not found.`),
  );
  // https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html: groups of Valkey need none.
  if (inputs["engine"] === "redis" && !members.some(({ inputs: member }) => member["userName"] === "default"))
    throw new CloudError(
      "DefaultUserRequired",
      "A user group needs to contain a user with the user name default.",
    );
}

const userGroup: ResourceKind = {
  replaceOn: ["userGroupId"],
  computed: ["arn"],
  create(inputs, context) {
    const id = textAt(inputs, "userGroupId") ?? "";
    refuseIdentifier("UserGroupId", id);
    if (context.cloud.get(aws.cacheUserGroup, id))
      throw new CloudError("UserGroupAlreadyExists", `User Group ${id} already exists.`);
    refuseMembers(inputs, context);
    return {
      id,
      outputs: { ...common(inputs, context), arn: arn("elasticache", `usergroup:${id}`, inputs, context) },
    };
  },
  update(_, inputs, context) {
    refuseMembers(inputs, context);
    return {};
  },
  remove(resource, { cloud }) {
    const group = userOf(cloud, resource.id, [[aws.replicationGroup, "userGroupIds"]]);
    if (group)
      throw new CloudError(
        "InvalidUserGroupState",
        `User group ${resource.id} is associated with replication group ${group.id}.`,
      );
  },
};

/** What the real provider finds at preview (replicationGroupValidateMultiAZAutomaticFailover). */
function checkGroup(inputs: Properties): CheckFailure[] {
  const failover = inputs["automaticFailoverEnabled"] === true;
  const failures: CheckFailure[] = [];
  if (inputs["multiAzEnabled"] === true && !failover)
    failures.push({
      property: "multiAzEnabled",
      reason: "automatic_failover_enabled must be true if multi_az_enabled is true",
    });
  if (failover && (numberAt(inputs, "numCacheClusters") ?? 1) < 2)
    failures.push({
      property: "numCacheClusters",
      reason: `"num_cache_clusters": must be at least 2 if automatic_failover_enabled is true`,
    });
  return failures;
}

function familyOf(inputs: Properties): string {
  const engine = textAt(inputs, "engine") ?? "";
  return engine + familyVersion(engine, textAt(inputs, "engineVersion") ?? "");
}

function refuseGroup(inputs: Properties, context: OperationContext): void {
  // https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/data-tiering.html
  const tiered = textAt(inputs, "nodeType")?.startsWith("cache.r6gd.") === true;
  if (tiered !== (inputs["dataTieringEnabled"] === true))
    throw new CloudError(
      "InvalidParameterCombination",
      "Data tiering must be enabled for r6gd node types, and is not supported for others.",
    );
  const { cloud } = context;
  const [subnets, parameters] = [textAt(inputs, "subnetGroupName"), textAt(inputs, "parameterGroupName")];
  required(
    cloud,
    aws.cacheSubnetGroup,
    subnets,
    "CacheSubnetGroupNotFoundFault",
    `Cache Subnet Group ${subnets} does not exist.`,
  );
  requiredSecurityGroups(textsAt(inputs, "securityGroupIds"), context);
  const message = `CacheParameterGroup ${parameters} not found.`;
  const found = required(cloud, aws.cacheParameterGroup, parameters, "CacheParameterGroupNotFound", message);
  if (found.inputs["family"] !== familyOf(inputs))
    throw new CloudError(
      "InvalidParameterCombination",
      `Expected a parameter group of family ${familyOf(inputs)} but found one of family ${textAt(found.inputs, "family")}`,
    );
  const groups = textsAt(inputs, "userGroupIds");
  // https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
  for (const id of groups) {
    const group = required(cloud, aws.cacheUserGroup, id, "UserGroupNotFound", `User Group ${id} not found.`);
    if (inputs["engine"] === "redis" && group.inputs["engine"] !== "redis")
      throw new CloudError(
        "InvalidParameterCombination",
        `User group ${id} is of Valkey, and the replication group of Redis.`,
      );
  }
  if (groups.length > 0 && inputs["transitEncryptionEnabled"] !== true)
    throw new CloudError(
      "InvalidParameterCombination",
      "User group based access control requires encryption-in-transit to be enabled on the replication group.",
    );
}

const replicationGroup: ResourceKind = {
  replaceOn: [
    "atRestEncryptionEnabled",
    "dataTieringEnabled",
    "globalReplicationGroupId",
    "kmsKeyId",
    "networkType",
    "port",
    "replicationGroupId",
    "securityGroupNames",
    "snapshotArns",
    "snapshotName",
    "subnetGroupName",
  ],
  computed: [
    "arn",
    "engineVersionActual",
    "memberClusters",
    "primaryEndpointAddress",
    "readerEndpointAddress",
  ],
  check: checkGroup,
  create(inputs, context) {
    const id = textAt(inputs, "replicationGroupId") ?? "";
    refuseIdentifier("ReplicationGroupId", id);
    if (context.cloud.get(aws.replicationGroup, id))
      throw new CloudError(
        "ReplicationGroupAlreadyExists",
        `Replication group with specified Id ${id} already exists`,
      );
    refuseGroup(inputs, context);
    const region = regionOf(inputs, context);
    const domain = `${id}.${digest(region, 6)}.${region.replace(/^(..)-(.).*-(\d)$/, "$1$2$3")}.cache.amazonaws.com`;
    const outputs = {
      arn: arn("elasticache", `replicationgroup:${id}`, inputs, context),
      primaryEndpointAddress: `master.${domain}`,
      readerEndpointAddress: `replica.${domain}`,
      port: inputs["port"] ?? 6379,
    };
    return { id, outputs: { ...common(inputs, context), ...outputs, ...membersOf(id, inputs) } };
  },
  update(resource, inputs, context) {
    const [before, next] = [resource.inputs, inputs].map((each) => textAt(each, "engineVersion") ?? "");
    const leavesValkey = before && resource.inputs["engine"] === "valkey" && inputs["engine"] === "redis";
    // The real provider replaces the group here, and with it all that it holds; a rule on a path can't say that.
    if (leavesValkey || (resource.inputs["engine"] === inputs["engine"] && isDowngrade(before!, next!)))
      throw new CloudError(
        "InvalidParameterCombination",
        `Cannot modify ${textAt(resource.inputs, "engine")} ${before} to ${textAt(inputs, "engine")} ${next}`,
      );
    refuseGroup(inputs, context);
    return { outputs: membersOf(resource.id, inputs) };
  },
};

function membersOf(id: string, inputs: Properties): Properties {
  const count = numberAt(inputs, "numCacheClusters") ?? 1;
  return {
    engineVersionActual: `${textAt(inputs, "engineVersion")}.0`,
    memberClusters: Array.from(
      { length: count },
      (_, index) => `${id}-${String(index + 1).padStart(3, "0")}`,
    ),
  };
}

export const elasticache: Record<string, ResourceKind> = {
  [aws.cacheSubnetGroup]: subnetGroup,
  [aws.cacheParameterGroup]: parameterGroup,
  [aws.cacheUser]: user,
  [aws.cacheUserGroup]: userGroup,
  [aws.replicationGroup]: replicationGroup,
};
