// Defines what a stack file says about teams, secrets and the bounds of its namespace.
import { z } from "zod";
import {
  cpuQuantity,
  label,
  labelOf,
  memoryQuantity,
  principal,
  text,
  uniqueList,
  wholeNumber,
} from "../common";

const team = z.strictObject({
  principals: uniqueList(principal)
    .min(1)
    .describe(
      "IAM roles and users that may act as the team; of IAM Identity Center, its roles in this account.",
    ),
  services: uniqueList(label).default([]).describe("The team's services."),
  access: z
    .enum(["view", "edit"])
    .default("view")
    .describe("`view`: see the namespace, but no secrets. `edit`: also restart and scale its own services."),
});

export const teams = z.record(
  labelOf(24),
  team,
  "must be a mapping such as `{ payments: { principals: […], services: [booking], access: edit } }`",
);

export const quota = z.strictObject({
  cpu: cpuQuantity.optional().describe("Millicores or whole cores, of requests and of limits."),
  memory: memoryQuantity.optional().describe("Mebibytes or gibibytes, of requests and of limits."),
  pods: wholeNumber(1).optional().describe("Pods that aren't finished."),
});

export const secrets = z.strictObject({
  key: text(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
    "must be the ARN of a KMS key, such as `arn:aws:kms:eu-west-1:111122223333:key/…`",
  )
    .optional()
    .describe("The KMS key that the secrets are encrypted with, where it isn't AWS's own."),
});

export type TeamSettings = z.infer<typeof teams>[string];
