// Declares copies of a registry's images in other regions and accounts.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { lifecyclePolicy, type Replica } from "../../src/model/registry/ecr";
import { replicationRule } from "../../src/model/registry/replication";

export interface RegistryReplicationArgs {
  /** Repositories whose names begin with it are copied, e.g. `shop`. A change replaces the templates. */
  readonly prefix: string;
  /** The own account's id, of 12 digits. */
  readonly account: pulumi.Input<string>;
  /** Where copies go, 25 at most. What is pushed from then on is copied; existing images aren't. */
  readonly replicas: readonly Replica[];
  /** Images kept in each copied repository, the newest. Repositories that are there keep their rule. @default 50 */
  readonly keepImages?: number;
  /** Whether others have rules in the registry too, so that the configuration stays when this goes. @default false */
  readonly shared?: boolean;
}

/**
 * ECR's replication, of which a registry has one: its rules are put as a whole, over any that are there. It makes repositories where there are none: in the own account by a
 * template, with tags that can't be overwritten and encrypted by ECR's own key; in another account as that account says,
 * which also must admit this one by a registry policy
 * (https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions-create.html).
 */
export class RegistryReplication extends pulumi.ComponentResource {
  constructor(name: string, args: RegistryReplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:registry:RegistryReplication", name, {}, opts);
    const parent = { parent: this };

    const templates = args.replicas
      .filter((replica) => replica.account === undefined)
      .map(
        ({ region }) =>
          new aws.ecr.RepositoryCreationTemplate(
            `${name}-${region}`,
            {
              region,
              prefix: args.prefix,
              description: `Copies of ${args.prefix}`,
              appliedFors: ["REPLICATION"],
              imageTagMutability: "IMMUTABLE",
              lifecyclePolicy: lifecyclePolicy(args.keepImages ?? 50),
            },
            parent,
          ),
      );
    new aws.ecr.ReplicationConfiguration(
      name,
      {
        replicationConfiguration: {
          rules: [replicationRule(args.prefix, args.account, args.replicas)],
        },
      },
      // The first copy makes its repository at once. Whoever deletes the configuration deletes every rule in it.
      { parent: this, dependsOn: templates, retainOnDelete: args.shared ?? false },
    );
    this.registerOutputs();
  }
}
