// Checks a stack's network, its peerings and its VPN: first by the files, then by what the cloud answers.
import type { NetworkSettings } from "../../schema/stack/network";
import type { Peerings } from "../../schema/stack/peerings";
import type { VpnSettings } from "../../schema/stack/vpn";
import { vpcRangeProblem } from "./addresses";
import type { Report } from "../problem";
import { checkPeer, settleAdopted, type AdoptedVpc, type Findings } from "./adopted";
import { reportOverlaps } from "./overlaps";
import { checkPeering } from "./peering";
import { checkNetworks, checkVpn, type Reach } from "./vpn";

/** The parts of a stack file that are about its network. */
export interface Networks {
  readonly network: NetworkSettings;
  readonly peerings: Peerings;
  readonly vpn?: VpnSettings;
}

/** Reports what the files alone tell. @param region of the stack, where it is known. */
export function checkNetwork(
  stack: Networks,
  file: string,
  region: string | undefined,
  report: Report,
): void {
  const { network, peerings, vpn } = stack;
  const key = `${file}: crossover:`;
  const problem = network.adopt ? undefined : vpcRangeProblem(network.cidr);
  if (problem) report(`${key}network.cidr`, problem.message, "network", problem.allowed);
  if (network.adopt && network.adopt.routeTables.length === 0 && Object.keys(peerings).length > 0)
    report(
      `${key}network.adopt.routeTables`,
      "is missing: without routes nothing reaches the peerings",
      "network",
      "the route tables of the private and intra subnets",
    );
  for (const [name, peering] of Object.entries(peerings))
    checkPeering(peering, `${key}peerings.${name}`, region, vpn !== undefined, report);
  if (vpn) checkVpn(vpn, `${key}vpn`, region, report);
  checkRanges(stack, network.adopt ? [] : [network.cidr], declaredRanges(stack), key, report);
}

/** Settles the network with what the cloud tells; the VPC, if it is adopted. */
export function settleNetwork(
  stack: Networks,
  findings: Findings,
  file: string,
  report: Report,
): AdoptedVpc | undefined {
  const { network, peerings } = stack;
  const key = `${file}: crossover:`;
  const adopted = network.adopt && settleAdopted(network, findings, `${key}network.adopt`, report);
  for (const [name, peering] of Object.entries(peerings))
    checkPeer(peering, findings, `${key}peerings.${name}`, report);
  // AWS compares all ranges of both VPCs, not only those that are routed.
  const ranges = Object.fromEntries(
    Object.entries(peerings).map(([name, { vpc, cidrs }]) => {
      const lookup = findings.vpcs[vpc];
      return [name, lookup && "found" in lookup ? lookup.found.cidrs : cidrs];
    }),
  );
  const own = network.adopt ? adopted?.cidrs : [network.cidr];
  if (own) checkRanges(stack, own, ranges, key, report);
  return adopted;
}

/** The ranges that each peering routes to. */
export function declaredRanges({ peerings }: Pick<Networks, "peerings">): Reach["peerings"] {
  return Object.fromEntries(Object.entries(peerings).map(([name, { cidrs }]) => [name, cidrs]));
}

/** @param own ranges of the VPC; none where only the cloud knows them. */
function checkRanges(
  stack: Networks,
  own: readonly string[],
  peers: Reach["peerings"],
  key: string,
  report: Report,
): void {
  const { network, vpn } = stack;
  const path = `${key}network.${network.adopt ? "adopt.vpc" : "cidr"}`;
  const places = [
    ...own.map((cidr) => ({ path, cidr })),
    ...Object.entries(peers).flatMap(([name, cidrs]) =>
      cidrs.map((cidr) => ({ path: `${key}peerings.${name}`, cidr })),
    ),
    ...(vpn ? [{ path: `${key}vpn.clients`, cidr: vpn.clients }] : []),
  ];
  reportOverlaps(places, report);
  if (vpn && own.length > 0)
    checkNetworks(vpn, { vpc: own, peerings: declaredRanges(stack) }, `${key}vpn`, report);
}
