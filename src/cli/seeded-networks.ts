// Derives from a stack's network what its rehearsed account must hold: the VPC that it adopts, its peers and certificates.
import { contains, freeRange, planSubnets, rangeProblem, zoneSlots } from "../model/network/addresses";
import { declaredRanges, type Networks } from "../model/network/check";
import type { Seed } from "../rehearsal";

/** The seed of a network. Ranges that the stack file doesn't name are invented, apart from those that it does. */
export function seededNetworks(
  stack: Networks,
  region: string,
): Required<Pick<Seed, "vpcs" | "certificates">> {
  const { network, peerings, vpn } = stack;
  const peers = Object.values(peerings)
    .filter(({ owner }) => owner === undefined)
    .map((peer) => ({
      id: peer.vpc,
      region: peer.region ?? region,
      cidrs: peer.cidrs,
      subnets: [],
      routeTables: peer.routeTables,
      securityGroups: [...new Set(peer.allow.map(({ securityGroup }) => securityGroup))],
    }));
  const certificate = vpn?.authentication.certificate;
  return {
    vpcs: network.adopt ? [...peers, adoptedVpc(stack, network.adopt, region)] : peers,
    certificates: vpn ? [vpn.serverCertificate, ...(certificate === undefined ? [] : [certificate])] : [],
  };
}

function adoptedVpc(
  stack: Networks,
  adopt: NonNullable<Networks["network"]["adopt"]>,
  region: string,
): Required<Seed>["vpcs"][number] {
  const cidr = inventedRange(stack);
  const plan = planSubnets(
    cidr,
    ["a", "b", "c", "d"].slice(0, zoneSlots).map((letter) => region + letter),
  );
  const tiers = { public: adopt.public, private: adopt.private, intra: adopt.intra ?? [] };
  const subnets = (["public", "private", "intra"] as const).flatMap((tier) =>
    tiers[tier].slice(0, plan.length).map((id, i) => ({ id, zone: plan[i]!.zone, cidr: plan[i]![tier] })),
  );
  return {
    id: adopt.vpc,
    region,
    cidrs: [cidr],
    subnets,
    routeTables: adopt.routeTables,
    securityGroups: [],
  };
}

/** The range around what the VPN reaches in no peering, or one that is free. */
function inventedRange(stack: Networks): string {
  const peers = Object.values(declaredRanges(stack)).flat();
  const reached = Object.values(stack.vpn?.access ?? {})
    .flatMap(({ networks }) => networks)
    .find((network) => network.includes("/") && !peers.some((peer) => contains(peer, network)));
  if (reached !== undefined) return rangeProblem(reached, { min: 16, max: 16 })?.allowed ?? reached;
  return freeRange("10.0.0.0/16", [...peers, ...(stack.vpn ? [stack.vpn.clients] : [])]) ?? "10.0.0.0/16";
}
