// Calculates the bounds of a stack's namespace: what all its pods may use together, and what one container may.
import { mebibytes, millicores } from "./quantities";
import { required } from "./required";
import type { Service, Size } from "../service";

/** What a namespace may use. CPU in millicores, memory in MiB. */
export interface Bounds {
  readonly pods: number;
  readonly requests: { readonly cpu: number; readonly memory: number };
  readonly limits: { readonly cpu: number; readonly memory: number };
}

/** Bounds that a stack file sets by itself, in Kubernetes notation. */
export interface QuotaSettings {
  /** Millicores or whole cores, of requests and of limits. @default derived */
  readonly cpu?: string;
  /** Mebibytes or gibibytes, of requests and of limits. @default derived */
  readonly memory?: string;
  /** Pods that aren't finished. @default derived */
  readonly pods?: number;
}

/** A service, as far as its size goes. */
export type SizedService = Pick<Service, "name" | "kind" | "requests" | "limits" | "scale">;

/** What a container gets that says nothing: enough for a tool, too little to be in anybody's way. */
const smallest: Size = { cpu: "250m", memory: "256Mi" };

/**
 * The most that the services use at any moment that isn't a fault: each at its greatest scale while a rollout adds a
 * quarter (the `maxSurge` of its Deployment). A smaller quota would stop autoscaling or a rollout half way.
 */
export function needed(services: readonly SizedService[]): Bounds {
  return total(services, (service) => {
    if (service.kind === "job") return 1;
    const { max } = required(service, "scale");
    return max + Math.ceil(max / 4);
  });
}

/**
 * The quota where none is set: what is needed; as many pods once more, since pods that are still stopping count until
 * they are gone; and one of each for whoever runs a task by hand.
 */
export function ample(services: readonly SizedService[]): Bounds {
  const stopping = total(services, (service) =>
    service.kind === "job" ? 1 : required(service, "scale").max + 1,
  );
  return add(needed(services), stopping);
}

/** The bounds of a ResourceQuota. No Service may open a port of its own: the Gateway's load balancer is the way in. */
export function quotaSpec(services: readonly SizedService[], settings: QuotaSettings = {}) {
  const { pods, requests, limits } = ample(services);
  const cpu = (derived: number) => settings.cpu ?? `${derived}m`;
  const memory = (derived: number) => settings.memory ?? `${derived}Mi`;
  return {
    hard: {
      pods: String(settings.pods ?? pods),
      "requests.cpu": cpu(requests.cpu),
      "requests.memory": memory(requests.memory),
      // A quota of limits refuses every container that has none.
      ...(services.every(limitsCpu) && { "limits.cpu": cpu(limits.cpu) }),
      "limits.memory": memory(limits.memory),
      "services.loadbalancers": "0",
      "services.nodeports": "0",
    },
  };
}

/**
 * What a LimitRange gives to containers that don't say, and the most that one may have: as the largest service does. It
 * leaves the limit of CPU alone where a service has none, which it would be given one.
 */
export function limitRangeSpec(services: readonly SizedService[]) {
  const largest = (amount: (quantity: string) => number, all: readonly string[]) =>
    all.reduce((most, one) => (amount(one) > amount(most) ? one : most));
  const memory = largest(mebibytes, [smallest.memory, ...services.map(({ limits }) => limits.memory)]);
  const cpu = largest(millicores, [smallest.cpu, ...services.map(cpuOf)]);
  const limited = services.every(limitsCpu);
  return {
    limits: [
      {
        type: "Container",
        default: { ...(limited && { cpu: smallest.cpu }), memory: smallest.memory },
        defaultRequest: { ...smallest },
        max: { ...(limited && { cpu }), memory },
      },
    ],
  };
}

function limitsCpu({ limits }: SizedService): boolean {
  return limits.cpu !== undefined;
}

/** The most CPU of a pod; without a limit, what it requests. */
function cpuOf({ limits, requests }: SizedService): string {
  return limits.cpu ?? requests.cpu;
}

/** What a set quota lacks, each with the least that would do. */
export function quotaProblems(
  services: readonly SizedService[],
  settings: QuotaSettings,
): { key: keyof QuotaSettings; message: string; least: string }[] {
  const { pods, limits } = needed(services);
  const least = {
    cpu: {
      short: settings.cpu !== undefined && millicores(settings.cpu) < limits.cpu,
      text: `${limits.cpu}m`,
    },
    memory: {
      short: settings.memory !== undefined && mebibytes(settings.memory) < limits.memory,
      text: `${limits.memory}Mi`,
    },
    pods: { short: settings.pods !== undefined && settings.pods < pods, text: String(pods) },
  };
  return (["cpu", "memory", "pods"] as const)
    .filter((key) => least[key].short)
    .map((key) => ({
      key,
      message: `${String(settings[key])} is below what the services need at full scale during a rollout, ${least[key].text}`,
      least: least[key].text,
    }));
}

function total(services: readonly SizedService[], podsOf: (service: SizedService) => number): Bounds {
  const none: Bounds = { pods: 0, requests: { cpu: 0, memory: 0 }, limits: { cpu: 0, memory: 0 } };
  return services
    .map((service) => ({
      pods: podsOf(service),
      requests: times(service.requests, podsOf(service)),
      limits: times({ cpu: cpuOf(service), memory: service.limits.memory }, podsOf(service)),
    }))
    .reduce<Bounds>(add, none);
}

function times({ cpu, memory }: Size, count: number) {
  return { cpu: millicores(cpu) * count, memory: mebibytes(memory) * count };
}

function add(a: Bounds, b: Bounds): Bounds {
  const sum = (x: Bounds["limits"], y: Bounds["limits"]) => ({
    cpu: x.cpu + y.cpu,
    memory: x.memory + y.memory,
  });
  return {
    pods: a.pods + b.pods,
    requests: sum(a.requests, b.requests),
    limits: sum(a.limits, b.limits),
  };
}
