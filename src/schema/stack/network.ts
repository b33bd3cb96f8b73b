// Defines the VPC and the public zone of an environment.
import { z } from "zod";
import { cidrBetween, domainName, uniqueList, wholeNumber } from "../common";
import { routeTableId, subnetId, vpcId } from "./aws-ids";

export const zone = z.union(
  [
    z.strictObject({ create: domainName.describe("Domain of a zone that this stack creates.") }),
    z.strictObject({ adopt: domainName.describe("Domain of an existing zone: only looked up.") }),
  ],
  "must be `{ create: <domain> }` or `{ adopt: <domain> }`",
);

/**
 * AWS services that an interface endpoint may be made for: the list of
 * https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html, Secrets Manager, and what applications call most
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html).
 */
export const interfaceService = z.enum([
  // The cluster autoscaler.
  "autoscaling",
  // Nodes when they join, and the VPC CNI.
  "ec2",
  // Nodes, for the registry's tokens and image manifests.
  "ecr.api",
  "ecr.dkr",
  // Add-ons that describe their cluster.
  "eks",
  // The Pod Identity agent, for the credentials of pods.
  "eks-auth",
  // The AWS Load Balancer Controller.
  "elasticloadbalancing",
  // Applications that encrypt and sign by keys of AWS.
  "kms",
  // Log shippers.
  "logs",
  // Applications that send metrics to CloudWatch.
  "monitoring",
  // Workloads, for their secrets.
  "secretsmanager",
  // Applications that publish, and consumers of queues.
  "sns",
  "sqs",
  // Tools that assume roles.
  "sts",
]);
export type InterfaceService = z.infer<typeof interfaceService>;

const endpoints = uniqueList(interfaceService);

const logDays = z.literal([1, 3, 5, 7, 14, 30, 60, 90, 180, 365]);

const made = z.strictObject({
  cidr: cidrBetween(16, 20).describe("Range of the VPC, /16 to /20."),
  zones: wholeNumber(2, 3).describe("How many availability zones."),
  nat: z
    .enum(["single", "perZone"])
    .describe("One NAT gateway for all, or one in each zone, which outlives the loss of a zone."),
  flowLogDays: logDays
    .default(30)
    .describe("Days that flow logs are kept: one of the retentions that CloudWatch Logs offers."),
  endpoints: endpoints
    .optional()
    .describe("AWS services with an interface endpoint; by default those that nodes and pods call."),
  // Without it, what is beside `adopt` would be explained by this form.
  adopt: z.never().optional().describe("Not with these keys: a VPC is either created or adopted."),
});

const tier = uniqueList(subnetId).min(2, "needs subnets in two zones at least");

const adopted = z.strictObject({
  adopt: z
    .strictObject({
      vpc: vpcId.describe("The existing VPC."),
      public: tier.describe("Subnets with a way in from the internet, one a zone: load balancers."),
      private: tier.describe("Subnets with a way out to the internet, one a zone: nodes and services."),
      intra: tier
        .optional()
        .describe(
          "Subnets of control planes, endpoints and the VPN, one a zone; by default the private ones.",
        ),
      routeTables: uniqueList(routeTableId)
        .default([])
        .describe("Route tables of the private and intra subnets, which peerings add routes to."),
    })
    .describe("An existing VPC: only looked up, never changed except for what peerings add."),
  flowLogDays: logDays.optional().describe("Days that flow logs are kept; without it none are made."),
  endpoints: endpoints
    .default([])
    .describe("AWS services that get an interface endpoint, where the VPC has none."),
  cidr: z.never().optional().describe("Not with `adopt`: an adopted VPC has its range."),
});

export const network = z.union(
  [made, adopted],
  "must be `{ cidr: …, zones: …, nat: … }` or `{ adopt: { vpc: …, public: […], private: […] } }`",
);

export type NetworkSettings = z.infer<typeof network>;
export type MadeNetwork = z.infer<typeof made>;
export type AdoptedNetwork = z.infer<typeof adopted>;
