// Declares the role by which DMS reads how to reach the two databases of a replication.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { replicationPolicy } from "../../src/model/replication/policy";
import { trustService } from "../../src/model/access/trust";

export interface ReplicationRoleArgs {
  /** Region of the replication, e.g. `eu-west-1`. */
  readonly region: string;
  /** ARNs of the secrets that DMS may read. */
  readonly secrets: readonly string[];
}

/** Lets DMS read two secrets and no other. Their values never pass through the program. */
export class ReplicationRole extends pulumi.ComponentResource {
  /** The role's ARN, known once it may read. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: ReplicationRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:database:ReplicationRole", name, {}, opts);
    const { accountId } = aws.getCallerIdentityOutput({}, { parent: this });
    const role = new aws.iam.Role(
      name,
      {
        description: "Reads the secrets of a replication",
        // The service of the region: https://docs.aws.amazon.com/dms/latest/userguide/security_iam_secretsmanager.html
        assumeRolePolicy: accountId.apply((account) =>
          trustService(`dms.${args.region}.amazonaws.com`, { account }),
        ),
      },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-secrets`,
      {
        role: role.name,
        policy: accountId.apply((account) => replicationPolicy(args.secrets, args.region, account)),
      },
      { parent: this },
    );
    this.arn = pulumi.all([role.arn, policy.id]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn });
  }
}
