// Calculates with IPv4 ranges: which contain or overlap which, and how a VPC's range is divided into subnets.
import type { Problem } from "../problem";

interface Range {
  /** The first address of the range as a number. */
  readonly start: number;
  /** How many addresses it has. */
  readonly size: number;
}

type RangeProblem = Pick<Problem, "message" | "allowed">;

/** The subnets of one availability zone, each in CIDR notation. */
export interface ZoneSubnets {
  readonly zone: string;
  /** Load balancers and NAT gateways. */
  readonly public: string;
  /** Nodes and pods: by far the largest. */
  readonly private: string;
  /** The EKS control plane's network interfaces and VPC endpoints; no route to the internet. */
  readonly intra: string;
}

/** Zones that every VPC has room for, so that one more never moves the subnets of the others. */
export const zoneSlots = 4;

/**
 * The bounds of a VPC's prefix. AWS allows /16 to /28
 * (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html); below /20, a zone's private subnet would
 * have fewer than 512 addresses, and on EKS each pod takes one
 * (https://docs.aws.amazon.com/eks/latest/best-practices/vpc-cni.html).
 */
const vpcPrefix = { min: 16, max: 20 };

/** Whether the outer range holds every address of the inner one. */
export function contains(outer: string, inner: string): boolean {
  const [a, b] = [parse(outer), parse(inner)];
  return a.start <= b.start && b.start + b.size <= a.start + a.size;
}

/** Whether the ranges have an address in common. */
export function overlaps(one: string, other: string): boolean {
  const [a, b] = [parse(one), parse(other)];
  return a.start < b.start + b.size && b.start < a.start + a.size;
}

/** The range without host bits, e.g. `10.0.0.0/8` for `10.1.2.3/8`. */
export function canonical(cidr: string): string {
  return format(parse(cidr).start, prefixOf(cidr));
}

/** Orders ranges by their first address, and an outer one before those within it. */
export function byAddress(one: string, other: string): number {
  return parse(one).start - parse(other).start || prefixOf(one) - prefixOf(other);
}

/** Why a range can't be a VPC's, and what could be instead; nothing if it can. */
export function vpcRangeProblem(cidr: string): RangeProblem | undefined {
  return rangeProblem(cidr, vpcPrefix);
}

/** Why a range can't be used where its prefix has these bounds, and what could be instead; nothing if it can. */
export function rangeProblem(
  cidr: string,
  { min, max }: { readonly min: number; readonly max: number } = { min: 0, max: 32 },
): RangeProblem | undefined {
  const prefix = prefixOf(cidr);
  const allowed = format(parse(cidr).start, Math.min(Math.max(prefix, min), max));
  if (prefix < min || prefix > max)
    return { message: `\`${cidr}\` must be from /${min} to /${max}`, allowed };
  if (cidr !== allowed) return { message: `\`${cidr}\` isn't the beginning of its range`, allowed };
  return undefined;
}

/** The first private range (RFC 1918) of the same size that overlaps none of the others. */
export function freeRange(cidr: string, taken: readonly string[]): string | undefined {
  const prefix = prefixOf(cidr);
  const size = 2 ** (32 - prefix);
  for (const block of ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]) {
    const { start, size: room } = parse(block);
    for (let at = start; at + size <= start + room;) {
      const range = format(at, prefix);
      const hit = taken.find((other) => overlaps(range, other));
      if (hit === undefined) return range;
      const { start: from, size: length } = parse(hit);
      at = Math.ceil((from + length) / size) * size;
    }
  }
  return undefined;
}

/** The address of a VPC's own resolver: the VPC's first one and two more
 * (https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html). */
export function resolverOf(vpcCidr: string): string {
  return format(parse(vpcCidr).start + 2, 32).replace("/32", "");
}

/** A range as part of a resource's name, e.g. `10.0.0.0-16`. */
export function rangeKey(cidr: string): string {
  return cidr.replace("/", "-");
}

/**
 * Divides a VPC's range. Every zone has a quarter of it, in the order given: its first half is private, the next eighth
 * public, the next sixteenth intra, and the rest is free. In a /20, where they are smallest, intra is a /26: EKS
 * recommends 16 free addresses in the subnets of its control plane
 * (https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html), and each endpoint takes one more.
 *
 * A subnet's range can't be changed in place, so add a zone only at the end of the list.
 *
 * @throws RangeError if the range has a {@link vpcRangeProblem}, or there are more zones than {@link zoneSlots}.
 */
export function planSubnets(vpcCidr: string, zones: readonly string[]): ZoneSubnets[] {
  const problem = vpcRangeProblem(vpcCidr);
  if (problem) throw new RangeError(problem.message);
  if (zones.length > zoneSlots) throw new RangeError(`${zones.length} zones are more than ${zoneSlots}`);

  const vpc = parse(vpcCidr);
  const prefix = prefixOf(vpcCidr);
  const slot = vpc.size / zoneSlots;
  return zones.map((zone, index) => {
    const start = vpc.start + index * slot;
    return {
      zone,
      private: format(start, prefix + 3),
      public: format(start + slot / 2, prefix + 5),
      intra: format(start + slot / 2 + slot / 8, prefix + 6),
    };
  });
}

function prefixOf(cidr: string): number {
  return Number(cidr.slice(cidr.indexOf("/") + 1));
}

/** Reads a range that has passed the schema; host bits are dropped. */
function parse(cidr: string): Range {
  const octets = cidr.slice(0, cidr.indexOf("/")).split(".").map(Number);
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - prefixOf(cidr));
  return { start: address - (address % size), size };
}

/** The range of this prefix that holds the address. */
function format(address: number, prefix: number): string {
  const start = address - (address % 2 ** (32 - prefix));
  return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".")}/${prefix}`;
}
