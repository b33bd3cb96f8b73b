// Checks who may reach what in a stack: values that look like secrets, and ways in that are open to everyone.
import type { StackFile } from "../../schema/stack";
import { contains } from "../network/addresses";
import { declaredRanges } from "../network/check";
import { crowdedBlock, linkLocal, mostPorts, openingsOf } from "../network/network-policy";
import type { Report } from "../problem";
import { storeDestinations } from "../stores/stores";
import { quotaProblems } from "../workload/namespace-quota";
import { secretIn, secretInVariable } from "./secret-values";
import type { Service } from "../service";

/**
 * The widest range that may reach an API server's public endpoint. Wider ones, such as the two halves of the internet,
 * belong to no company: https://www.iana.org/assignments/ipv4-address-space gives out a /8 at most.
 */
const widest = 8;

/** Reports what is open to everyone, and what looks like a secret. */
export function checkAccess(
  stack: StackFile,
  services: readonly Service[],
  file: string,
  report: Report,
): void {
  for (const service of services) {
    checkValues(service, report);
    for (const { to } of service.egress)
      if (prefixOf(to) === 0)
        report(
          `services/${service.name}.yaml: egress`,
          `\`${to}\` allows every address`,
          "access",
          "internet, vpc or both",
        );
      else if (to.includes("/") && contains(linkLocal, to))
        report(
          `services/${service.name}.yaml: egress`,
          `\`${to}\` is what a node keeps for itself, such as its metadata`,
          "access",
          "leave it out; pods get their credentials without it",
        );
    checkPorts(service, services, stack, report);
  }
  checkTeams(stack, file, report);
  for (const { key, message, least } of quotaProblems(services, stack.quota ?? {}))
    report(`${file}: crossover:quota.${key}`, message, "quota", `${least} or more; or leave it out`);
  for (const [id, cluster] of Object.entries(stack.clusters))
    if ("endpoint" in cluster && cluster.endpoint !== "private")
      for (const range of cluster.endpoint.public.filter((one) => (prefixOf(one) ?? widest) < widest))
        report(
          `${file}: crossover:clusters.${id}.endpoint`,
          `\`${range}\` opens the API server to the internet`,
          "access",
          "the ranges of your offices and of CI, or private",
        );
}

/** Environment and command are in files, in the state and in user data: nothing secret may be there. */
function checkValues({ name, environment, command, secrets }: Service, report: Report): void {
  const path = `services/${name}.yaml:`;
  const advice = "its name under `secrets`, with the value in Secrets Manager";
  for (const variable of new Set([environment.legacy, environment.kubernetes].flatMap(Object.keys))) {
    const values = [environment.legacy[variable] ?? "", environment.kubernetes[variable] ?? ""];
    const what = values.map((value) => secretInVariable(variable, value)).find((one) => one !== undefined);
    if (what !== undefined)
      report(`${path} environment.${variable}`, `looks like ${what}`, "secrets", advice);
    if (variable in secrets)
      report(
        `${path} secrets.${variable}`,
        "is a variable under `environment` too",
        "secrets",
        "one of the two",
      );
  }
  for (const what of new Set((command ?? []).flatMap((part) => secretIn(part) ?? [])))
    report(`${path} command`, `holds what looks like ${what}`, "secrets", advice);
}

/** What the agent would drop, without a word, is refused. */
function checkPorts(
  service: Service,
  services: readonly Service[],
  { network, peerings, databases }: StackFile,
  report: Report,
): void {
  // Of an existing VPC only the cloud knows the ranges: they are private ones.
  const networks = network.adopt
    ? ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"]
    : [network.cidr, ...Object.values(declaredRanges({ peerings })).flat()];
  const data = storeDestinations([service], { databases, caches: {} }, networks, networks);
  const withLegacySide = services.map(({ name }) => name);
  const openings = openingsOf(service, services, { networks, endpoints: networks, data, withLegacySide });
  const crowded = crowdedBlock(openings);
  if (crowded)
    report(
      `services/${service.name}.yaml: egress`,
      `opens ${crowded.count} ports at ${crowded.range}, all entries together with \`after\`, stores and DNS`,
      "access",
      `${mostPorts} at most, which is what the VPC CNI enforces`,
    );
}

function checkTeams(stack: StackFile, file: string, report: Report): void {
  for (const [name, { services, access }] of Object.entries(stack.teams)) {
    const path = `${file}: crossover:teams.${name}`;
    if (access === "edit" && services.length === 0)
      report(
        `${path}.services`,
        "is empty, so there is nothing to edit",
        "access",
        "the team's services, or `access: view`",
      );
  }
}

function prefixOf(range: string): number | undefined {
  const prefix = range.split("/")[1];
  return prefix === undefined ? undefined : Number(prefix);
}
