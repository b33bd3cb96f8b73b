// Simulates Application Auto Scaling: the bounds of an ECS service, and the policies within them.
import { arn, aws, common, uuid } from "./aws";
import { numberAt, textAt } from "./properties";
import { CloudError } from "./types";
import type { OperationContext, Properties, ResourceKind } from "./types";

function refuse(message: string, code = "ValidationException"): never {
  throw new CloudError(code, message);
}

function refuseBounds(inputs: Properties): void {
  const [min, max] = [numberAt(inputs, "minCapacity") ?? 0, numberAt(inputs, "maxCapacity") ?? 0];
  if (min > max) refuse("Maximum capacity cannot be less than minimum capacity");
}

const dimension = ["resourceId", "scalableDimension", "serviceNamespace"];

const target: ResourceKind = {
  replaceOn: dimension,
  computed: ["arn", "roleArn"],
  create(inputs, context) {
    refuseBounds(inputs);
    const id = textAt(inputs, "resourceId") ?? "";
    const exists = context.cloud.list(aws.ecsService).some((service) => service.id.endsWith(`:${id}`));
    if (inputs["serviceNamespace"] === "ecs" && !exists) refuse(`ECS service doesn't exist: ${id}`);
    const outputs = {
      arn: arn("application-autoscaling", `scalable-target/${uuid(context)}`, inputs, context),
    };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  update(_, inputs) {
    // The count follows with the next scaling activity, not with the bounds:
    // https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
    refuseBounds(inputs);
    return {};
  },
};

function registered(inputs: Properties, { cloud }: OperationContext): boolean {
  return cloud
    .list(aws.scalableTarget)
    .some((other) => dimension.every((key) => other.inputs[key] === inputs[key]));
}

const policy: ResourceKind = {
  autoName: { property: "name", maxLength: 255 },
  replaceOn: [...dimension, "name"],
  computed: ["alarmArns", "arn"],
  create(inputs, context) {
    if (!registered(inputs, context))
      refuse(
        `No scalable target registered for service namespace: ${textAt(inputs, "serviceNamespace")}, resource ID: ${textAt(inputs, "resourceId")}, scalable dimension: ${textAt(inputs, "scalableDimension")}`,
        "ObjectNotFoundException",
      );
    const name = textAt(inputs, "name") ?? "";
    const path = `scalingPolicy:${uuid(context)}:resource/ecs/${textAt(inputs, "resourceId")}:policyName/${name}`;
    return {
      id: `${name}/${textAt(inputs, "resourceId")}`,
      outputs: { ...common(inputs, context), name, arn: arn("autoscaling", path, inputs, context) },
    };
  },
};

export const applicationAutoscaling: Record<string, ResourceKind> = {
  [aws.scalableTarget]: target,
  [aws.scalablePolicy]: policy,
};
