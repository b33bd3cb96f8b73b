// What a peering opens on either side, and what can't be said of one.
import type { Allowance, Peering } from "../../schema/stack/peerings";
import { rangeProblem } from "../addresses";
import type { Report } from "../problem";

/** Who stands on one side of a rule: a group of this stack's, one there, or a range where groups can't be named. */
export type Party =
  | { readonly cluster: string }
  | { readonly vpn: true }
  | { readonly there: string }
  | { readonly range: string };

/** One rule of a security group: `opened` admits `source` on a port. */
export interface Opening {
  /** Unique among the openings of a peering, and the same as long as the rule is. */
  readonly id: string;
  readonly opened: { readonly cluster: string } | { readonly there: string };
  readonly source: Party;
  readonly port: number;
  readonly description: string;
}

/** Who is on this side. */
export interface Here {
  /** Ids of the clusters that the stack makes. */
  readonly clusters: readonly string[];
  /** Ranges of the subnets that pods run in. */
  readonly podRanges: readonly string[];
  /** Ranges of the subnets that VPN clients come from, and that databases and their replications are in. */
  readonly intraRanges: readonly string[];
}

/**
 * The rules that a peering's `allow` means. Groups are named where they can be, which admits their members only; a group
 * of another region can't be (https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html), so there
 * the ranges of the subnets stand for it.
 */
export function openings(peering: Peering, here: Here): Opening[] {
  const ranges = (list: readonly string[]) => list.map((range) => ({ range }));
  const found = peering.allow.flatMap(({ from, port, securityGroup, description }) => {
    if (from === "there") {
      const sources = securityGroup === undefined ? ranges(peering.cidrs) : [{ there: securityGroup }];
      return here.clusters.flatMap((cluster) =>
        sources.map((source) => opening({ cluster }, source, port, description)),
      );
    }
    const members = from === "vpn" ? [{ vpn: true } as const] : here.clusters.map((cluster) => ({ cluster }));
    // Replications come and go with the phases, so that a group of theirs would.
    const sources =
      peering.region === undefined && from !== "databases"
        ? members
        : ranges(from === "here" ? here.podRanges : here.intraRanges);
    return sources.map((source) => opening({ there: securityGroup! }, source, port, description));
  });
  // People and replications may come from the same range.
  return found.filter(({ id }, i) => found.findIndex((one) => one.id === id) === i);
}

function opening(opened: Opening["opened"], source: Party, port: number, description: string): Opening {
  return { id: `${key(opened)}-${port}-from-${key(source)}`, opened, source, port, description };
}

function key(party: Party): string {
  if ("vpn" in party) return "vpn";
  if ("range" in party) return party.range.replace("/", "-");
  return "cluster" in party ? party.cluster : party.there;
}

/** What the owner of the other account has to do, since this stack can't; nothing where it can. */
export function stepsThere(peering: Peering, ranges: readonly string[]): string[] {
  if (peering.owner === undefined) return [];
  return [
    `accept the peering connection in account ${peering.owner}, within 7 days`,
    ...ranges.map((range) => `route ${range} to it from the route tables of ${peering.vpc}`),
    `admit ${ranges.join(", ")} in the security groups of ${peering.vpc}`,
  ];
}

/** What can be told of a peering without asking the cloud. */
export function checkPeering(
  peering: Peering,
  path: string,
  region: string | undefined,
  hasVpn: boolean,
  report: Report,
): void {
  for (const [i, cidr] of peering.cidrs.entries()) {
    const problem = rangeProblem(cidr);
    if (problem) report(`${path}.cidrs[${i}]`, problem.message, "network", problem.allowed);
  }
  if (peering.region !== undefined && peering.region === region)
    report(`${path}.region`, "is this stack's own region, which needs no mention", "network", "leave it out");
  if (peering.owner !== undefined && peering.routeTables.length > 0)
    report(
      `${path}.routeTables`,
      `belong to account ${peering.owner}, which this stack can't write to`,
      "network",
      "leave them out; the output `peerings` says what is to be done there",
    );
  const seen = new Set<string>();
  for (const [i, allowance] of peering.allow.entries()) {
    const here = `${path}.allow[${i}]`;
    const same = [allowance.from, allowance.port, allowance.securityGroup].join(" ");
    if (seen.has(same)) report(here, "says the same as an entry before it", "network");
    seen.add(same);
    checkAllowance(allowance, peering, here, hasVpn, report);
  }
}

function checkAllowance(
  { from, securityGroup }: Allowance,
  { owner, region }: Peering,
  path: string,
  hasVpn: boolean,
  report: Report,
): void {
  if (from === "vpn" && !hasVpn)
    report(
      `${path}.from`,
      "there is no `crossover:vpn` in this stack",
      "network",
      "here, there or databases",
    );
  if (from !== "there") {
    if (owner !== undefined)
      report(
        `${path}.from`,
        `a group of account ${owner} can't be opened from here`,
        "network",
        "leave it out, and open the group there",
      );
    else if (securityGroup === undefined)
      report(`${path}.securityGroup`, "is missing: the group there that is opened", "network");
    return;
  }
  const elsewhere = region === undefined ? owner && "account" : "region";
  if (securityGroup !== undefined && elsewhere)
    report(
      `${path}.securityGroup`,
      `a group of another ${elsewhere} can't be named as a source${region === undefined ? " before the peering is accepted" : ""}`,
      "network",
      "leave it out: all of the peering's `cidrs` may then connect",
    );
}
