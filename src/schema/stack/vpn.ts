// Defines the client VPN: how people reach private cluster endpoints and internal tools.
import { z } from "zod";
import { cidr, cidrBetween, filled, labelOf, text, uniqueList } from "../common";
import { certificateArn, samlProviderArn } from "./aws-ids";

const authentication = z
  .strictObject({
    certificate: certificateArn
      .optional()
      .describe("Certificate in ACM of the authority that signs the clients' certificates."),
    saml: samlProviderArn
      .optional()
      .describe("SAML provider in IAM that people sign in with, such as IAM Identity Center."),
    selfService: samlProviderArn
      .optional()
      .describe("SAML provider of the portal where people get the client and its settings."),
  })
  .refine(({ certificate, saml }) => certificate ?? saml, "needs `certificate` or `saml`");

const networkName = z.union(
  [z.literal("vpc"), cidr, labelOf(40)],
  "must be `vpc`, the name of a peering, or a range such as `10.40.32.0/20`",
);

const access = z.strictObject({
  // Neither the AWS provider nor the id of its rules takes a comma.
  group: text(/^[^,\p{Cc}]+$/u, "must be the id of a group, without commas, or `*`")
    .optional()
    .describe("Id of the group, as the SAML provider's `memberOf` says it; `*` for all who sign in."),
  networks: uniqueList(networkName)
    .min(1, "needs a network")
    .describe("What the group reaches: `vpc`, the name of a peering, or a range within these."),
});

export const vpn = z.strictObject({
  clients: cidrBetween(12, 22).describe(
    "Range that clients get addresses from, /12 to /22. A change makes a new endpoint.",
  ),
  serverCertificate: certificateArn.describe("Certificate in ACM that the endpoint shows to clients."),
  authentication: authentication.describe(
    "Who may connect: by a client certificate, by SAML, or by both at once. A change makes a new endpoint.",
  ),
  access: filled(
    z.record(labelOf(40), access, "must be a mapping such as `{ engineers: { group: …, networks: [vpc] } }`"),
    "needs an entry",
  ).describe("Who reaches what. Nothing else is reached."),
  logDays: z
    .literal([1, 3, 5, 7, 14, 30, 60, 90, 180, 365])
    .default(90)
    .describe("Days that connection logs are kept: one of the retentions that CloudWatch Logs offers."),
  // https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-max-duration.html
  sessionHours: z
    .literal([8, 10, 12, 24])
    .default(12)
    .describe("Hours after which a client has to sign in again: 8, 10, 12 or 24."),
});

export type VpnSettings = z.infer<typeof vpn>;
