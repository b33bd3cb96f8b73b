// Declares the KMS key that encrypts one store and all copies of it.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface StoreKeyArgs {
  /** What it encrypts, e.g. `Database prod-main`. */
  readonly description: string;
  /**
   * Whether the key stays when the store goes: snapshots outlive the store, and can't be read without the key.
   *
   * @default true
   */
  readonly keep?: boolean;
}

/** A key of the account's own, rotated every year, with an alias. */
export class StoreKey extends pulumi.ComponentResource {
  /** ARN of the key, for whatever it encrypts. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: StoreKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:database:StoreKey", name, {}, opts);
    const key = new aws.kms.Key(
      name,
      {
        description: args.description,
        enableKeyRotation: true,
        // https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html: the longest.
        deletionWindowInDays: 30,
        tags: { Name: name },
      },
      { parent: this, retainOnDelete: args.keep ?? true },
    );
    new aws.kms.Alias(`${name}-alias`, { targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
