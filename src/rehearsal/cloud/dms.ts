// Simulates DMS's subnet groups, endpoints and instances; dms-replications.ts has what replicates with them.
import { account, arn, aws, common, regionOf, required, userOf } from "./aws";
import { usersOfEndpoint } from "./dms-replications";
import { textAt, textsAt } from "./properties";
import { requiredSecurityGroups } from "./security-groups";
import { requiredSubnet } from "./vpc";
import { CloudError } from "./types";
import type { CheckFailure, CloudView, OperationContext, Properties, ResourceKind } from "./types";

function refuseTaken(view: CloudView, type: string, id: string, what: string): void {
  if (view.get(type, id)) throw new CloudError("ResourceAlreadyExistsFault", `${what} ${id} already exists.`);
}

/**
 * The account has them from an earlier day, or DMS can't do anything:
 * https://docs.aws.amazon.com/dms/latest/userguide/security-iam.html#CHAP_Security.APIRole
 */
export const vpcRole = "dms-vpc-role";
export const logsRole = "dms-cloudwatch-logs-role";

/** Subnets in two zones of one VPC: ReplicationSubnetGroupDoesNotCoverEnoughAZs of CreateReplicationSubnetGroup. */
function vpcOf(inputs: Properties, context: OperationContext): string {
  const subnets = textsAt(inputs, "subnetIds").map((id) => requiredSubnet(id, context));
  if (new Set(subnets.map(({ outputs }) => outputs["availabilityZone"])).size < 2)
    throw new CloudError(
      "ReplicationSubnetGroupDoesNotCoverEnoughAZs",
      "The Replication Subnet Group doesn't meet availability zone coverage requirement. Please add subnets to cover at least 2 availability zones.",
    );
  return textAt(subnets[0]!.inputs, "vpcId")!;
}

const subnetGroup: ResourceKind = {
  replaceOn: ["replicationSubnetGroupId"],
  computed: ["replicationSubnetGroupArn", "vpcId"],
  create(inputs, context) {
    const id = (textAt(inputs, "replicationSubnetGroupId") ?? "").toLowerCase();
    required(
      context.cloud,
      aws.role,
      vpcRole,
      "AccessDeniedFault",
      `The IAM Role arn:aws:iam::${account}:role/${vpcRole} is not configured properly.`,
    );
    refuseTaken(context.cloud, aws.replicationSubnetGroup, id, "Replication subnet group");
    const outputs = {
      replicationSubnetGroupId: id,
      replicationSubnetGroupArn: arn("dms", `subgrp:${id}`, inputs, context),
      vpcId: vpcOf(inputs, context),
    };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  update(_, inputs, context) {
    vpcOf(inputs, context);
    return {};
  },
  remove(resource, { cloud }) {
    const user = userOf(cloud, resource.id, [
      [aws.replicationConfig, "computeConfig.replicationSubnetGroupId"],
      [aws.replicationInstance, "replicationSubnetGroupId"],
    ]);
    if (user)
      throw new CloudError(
        "InvalidResourceStateFault",
        `The replication subnet group ${resource.id} is in use by ${user.id}.`,
      );
  },
};

function checkEndpoint(inputs: Properties): CheckFailure[] {
  const secret = inputs["secretsManagerArn"];
  if (secret === undefined) return [];
  if (typeof secret === "string" && !/^arn:[^:]+:secretsmanager:[^:]+:\d+:secret:./.test(secret))
    return [{ property: "secretsManagerArn", reason: `"secrets_manager_arn" (${secret}) is an invalid ARN` }];
  return ["serverName", "port", "username", "password"]
    .filter((property) => inputs[property] !== undefined)
    .map((property) => ({ property, reason: `"${property}": conflicts with secrets_manager_arn` }));
}

/** https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Security.SSL.html */
function refuseTls(inputs: Properties): void {
  const mode = textAt(inputs, "sslMode") ?? "none";
  const engine = textAt(inputs, "engineName") ?? "";
  if (engine === "mysql" && mode === "require")
    throw new CloudError("InvalidParameterValueException", `SSL mode require is not supported for ${engine}`);
  if (mode.startsWith("verify") && !textAt(inputs, "certificateArn"))
    throw new CloudError(
      "InvalidParameterCombinationException",
      `A certificate is required for the SSL mode ${mode}`,
    );
}

/** DMS takes the role on as the service of its region: …/userguide/security_iam_secretsmanager.html */
function refuseSecret(inputs: Properties, context: OperationContext): void {
  const secret = textAt(inputs, "secretsManagerArn");
  if (!secret) return;
  const role = textAt(inputs, "secretsManagerAccessRoleArn") ?? "";
  const found = context.cloud.get(aws.role, role.split("/").at(-1)!);
  const service = `dms.${regionOf(inputs, context)}.amazonaws.com`;
  if (!found || !textAt(found.inputs, "assumeRolePolicy")?.includes(service))
    throw new CloudError(
      "AccessDeniedFault",
      `Unable to use the role ${role} to read the secret ${secret}: it must trust ${service}.`,
    );
}

const endpoint: ResourceKind = {
  replaceOn: ["endpointId", "kmsKeyArn"],
  computed: ["endpointArn"],
  check: checkEndpoint,
  create(inputs, context) {
    const id = textAt(inputs, "endpointId") ?? "";
    refuseTaken(context.cloud, aws.replicationEndpoint, id, "Endpoint");
    refuseTls(inputs);
    refuseSecret(inputs, context);
    const outputs = { endpointArn: arn("dms", `endpoint:${id.toUpperCase()}`, inputs, context) };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  update(resource, inputs, { cloud, ...context }) {
    const running = usersOfEndpoint(cloud, resource).find(({ status }) => status === "running");
    if (running)
      throw new CloudError(
        "InvalidResourceStateFault",
        `Endpoint ${textAt(resource.outputs, "endpointArn")} is used by ${running.id}, which is running.`,
      );
    refuseTls(inputs);
    refuseSecret(inputs, { cloud, ...context });
    return {};
  },
  remove(resource, { cloud }) {
    const [user] = usersOfEndpoint(cloud, resource);
    if (user)
      throw new CloudError(
        "InvalidResourceStateFault",
        `Endpoint ${textAt(resource.outputs, "endpointArn")} is part of one or more ReplicationTasks (${user.id}).`,
      );
  },
};

const instance: ResourceKind = {
  replaceOn: [
    "availabilityZone",
    "dnsNameServers",
    "kmsKeyArn",
    "publiclyAccessible",
    "replicationInstanceId",
    "replicationSubnetGroupId",
  ],
  computed: ["replicationInstanceArn", "replicationInstancePrivateIps", "replicationInstancePublicIps"],
  create(inputs, context) {
    const id = (textAt(inputs, "replicationInstanceId") ?? "").toLowerCase();
    refuseTaken(context.cloud, aws.replicationInstance, id, "Replication instance");
    const group = textAt(inputs, "replicationSubnetGroupId");
    const message = `Replication subnet group ${group} not found`;
    required(context.cloud, aws.replicationSubnetGroup, group, "ResourceNotFoundFault", message);
    requiredSecurityGroups(textsAt(inputs, "vpcSecurityGroupIds"), context);
    if (inputs["multiAz"] === true && textAt(inputs, "availabilityZone"))
      throw new CloudError(
        "InvalidParameterCombinationException",
        "AvailabilityZone can't be set if MultiAZ is true",
      );
    const outputs = {
      replicationInstanceId: id,
      replicationInstanceArn: arn("dms", `rep:${id.toUpperCase()}`, inputs, context),
    };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  remove(resource, { cloud }) {
    const own = textAt(resource.outputs, "replicationInstanceArn")!;
    const task = userOf(cloud, own, [[aws.replicationTask, "replicationInstanceArn"]]);
    if (task)
      throw new CloudError(
        "InvalidResourceStateFault",
        `Replication Instance "${own}" cannot be deleted, because it has one or more replication tasks (${task.id}).`,
      );
  },
};

export const dms: Record<string, ResourceKind> = {
  [aws.replicationSubnetGroup]: subnetGroup,
  [aws.replicationEndpoint]: endpoint,
  [aws.replicationInstance]: instance,
};
