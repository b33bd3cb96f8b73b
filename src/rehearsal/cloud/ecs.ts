// Simulates ECS: clusters, task definitions, and services with their tasks on Fargate.
import { arn, aws, common, required, userOf } from "./aws";
import { forwardTargets } from "./elb";
import { numberAt, objectAt, objectsAt, textAt, textsAt } from "./properties";
import { requiredSecurityGroups } from "./security-groups";
import { requiredSubnet } from "./vpc";
import { isFargateSize } from "./fargate-sizes";
import { CloudError } from "./types";
import type { CloudFunction, CloudResource, OperationContext, Properties, ResourceKind } from "./types";

const cluster: ResourceKind = {
  autoName: { property: "name", maxLength: 255 },
  replaceOn: ["name"],
  computed: ["arn"],
  create(inputs, context) {
    const name = textAt(inputs, "name") ?? "";
    const id = arn("ecs", `cluster/${name}`, inputs, context);
    return { id, outputs: { ...common(inputs, context), name, arn: id } };
  },
  remove(resource, { cloud }) {
    if (userOf(cloud, resource.id, [[aws.ecsService, "cluster"]]))
      throw new CloudError(
        "ClusterContainsServicesException",
        "The Cluster cannot be deleted while Services are active.",
      );
  },
};

function client(message: string): never {
  throw new CloudError("ClientException", message);
}

/** The containers that a task definition says as JSON. */
function containersOf(inputs: Properties): Properties[] {
  try {
    return objectsAt(
      { all: JSON.parse(textAt(inputs, "containerDefinitions") ?? "") as Properties[] },
      "all",
    );
  } catch {
    return client("Container definitions are not valid JSON.");
  }
}

const taskDefinition: ResourceKind = {
  // Every change is a new revision: terraform-provider-aws internal/service/ecs/task_definition.go
  replaceOn: [
    "containerDefinitions",
    "cpu",
    "executionRoleArn",
    "family",
    "memory",
    "networkMode",
    "requiresCompatibilities",
    "runtimePlatform",
    "taskRoleArn",
    "volumes",
  ],
  computed: ["arn", "arnWithoutRevision", "revision"],
  create(inputs, context) {
    const containers = containersOf(inputs);
    if (containers.length === 0) client("Task definition must have at least one container.");
    if (containers.some((container) => !textAt(container, "name")))
      client("Container.name should not be null or empty.");
    if (textsAt(inputs, "requiresCompatibilities").includes("FARGATE")) refuseFargate(inputs, containers);
    const family = textAt(inputs, "family") ?? "";
    const revision =
      Math.max(
        0,
        ...context.cloud
          .list(aws.taskDefinition)
          .filter(({ outputs }) => outputs["family"] === family)
          .map(({ outputs }) => numberAt(outputs, "revision") ?? 0),
      ) + 1;
    const arnWithoutRevision = arn("ecs", `task-definition/${family}`, inputs, context);
    // The real provider's id is the family, which the old and the new revision share here for a while.
    const id = `${arnWithoutRevision}:${revision}`;
    return { id, outputs: { ...common(inputs, context), arn: id, arnWithoutRevision, revision } };
  },
};

function refuseFargate(inputs: Properties, containers: readonly Properties[]): void {
  if (inputs["networkMode"] !== "awsvpc") client("Fargate only supports network mode ‘awsvpc’.");
  const [cpu, memory] = [Number(textAt(inputs, "cpu")), Number(textAt(inputs, "memory"))];
  if (Number.isNaN(cpu) || Number.isNaN(memory))
    client("Fargate requires that 'cpu' and 'memory' be defined at the task level.");
  if (!isFargateSize(cpu, memory))
    client(`No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory.`);
  const fromRegistry = containers.some((container) => /\.dkr\.ecr\./.test(textAt(container, "image") ?? ""));
  if (fromRegistry && !textAt(inputs, "executionRoleArn"))
    client("Fargate requires task definition to have execution role ARN to support ECR images.");
}

function invalid(message: string): never {
  throw new CloudError("InvalidParameterException", message);
}

function refuseService(inputs: Properties, context: OperationContext): CloudResource {
  const { cloud } = context;
  const owner = required(
    cloud,
    aws.ecsCluster,
    textAt(inputs, "cluster"),
    "ClusterNotFoundException",
    "Cluster not found.",
  );
  const definition = required(
    cloud,
    aws.taskDefinition,
    textAt(inputs, "taskDefinition"),
    "ClientException",
    "TaskDefinition not found.",
  );
  const names = containersOf(definition.inputs).map((container) => textAt(container, "name"));
  const awsvpc = definition.inputs["networkMode"] === "awsvpc";
  const network = objectAt(inputs, "networkConfiguration");
  if (awsvpc && textsAt(network, "subnets").length === 0)
    invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  for (const subnet of textsAt(network, "subnets")) requiredSubnet(subnet, context);
  requiredSecurityGroups(textsAt(network, "securityGroups"), context);
  for (const balancer of objectsAt(inputs, "loadBalancers")) {
    const target = textAt(balancer, "targetGroupArn") ?? "";
    const group = required(
      cloud,
      aws.targetGroup,
      target,
      "InvalidParameterException",
      `Target group '${target}' not found.`,
    );
    if (!names.includes(textAt(balancer, "containerName")))
      invalid(`The container ${textAt(balancer, "containerName")} does not exist in the task definition.`);
    if (awsvpc && group.inputs["targetType"] !== "ip")
      invalid(
        `The provided target group ${target} has target type ${textAt(group.inputs, "targetType") ?? "instance"}, which is incompatible with the awsvpc network mode specified in the task definition.`,
      );
    const used = [...cloud.list(aws.listener), ...cloud.list(aws.listenerRule)].some(({ inputs: listener }) =>
      forwardTargets(listener).some((forwarded) => forwarded.arn === target),
    );
    if (!used)
      invalid(`The target group with targetGroupArn ${target} does not have an associated load balancer.`);
  }
  return owner;
}

const service: ResourceKind = {
  autoName: { property: "name", maxLength: 255 },
  replaceOn: ["cluster", "iamRole", "launchType", "name", "schedulingStrategy"],
  computed: ["arn"],
  create(inputs, context) {
    const owner = refuseService(inputs, context);
    const name = textAt(inputs, "name") ?? "";
    const id = arn("ecs", `service/${textAt(owner.outputs, "name")}/${name}`, inputs, context);
    if (context.cloud.get(aws.ecsService, id)) invalid("Creation of service was not idempotent.");
    const desiredCount = inputs["desiredCount"] ?? 0;
    return { id, outputs: { ...common(inputs, context), name, arn: id, desiredCount } };
  },
  update(resource, inputs, context) {
    refuseService(inputs, context);
    // Only a changed wish is sent; else the service keeps the count that its scaling gave it.
    const changed = inputs["desiredCount"] !== resource.inputs["desiredCount"];
    const desiredCount = (changed ? inputs["desiredCount"] : resource.outputs["desiredCount"]) ?? 0;
    return { outputs: { desiredCount } };
  },
};

/** How many tasks a service runs. */
export function runningTasks({ outputs }: CloudResource): number {
  return numberAt(outputs, "desiredCount") ?? 0;
}

export const getEcsCluster: CloudFunction = (args, { cloud }) => {
  const name = textAt(args, "clusterName");
  const found = cloud.list(aws.ecsCluster).find(({ id, outputs }) => outputs["name"] === name || id === name);
  if (!found) throw new CloudError("NotFound", `reading ECS Cluster (${name}): couldn't find resource`);
  return { ...found.outputs, id: found.id, clusterName: name ?? "", status: "ACTIVE", tags: {} };
};

export const getEcsService: CloudFunction = (args, { cloud }) => {
  const [clusterArn, serviceName] = [textAt(args, "clusterArn"), textAt(args, "serviceName")];
  const found = cloud
    .list(aws.ecsService)
    .find(({ inputs, outputs }) => inputs["cluster"] === clusterArn && outputs["name"] === serviceName);
  if (!found)
    throw new CloudError("NotFound", `reading ECS Service (${serviceName}): couldn't find resource`);
  return {
    ...found.outputs,
    id: found.id,
    clusterArn: clusterArn ?? "",
    serviceName: serviceName ?? "",
    loadBalancers: objectsAt(found.inputs, "loadBalancers"),
    runningCount: runningTasks(found),
    tags: found.inputs["tags"] ?? {},
  };
};

export const ecs: Record<string, ResourceKind> = {
  [aws.ecsCluster]: cluster,
  [aws.taskDefinition]: taskDefinition,
  [aws.ecsService]: service,
};
