// Defines how single services differ in an environment, and which release of each runs there.
import { z } from "zod";
import { text, wholeNumber } from "../common";
import { legacyOverride } from "./legacy";

export const serviceOverride = z.strictObject({
  scale: z
    .strictObject({
      min: wholeNumber(1).optional().describe("Fewest pods here."),
      max: wholeNumber(1).optional().describe("Most pods here, over `maxReplicas`."),
    })
    .optional()
    .describe("Other bounds of autoscaling than the service file's."),
  gpu: wholeNumber(0, 8)
    .optional()
    .describe("GPUs of each pod here, of a service that has some; 0 lets it run without, on general nodes."),
  legacy: legacyOverride
    .optional()
    .describe("The legacy side here: created, skipped, adopted, or created with other bounds."),
});

export const release = z.strictObject({
  tag: text(
    /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/,
    'must be an image tag in quotes, such as `"2026.11.3"`',
  ).describe("Image tag, in quotes."),
  ami: text(/^ami-[0-9a-f]{8,17}$/, "must be an AMI id such as `ami-0abc1234`")
    .optional()
    .describe("AMI of the same version, where the service has a legacy side."),
});

export type ServiceOverride = z.infer<typeof serviceOverride>;
export type Release = z.infer<typeof release>;
