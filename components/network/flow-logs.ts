// Declares a VPC's flow logs in CloudWatch.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { trustService } from "../../src/model/access/trust";

export interface FlowLogsArgs {
  /** The VPC that is watched. A change replaces the flow log, and keeps its log group. */
  readonly vpcId: pulumi.Input<string>;
  /**
   * Days that records are kept; one of the retentions that CloudWatch Logs offers
   * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html).
   */
  readonly retentionDays: number;
  /** ARN of the key that records are encrypted with. @default a key that CloudWatch Logs keeps for itself */
  readonly kmsKeyArn?: pulumi.Input<string>;
}

/** Records every connection of a VPC, accepted or rejected, with a role that may write to this one log group only. */
export class FlowLogs extends pulumi.ComponentResource {
  /** Where the records are. */
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:network:FlowLogs", name, {}, opts);
    const parent = { parent: this };

    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      { retentionInDays: args.retentionDays, kmsKeyId: args.kmsKeyArn },
      parent,
    );
    const { accountId } = aws.getCallerIdentityOutput({}, parent);
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "Writes VPC flow logs to CloudWatch",
        // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
        assumeRolePolicy: accountId.apply((account) =>
          trustService("vpc-flow-logs.amazonaws.com", { account }),
        ),
      },
      parent,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-write`,
      {
        role: role.name,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: [
                "logs:CreateLogStream",
                "logs:DescribeLogGroups",
                "logs:DescribeLogStreams",
                "logs:PutLogEvents",
              ],
              Resource: pulumi.interpolate`${logGroup.arn}:*`,
            },
          ],
        }),
      },
      parent,
    );
    new aws.ec2.FlowLog(
      `${name}-log`,
      {
        vpcId: args.vpcId,
        trafficType: "ALL",
        logDestinationType: "cloud-watch-logs",
        logDestination: logGroup.arn,
        iamRoleArn: role.arn,
        tags: { Name: name },
      },
      { parent: this, dependsOn: [policy] },
    );

    this.logGroupName = logGroup.name;
    this.registerOutputs({ logGroupName: this.logGroupName });
  }
}
