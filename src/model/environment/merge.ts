// Merges a service file with an environment's differences and its release into one service.
import type { ServiceFile } from "../../schema/service";
import type { StackFile } from "../../schema/stack";
import type { ServiceOverride } from "../../schema/stack/services";
import { legacyOf } from "../legacy/merge";
import { stackOf } from "../names/limits";
import type { Report } from "../problem";
import { secretIds } from "../access/secrets";
import { storeEnvironment } from "../stores/stores";
import type { Route, Service } from "../service";
import { jobSettings, limitsOf, podSettings } from "../workload/pod-settings";
import { publicName } from "../traffic/hostnames";

/** The application `name` as it is in one environment. */
export function mergeService(
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
  if (file.kind === "job" && override.scale)
    report(`${here}.scale`, "a job runs in one pod at a time, and doesn't scale");

  const legacyEnvironment = mergeVariables(file, "legacy");
  const secrets = secretIds(stackOf(stackName), name, file.secrets);
  const deployed = { ...legacyEnvironment, ...storeEnvironment(file, stack, stackOf(stackName)) };
  return {
    name,
    kind: file.kind,
    image: file.image,
    tag: release?.tag ?? "",
    architectures: file.architectures,
    requests: { cpu: file.resources.cpu, memory: file.resources.memory },
    limits: limitsOf(file),
    ...podSettings(file),
    command: file.command,
    environment: {
      legacy: legacyEnvironment,
      kubernetes: mergeVariables(file, "kubernetes"),
    },
    ...(file.database !== undefined && { database: file.database }),
    caches: file.caches,
    secrets,
    egress: file.egress,
    after: file.after,
    routes: file.kind === "web" ? mergeRoutes(file.routes, stack, domain) : [],
    ...(file.kind === "web" ? { port: file.port, healthPath: file.health.path } : {}),
    ...(file.kind === "job"
      ? jobSettings(file)
      : { scale: mergeScale(file.scale, override, stack, here, report) }),
    ...mergeNodes(name, file, override, here, report),
    legacy: legacyOf({ name, file, stack, stackName, environment: deployed, secrets, report }),
  };
}

/** What nodes the pods run on, and how many GPUs each has. */
function mergeNodes(
  name: string,
  file: ServiceFile,
  override: ServiceOverride,
  here: string,
  report: Report,
): Pick<Service, "gpu" | "purpose"> {
  const { gpu: declared, nodes } = file.kind === "web" ? { gpu: undefined, nodes: undefined } : file;
  if (override.gpu !== undefined && declared === undefined)
    report(`${here}.gpu`, `services/${name}.yaml asks for no GPU`, "config", "no `gpu` here");
  const gpu = override.gpu ?? declared ?? 0;
  if (gpu > 0) return { gpu, purpose: "gpu" };
  return nodes === undefined || nodes === "general" ? {} : { purpose: nodes };
}

function mergeVariables(file: ServiceFile, side: "legacy" | "kubernetes"): Record<string, string> {
  return Object.fromEntries(
    Object.entries(file.environment).map(([key, value]) => [
      key,
      typeof value === "string" ? value : value[side],
    ]),
  );
}

function mergeRoutes(
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

function mergeScale(
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
