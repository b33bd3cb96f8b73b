// Declares the queue that tells Karpenter of machines which EC2 is about to take away.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { interruptionEvents } from "../../src/model/nodes/karpenter";

export interface InterruptionQueueArgs {
  /** The cluster that listens; shown in the description of each rule. */
  readonly clusterName: string;
}

/** Karpenter drains a node within the two minutes between EC2's notice and the end of a spot instance. */
export class InterruptionQueue extends pulumi.ComponentResource {
  /** The queue's ARN, for the policy of who reads it. */
  readonly arn: pulumi.Output<string>;
  /** The queue's name, known once events arrive in it. */
  readonly queueName: pulumi.Output<string>;

  constructor(name: string, args: InterruptionQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:cluster:InterruptionQueue", name, {}, opts);
    const parent = { parent: this };

    const queue = new aws.sqs.Queue(
      name,
      // An older notice is of a machine that is gone.
      { messageRetentionSeconds: 300, sqsManagedSseEnabled: true },
      parent,
    );
    const rules = Object.entries(interruptionEvents).map(([key, event]) => {
      const rule = new aws.cloudwatch.EventRule(
        `${name}-${key}`,
        {
          description: `For Karpenter of ${args.clusterName}: ${event["detail-type"].join()}`,
          eventPattern: JSON.stringify(event),
        },
        parent,
      );
      return { key, rule };
    });
    const policy = new aws.sqs.QueuePolicy(
      `${name}-policy`,
      {
        queueUrl: queue.url,
        policy: pulumi.all([queue.arn, rules.map(({ rule }) => rule.arn)]).apply(([arn, sources]) =>
          JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              {
                Sid: "Events",
                Effect: "Allow",
                Principal: { Service: "events.amazonaws.com" },
                Action: "sqs:SendMessage",
                Resource: arn,
                Condition: { ArnEquals: { "aws:SourceArn": sources } },
              },
              {
                Sid: "OnlyByTls",
                Effect: "Deny",
                Principal: "*",
                Action: "sqs:*",
                Resource: arn,
                Condition: { Bool: { "aws:SecureTransport": "false" } },
              },
            ],
          }),
        ),
      },
      parent,
    );
    const targets = rules.map(
      ({ key, rule }) =>
        new aws.cloudwatch.EventTarget(
          `${name}-${key}`,
          { rule: rule.name, arn: queue.arn },
          { parent: this, dependsOn: policy },
        ),
    );

    this.arn = queue.arn;
    this.queueName = pulumi.all([queue.name, ...targets.map(({ id }) => id)]).apply(([made]) => made!);
    this.registerOutputs({ arn: this.arn });
  }
}
