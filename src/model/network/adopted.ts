// Checks what exists in AWS: whether an adopted VPC can be a stack's network, and whether a peer is as the file says.
import type { AdoptedNetwork } from "../../schema/stack/network";
import type { Peering } from "../../schema/stack/peerings";
import { contains } from "./addresses";
import type { Report } from "../problem";

/** What was found, or why nothing was. */
export type Lookup<T> = { readonly found: T } | { readonly reason: string };

export interface FoundVpc {
  readonly cidrs: readonly string[];
  /** Whether both DNS hostnames and DNS support are on. */
  readonly resolves: boolean;
}

/** Anything that belongs to a VPC. */
export interface FoundMember {
  readonly vpc: string;
}

export interface FoundSubnet extends FoundMember {
  readonly zone: string;
  readonly cidr: string;
}

/** All that was looked up, by id. */
export interface Findings {
  readonly vpcs: Readonly<Record<string, Lookup<FoundVpc>>>;
  readonly subnets: Readonly<Record<string, Lookup<FoundSubnet>>>;
  readonly routeTables: Readonly<Record<string, Lookup<FoundMember>>>;
  readonly securityGroups: Readonly<Record<string, Lookup<FoundMember>>>;
}

/** A subnet of one tier. */
export interface TierSubnet {
  /** Id of the subnet. */
  readonly id: string;
  /** Its availability zone, by name. */
  readonly zone: string;
  /** Its range. */
  readonly cidr: string;
}

/** A VPC that can be used; one subnet a zone in each tier, in the order of the zones. */
export interface AdoptedVpc {
  /** Id of the VPC. */
  readonly id: string;
  /** Ranges of the VPC, the first one first. */
  readonly cidrs: readonly string[];
  /** The availability zones of the private subnets, by name. */
  readonly zones: readonly string[];
  /** Subnets with a way in from the internet: load balancers. */
  readonly public: readonly TierSubnet[];
  /** Subnets with a way out to the internet: nodes and services. */
  readonly private: readonly TierSubnet[];
  /** Subnets of control planes, endpoints and the VPN. */
  readonly intra: readonly TierSubnet[];
  /** Ids of the route tables of the private and intra subnets, which peerings add routes to. */
  readonly routeTables: readonly string[];
}

/** Settles what was found of an adopted VPC, and reports all that it can't be used for. @param path of `adopt`. */
export function settleAdopted(
  { adopt }: AdoptedNetwork,
  findings: Findings,
  path: string,
  report: Report,
): AdoptedVpc | undefined {
  const vpc = expectFound(findings.vpcs[adopt.vpc]!, `${path}.vpc`, adopt.vpc, report);
  // https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
  if (vpc && !vpc.resolves)
    report(
      `${path}.vpc`,
      `\`${adopt.vpc}\` has DNS hostnames or DNS support off, and private endpoints need both`,
      "adopt",
      "a VPC with both on",
    );
  const tier = (name: "public" | "private" | "intra", ids: readonly string[]) =>
    settleTier(ids, findings, adopt.vpc, `${path}.${name}`, report);
  const nodes = tier("private", adopt.private);
  const zones = nodes.map(({ zone }) => zone);
  const inSameZones = (name: "public" | "intra", ids: readonly string[]) => {
    const subnets = tier(name, ids);
    const theirs = subnets.map(({ zone }) => zone);
    if (
      subnets.length === ids.length &&
      nodes.length === adopt.private.length &&
      zones.join() !== theirs.join()
    )
      report(
        `${path}.${name}`,
        `are in ${theirs.join(", ")}, but the private ones are in ${zones.join(", ")}`,
        "adopt",
        "one subnet in each of the same zones",
      );
    return subnets;
  };
  const open = inSameZones("public", adopt.public);
  const intra = adopt.intra ? inSameZones("intra", adopt.intra) : nodes;
  for (const [i, id] of adopt.routeTables.entries())
    expectMember(findings.routeTables[id]!, adopt.vpc, `${path}.routeTables[${i}]`, id, report);
  const { routeTables } = adopt;
  return vpc && { id: adopt.vpc, cidrs: vpc.cidrs, zones, public: open, private: nodes, intra, routeTables };
}

/** One subnet a zone: load balancers, endpoints and the VPN take no more. */
function settleTier(
  ids: readonly string[],
  { subnets }: Findings,
  vpc: string,
  path: string,
  report: Report,
): TierSubnet[] {
  const owners = new Map<string, string>();
  return ids
    .flatMap((id, i) => {
      const subnet = expectMember(subnets[id]!, vpc, `${path}[${i}]`, id, report);
      if (!subnet) return [];
      const { zone, cidr } = subnet;
      const owner = owners.get(zone);
      if (owner !== undefined)
        report(`${path}[${i}]`, `is in ${zone}, like \`${owner}\``, "adopt", "one subnet a zone");
      owners.set(zone, id);
      return [{ id, zone, cidr }];
    })
    .sort((one, other) => (one.zone < other.zone ? -1 : 1));
}

/** Reports what the cloud tells of a peering: that something isn't there, or not the other VPC's. */
export function checkPeer(peering: Peering, findings: Findings, path: string, report: Report): void {
  // What another account has can't be looked up.
  if (peering.owner !== undefined) return;
  const vpc = expectFound(findings.vpcs[peering.vpc]!, `${path}.vpc`, peering.vpc, report);
  // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
  if (vpc && peering.privateNames && !vpc.resolves)
    report(
      `${path}.privateNames`,
      `\`${peering.vpc}\` has DNS hostnames or DNS support off, and private names need both`,
      "adopt",
      "both on there, or `false` here",
    );
  for (const [i, cidr] of peering.cidrs.entries())
    if (vpc && !vpc.cidrs.some((range) => contains(range, cidr)))
      report(
        `${path}.cidrs[${i}]`,
        `\`${cidr}\` isn't within a range of \`${peering.vpc}\``,
        "adopt",
        vpc.cidrs.join(", "),
      );
  for (const [i, id] of peering.routeTables.entries())
    expectMember(findings.routeTables[id]!, peering.vpc, `${path}.routeTables[${i}]`, id, report);
  for (const [i, { securityGroup: id }] of peering.allow.entries())
    expectMember(findings.securityGroups[id]!, peering.vpc, `${path}.allow[${i}].securityGroup`, id, report);
}

function expectFound<T>(lookup: Lookup<T>, path: string, id: string, report: Report): T | undefined {
  if ("found" in lookup) return lookup.found;
  report(path, `\`${id}\` can't be looked up: ${lookup.reason}`, "adopt", "an id in this account and region");
  return undefined;
}

function expectMember<T extends FoundMember>(
  lookup: Lookup<T>,
  vpc: string,
  path: string,
  id: string,
  report: Report,
): T | undefined {
  const one = expectFound(lookup, path, id, report);
  if (!one || one.vpc === vpc) return one;
  report(path, `\`${id}\` belongs to \`${one.vpc}\``, "adopt", `one of \`${vpc}\``);
  return undefined;
}

/** What a network is made or adopted with. */
export interface FoundNetwork {
  readonly zones: readonly string[];
  /** The VPC, if it is adopted. */
  readonly adopted?: AdoptedVpc;
}
