// The ECR repositories that all environments pull their images from.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { lifecyclePolicy, pullPolicy, type Replica } from "../../src/model/registry/ecr";
import { transformed, type Transform } from "../transform";
import { RegistryReplication } from "./registry-replication";

export interface ContainerRegistryArgs {
  /** Names of repositories, e.g. `monolith`. One that is removed here is deleted, which ECR refuses while it has images. */
  repositories: readonly string[];
  /** Physical names are `<prefix>/<repository>`: pipelines and other accounts must name them. Changing it replaces all. */
  prefix: string;
  /**
   * Images kept in each repository, the newest. Keep more than are pushed within the longest time that an old release
   * may have to come back.
   */
  keepImages: number;
  /** Whether a repository is deleted with its images. @default false */
  forceDelete?: boolean;
  /** Accounts, by their 12-digit ids, that may pull. @default none but the own */
  pullAccounts?: readonly string[];
  /** Regions and accounts that every image is copied to; each stores it once more. @default none */
  replicas?: readonly Replica[];
  transform?: { repository?: Transform<aws.ecr.RepositoryArgs> };
}

/** Repositories whose tags never change their image, scanned on push and encrypted with one key of their own. */
export class ContainerRegistry extends pulumi.ComponentResource {
  /** Where to push and pull, without a tag, by repository. */
  readonly urls: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: ContainerRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:registry:ContainerRegistry", name, {}, opts);
    const parent = { parent: this };

    const key = new aws.kms.Key(
      name,
      { description: `Images of ${args.prefix}`, enableKeyRotation: true, deletionWindowInDays: 30 },
      parent,
    );
    new aws.kms.Alias(name, { targetKeyId: key.keyId }, parent);

    const pullAccounts = args.pullAccounts ?? [];
    const made: aws.ecr.Repository[] = [];
    this.urls = Object.fromEntries(
      args.repositories.map((id) => {
        const repository = new aws.ecr.Repository(
          `${name}-${id}`,
          transformed(args.transform?.repository, {
            name: `${args.prefix}/${id}`,
            imageTagMutability: "IMMUTABLE",
            imageScanningConfiguration: { scanOnPush: true },
            encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: key.arn }],
            forceDelete: args.forceDelete ?? false,
          }),
          parent,
        );
        new aws.ecr.LifecyclePolicy(
          `${name}-${id}`,
          { repository: repository.name, policy: lifecyclePolicy(args.keepImages) },
          parent,
        );
        if (pullAccounts.length > 0) {
          new aws.ecr.RepositoryPolicy(
            `${name}-${id}`,
            { repository: repository.name, policy: pullPolicy(pullAccounts) },
            parent,
          );
        }
        made.push(repository);
        return [id, repository.repositoryUrl];
      }),
    );
    const [replicas, first] = [args.replicas ?? [], made[0]];
    if (replicas.length > 0 && first)
      new RegistryReplication(
        `${name}-replication`,
        { prefix: args.prefix, account: first.registryId, replicas, keepImages: args.keepImages },
        parent,
      );
    this.registerOutputs({ urls: this.urls });
  }
}
