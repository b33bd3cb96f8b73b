// Decides what a peering opens on either side, and checks its settings.
import type { Allowance, Peering, Peerings } from "../../schema/stack/peerings";
import { rangeProblem } from "./addresses";
import type { Report } from "../problem";

/** Who connects: people through the VPN, by its group, or whoever is in a range of subnets. */
export type Source = { readonly vpn: true } | { readonly range: string };

/** One rule of a security group there, which admits `source` on a port. */
export interface Opening {
  /** Unique among the openings of a peering, and the same as long as the rule is. */
  readonly id: string;
  /** The group of the other VPC that is opened. */
  readonly securityGroup: string;
  /** Who may connect. */
  readonly source: Source;
  /** TCP port that is opened. */
  readonly port: number;
  /** What it is for; shown beside the rule. */
  readonly description: string;
}

/** Who is on this side. */
export interface Here {
  /** Ranges of the subnets that pods and legacy instances are in. */
  readonly privateRanges: readonly string[];
  /** Ranges of the subnets that VPN clients come from, and that databases and their replications are in. */
  readonly intraRanges: readonly string[];
}

/**
 * The rules that a peering's `allow` means. People come by the VPN's group where it can be named, which a group of another
 * region can't (https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html). Pods, instances and
 * replications come and go with the traffic and the phases, each with a group of its own, so their subnets are named instead.
 */
export function openings(peering: Peering, here: Here): Opening[] {
  const found = peering.allow.flatMap(({ from, port, securityGroup, description }) => {
    const ranges = from === "here" ? here.privateRanges : here.intraRanges;
    const sources: Source[] =
      from === "vpn" && peering.region === undefined ? [{ vpn: true }] : ranges.map((range) => ({ range }));
    return sources.map((source) => ({
      id: `${securityGroup}-${port}-from-${"vpn" in source ? "vpn" : source.range.replace("/", "-")}`,
      ...{ securityGroup, source, port, description },
    }));
  });
  // People and replications may come from the same range.
  return found.filter(({ id }, i) => found.findIndex((one) => one.id === id) === i);
}

/** What the owner of the other account has to do, since this stack can't; nothing where it can. */
export function manualSteps(peering: Peering, ranges: readonly string[]): string[] {
  if (peering.owner === undefined) return [];
  return [
    `accept the peering connection in account ${peering.owner}, within 7 days`,
    ...ranges.map((range) => `route ${range} to it from the route tables of ${peering.vpc}`),
    `admit ${ranges.join(", ")} in the security groups of ${peering.vpc}`,
  ];
}

/** The VPCs in which the stack's private names answer besides its own, each by the name of its peering. */
export function vpcsWithNames(peerings: Peerings): Record<string, Pick<Peering, "vpc" | "region">> {
  return Object.fromEntries(
    Object.entries(peerings).flatMap(([name, { vpc, region, privateNames }]) =>
      privateNames ? [[name, { vpc, region }]] : [],
    ),
  );
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
    report(`${path}.region`, "is this stack's own region", "network", "leave it out");
  if (peering.owner !== undefined && peering.routeTables.length > 0)
    report(
      `${path}.routeTables`,
      `belong to account ${peering.owner}, which this stack can't write to`,
      "network",
      "leave them out; the output `peerings` says what to do there",
    );
  if (peering.owner !== undefined && peering.privateNames)
    report(
      `${path}.privateNames`,
      `account ${peering.owner} has to associate its VPC with the private zone itself`,
      "network",
      "leave it out; authorise the VPC here and associate it there by hand, which no update undoes",
    );
  const seen = new Set<string>();
  for (const [i, allowance] of peering.allow.entries()) {
    const here = `${path}.allow[${i}]`;
    const same = [allowance.from, allowance.port, allowance.securityGroup].join(" ");
    if (seen.has(same)) report(here, "repeats an earlier entry", "network");
    seen.add(same);
    checkAllowance(allowance, peering, here, hasVpn, report);
  }
}

function checkAllowance(
  { from }: Allowance,
  { owner }: Peering,
  path: string,
  hasVpn: boolean,
  report: Report,
): void {
  if (from === "vpn" && !hasVpn)
    report(`${path}.from`, "there is no `crossover:vpn` in this stack", "network", "here or databases");
  if (owner !== undefined)
    report(
      path,
      `belongs to account ${owner}, which this stack can't write to`,
      "network",
      "leave it out, and open the group there",
    );
}
