// The VPC and the public zone of an environment.
import { z } from "zod";
import { cidr, domainName, wholeNumber } from "../common";

export const zone = z.union(
  [
    z.strictObject({ create: domainName.describe("Domain of a zone that this stack makes.") }),
    z.strictObject({ adopt: domainName.describe("Domain of a zone that is there already: only looked up.") }),
  ],
  "must be `{ create: <domain> }` or `{ adopt: <domain> }`",
);

export const network = z.strictObject({
  cidr: cidr.describe("Range of the VPC, /16 to /20."),
  zones: wholeNumber(2, 3).describe("How many availability zones."),
  nat: z
    .enum(["single", "perZone"])
    .describe("One NAT gateway for all, or one in each zone, which outlives the loss of a zone."),
  flowLogDays: z
    .literal([1, 3, 5, 7, 14, 30, 60, 90, 180, 365])
    .default(30)
    .describe("Days that flow logs are kept: one of the retentions that CloudWatch Logs offers."),
});

export type NetworkSettings = z.infer<typeof network>;
