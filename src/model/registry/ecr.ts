// Decides the image registry's rules: what is kept, who may pull, and where copies can go.
import type { StackFile } from "../../schema/stack";
import type { Problem } from "../problem";

/** Repositories are under the project's name, so that every stack can name those of the common registry. */
export const repositoryPrefix = "crossover";

/** A registry that images are copied to. */
export interface Replica {
  /** Its region, e.g. `eu-central-1`. */
  readonly region: string;
  /** Its account, by its 12 digits. @default the own */
  readonly account?: string;
}

/**
 * ECR applies rules in ascending priority, and one for any tag must come last:
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 */
export function lifecyclePolicy(keepImages: number): string {
  return JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: "Untagged images go after 7 days",
        selection: {
          tagStatus: "untagged",
          countType: "sinceImagePushed",
          countUnit: "days",
          countNumber: 7,
        },
        action: { type: "expire" },
      },
      {
        rulePriority: 2,
        description: `The newest ${keepImages} images stay`,
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keepImages },
        action: { type: "expire" },
      },
    ],
  });
}

/** The policy by which other accounts may pull, and do nothing else. */
export function pullPolicy(accounts: readonly string[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Pull",
        Effect: "Allow",
        Principal: { AWS: accounts.map((account) => `arn:aws:iam::${account}:root`) },
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      },
    ],
  });
}

/** The places that images can't be copied to, as problems of the stack file. */
export function registryProblems(
  registry: StackFile["registry"],
  region: string,
  file: string,
): readonly Problem[] {
  if (!("create" in registry)) return [];
  return replicaProblems(registry.create.replicate, region).map(({ index, ...problem }) => ({
    rule: "config",
    path: `${file}: crossover:registry.create.replicate[${index}]`,
    ...problem,
  }));
}

/**
 * What can't be among the places that images are copied to. A registry is no copy of itself
 * (https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html).
 *
 * @param region of the registry itself.
 */
export function replicaProblems(
  replicas: readonly Replica[],
  region: string,
): (Pick<Problem, "message" | "allowed"> & { index: number })[] {
  const names = replicas.map(({ region: where, account }) => `${account ?? "the own account"}, ${where}`);
  return replicas.flatMap((replica, index) => {
    if (replica.region === region && replica.account === undefined)
      return [
        {
          index,
          message: `the images are in ${region} already`,
          allowed: "another region, or account",
        },
      ];
    return names.indexOf(names[index]!) < index
      ? [{ index, message: `${names[index]!} is named twice`, allowed: "each place once" }]
      : [];
  });
}
