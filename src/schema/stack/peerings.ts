// Defines peerings of the VPC with others: where the legacy side, or a database that stays, lives.
import { z } from "zod";
import { cidr, labelOf, region, text, uniqueList, wholeNumber } from "../common";
import { account, routeTableId, securityGroupId, vpcId } from "./aws-ids";

const allowance = z.strictObject({
  from: z
    .enum(["here", "vpn", "databases"])
    .describe(
      "Who connects: pods and legacy instances `here`, people through the `vpn`, or what replicates to the stack's " +
        "`databases`.",
    ),
  port: wholeNumber(1, 65535).describe("TCP port that is opened."),
  securityGroup: securityGroupId.describe("The group of the other VPC that is opened."),
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
  description: text(
    /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/,
    "must be at most 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
  ).describe("What it is for; shown beside the rule."),
});

const peering = z.strictObject({
  vpc: vpcId.describe("The other VPC."),
  cidrs: uniqueList(cidr).min(1, "needs a range").describe("Its ranges that are routed to."),
  routeTables: uniqueList(routeTableId)
    .default([])
    .describe("Route tables there that get a route to this VPC."),
  allow: z.array(allowance).default([]).describe("What may connect; without any, nothing may."),
  dns: z
    .boolean()
    .default(true)
    .describe("Public names of hosts on either side resolve to private addresses on the other."),
  privateNames: z
    .boolean()
    .default(false)
    .describe("Hosts there find this stack's databases and caches by their private names."),
  owner: account.optional().describe("Account of the other VPC, if it isn't this one; it accepts by hand."),
  region: region.optional().describe("Region of the other VPC, if it isn't this one."),
});

const peeringName = labelOf(40)
  .refine((name) => name !== "vpc", "must be another than `vpc`, which is this stack's own")
  .meta({ not: { const: "vpc" } });

/** The name is part of the names of the routes and rules. */
export const peerings = z.record(
  peeringName,
  peering,
  "must be a mapping such as `{ legacy: { vpc: …, cidrs: […] } }`",
);

export type Peerings = z.infer<typeof peerings>;
export type Peering = Peerings[string];
export type Allowance = Peering["allow"][number];
