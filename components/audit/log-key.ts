// Declares the key that an environment's log groups are encrypted with.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { logKeyPolicy } from "../../src/model/audit/policies";

export interface LogKeyArgs {
  /** Region of the log groups, e.g. `eu-west-1`. */
  readonly region: string;
  /** The account's id, of 12 digits. */
  readonly account: pulumi.Input<string>;
}

/**
 * One customer-managed key for every log group of a stack: it rotates each year, and CloudWatch Logs of this region and
 * account alone may use it. Protected: without the key no record can be read again.
 */
export class LogKey extends pulumi.ComponentResource {
  /** ARN of the key, for the `kmsKeyId` of log groups. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: LogKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:audit:LogKey", name, {}, opts);
    const key = new aws.kms.Key(
      name,
      {
        description: "Log groups",
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: pulumi.output(args.account).apply((account) => logKeyPolicy(args.region, account)),
      },
      { parent: this, protect: true },
    );
    new aws.kms.Alias(name, { targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
