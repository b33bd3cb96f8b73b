// Looks up what the network of a stack names of its account: the VPC that it adopts, and its peers.
import { availabilityZones } from "./availability-zones";
import { lookUpNetworks } from "./vpcs";
import type { AdoptedVpc } from "../model/network/adopted";
import { settleNetwork, type Networks } from "../model/network/check";
import type { Problem } from "../model/problem";
import { Refusal } from "../refusal";

/** What a network is made or adopted with. */
export interface FoundNetwork {
  readonly zones: readonly string[];
  /** The VPC, if it is adopted. */
  readonly adopted?: AdoptedVpc;
}

/**
 * @param file the stack file's name, for the problems' paths.
 * @throws Refusal with all that isn't there, or isn't as the file says.
 */
export async function foundNetwork(stack: Networks, file: string): Promise<FoundNetwork> {
  const problems: Problem[] = [];
  const { network } = stack;
  const [findings, zones] = await Promise.all([
    lookUpNetworks(wanted(stack)),
    network.adopt ? [] : availabilityZones(network.zones),
  ]);
  const adopted = settleNetwork(stack, findings, file, (path, message, rule = "network", allowed) =>
    problems.push({ rule, path, message, ...(allowed === undefined ? {} : { allowed }) }),
  );
  if (problems.length > 0) throw new Refusal(problems);
  return { zones: adopted?.zones ?? zones, adopted };
}

/** What another account has is left out: it can't be looked up. */
function wanted({ network: { adopt }, peerings }: Networks) {
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
