// Simulates CloudWatch log groups and metric alarms, and the flow logs that a VPC writes.
import { arn, aws, common, regionOf } from "./aws";
import { admits } from "./policy-admits";
import { numberAt, textAt } from "./properties";
import { requiredVpc } from "./vpc";
import { CloudError } from "./types";
import type { OperationContext, Properties, ResourceKind } from "./types";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html; 0 keeps for ever. */
const retentions = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
function refuseKey(groupArn: string, inputs: Properties, context: OperationContext): void {
  const reference = textAt(inputs, "kmsKeyId");
  if (reference === undefined) return;
  const key = context.cloud.get(aws.key, reference.split("/").at(-1) ?? "");
  const isAdmitted = admits(textAt(key?.inputs, "policy"), {
    principal: `logs.${regionOf(inputs, context)}.amazonaws.com`,
    action: "kms:GenerateDataKey",
    resource: reference,
    context: { "kms:encryptioncontext:aws:logs:arn": groupArn },
  });
  if (!isAdmitted)
    throw new CloudError(
      "InvalidParameterException",
      `The specified KMS key does not exist or is not allowed to be used with Arn '${groupArn}'`,
    );
}

const logGroup: ResourceKind = {
  autoName: { property: "name", maxLength: 512, unless: "namePrefix" },
  replaceOn: ["name", "namePrefix"],
  computed: ["arn"],
  check(inputs) {
    const days = numberAt(inputs, "retentionInDays");
    return days === undefined || retentions.includes(days)
      ? []
      : [{ property: "retentionInDays", reason: `expected one of [${retentions.join(" ")}], got ${days}` }];
  },
  create(inputs, context) {
    const name =
      textAt(inputs, "name") ?? `${textAt(inputs, "namePrefix") ?? "terraform-"}${context.hex(26)}`;
    if (context.cloud.get(aws.logGroup, name))
      throw new CloudError("ResourceAlreadyExistsException", "The specified log group already exists");
    const groupArn = arn("logs", `log-group:${name}`, inputs, context);
    refuseKey(groupArn, inputs, context);
    return { id: name, outputs: { ...common(inputs, context), name, arn: groupArn } };
  },
  update(resource, inputs, context) {
    refuseKey(textAt(resource.outputs, "arn") ?? "", inputs, context);
    return {};
  },
};

const metricAlarm: ResourceKind = {
  autoName: { property: "name", maxLength: 255 },
  replaceOn: ["name"],
  computed: ["arn"],
  create(inputs, context) {
    const name = textAt(inputs, "name") ?? `alarm-${context.hex(7)}`;
    return {
      id: name,
      outputs: { ...common(inputs, context), name, arn: arn("cloudwatch", `alarm:${name}`, inputs, context) },
    };
  },
};

const flowLog: ResourceKind = {
  replaceOn: [
    "deliverCrossAccountRole",
    "destinationOptions",
    "eniId",
    "iamRoleArn",
    "logDestination",
    "logDestinationType",
    "logFormat",
    "maxAggregationInterval",
    "subnetId",
    "trafficType",
    "transitGatewayId",
    "vpcId",
  ],
  computed: ["arn"],
  create(inputs, context) {
    requiredVpc(inputs, context);
    if (
      context.cloud
        .list(aws.flowLog)
        .some((other) =>
          ["vpcId", "trafficType", "logDestination"].every((key) => other.inputs[key] === inputs[key]),
        )
    )
      throw new CloudError(
        "FlowLogAlreadyExists",
        "There is an existing Flow Log with the same configuration and log destination.",
      );
    const id = `fl-${context.hex(17)}`;
    return {
      id,
      outputs: { ...common(inputs, context), arn: arn("ec2", `vpc-flow-log/${id}`, inputs, context) },
    };
  },
};

export const logs: Record<string, ResourceKind> = {
  [aws.logGroup]: logGroup,
  [aws.metricAlarm]: metricAlarm,
  [aws.flowLog]: flowLog,
};
