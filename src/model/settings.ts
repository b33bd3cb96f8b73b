// Merges the catalogue with a stack's differences into the services of one environment, and finds what doesn't fit.
import type { Architecture } from "../schema/common";
import { milliseconds } from "../schema/common";
import type { ServiceFile } from "../schema/service";
import type { NodeGroupSettings, ServiceOverride, StackFile } from "../schema/stack";
import { vpcRangeProblem } from "./addresses";
import { groupArchitecture, placement, type Placement } from "./architecture";
import { limits } from "./names";
import { didYouMean } from "./nearest";
import type { Problem } from "./problem";
import { atLeast } from "./quantities";
import type { Legacy, Route, Service } from "./service";
import { publicName } from "./traffic/hostnames";
import type { Pace } from "./traffic/plan";

/** One environment, ready to be declared. */
export interface Settings {
  /** The zone's name; public names stand directly under it. */
  readonly domain: string;
  /** The id of the cluster that `kubernetes` means. */
  readonly cluster: string;
  readonly services: readonly Service[];
  /** Where each service's pods may run, by service. */
  readonly placements: Readonly<Record<string, Placement>>;
  readonly pace: Pace;
}

/** Seconds that resolvers keep an answer; Route 53 answers aliases with 60 as well. */
export const ttl = 60;

/**
 * Merges, and reports everything that doesn't fit.
 *
 * @param file the stack file's name, for the problems' paths.
 * @param names of all services there are, those with a mistake in their file too. @default the catalogue's
 */
export function settle(
  catalogue: ReadonlyMap<string, ServiceFile>,
  stack: StackFile,
  file: string,
  names: readonly string[] = [...catalogue.keys()],
): { settings: Settings; problems: Problem[] } {
  const domain = "create" in stack.zone ? stack.zone.create : stack.zone.adopt;
  const cluster = Object.keys(stack.clusters)[0]!;
  const problems: Problem[] = [];
  const report = (path: string, message: string, rule = "config", allowed?: string) =>
    problems.push({ rule, path, message, ...(allowed === undefined ? {} : { allowed }) });

  for (const [section, keys] of Object.entries({ services: stack.services, releases: stack.releases }))
    for (const name of Object.keys(keys))
      if (!names.includes(name)) report(`${file}: crossover:${section}.${name}`, ...noService(name, names));

  const services = [...catalogue].map(([name, one]) => merge(name, one, stack, domain, file, report));
  checkNetwork(stack, file, report);
  checkRoutes(services, report);
  checkOrder(services, names, report);

  const { nodeGroups } = stack.clusters[cluster]!;
  const groups = architectures(nodeGroups, `${file}: crossover:clusters.${cluster}`, report);
  const placements = groups ? place(services, groups, report) : {};

  const { bake, soak, concurrent } = stack.rules;
  const pace = { bake: milliseconds(bake), soak: milliseconds(soak), concurrent, ttl };
  return { settings: { domain, cluster, services, placements, pace }, problems };
}

/** What is wrong with the name of a service, by which rule, and what to write. */
function noService(name: string, names: readonly string[]): [string, string, string] {
  const message = `there is no service \`${name}\`${didYouMean(name, names)}`;
  return [message, "config", "the name of a file in services/, without `.yaml`"];
}

type Report = (path: string, message: string, rule?: string, allowed?: string) => void;

function merge(
  name: string,
  file: ServiceFile,
  stack: StackFile,
  domain: string,
  stackName: string,
  report: Report,
): Service {
  const override = stack.services[name] ?? {};
  const here = `${stackName}: crossover:services.${name}`;
  const release = stack.releases[name];
  if (!release)
    report(
      `${stackName}: crossover:releases.${name}`,
      "is missing: every service has a release",
      "config",
      `{ tag: "…" }`,
    );

  if (file.kind === "job" && override.scale)
    report(`${here}.scale`, "a job runs in one pod at a time, and doesn't scale");

  checkName(name, file.kind, report);
  const limitsOf = { ...file.resources, ...file.burst };
  for (const kind of ["cpu", "memory"] as const)
    if (!atLeast(kind, limitsOf[kind], file.resources[kind]))
      report(
        `services/${name}.yaml: burst.${kind}`,
        `${limitsOf[kind]} is below the request, ${file.resources[kind]}`,
      );

  return {
    name,
    kind: file.kind,
    image: file.image,
    tag: release?.tag ?? "",
    architectures: file.architectures,
    requests: file.resources,
    limits: limitsOf,
    command: file.command,
    environment: {
      legacy: environment(file, "legacy"),
      kubernetes: environment(file, "kubernetes"),
    },
    after: file.after,
    routes: file.kind === "web" ? routes(file.routes, stack, domain) : [],
    ...(file.kind === "web" ? { port: file.port, healthPath: file.health.path } : {}),
    ...(file.kind === "job"
      ? { schedule: file.schedule }
      : { scale: scale(file.scale, override, stack, here, report) }),
    legacy: legacy(name, file, override, stack, stackName, report),
  };
}

/** What Kubernetes asks of a service's name beyond a DNS label. */
function checkName(name: string, kind: ServiceFile["kind"], report: Report): void {
  const path = `services/${name}.yaml`;
  if (kind === "job" && name.length > limits.cronJobName)
    report(path, `a job's name has at most ${limits.cronJobName} characters: CronJobs append a timestamp`);
  // RFC 1035: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
  if (kind === "web" && /^\d/.test(name))
    report(path, "a web service's name begins with a letter, as a Service's does");
}

function environment(file: ServiceFile, side: "legacy" | "kubernetes"): Record<string, string> {
  return Object.fromEntries(
    Object.entries(file.environment).map(([key, value]) => [
      key,
      typeof value === "string" ? value : value[side],
    ]),
  );
}

function routes(
  declared: Extract<ServiceFile, { kind: "web" }>["routes"],
  stack: StackFile,
  domain: string,
): Route[] {
  return Object.entries(declared).map(([name, route]) => ({
    name,
    hostname: publicName(name, domain),
    ladder: route.ladder ?? stack.rules.ladder,
  }));
}

function scale(
  declared: { min: number; max: number; cpu: number },
  override: ServiceOverride,
  stack: StackFile,
  here: string,
  report: Report,
): NonNullable<Service["scale"]> {
  const most = stack.maxReplicas ?? Number.POSITIVE_INFINITY;
  const max = override.scale?.max ?? Math.min(declared.max, most);
  const min = override.scale?.min ?? Math.min(declared.min, max);
  if (min > max) report(`${here}.scale`, `min (${String(min)}) is above max (${String(max)})`);
  return { min, max, cpu: declared.cpu };
}

function legacy(
  name: string,
  file: ServiceFile,
  override: ServiceOverride,
  stack: StackFile,
  stackName: string,
  report: Report,
): Legacy | undefined {
  const here = `${stackName}: crossover:services.${name}.legacy`;
  const choice = override.legacy ?? stack.legacy;
  if (choice === "skip") return undefined;
  if (typeof choice === "object" && "adopt" in choice) {
    if (file.kind === "web") return { manage: "adopt", loadBalancer: choice.adopt.loadBalancer };
    report(here, `a ${file.kind} has no load balancer that could be adopted`, "config", "create or skip");
    return undefined;
  }
  if (!file.legacy) {
    if (override.legacy)
      report(here, `services/${name}.yaml describes no legacy platform to create`, "config", "skip");
    return undefined;
  }
  const bounds = typeof choice === "object" ? choice : {};
  const merged = { ...file.legacy, ...bounds };
  if (merged.min > merged.max)
    report(here, `min (${String(merged.min)}) is above max (${String(merged.max)})`);
  const ami = stack.releases[name]?.ami;
  if (!ami && stack.releases[name])
    report(
      `${stackName}: crossover:releases.${name}.ami`,
      "is missing: the service has a legacy side here, which starts from it",
      "config",
      "the AMI of the same release, such as `ami-0abc1234`",
    );
  return {
    manage: "create",
    instanceType: merged.instanceType,
    ami: ami ?? "",
    min: merged.min,
    max: merged.max,
  };
}

function checkNetwork(stack: StackFile, file: string, report: Report): void {
  const problem = vpcRangeProblem(stack.network.cidr);
  if (problem) report(`${file}: crossover:network.cidr`, problem.message, "network", problem.allowed);
}

/** A route is a name of the whole stack, and a key of `crossover:traffic`. */
function checkRoutes(services: readonly Service[], report: Report): void {
  const owners = new Map<string, string>();
  for (const service of services)
    for (const { name, hostname } of service.routes) {
      const path = `services/${service.name}.yaml: routes.${name}`;
      const owner = owners.get(name);
      if (owner) report(path, `is a route of services/${owner}.yaml already`);
      else if (name === "default") report(path, "is the key of `crossover:traffic` for all others");
      else if (services.some((other) => other.name === name && other.routes.length === 0))
        report(
          path,
          `is the name of services/${name}.yaml, which has no route and shifts under its own name`,
        );
      else if (hostname.length > 200) report(path, `\`${hostname}\` leaves no room for its origin names`);
      owners.set(name, service.name);
    }
}

/** `after` names services that exist, and never in a circle, in which nobody could begin. */
function checkOrder(services: readonly Service[], names: readonly string[], report: Report): void {
  const byName = new Map(services.map((service) => [service.name, service]));
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): void => {
    if (done.has(name)) return;
    if (trail.includes(name)) {
      const circle = [...trail.slice(trail.indexOf(name)), name].join(" -> ");
      report(`services/${name}.yaml: after`, `is a circle, in which no service could go first: ${circle}`);
      return;
    }
    for (const other of byName.get(name)?.after ?? []) visit(other, [...trail, name]);
    done.add(name);
  };
  for (const service of services) {
    for (const other of service.after)
      if (!names.includes(other)) report(`services/${service.name}.yaml: after`, ...noService(other, names));
    visit(service.name, []);
  }
}

/** The architecture of each node group; nothing if that of one can't be told, which leaves open what fits. */
function architectures(
  nodeGroups: Readonly<Record<string, NodeGroupSettings>>,
  path: string,
  report: Report,
): Record<string, Architecture> | undefined {
  const found: Record<string, Architecture> = {};
  for (const [name, group] of Object.entries(nodeGroups)) {
    const decided = groupArchitecture(group.instanceTypes);
    if (typeof decided === "string")
      report(`${path}.nodeGroups.${name}.instanceTypes`, decided, "architecture");
    else found[name] = decided.architecture;
  }
  return Object.keys(found).length === Object.keys(nodeGroups).length ? found : undefined;
}

function place(
  services: readonly Service[],
  groups: Readonly<Record<string, Architecture>>,
  report: Report,
): Record<string, Placement> {
  const placements: Record<string, Placement> = {};
  for (const service of services) {
    const placed = placement(service.architectures, groups);
    if (typeof placed === "string")
      report(`services/${service.name}.yaml: architectures`, placed, "architecture");
    else placements[service.name] = placed;
  }
  return placements;
}
