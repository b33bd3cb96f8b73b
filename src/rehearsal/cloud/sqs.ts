// Simulates SQS: queues, and who may send to them.
import { account, arn, aws, common, refuseTaken, regionOf } from "./aws";
import { numberAt, textAt } from "./properties";
import { CloudError } from "./types";
import type { ResourceKind } from "./types";

const queue: ResourceKind = {
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html: at most 80 characters.
  autoName: { property: "name", maxLength: 80, unless: "namePrefix" },
  replaceOn: ["fifoQueue", "name", "namePrefix"],
  computed: ["arn", "url"],
  check(inputs) {
    const seconds = numberAt(inputs, "messageRetentionSeconds") ?? 345_600;
    const reason = `expected message_retention_seconds to be in the range (60 - 1209600), got ${seconds}`;
    return seconds >= 60 && seconds <= 1_209_600 ? [] : [{ property: "messageRetentionSeconds", reason }];
  },
  create(inputs, context) {
    const name =
      textAt(inputs, "name") ?? `${textAt(inputs, "namePrefix") ?? "terraform-"}${context.hex(26)}`;
    refuseTaken(
      context.cloud,
      aws.queue,
      name,
      "QueueAlreadyExists",
      "A queue already exists with the same name.",
    );
    const url = `https://sqs.${regionOf(inputs, context)}.amazonaws.com/${account}/${name}`;
    return {
      id: url,
      outputs: { ...common(inputs, context), name, url, arn: arn("sqs", name, inputs, context) },
    };
  },
};

const queuePolicy: ResourceKind = {
  replaceOn: ["queueUrl"],
  create(inputs, { cloud }) {
    const url = textAt(inputs, "queueUrl") ?? "";
    if (!cloud.get(aws.queue, url))
      throw new CloudError("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");
    refuseMalformed(textAt(inputs, "policy"));
    return { id: url };
  },
  update(_, inputs) {
    refuseMalformed(textAt(inputs, "policy"));
    return {};
  },
};

function refuseMalformed(policy: string | undefined): void {
  try {
    JSON.parse(policy ?? "");
  } catch {
    throw new CloudError("InvalidAttributeValue", "Invalid value for the parameter Policy.");
  }
}

export const sqs: Record<string, ResourceKind> = { [aws.queue]: queue, [aws.queuePolicy]: queuePolicy };
