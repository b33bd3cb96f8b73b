// Simulates EventBridge: rules, and where they send what they match.
import { arn, aws, common, refuseTaken, required } from "./aws";
import { textAt } from "./properties";
import { CloudError } from "./types";
import type { ResourceKind } from "./types";

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const targetsPerRule = 5;

const rule: ResourceKind = {
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html: at most 64 characters.
  autoName: { property: "name", maxLength: 64, unless: "namePrefix" },
  replaceOn: ["eventBusName", "name", "namePrefix"],
  computed: ["arn"],
  create(inputs, context) {
    const name =
      textAt(inputs, "name") ?? `${textAt(inputs, "namePrefix") ?? "terraform-"}${context.hex(26)}`;
    refuseTaken(
      context.cloud,
      aws.eventRule,
      name,
      "ResourceAlreadyExistsException",
      `Rule ${name} already exists.`,
    );
    refusePattern(inputs["eventPattern"], inputs["scheduleExpression"]);
    return {
      id: name,
      outputs: { ...common(inputs, context), name, arn: arn("events", `rule/${name}`, inputs, context) },
    };
  },
  update(_, inputs) {
    refusePattern(inputs["eventPattern"], inputs["scheduleExpression"]);
    return {};
  },
  remove(resource, { cloud }) {
    if (cloud.list(aws.eventTarget).some(({ inputs }) => textAt(inputs, "rule") === resource.id))
      throw new CloudError("ValidationException", "Rule can't be deleted since it has targets.");
  },
};

function refusePattern(pattern: unknown, schedule: unknown): void {
  if (pattern === undefined && schedule === undefined)
    throw new CloudError(
      "ValidationException",
      "Parameter(s) EventPattern or ScheduleExpression must be specified.",
    );
  try {
    if (typeof pattern === "string") JSON.parse(pattern);
  } catch {
    throw new CloudError("InvalidEventPatternException", "Event pattern is not valid.");
  }
}

const target: ResourceKind = {
  replaceOn: ["eventBusName", "rule", "targetId"],
  create(inputs, context) {
    const { cloud } = context;
    const name = textAt(inputs, "rule");
    required(
      cloud,
      aws.eventRule,
      name,
      "ResourceNotFoundException",
      `Rule ${name} does not exist on EventBus default.`,
    );
    const others = cloud.list(aws.eventTarget).filter((other) => textAt(other.inputs, "rule") === name);
    if (others.length >= targetsPerRule)
      throw new CloudError(
        "LimitExceededException",
        "The requested resource exceeds the maximum number allowed.",
      );
    const targetId = textAt(inputs, "targetId") ?? `terraform-${context.hex(26)}`;
    return { id: `${name}-${targetId}`, outputs: { targetId } };
  },
};

export const events: Record<string, ResourceKind> = { [aws.eventRule]: rule, [aws.eventTarget]: target };
