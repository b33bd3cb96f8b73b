// Declares the network of one stack: its VPC, created or adopted, and the ways into it, by peering and by VPN.
import * as pulumi from "@pulumi/pulumi";
import { AdoptedNetwork } from "../../components/network/adopted-network";
import { ClientVpn } from "../../components/network/client-vpn";
import { Network } from "../../components/network/network";
import type { VpcNetwork } from "../../components/network/vpc-network";
import { VpcPeering } from "../../components/network/vpc-peering";
import { resolverOf } from "../model/network/addresses";
import { declaredRanges, type Networks } from "../model/network/check";
import type { FoundNetwork } from "../model/network/adopted";
import { openings, manualSteps } from "../model/network/peering";
import { accessRules, clientRoutes } from "../model/network/vpn";

export interface NetworkArgs {
  readonly stackName: string;
  readonly stack: Networks;
  readonly region: string;
  readonly found: FoundNetwork;
  /** Physical names of the stack's own clusters. */
  readonly clusterIds: readonly string[];
  /** What flow logs are encrypted with. */
  readonly logKeyArn?: pulumi.Input<string>;
}

export function declareNetwork(args: NetworkArgs): VpcNetwork {
  const { stackName, region, found, clusterIds, logKeyArn } = args;
  const { network } = args.stack;
  if (!network.adopt)
    return new Network(stackName, { ...network, region, zones: found.zones, clusterIds, logKeyArn });
  const { endpoints, flowLogDays } = network;
  return new AdoptedNetwork(stackName, {
    vpc: found.adopted!,
    region,
    endpoints,
    flowLogDays,
    logKeyArn,
  });
}

export interface WaysArgs {
  readonly stackName: string;
  readonly stack: Networks;
  readonly network: VpcNetwork;
  /** Security groups of the stack's own clusters, by id. */
  readonly clusters: Readonly<Record<string, pulumi.Input<string>>>;
  /** What the VPN's connection logs are encrypted with. */
  readonly logKeyArn?: pulumi.Input<string>;
}

export interface DeclaredWays {
  /** What has to be there before anything reaches a peer. */
  readonly peerings: readonly pulumi.Resource[];
  /** For people: connections, and where the VPN is. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** The ways into the network. */
export function declareWays(args: WaysArgs): DeclaredWays {
  const { stackName, stack, network, clusters } = args;
  const vpn = stack.vpn && declareVpn(stack.vpn, args);
  for (const [id, securityGroupId] of Object.entries(clusters)) vpn?.enter(id, securityGroupId);

  const here = {
    privateRanges: network.privateRanges,
    intraRanges: network.intraRanges,
  };
  const peerings = Object.entries(stack.peerings).map(([name, peer]) => {
    const peering = new VpcPeering(`${stackName}-peering-${name}`, {
      vpcId: network.vpcId,
      cidrs: network.cidrs,
      routeTableIds: network.routeTableIds,
      peer,
      openings: openings(peer, here),
      vpnGroupId: vpn?.securityGroupId,
    });
    const byHand = manualSteps(peer, network.cidrs);
    return { name, peering, byHand: byHand.length > 0 ? { byHand } : {} };
  });
  const described = peerings.map(({ name, peering: { connectionId }, byHand }) => [
    name,
    { connectionId, ...byHand },
  ]);
  return {
    peerings: peerings.map(({ peering }) => peering),
    outputs: {
      ...(described.length > 0 && { peerings: Object.fromEntries(described) as unknown }),
      ...(vpn && { vpn: { endpointId: vpn.endpointId, portalUrl: vpn.portalUrl } }),
    },
  };
}

function declareVpn(
  { access, ...settings }: NonNullable<Networks["vpn"]>,
  { stackName, stack, network, logKeyArn }: WaysArgs,
): ClientVpn {
  const { vpcId, cidrs, zones, intraSubnetIds } = network;
  const rules = accessRules(access, { vpc: cidrs, peerings: declaredRanges(stack) });
  return new ClientVpn(`${stackName}-vpn`, {
    ...settings,
    vpcId,
    subnetIds: Object.fromEntries(zones.map((zone, i) => [zone, intraSubnetIds[i]!])),
    resolver: resolverOf(cidrs[0]!),
    rules,
    routes: clientRoutes(rules, cidrs),
    logKeyArn,
  });
}
