// Simulates DMS's serverless replications and tasks, and the states in which they may be changed.
import { capacityUnits } from "../../schema/stack/replication";
import { arn, aws, common, required } from "./aws";
import { numberAt, objectAt, textAt, textsAt, valueAt } from "./properties";
import { requiredSecurityGroups } from "./security-groups";
import { CloudError } from "./types";
import type {
  CheckFailure,
  CloudFunction,
  CloudResource,
  CloudView,
  OperationContext,
  Properties,
  ResourceKind,
} from "./types";

type Status = "created" | "running" | "stopped" | "modifying";

/**
 * Where the simulated cloud keeps what the real provider doesn't give: a config has no output for its state. Names with
 * two underscores in front are internal in Pulumi.
 */
const statusProperty = "__replication";

/** How long a change takes; the real provider doesn't wait for it: terraform-provider-aws#35650. */
const modifyingMs = 60_000;

function statusOf({ outputs }: CloudResource, now: Date): Status {
  const { status, modifiedAt } = objectAt(outputs, statusProperty);
  const modified = typeof modifiedAt === "string" ? now.getTime() - new Date(modifiedAt).getTime() : Infinity;
  return modified < modifyingMs ? "modifying" : (status as Status);
}

function keepStatus(status: Status, modifiedAt?: Date): Properties {
  return { [statusProperty]: { status, ...(modifiedAt && { modifiedAt: modifiedAt.toISOString() }) } };
}

/** What replicates from or to an endpoint, and whether it runs. */
export function usersOfEndpoint(view: CloudView, endpoint: CloudResource): { id: string; status: string }[] {
  const own = endpoint.outputs["endpointArn"];
  return [aws.replicationConfig, aws.replicationTask]
    .flatMap((type) => view.list(type))
    .filter(({ inputs }) => inputs["sourceEndpointArn"] === own || inputs["targetEndpointArn"] === own)
    .map((user) => ({
      id: user.id,
      status: textAt(user.outputs, "status") ?? statusOf(user, view.now()),
    }));
}

/** What the provider finds by itself: settings and mappings are JSON, and the log's place is not to be set. */
function checkJson(settings: string, inputs: Properties): CheckFailure[] {
  return [settings, "tableMappings"].flatMap((property) => {
    const text = textAt(inputs, property);
    if (text === undefined) return [];
    try {
      const value = JSON.parse(text) as Properties;
      return property === settings && valueAt(value, "Logging.CloudWatchLogGroup") !== undefined
        ? [{ property, reason: "The parameter Logging.CloudWatchLogGroup is read-only and cannot be set." }]
        : [];
    } catch {
      return [{ property, reason: `"${property}" contains an invalid JSON` }];
    }
  });
}

function refuseEndpoints(inputs: Properties, { cloud }: OperationContext): void {
  for (const end of ["source", "target"]) {
    const wanted = textAt(inputs, `${end}EndpointArn`);
    const found = cloud
      .list(aws.replicationEndpoint)
      .find(({ outputs }) => outputs["endpointArn"] === wanted);
    if (!found) throw new CloudError("ResourceNotFoundFault", `Endpoint ${wanted} not found`);
    if (textAt(found.inputs, "endpointType") !== end)
      throw new CloudError("InvalidParameterValueException", `Endpoint ${wanted} isn't a ${end} endpoint`);
  }
}

/** https://docs.aws.amazon.com/dms/latest/APIReference/API_ComputeConfig.html */
function refuseCapacity(inputs: Properties): void {
  const [min, max] = ["min", "max"].map((bound) => numberAt(inputs, `computeConfig.${bound}CapacityUnits`));
  const allowed: readonly number[] = capacityUnits;
  if (max === undefined)
    throw new CloudError("InvalidParameterValueException", "MaxCapacityUnits is required");
  for (const units of [min ?? 1, max])
    if (!allowed.includes(units) || (min ?? 1) > max)
      throw new CloudError(
        "InvalidParameterValueException",
        `Invalid capacity units ${min} to ${max}; valid values are ${allowed.join(", ")}`,
      );
}

function subnetGroupOf(inputs: Properties, { cloud }: OperationContext): CloudResource {
  const group = textAt(inputs, "computeConfig.replicationSubnetGroupId");
  const message = `Replication subnet group ${group} not found`;
  return required(cloud, aws.replicationSubnetGroup, group, "ResourceNotFoundFault", message);
}

/** A start tests both connections, and reads secrets over a VPC endpoint alone: CHAP_Serverless.Limitations.html */
function refuseUnreachableSecrets(inputs: Properties, context: OperationContext): void {
  const { cloud } = context;
  const vpcId = subnetGroupOf(inputs, context).outputs["vpcId"];
  const reached = cloud
    .list(aws.vpcEndpoint)
    .some(
      (one) =>
        one.inputs["vpcId"] === vpcId && textAt(one.inputs, "serviceName")?.endsWith(".secretsmanager"),
    );
  const secret = cloud
    .list(aws.replicationEndpoint)
    .filter(({ outputs }) =>
      [inputs["sourceEndpointArn"], inputs["targetEndpointArn"]].includes(outputs["endpointArn"]),
    )
    .find((one) => textAt(one.inputs, "secretsManagerArn"));
  if (secret && !reached)
    throw new CloudError(
      "InvalidResourceStateFault",
      `Test connection failed for endpoint ${secret.id}: unable to retrieve the secret; is there a VPC endpoint for Secrets Manager?`,
    );
}

function refuseConfig(inputs: Properties, context: OperationContext): void {
  refuseCapacity(inputs);
  subnetGroupOf(inputs, context);
  refuseEndpoints(inputs, context);
  requiredSecurityGroups(textsAt(inputs, "computeConfig.vpcSecurityGroupIds"), context);
  if (inputs["startReplication"] === true) refuseUnreachableSecrets(inputs, context);
}

function refuseState({ id }: CloudResource, status: Status, cannot: string): never {
  throw new CloudError(
    "InvalidResourceStateFault",
    `Replication for Replication Config: ${id} is in ${status.toUpperCase()} state and cannot ${cannot}`,
  );
}

/** Whether anything but the named properties differs. */
function differsBesides(old: Properties, now: Properties, but: readonly string[]): boolean {
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((key) => !but.includes(key))
    .some((key) => JSON.stringify(old[key] ?? null) !== JSON.stringify(now[key] ?? null));
}

/**
 * A serverless replication. The provider stops what runs, changes it and starts it again without waiting for the change:
 * internal/service/dms/replication_config.go of terraform-provider-aws. What is modified or deleted must be at rest:
 * https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Serverless.Limitations.html
 */
const config: ResourceKind = {
  replaceOn: [
    "computeConfig.availabilityZone",
    "computeConfig.kmsKeyId",
    "computeConfig.replicationSubnetGroupId",
    "replicationConfigIdentifier",
    "resourceIdentifier",
  ],
  computed: ["arn"],
  check: (inputs) => checkJson("replicationSettings", inputs),
  create(inputs, context) {
    const name = textAt(inputs, "replicationConfigIdentifier") ?? "";
    if (
      context.cloud
        .list(aws.replicationConfig)
        .some((other) => other.inputs["replicationConfigIdentifier"] === name)
    )
      throw new CloudError("ResourceAlreadyExistsFault", `Replication config ${name} already exists.`);
    refuseConfig(inputs, context);
    const id = arn("dms", `replication-config:${context.hex(26).toUpperCase()}`, inputs, context);
    const status: Status = inputs["startReplication"] === true ? "running" : "created";
    return { id, outputs: { ...common(inputs, context), arn: id, ...keepStatus(status) } };
  },
  update(resource, inputs, context) {
    const now = context.cloud.now();
    const before = statusOf(resource, now);
    const start = inputs["startReplication"] === true;
    const refuse = (status: Status, cannot: string) => refuseState(resource, status, cannot);
    refuseConfig(inputs, context);
    if (differsBesides(resource.inputs, inputs, ["startReplication", "tags", "tagsAll"])) {
      if (before === "modifying") refuse(before, "be modified");
      if (start) refuse("modifying", "start");
      return { outputs: keepStatus(before === "created" ? before : "stopped", now) };
    }
    if (before === "modifying") return start ? refuse(before, "start") : {};
    return { outputs: keepStatus(start ? "running" : before === "running" ? "stopped" : before) };
  },
  remove(resource, { cloud }) {
    const status = statusOf(resource, cloud.now());
    if (status === "created" || status === "modifying") refuseState(resource, status, "be deleted");
  },
};

/** A task of a replication instance: internal/service/dms/replication_task.go. The provider waits for its changes. */
const task: ResourceKind = {
  replaceOn: [
    "replicationInstanceArn",
    "replicationTaskId",
    "resourceIdentifier",
    "sourceEndpointArn",
    "targetEndpointArn",
  ],
  computed: ["replicationTaskArn", "status"],
  check: (inputs) => checkJson("replicationTaskSettings", inputs),
  create(inputs, context) {
    const id = textAt(inputs, "replicationTaskId") ?? "";
    if (context.cloud.get(aws.replicationTask, id))
      throw new CloudError("ResourceAlreadyExistsFault", `Replication task ${id} already exists.`);
    const owner = textAt(inputs, "replicationInstanceArn");
    if (
      !context.cloud
        .list(aws.replicationInstance)
        .some(({ outputs }) => outputs["replicationInstanceArn"] === owner)
    )
      throw new CloudError("ResourceNotFoundFault", `Replication instance ${owner} not found`);
    refuseEndpoints(inputs, context);
    const outputs = {
      replicationTaskArn: arn("dms", `task:${id.toUpperCase()}`, inputs, context),
      status: inputs["startReplicationTask"] === true ? "running" : "ready",
    };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  update(resource, inputs) {
    const rests = textAt(resource.outputs, "status") === "ready" ? "ready" : "stopped";
    return { outputs: { status: inputs["startReplicationTask"] === true ? "running" : rests } };
  },
};

/** https://www.pulumi.com/registry/packages/aws/api-docs/dms/getreplicationtask/ */
const getReplicationTask: CloudFunction = (args, { cloud }) => {
  const id = textAt(args, "replicationTaskId") ?? "";
  const found = cloud.get(aws.replicationTask, id);
  if (!found)
    throw new CloudError("NotFound", `reading DMS Replication Task (${id}): couldn't find resource`);
  return { ...found.outputs, id };
};

export const replications: Record<string, ResourceKind> = {
  [aws.replicationConfig]: config,
  [aws.replicationTask]: task,
};

export const dmsFunctions: Record<string, CloudFunction> = {
  "aws:dms/getReplicationTask:getReplicationTask": getReplicationTask,
};
