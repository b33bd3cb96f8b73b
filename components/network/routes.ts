// Declares how the subnets of a VPC reach the internet: directly, by NAT, or not at all.
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Tier } from "../../src/model/network/tiers";

/** The three subnets of one zone. */
export interface ZoneOfSubnets extends Readonly<Record<Tier, aws.ec2.Subnet>> {
  readonly zone: string;
}

/** What has been declared of the routes. */
export interface Routes {
  /** Route tables of the private and intra subnets: `private-<zone>` and `intra`. */
  readonly tableIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** Addresses that the private subnets' connections come from. */
  readonly natAddresses: readonly pulumi.Output<string>[];
  /** Known once the private subnets reach the internet. */
  readonly privateWays: readonly pulumi.Output<string>[];
}

/** Declares the VPC's gateway, its NAT gateways, and a route table for each way out. */
export function declareRoutes(
  name: string,
  vpcId: pulumi.Output<string>,
  zones: readonly ZoneOfSubnets[],
  nat: "single" | "perZone",
  component: pulumi.Resource,
): Routes {
  const parent = { parent: component };
  const routeTable = (suffix: string) =>
    new aws.ec2.RouteTable(`${name}-${suffix}`, { vpcId, tags: { Name: `${name}-${suffix}` } }, parent);
  const associate = (tier: Tier, { zone, [tier]: subnet }: ZoneOfSubnets, table: aws.ec2.RouteTable) =>
    new aws.ec2.RouteTableAssociation(
      `${name}-${tier}-${zone}`,
      { subnetId: subnet.id, routeTableId: table.id },
      parent,
    );

  const gateway = new aws.ec2.InternetGateway(name, { vpcId, tags: { Name: name } }, parent);
  const publicTable = routeTable("public");
  const publicRoute = new aws.ec2.Route(
    `${name}-public-internet`,
    { routeTableId: publicTable.id, destinationCidrBlock: anywhere, gatewayId: gateway.id },
    parent,
  );
  const publicWays = zones.map((each) => associate("public", each, publicTable));

  const nats = (nat === "single" ? zones.slice(0, 1) : zones).map((each) => {
    const natName = `${name}-nat-${each.zone}`;
    const address = new aws.ec2.Eip(natName, { domain: "vpc", tags: { Name: natName } }, parent);
    const made = new aws.ec2.NatGateway(
      natName,
      { subnetId: each.public.id, allocationId: address.id, tags: { Name: natName } },
      // The provider asks for this order: a NAT gateway is of use only once its subnet has a way out.
      { ...parent, dependsOn: [publicRoute, ...publicWays] },
    );
    return { zone: each.zone, id: made.id, address: address.publicIp };
  });

  const privateWays = zones.map((each) => {
    const table = routeTable(`private-${each.zone}`);
    const { id: natGatewayId } = nats.find(({ zone }) => zone === each.zone) ?? nats[0]!;
    const route = new aws.ec2.Route(
      `${name}-private-${each.zone}-nat`,
      { routeTableId: table.id, destinationCidrBlock: anywhere, natGatewayId },
      parent,
    );
    const association = associate("private", each, table);
    return { zone: each.zone, table, ids: [route.id, association.id] };
  });
  const intraTable = routeTable("intra");
  for (const each of zones) associate("intra", each, intraTable);

  return {
    tableIds: {
      ...Object.fromEntries(privateWays.map(({ zone, table }) => [`private-${zone}`, table.id])),
      intra: intraTable.id,
    },
    natAddresses: nats.map(({ address }) => address),
    privateWays: privateWays.flatMap(({ ids }) => ids),
  };
}

const anywhere = "0.0.0.0/0";
