// Decides who reaches what through the client VPN: its rules and routes; checks its settings.
import type { VpnSettings } from "../../schema/stack/vpn";
import { contains, rangeKey, rangeProblem, resolverOf } from "./addresses";
import type { Report } from "../problem";

/**
 * The bounds of the clients' prefix
 * (https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/what-is-best-practices.html). A part of the addresses is kept
 * for availability: take twice as many as people connect at a time.
 */
const clientPrefix = { min: 12, max: 22 };

/** The networks that can be reached by name. */
export interface Reach {
  /** Ranges of the VPC. */
  readonly vpc: readonly string[];
  /** Ranges of each peering, by its name. */
  readonly peerings: Readonly<Record<string, readonly string[]>>;
}

/** Admits a group, or everyone who may connect, to a network. */
export interface AccessRule {
  /** Unique among the rules, and the same as long as group and network are. */
  readonly id: string;
  /** Range that is reached. */
  readonly network: string;
  /** Id of the group, as the SAML provider says it. @default everyone who may connect */
  readonly group?: string;
  /** Shown beside the rule. */
  readonly description: string;
}

/**
 * The rules that an `access` means, and one that lets everyone ask the resolver.
 *
 * AWS asks only the rules with the longest prefix that fits an address, so that the small network of one group would
 * shut out the group of a large one around it
 * (https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-rules.html). Who has the large one is therefore
 * admitted to the small one too.
 */
export function accessRules(access: VpnSettings["access"], reach: Reach): AccessRule[] {
  const entries = Object.entries(access).map(([description, { group, networks }]) => ({
    description,
    group: group === "*" ? undefined : group,
    networks: networks.flatMap((network) => rangesOf(network, reach)),
  }));
  const resolver = {
    description: "resolver",
    group: undefined,
    networks: [`${resolverOf(reach.vpc[0]!)}/32`],
  };
  // Where everyone is admitted, no group needs to be.
  const ordered = [resolver, ...entries].sort((one, other) => Number(!!one.group) - Number(!!other.group));
  const all = [...new Set(ordered.flatMap(({ networks }) => networks))];
  const rules = new Map<string, AccessRule>();
  for (const { description, group, networks } of ordered)
    for (const network of all.filter((one) => networks.some((wide) => contains(wide, one)))) {
      const id = `${group ?? "all"}-${rangeKey(network)}`;
      if (!rules.has(id) && !rules.has(`all-${rangeKey(network)}`))
        rules.set(id, { id, network, description, ...(group !== undefined && { group }) });
    }
  return [...rules.values()];
}

/** The networks among those of the rules that lie within no other one. */
export function widest(rules: readonly AccessRule[]): string[] {
  const all = [...new Set(rules.map(({ network }) => network))];
  return all.filter((one) => !all.some((other) => other !== one && contains(other, one)));
}

/** The networks that clients need a route to; that to the VPC comes with each association. */
export function clientRoutes(rules: readonly AccessRule[], vpc: readonly string[]): string[] {
  return widest(rules).filter((network) => !vpc.some((range) => contains(range, network)));
}

function rangesOf(network: string, { vpc, peerings }: Reach): readonly string[] {
  return network === "vpc" ? vpc : Object.hasOwn(peerings, network) ? peerings[network]! : [network];
}

/** Reports what the files alone tell of the VPN, but for its networks. @param region of the stack, where it is known. */
export function checkVpn(
  settings: VpnSettings,
  path: string,
  region: string | undefined,
  report: Report,
): void {
  const range = rangeProblem(settings.clients, clientPrefix);
  if (range) report(`${path}.clients`, range.message, "network", range.allowed);

  const { serverCertificate, authentication } = settings;
  const { certificate, saml, selfService } = authentication;
  if (selfService !== undefined && saml === undefined)
    report(
      `${path}.authentication.selfService`,
      "the portal is only for those who sign in by SAML",
      "network",
      "leave it out, or add `saml`",
    );
  const certificates = {
    serverCertificate,
    ...(certificate && { "authentication.certificate": certificate }),
  };
  for (const [key, arn] of Object.entries(certificates)) {
    const there = arn.split(":")[3]!;
    if (region !== undefined && there !== region)
      report(
        `${path}.${key}`,
        `is in ${there}, but the endpoint is in ${region}`,
        "network",
        `one in ${region}`,
      );
  }

  const owners = new Map<string, string>();
  for (const [name, { group }] of Object.entries(settings.access)) {
    const here = `${path}.access.${name}.group`;
    const owner = owners.get(group ?? "");
    if (saml !== undefined && group === undefined)
      report(here, "is missing: it says who has this access", "network", "the id of a group, or `*` for all");
    else if (saml === undefined && group !== undefined)
      report(here, "a client certificate tells no group", "network", "leave it out, or sign in by SAML");
    else if (owner !== undefined)
      report(
        here,
        group === undefined
          ? `without groups everyone has the access of \`${owner}\` too`
          : `is already the group of \`${owner}\``,
        "network",
        `add the networks to \`${owner}\``,
      );
    owners.set(group ?? "", name);
  }
}

/** Reports networks that no route leads to. */
export function checkNetworks({ access }: VpnSettings, reach: Reach, path: string, report: Report): void {
  const names = ["vpc", ...Object.keys(reach.peerings)];
  const known = `${names.join(", ")}, or a range within`;
  const ranges = [...reach.vpc, ...Object.values(reach.peerings).flat()];
  for (const [name, { networks }] of Object.entries(access))
    for (const [i, network] of networks.entries()) {
      const here = `${path}.access.${name}.networks[${i}]`;
      if (!network.includes("/")) {
        if (!names.includes(network)) report(here, `there is no peering \`${network}\``, "network", known);
        continue;
      }
      const problem = rangeProblem(network);
      if (problem) report(here, problem.message, "network", problem.allowed);
      else if (!ranges.some((range) => contains(range, network)))
        report(here, `\`${network}\` is neither in the VPC nor in a peering`, "network", known);
    }
}
