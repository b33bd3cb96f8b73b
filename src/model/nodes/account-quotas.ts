// Calculates what a stack needs of the account's quotas, and refuses what goes beyond them.
import type { EksSettings } from "../../schema/stack/clusters";
import type { AdoptedNetwork, MadeNetwork } from "../../schema/stack/network";
import { nodeServices } from "../network/endpoints";
import { vcpuClass, vcpusOf, type VcpuClass } from "./instance-types";
import type { Report } from "../problem";
import type { Service } from "../service";

/** A quota, as the Service Quotas API names it. */
export interface Quota {
  readonly serviceCode: string;
  readonly quotaCode: string;
  /** In the words of the console. */
  readonly name: string;
  /** What an account has that never asked for more. */
  readonly standard: number;
  /** Where it is asked for, if not in the stack's region. */
  readonly region?: string;
}

/** How much of a quota a stack takes when all of it is as large as its files allow. */
export interface Need {
  readonly quota: Quota;
  readonly amount: number;
  /** The key of the stack file that asks for the most of it. */
  readonly path: string;
}

export interface QuotaFacts {
  readonly services: readonly Service[];
  readonly network:
    Pick<MadeNetwork, "nat" | "zones" | "endpoints" | "adopt"> | Pick<AdoptedNetwork, "endpoints" | "adopt">;
  /** The clusters that the stack makes, by id. */
  readonly clusters: Readonly<Record<string, Pick<EksSettings, "nodeGroups" | "nodePools">>>;
}

const quota = (
  serviceCode: string,
  quotaCode: string,
  standard: number,
  name: string,
  region?: string,
): Quota => ({ serviceCode, quotaCode, standard, name, ...(region && { region }) });

/**
 * Defaults of https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html,
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html,
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html,
 * https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html.
 */
const quotas = {
  addresses: quota("ec2", "L-0263D0A3", 5, "EC2-VPC Elastic IPs"),
  endpoints: quota("vpc", "L-29B6F2EB", 50, "Interface VPC endpoints per VPC"),
  applicationBalancers: quota(
    "elasticloadbalancing",
    "L-53DA6B97",
    50,
    "Application Load Balancers per Region",
  ),
  networkBalancers: quota("elasticloadbalancing", "L-69A177A2", 50, "Network Load Balancers per Region"),
  targetGroups: quota("elasticloadbalancing", "L-B22855CB", 3000, "Target Groups per Region"),
  // Global services are asked in us-east-1.
  healthChecks: quota("route53", "L-ACB674F3", 200, "Health checks per account", "us-east-1"),
  nodeGroups: quota("eks", "L-6D54EA21", 30, "Managed node groups per cluster"),
} as const;

/** In vCPUs, each kind by itself: https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html */
const vcpuQuotas: Readonly<Record<`${VcpuClass}-${"onDemand" | "spot"}`, Quota>> = {
  "standard-onDemand": quota("ec2", "L-1216C47A", 5, "Running On-Demand Standard instances"),
  "standard-spot": quota("ec2", "L-34B43A08", 5, "All Standard Spot Instance Requests"),
  "gpu-onDemand": quota("ec2", "L-DB2E81BA", 0, "Running On-Demand G and VT instances"),
  "gpu-spot": quota("ec2", "L-3819A6DF", 0, "All G and VT Spot Instance Requests"),
  "p-onDemand": quota("ec2", "L-417A185B", 0, "Running On-Demand P instances"),
  "p-spot": quota("ec2", "L-7212CCBC", 0, "All P Spot Instance Requests"),
};

/** What the stack needs, without what it needs nothing of. What else runs in the account isn't counted. */
export function quotaNeeds(facts: QuotaFacts): Need[] {
  const { services, network } = facts;
  const clusters = Object.entries(facts.clusters);
  const balanced = services.filter(
    ({ kind, legacy }) => kind === "web" && legacy?.manage === "create",
  ).length;
  const routes = services.flatMap((service) => service.routes.map(() => (service.legacy ? 1 : 0)));
  const checks = routes.reduce<number>((sum, legacy) => sum + legacy + clusters.length, 0);
  const entryGroups = 2;
  const fixed: Need[] = [
    need(quotas.addresses, network.adopt ? 0 : network.nat === "single" ? 1 : network.zones, "network.nat"),
    need(quotas.endpoints, (network.endpoints ?? nodeServices).length, "network"),
    need(quotas.applicationBalancers, balanced, "services"),
    need(quotas.networkBalancers, clusters.length, "clusters"),
    need(quotas.targetGroups, balanced + entryGroups * clusters.length, "services"),
    need(quotas.healthChecks, checks, "traffic"),
    ...clusters.map(([id, { nodeGroups }]) =>
      need(quotas.nodeGroups, Object.keys(nodeGroups).length, `clusters.${id}.nodeGroups`),
    ),
  ];
  return [...fixed, ...vcpuNeeds(facts)].filter(({ amount }) => amount > 0);
}

const need = (of: Quota, amount: number, path: string): Need => ({ quota: of, amount, path });

/** Groups as large as they may get, each with its largest type; spot where it may be spot. */
function vcpuNeeds({ services, clusters }: QuotaFacts): Need[] {
  const needs = new Map<Quota, { amount: number; path: string; most: number }>();
  const add = (family: string, capacity: "onDemand" | "spot", amount: number, path: string) => {
    const kind = vcpuClass(family);
    if (!kind) return;
    const of = vcpuQuotas[`${kind}-${capacity}`];
    const before = needs.get(of) ?? { amount: 0, path, most: 0 };
    needs.set(of, {
      amount: before.amount + amount,
      ...(amount > before.most ? { path, most: amount } : { path: before.path, most: before.most }),
    });
  };
  for (const { name, legacy } of services)
    if (legacy?.manage === "create" && legacy.platform !== "ecs")
      add(
        legacy.instanceType,
        "onDemand",
        legacy.max * (vcpusOf(legacy.instanceType) ?? 0),
        `services.${name}.legacy`,
      );
  for (const [id, { nodeGroups, nodePools = {} }] of Object.entries(clusters)) {
    for (const [name, { instanceTypes, capacity = "onDemand", max }] of Object.entries(nodeGroups)) {
      const largest = Math.max(...instanceTypes.map((type) => vcpusOf(type) ?? 0));
      add(instanceTypes[0]!, capacity, max * largest, `clusters.${id}.nodeGroups.${name}.max`);
    }
    for (const [name, { families, capacity = "onDemand", cpu }] of Object.entries(nodePools))
      for (const one of capacity === "either" ? (["onDemand", "spot"] as const) : [capacity])
        add(families[0]!, one, cpu, `clusters.${id}.nodePools.${name}.cpu`);
  }
  return [...needs].map(([of, { amount, path }]) => need(of, amount, path));
}

/**
 * Compares one need with what the account has, and reports one that is above.
 *
 * @param value the account's quota; nothing where it couldn't be asked.
 * @returns what to warn of, where the quota couldn't be asked and the need is above what every account has.
 */
export function checkQuota(
  { quota: of, amount, path }: Need,
  value: number | undefined,
  file: string,
  report: Report,
): string | undefined {
  const { serviceCode, quotaCode, name, region } = of;
  const request =
    `aws service-quotas request-service-quota-increase --service-code ${serviceCode} --quota-code ${quotaCode} ` +
    `--desired-value ${amount}${region ? ` --region ${region}` : ""}`;
  if (value === undefined)
    return amount > of.standard
      ? `the quota "${name}" couldn't be read; ${amount} are needed, and an account has ${of.standard} unless it asked for more: ${request}`
      : undefined;
  if (amount > value)
    report(
      `${file}: crossover:${path}`,
      `the stack may need ${amount} of "${name}", and the account has ${value}`,
      "account",
      `a smaller bound; or ask for more: \`${request}\``,
    );
  return undefined;
}
