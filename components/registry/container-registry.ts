// Declares the ECR repositories that all environments pull their images from.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { lifecyclePolicy, pullPolicy, type Replica } from "../../src/model/registry/ecr";
import { transformed, type Transform } from "../transform";
import { RegistryReplication } from "./registry-replication";

export interface ContainerRegistryArgs {
  /** Names of repositories, e.g. `monolith`. One that is removed here is deleted, which ECR refuses while it has images. */
  readonly repositories: readonly string[];
  /** Physical names are `<prefix>/<repository>`: pipelines and other accounts must name them. A change replaces all. */
  readonly prefix: string;
  /**
   * Images kept in each repository, the newest. Keep more than are pushed within the longest time that an old release
   * may have to come back.
   *
   * @default 50
   */
  readonly keepImages?: number;
  /** Whether a repository is deleted with its images. @default false */
  readonly forceDelete?: boolean;
  /** Accounts, by their 12-digit ids, that may pull. @default none but the own */
  readonly pullAccounts?: readonly string[];
  /**
   * Regions and accounts that every image is copied to, 25 at most; each stores it once more
   * (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ReplicationRule.html).
   *
   * @default none
   * @example [{ region: "eu-central-1" }]
   */
  readonly replicas?: readonly Replica[];
  /** Whether others have rules of replication in the registry, so that all stay when these go. @default false */
  readonly sharedReplication?: boolean;
  readonly transform?: { readonly repository?: Transform<aws.ecr.RepositoryArgs> };
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

    const { pullAccounts = [], keepImages = 50, replicas = [] } = args;
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
          { repository: repository.name, policy: lifecyclePolicy(keepImages) },
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
    const [first] = made;
    if (replicas.length > 0 && first)
      new RegistryReplication(
        `${name}-replication`,
        {
          prefix: args.prefix,
          account: first.registryId,
          replicas,
          keepImages,
          shared: args.sharedReplication,
        },
        parent,
      );
    this.registerOutputs({ urls: this.urls });
  }
}
