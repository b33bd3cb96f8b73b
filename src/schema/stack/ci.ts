// Defines the roles that a pipeline assumes: one that previews, and one that applies.
import { z } from "zod";
import { text, uniqueList } from "../common";

const environment = text(
  /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,254}$/,
  "must be an environment's name such as `prod`",
);

export const ci = z
  .strictObject({
    provider: z.literal("github").describe("Who runs the pipeline: GitHub Actions."),
    repository: text(
      /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/,
      "must be a repository with its owner, such as `example/shop`",
    ).describe("The repository whose runs are let in, with its owner."),
    identityProvider: z
      .enum(["create", "adopt"])
      .describe(
        "GitHub's OpenID Connect provider in IAM (an account has one): created by this stack, or an existing one.",
      ),
    previewEnvironment: environment
      .default("preview")
      .describe(
        "The GitHub environment whose runs may preview. Its reviewers decide which code gets to read.",
      ),
    environments: uniqueList(environment)
      .default([])
      .describe("GitHub environments whose runs may apply. Their protection rules decide who starts one."),
    branches: uniqueList(
      text(
        /^[A-Za-z0-9][A-Za-z0-9._/-]{0,254}$/,
        "must be a branch's name such as `main`, without wildcards",
      ),
    )
      .default([])
      .describe("Branches whose runs may apply, where a job names no environment."),
    stateBucket: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of an S3 bucket")
      .optional()
      .describe("The S3 bucket of the state, which a preview reads."),
    keys: uniqueList(
      text(
        /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-zA-Z0-9-]+$/,
        "must be the ARN of a KMS key, not of an alias, such as `arn:aws:kms:eu-west-1:111122223333:key/…`",
      ),
    )
      .default([])
      .describe("KMS keys of the secrets provider and of the bucket, which a preview decrypts with."),
  })
  .refine(
    ({ environments, branches }) => environments.length + branches.length > 0,
    "needs an environment or a branch that may apply",
  )
  .refine(
    ({ previewEnvironment, environments }) =>
      !environments.some((name) => sameEnvironment(name, previewEnvironment)),
    {
      path: ["previewEnvironment"],
      error: "must not be among `environments`: whoever may preview there could apply",
    },
  );

/** GitHub tells environments apart without regard to case. */
export function sameEnvironment(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

export type CiSettings = z.infer<typeof ci>;
