// Declares who may sign in to a cache: one user by IAM, without any password.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { defaultUserId, fullAccess, noAccess } from "../../src/model/stores/caches";

export interface CacheUsersArgs {
  /**
   * Id of the user and of the group, and the user's name, which IAM wants to be the same; 40 characters at most. A change
   * replaces both.
   */
  readonly identifier: string;
}

/**
 * Caches of both engines take users of Redis, and only those of Valkey take users of Valkey: so a cache can go from one
 * engine to the other in place. https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
 */
const engine = "redis";

/** A user group with a user whose password is a token that IAM signs, valid for 15 minutes. */
export class CacheUsers extends pulumi.ComponentResource {
  /** Id of the user group, for the replication group. */
  readonly groupId: pulumi.Output<string>;
  /** ARN of the user, for policies that let someone sign in as it. */
  readonly userArn: pulumi.Output<string>;

  constructor(name: string, args: CacheUsersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:database:CacheUsers", name, {}, opts);
    const { identifier } = args;
    const child = { parent: this };
    const user = new aws.elasticache.User(
      name,
      {
        userId: identifier,
        userName: identifier,
        engine,
        accessString: fullAccess,
        authenticationMode: { type: "iam" },
      },
      child,
    );
    const nobody = new aws.elasticache.User(
      `${name}-default`,
      {
        userId: defaultUserId(identifier),
        userName: "default",
        engine,
        accessString: noAccess,
        noPasswordRequired: true,
      },
      child,
    );
    const group = new aws.elasticache.UserGroup(
      `${name}-group`,
      { userGroupId: identifier, engine, userIds: [user.userId, nobody.userId] },
      child,
    );
    this.groupId = group.userGroupId;
    this.userArn = user.arn;
    this.registerOutputs({ groupId: this.groupId });
  }
}
