// Simulates RDS: database instances, their subnet groups and parameter groups.
import { familyVersion, isDowngrade, skipsMajor, windowsMeet } from "./engine-versions";
import { arn, aws, common, digest, refuseTaken, regionOf, required, userOf, uuid } from "./aws";
import { environmentDatabase } from "./beanstalk";
import { numberAt, objectAt, objectsAt, textAt, textsAt } from "./properties";
import { requiredSecurityGroups } from "./security-groups";
import { requiredSubnet } from "./vpc";
import { CloudError } from "./types";
import type { CloudFunction, CloudResource, OperationContext, Properties, ResourceKind } from "./types";

/** gp3 of MySQL and PostgreSQL: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html */
const storageGiB = { min: 20, max: 65536 };
const defaultPorts: Record<string, number> = { postgres: 5432, mysql: 3306 };

/** The subnets, in two zones at least, as RDS asks: DBSubnetGroupDoesNotCoverEnoughAZs of CreateDBSubnetGroup. */
function refuseSubnets(inputs: Properties, context: OperationContext): CloudResource[] {
  const subnets = textsAt(inputs, "subnetIds").map((id) => requiredSubnet(id, context));
  if (new Set(subnets.map(({ outputs }) => outputs["availabilityZone"])).size < 2)
    throw new CloudError(
      "DBSubnetGroupDoesNotCoverEnoughAZs",
      "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: 1. Add subnets to cover at least 2 AZs.",
    );
  if (new Set(subnets.map(({ inputs: own }) => own["vpcId"])).size > 1)
    throw new CloudError("InvalidSubnet", "Subnets of a DB subnet group must be in one VPC.");
  return subnets;
}

const subnetGroup: ResourceKind = {
  autoName: { property: "name", maxLength: 255, unless: "namePrefix" },
  replaceOn: ["name", "namePrefix"],
  computed: ["arn", "supportedNetworkTypes", "vpcId"],
  create(inputs, context) {
    const name = textAt(inputs, "name") ?? `terraform-${context.hex(26)}`;
    refuseTaken(
      context.cloud,
      aws.databaseSubnetGroup,
      name,
      "DBSubnetGroupAlreadyExists",
      `The DB subnet group '${name}' already exists.`,
    );
    const [subnet] = refuseSubnets(inputs, context);
    const outputs = {
      name,
      arn: arn("rds", `subgrp:${name}`, inputs, context),
      vpcId: subnet!.inputs["vpcId"]!,
      supportedNetworkTypes: ["IPV4"],
    };
    return { id: name, outputs: { ...common(inputs, context), ...outputs } };
  },
  update(_, inputs, context) {
    refuseSubnets(inputs, context);
    return {};
  },
  remove(resource, { cloud }) {
    const user = userOf(cloud, resource.id, [[aws.database, "dbSubnetGroupName"]]);
    if (user)
      throw new CloudError(
        "InvalidDBSubnetGroupStateFault",
        `Cannot delete the subnet group '${resource.id}' because at least one database instance: ${textAt(user.outputs, "identifier")} is still using it.`,
      );
  },
};

const parameterGroup: ResourceKind = {
  autoName: { property: "name", maxLength: 255, unless: "namePrefix" },
  replaceOn: ["description", "family", "name", "namePrefix"],
  computed: ["arn"],
  create(inputs, context) {
    const name = textAt(inputs, "name") ?? `terraform-${context.hex(26)}`;
    refuseTaken(
      context.cloud,
      aws.databaseParameterGroup,
      name,
      "DBParameterGroupAlreadyExists",
      `Parameter group ${name} already exists`,
    );
    return {
      id: name,
      outputs: { ...common(inputs, context), name, arn: arn("rds", `pg:${name}`, inputs, context) },
    };
  },
  remove(resource, { cloud }) {
    const user = userOf(cloud, resource.id, [[aws.database, "parameterGroupName"]]);
    if (user)
      throw new CloudError(
        "InvalidDBParameterGroupState",
        `One or more database instances are still members of this parameter group ${resource.id}, so the group cannot be deleted`,
      );
  },
};

/** What CreateDBInstance and ModifyDBInstance refuse alike. */
function refuseInstance(inputs: Properties, context: OperationContext): void {
  const engine = textAt(inputs, "engine") ?? "";
  const about = `for engine name ${engine} and storage type ${textAt(inputs, "storageType") ?? "gp2"}`;
  const allocated = numberAt(inputs, "allocatedStorage") ?? 0;
  if (allocated < storageGiB.min || allocated > storageGiB.max)
    throw new CloudError("InvalidParameterValue", `Invalid storage size ${about}: ${allocated}`);
  const most = numberAt(inputs, "maxAllocatedStorage") ?? 0;
  // At least 10 % more: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
  if (most !== 0 && (most < Math.ceil(allocated * 1.1) || most > storageGiB.max))
    throw new CloudError("InvalidParameterCombination", `Invalid max storage size ${about}: ${most}`);
  const [backup, maintenance] = [textAt(inputs, "backupWindow"), textAt(inputs, "maintenanceWindow")];
  if (backup && maintenance && windowsMeet(backup, maintenance))
    throw new CloudError(
      "InvalidParameterValue",
      "The backup window and maintenance window must not overlap.",
    );
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.Engines.html
  if (
    inputs["performanceInsightsEnabled"] === true &&
    engine === "mysql" &&
    /^db\.t\d\w*\.(micro|small)$/.test(textAt(inputs, "instanceClass") ?? "")
  )
    throw new CloudError(
      "InvalidParameterCombination",
      "Performance Insights not supported for this configuration.",
    );
  refuseParameterGroup(inputs, engine, context);
  refuseNetwork(inputs, context);
  const key = textAt(inputs, "kmsKeyId");
  if (key && !context.cloud.list(aws.key).some(({ outputs }) => outputs["arn"] === key))
    throw new CloudError("KMSKeyNotAccessibleFault", `The specified KMS key [${key}] does not exist`);
}

function refuseParameterGroup(inputs: Properties, engine: string, { cloud }: OperationContext): void {
  const name = textAt(inputs, "parameterGroupName");
  if (name === undefined || name.startsWith("default.")) return;
  const message = `DBParameterGroup not found: ${name}`;
  const group = required(cloud, aws.databaseParameterGroup, name, "DBParameterGroupNotFound", message);
  const family = engine + familyVersion(engine, textAt(inputs, "engineVersion") ?? "");
  if (group.inputs["family"] !== family)
    throw new CloudError(
      "InvalidParameterCombination",
      `The Parameter Group ${name} with DBParameterGroupFamily ${textAt(group.inputs, "family")} can't be used for this instance. Please use a Parameter Group with DBParameterGroupFamily ${family}`,
    );
}

function refuseNetwork(inputs: Properties, context: OperationContext): void {
  const name = textAt(inputs, "dbSubnetGroupName");
  const message = `DBSubnetGroup not found: ${name}`;
  const group = required(context.cloud, aws.databaseSubnetGroup, name, "DBSubnetGroupNotFoundFault", message);
  const groups = textsAt(inputs, "vpcSecurityGroupIds");
  requiredSecurityGroups(groups, context);
  for (const id of groups) {
    const vpcId = textAt(context.cloud.get(aws.securityGroup, id)?.inputs, "vpcId");
    if (vpcId !== undefined && vpcId !== group.outputs["vpcId"])
      throw new CloudError(
        "InvalidParameterCombination",
        `The DB instance and EC2 security group are in different VPCs. The DB instance is in ${textAt(group.outputs, "vpcId")} and the EC2 security group is in ${vpcId}`,
      );
  }
}

/** Storage grows by a tenth at least and never shrinks; the provider passes over what autoscaling has added. */
function refuseStorage(before: Properties, inputs: Properties): void {
  const [old, next] = [numberAt(before, "allocatedStorage") ?? 0, numberAt(inputs, "allocatedStorage") ?? 0];
  const autoscaled = next < old && (numberAt(inputs, "maxAllocatedStorage") ?? 0) > next;
  if (next !== old && next < Math.ceil(old * 1.1) && !autoscaled)
    throw new CloudError(
      "InvalidParameterCombination",
      `Invalid storage size for engine name ${textAt(inputs, "engine")} and storage type ${textAt(inputs, "storageType")}: ${next}`,
    );
}

/** Refuses what ModifyDBInstance refuses: a way down, and a major upgrade that is unasked for or skips one. */
function refuseVersion(before: string, inputs: Properties): void {
  const engine = textAt(inputs, "engine") ?? "";
  const next = textAt(inputs, "engineVersion") ?? before;
  if (isDowngrade(before, next) || skipsMajor(engine, before, next))
    throw new CloudError("InvalidParameterCombination", `Cannot upgrade ${engine} from ${before} to ${next}`);
  if (
    familyVersion(engine, before) !== familyVersion(engine, next) &&
    inputs["allowMajorVersionUpgrade"] !== true
  )
    throw new CloudError(
      "InvalidParameterCombination",
      "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.",
    );
}

function endpointOf(inputs: Properties, context: OperationContext): Properties {
  const region = regionOf(inputs, context);
  const identifier = textAt(inputs, "identifier") ?? "";
  const address = `${identifier}.c${digest(region, 11)}.${region}.rds.amazonaws.com`;
  const port = numberAt(inputs, "port") ?? defaultPorts[textAt(inputs, "engine") ?? ""] ?? 0;
  return {
    identifier,
    arn: arn("rds", `db:${identifier}`, inputs, context),
    address,
    port,
    endpoint: `${address}:${port}`,
  };
}

/** The version in full; where only its beginning is given, AWS chooses the rest. */
function actualVersion(inputs: Properties): string {
  const version = textAt(inputs, "engineVersion") ?? "";
  return version === familyVersion(textAt(inputs, "engine") ?? "", version) ? `${version}.6` : version;
}

/** The secret that RDS makes: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html */
function masterSecrets(inputs: Properties, context: OperationContext): Properties[] {
  if (inputs["manageMasterUserPassword"] !== true) return [];
  const secret = `secret:rds!db-${uuid(context)}-${context.hex(6)}`;
  return [
    {
      secretArn: arn("secretsmanager", secret, inputs, context),
      kmsKeyId: inputs["masterUserSecretKmsKeyId"] ?? null,
      secretStatus: "active",
    },
  ];
}

const instance: ResourceKind = {
  // The identifier changes in place: terraform-provider-aws internal/service/rds/instance.go
  replaceOn: [
    "availabilityZone",
    "backupTarget",
    "characterSetName",
    "customIamInstanceProfile",
    "dbName",
    "engine",
    "kmsKeyId",
    "ncharCharacterSetName",
    "restoreToPointInTime",
    "snapshotIdentifier",
    "storageEncrypted",
    "timezone",
    "username",
  ],
  computed: [
    "address",
    "arn",
    "endpoint",
    "engineVersionActual",
    "hostedZoneId",
    "masterUserSecrets",
    "resourceId",
    "status",
  ],
  check(inputs) {
    return inputs["manageMasterUserPassword"] === true && inputs["password"] !== undefined
      ? [{ property: "password", reason: "conflicts with manage_master_user_password" }]
      : [];
  },
  create(inputs, context) {
    const identifier = textAt(inputs, "identifier") ?? "";
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html, `DBInstanceIdentifier`
    if (!/^[a-z](?!.*--)[a-z0-9-]{0,62}$/.test(identifier) || identifier.endsWith("-"))
      throw new CloudError(
        "InvalidParameterValue",
        `The parameter DBInstanceIdentifier is not a valid identifier: ${identifier}`,
      );
    refuseIdentifier(identifier, context);
    refuseInstance(inputs, context);
    const resourceId = `db-${context.hex(26).toUpperCase()}`;
    const outputs = {
      ...endpointOf(inputs, context),
      resourceId,
      engineVersionActual: actualVersion(inputs),
      hostedZoneId: "Z29XKXDKYMONMX",
      masterUserSecrets: masterSecrets(inputs, context),
      status: "available",
    };
    return { id: resourceId, outputs: { ...common(inputs, context), ...outputs } };
  },
  update(resource, inputs, context) {
    const identifier = textAt(inputs, "identifier") ?? "";
    if (identifier !== resource.outputs["identifier"]) refuseIdentifier(identifier, context);
    refuseVersion(textAt(resource.outputs, "engineVersionActual") ?? "", inputs);
    refuseStorage(resource.inputs, inputs);
    refuseInstance(inputs, context);
    const same = resource.inputs["engineVersion"] === inputs["engineVersion"];
    const version = same ? resource.outputs["engineVersionActual"]! : actualVersion(inputs);
    return { outputs: { ...endpointOf(inputs, context), engineVersionActual: version } };
  },
  remove(resource) {
    if (resource.inputs["deletionProtection"] === true)
      throw new CloudError(
        "InvalidParameterCombination",
        "Cannot delete protected DB Instance, please disable deletion protection and try again.",
      );
    if (resource.inputs["skipFinalSnapshot"] !== true && !textAt(resource.inputs, "finalSnapshotIdentifier"))
      throw new CloudError(
        "InvalidParameterCombination",
        "final_snapshot_identifier is required when skip_final_snapshot is false",
      );
  },
};

function refuseIdentifier(identifier: string, { cloud }: OperationContext): void {
  if (cloud.list(aws.database).some((other) => other.outputs["identifier"] === identifier))
    throw new CloudError("DBInstanceAlreadyExists", "DB instance already exists");
}

/** Databases by identifier, by their tags, or both; one that a Beanstalk environment has made bears its name as a tag. */
const getInstances: CloudFunction = (args, context) => {
  const filter = objectsAt(args, "filters").find((one) => textAt(one, "name") === "db-instance-id");
  const [wanted, tags] = [textsAt(filter, "values"), objectAt(args, "tags")];
  const found = context.cloud
    .list(aws.database)
    .filter(
      ({ inputs, outputs }) =>
        (!filter || wanted.includes(textAt(outputs, "identifier") ?? "")) &&
        Object.entries(tags).every(([key, value]) => objectAt(inputs, "tags")[key] === value),
    )
    .map(({ outputs }) => ({ identifier: outputs["identifier"]!, arn: outputs["arn"]! }));
  const made = filter ? undefined : environmentDatabase(context.cloud, tags);
  const all = made ? [...found, made] : found;
  return {
    id: regionOf(args, context),
    region: regionOf(args, context),
    instanceIdentifiers: all.map(({ identifier }) => identifier),
    instanceArns: all.map((one) => one.arn),
  };
};

const getInstance: CloudFunction = (args, { cloud }) => {
  const identifier = textAt(args, "dbInstanceIdentifier");
  const found = cloud.list(aws.database).find(({ outputs }) => outputs["identifier"] === identifier);
  if (!found)
    throw new CloudError("NotFound", `reading RDS DB Instances (${identifier}): couldn't find resource`);
  const { outputs } = found;
  return {
    ...outputs,
    id: identifier!,
    dbInstanceIdentifier: identifier!,
    dbInstanceArn: outputs["arn"]!,
    dbInstanceClass: outputs["instanceClass"]!,
    dbInstancePort: outputs["port"]!,
    engineVersion: outputs["engineVersionActual"]!,
    maxAllocatedStorage: outputs["maxAllocatedStorage"] ?? 0,
    masterUsername: outputs["username"]!,
  };
};

export const rds: Record<string, ResourceKind> = {
  [aws.database]: instance,
  [aws.databaseSubnetGroup]: subnetGroup,
  [aws.databaseParameterGroup]: parameterGroup,
};

export const rdsFunctions: Record<string, CloudFunction> = {
  "aws:rds/getInstances:getInstances": getInstances,
  "aws:rds/getInstance:getInstance": getInstance,
};
