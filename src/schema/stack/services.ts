// How single services differ in an environment, and which release of each is there.
import { z } from "zod";
import { instanceType, text, wholeNumber } from "../common";

/** Without `adopt`, so that a mistake within it isn't taken for an unknown key of these. */
const changedLegacy: z.ZodType<{ instanceType?: string; min?: number; max?: number }> = z.strictObject({
  instanceType: instanceType.optional().describe("EC2 instance type here."),
  min: wholeNumber(1).optional().describe("Fewest instances here."),
  max: wholeNumber(1).optional().describe("Most instances here."),
  adopt: z.never().optional().describe("What is adopted can't be changed."),
});

const adoptedLegacy = z.strictObject({
  adopt: z
    .strictObject({
      loadBalancer: text(
        /^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/,
        "must be a load balancer's name: at most 32 letters, digits and inner hyphens",
      ).describe("Name of the existing load balancer."),
    })
    .describe("A legacy side that is there already: only looked up, never changed or deleted."),
});

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
  legacy: z
    .union(
      [changedLegacy, adoptedLegacy, z.enum(["create", "skip"])],
      "must be `create`, `skip`, `{ adopt: { loadBalancer: <name> } }`, or changed bounds such as `{ min: 2, max: 4 }`",
    )
    .optional()
    .describe("The legacy side here: made, left out, adopted, or made with other bounds."),
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
