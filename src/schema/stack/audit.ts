// Defines what is recorded for auditors, and for how long.
import { z } from "zod";

export const audit = z.strictObject({
  trail: z
    .enum(["create", "organisation"])
    .describe(
      "The record of every call to AWS: created by this stack for the whole account, or the organisation's own.",
    ),
  retentionDays: z
    .literal([90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653])
    .default(365)
    .describe(
      "Days that the trail and the control planes' logs are kept: one of the retentions that CloudWatch Logs offers.",
    ),
});

export type AuditSettings = z.infer<typeof audit>;
