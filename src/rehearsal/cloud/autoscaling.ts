// Simulates EC2 Auto Scaling: groups, scaling policies and attachments.
import { arn, aws, common, required, uuid } from "./aws";
import { requiredSubnet } from "./vpc";
import { launchFailure } from "./launch-templates";
import { isInstanceType } from "./instance-types";
import { numberAt, objectAt, textAt, textsAt } from "./properties";
import { CloudError } from "./types";
import type { OperationContext, Properties, ResourceKind } from "./types";

function refuse(message: string): never {
  throw new CloudError("ValidationError", message);
}

/** The launch template of a group, also inside a mixed instances policy. */
function templateOf(inputs: Properties): Properties {
  const mixed = objectAt(inputs, "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification");
  return Object.keys(mixed).length > 0
    ? { id: mixed["launchTemplateId"] ?? null, version: mixed["version"] ?? null }
    : objectAt(inputs, "launchTemplate");
}

function refuseGroup(inputs: Properties, context: OperationContext): void {
  const [min, max] = [numberAt(inputs, "minSize") ?? 0, numberAt(inputs, "maxSize") ?? 0];
  const desired = numberAt(inputs, "desiredCapacity") ?? min;
  if (min > max) refuse(`Max bound, ${max}, must be greater than or equal to min bound, ${min}`);
  if (desired < min || desired > max)
    refuse(`Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`);
  if (inputs["launchConfiguration"] !== undefined)
    refuse(`Launch configuration name not found - ${textAt(inputs, "launchConfiguration")}`);
  const template = templateOf(inputs);
  const templateId = textAt(template, "id");
  if (!templateId && !textAt(template, "name"))
    refuse(
      "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.",
    );
  if (templateId) {
    const { inputs: own } = required(
      context.cloud,
      aws.launchTemplate,
      templateId,
      "ValidationError",
      `You must use a valid fully-formed launch template. The specified launch template, with template ID ${templateId}, does not exist.`,
    );
    const type = textAt(own, "instanceType");
    if (type !== undefined && !isInstanceType(type))
      refuse(`You must use a valid fully-formed launch template. Invalid value '${type}' for InstanceType.`);
    const failure = launchFailure(context.cloud, own);
    if (failure) refuse(`You must use a valid fully-formed launch template. ${failure}`);
  }
  const subnets = textsAt(inputs, "vpcZoneIdentifiers");
  if (subnets.length === 0 && textsAt(inputs, "availabilityZones").length === 0)
    refuse("At least one Availability Zone or VPC Subnet is required.");
  for (const subnet of subnets) requiredSubnet(subnet, context);
  for (const target of textsAt(inputs, "targetGroupArns"))
    required(
      context.cloud,
      aws.targetGroup,
      target,
      "ValidationError",
      `Target groups '${target}' not found`,
    );
  // https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html
  const version = textAt(template, "version") ?? "$Default";
  if (objectAt(inputs, "instanceRefresh.preferences")["autoRollback"] === true && version.startsWith("$"))
    refuse(`Auto rollback needs a numbered launch template version, not ${version}.`);
}

const group: ResourceKind = {
  autoName: { property: "name", maxLength: 255, unless: "namePrefix" },
  replaceOn: ["initialLifecycleHooks", "name", "namePrefix"],
  computed: ["arn", "desiredCapacity", "predictedCapacity", "warmPoolSize"],
  create(inputs, context) {
    refuseGroup(inputs, context);
    const name =
      textAt(inputs, "name") ?? `${textAt(inputs, "namePrefix") ?? "terraform-"}${context.hex(26)}`;
    if (context.cloud.get(aws.scalingGroup, name))
      throw new CloudError(
        "AlreadyExists",
        `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`,
      );
    const id = `autoScalingGroup:${uuid(context)}:autoScalingGroupName/${name}`;
    const outputs = {
      name,
      arn: arn("autoscaling", id, inputs, context),
      desiredCapacity: inputs["desiredCapacity"] ?? inputs["minSize"] ?? 0,
    };
    return { id: name, outputs: { ...common(inputs, context), ...outputs } };
  },
  update(resource, inputs, context) {
    const before = numberAt(resource.outputs, "desiredCapacity") ?? 0;
    const [min, max] = [numberAt(inputs, "minSize") ?? 0, numberAt(inputs, "maxSize") ?? 0];
    // Only a changed wish is sent; else the group keeps its size, moved into the new bounds.
    const wish = numberAt(inputs, "desiredCapacity");
    const desiredCapacity =
      wish !== undefined && wish !== numberAt(resource.inputs, "desiredCapacity")
        ? wish
        : Math.min(Math.max(before, min), max);
    refuseGroup({ ...inputs, desiredCapacity }, context);
    return { outputs: { desiredCapacity } };
  },
};

function requiredGroup(inputs: Properties, { cloud }: OperationContext) {
  const name = textAt(inputs, "autoscalingGroupName");
  const message = `AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`;
  return required(cloud, aws.scalingGroup, name, "ValidationError", message);
}

const policy: ResourceKind = {
  autoName: { property: "name", maxLength: 255 },
  replaceOn: ["autoscalingGroupName", "name"],
  computed: ["arn"],
  create(inputs, context) {
    const owner = requiredGroup(inputs, context);
    const name = textAt(inputs, "name") ?? `policy-${context.hex(7)}`;
    const path = `scalingPolicy:${uuid(context)}:autoScalingGroupName/${owner.id}:policyName/${name}`;
    return {
      id: name,
      outputs: { ...common(inputs, context), name, arn: arn("autoscaling", path, inputs, context) },
    };
  },
};

const attachment: ResourceKind = {
  replaceOn: ["autoscalingGroupName", "elb", "lbTargetGroupArn"],
  create(inputs, context) {
    const owner = requiredGroup(inputs, context);
    const target = textAt(inputs, "lbTargetGroupArn");
    if (target)
      required(
        context.cloud,
        aws.targetGroup,
        target,
        "ValidationError",
        `Target groups '${target}' not found`,
      );
    return { id: `${owner.id}-${context.hex(26)}` };
  },
};

export const autoscaling: Record<string, ResourceKind> = {
  [aws.scalingGroup]: group,
  [aws.scalingPolicy]: policy,
  [aws.scalingAttachment]: attachment,
};
