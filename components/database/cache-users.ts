// Who may sign in to a cache: one user by IAM, with no password anywhere.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { fullAccess, noAccess } from "../../src/model/caches";

export interface CacheUsersArgs {
  /** Id of the user and of the group, and the user's name, which IAM wants to be the same. A change replaces both. */
  readonly identifier: string;
  /** The cache's: a group of Redis needs a user more. */
  readonly engine: "valkey" | "redis";
}

/** A user group with a user whose password is a token that IAM signs, valid for 15 minutes. */
export class CacheUsers extends pulumi.ComponentResource {
  /** For the replication group. */
  readonly groupId: pulumi.Output<string>;
  /** For policies that let someone sign in as the user. */
  readonly userArn: pulumi.Output<string>;

  constructor(name: string, args: CacheUsersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:database:CacheUsers", name, {}, opts);
    const { identifier, engine } = args;
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
    const nobody =
      engine === "redis"
        ? [
            new aws.elasticache.User(
              `${name}-default`,
              {
                userId: `${identifier}-default`,
                userName: "default",
                engine,
                accessString: noAccess,
                noPasswordRequired: true,
              },
              child,
            ),
          ]
        : [];
    const group = new aws.elasticache.UserGroup(
      `${name}-group`,
      { userGroupId: identifier, engine, userIds: [user, ...nobody].map(({ userId }) => userId) },
      child,
    );
    this.groupId = group.userGroupId;
    this.userArn = user.arn;
    this.registerOutputs({ groupId: this.groupId });
  }
}
