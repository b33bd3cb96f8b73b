// Looks up what a stack's network names in its account: the VPC that it adopts, and its peers.
import type { FoundNetwork } from "../model/network/adopted";
import { settleNetwork, type Networks } from "../model/network/check";
import { collectProblems, type Answer } from "../model/problem";
import { availabilityZones } from "./availability-zones";
import { lookUpNetworks } from "./vpcs";

/** @param file the stack file's name, for the problems' paths: one for all that isn't there, or isn't as the file says. */
export async function observeNetwork(stack: Networks, file: string): Promise<Answer<FoundNetwork>> {
  const { problems, report } = collectProblems("network");
  const { network } = stack;
  const [findings, zones] = await Promise.all([
    lookUpNetworks(lookupsOf(stack)),
    network.adopt ? [] : availabilityZones(network.zones),
  ]);
  const adopted = settleNetwork(stack, findings, file, report);
  return { value: { zones: adopted?.zones ?? zones, adopted }, problems };
}

/** What another account has is left out: it can't be looked up. */
function lookupsOf({ network: { adopt }, peerings }: Networks) {
  const peers = Object.values(peerings).filter(({ owner }) => owner === undefined);
  const own = (ids: readonly string[] = []) => ids.map((id) => [id, undefined] as const);
  const theirs = (of: (peer: (typeof peers)[number]) => readonly string[]) =>
    peers.flatMap((peer) => of(peer).map((id) => [id, peer.region] as const));
  return {
    vpcs: new Map([...own(adopt && [adopt.vpc]), ...theirs(({ vpc }) => [vpc])]),
    subnets: new Map(own(adopt && [...adopt.public, ...adopt.private, ...(adopt.intra ?? [])])),
    routeTables: new Map([...own(adopt?.routeTables), ...theirs(({ routeTables }) => routeTables)]),
    securityGroups: new Map(theirs(({ allow }) => allow.map(({ securityGroup }) => securityGroup))),
  };
}
