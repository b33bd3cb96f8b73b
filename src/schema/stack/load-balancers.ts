// Defines how the load balancers that a stack makes are kept: from deletion past the stack, and their access logs.
import { z } from "zod";
import { wholeNumber } from "../common";

export const loadBalancers = z.strictObject({
  deletionProtection: z
    .boolean()
    .default(false)
    .describe(
      "Whether AWS refuses to delete a load balancer while names are answered over it, whoever asks.",
    ),
  accessLogDays: wholeNumber(1, 3653)
    .optional()
    .describe("Days that access logs are kept, in a bucket of the stack's own. By default none are written."),
});

export type LoadBalancerSettings = z.infer<typeof loadBalancers>;
