// Decides which sizes a task on Fargate may have, and what such a task runs.
import type { Problem } from "../problem";
import type { Service } from "../service";

interface MemoryRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

const GiB = 1024;

/** Memory in MiB by CPU units: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html */
const memoryByCpu: Readonly<Record<number, MemoryRange>> = {
  512: { min: GiB, max: 4 * GiB, step: GiB },
  1024: { min: 2 * GiB, max: 8 * GiB, step: GiB },
  2048: { min: 4 * GiB, max: 16 * GiB, step: GiB },
  4096: { min: 8 * GiB, max: 30 * GiB, step: GiB },
  8192: { min: 16 * GiB, max: 60 * GiB, step: 4 * GiB },
  16384: { min: 32 * GiB, max: 120 * GiB, step: 8 * GiB },
};

/** The least CPU allows half a gibibyte too, which fits no step. */
const memoryOfLeast = [GiB / 2, GiB, 2 * GiB];

/** Why Fargate has no task of this size, and the memory that it would take; nothing if it has. */
export function fargateProblem(size: {
  readonly cpu: number;
  readonly memory: number;
}): Pick<Problem, "message" | "allowed"> | undefined {
  const { cpu, memory } = size;
  if (cpu === 256)
    return memoryOfLeast.includes(memory)
      ? undefined
      : noSuchSize(size, `memory ${memoryOfLeast.join(", ")}`);
  const range = memoryByCpu[cpu];
  if (!range)
    return {
      message: `Fargate has no task with ${String(cpu)} CPU units`,
      allowed: `256, ${Object.keys(memoryByCpu).join(", ")}`,
    };
  const { min, max, step } = range;
  if (memory >= min && memory <= max && memory % step === 0) return undefined;
  return noSuchSize(size, `memory ${String(min)} to ${String(max)} in steps of ${String(step)}`);
}

function noSuchSize({ cpu, memory }: { cpu: number; memory: number }, allowed: string) {
  return {
    message: `Fargate has no task with ${String(cpu)} CPU units and ${String(memory)} MiB of memory`,
    allowed,
  };
}

/** Seconds that a container on Fargate may take to stop:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html, `stopTimeout` */
const longestStop = 120;

/** What one task runs: its only container, with nothing secret in its environment. */
export function containerDefinition<T>(
  service: Pick<Service, "name" | "command" | "port" | "environment" | "graceSeconds">,
  options: {
    readonly image: T;
    readonly logGroup: T;
    readonly region: T;
    /** ARNs of secrets, by environment variable; ECS puts the values in. */
    readonly secrets?: Readonly<Record<string, string>>;
  },
) {
  const { name, command, port, environment, graceSeconds } = service;
  return {
    name,
    image: options.image,
    essential: true,
    ...(command && { command: [...command] }),
    ...(graceSeconds !== undefined && { stopTimeout: Math.min(graceSeconds, longestStop) }),
    environment: Object.entries(environment.legacy)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => ({ name: key, value })),
    ...(options.secrets && {
      secrets: Object.entries(options.secrets).map(([key, valueFrom]) => ({ name: key, valueFrom })),
    }),
    portMappings: port === undefined ? [] : [{ containerPort: port, protocol: "tcp" }],
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": options.logGroup,
        "awslogs-region": options.region,
        "awslogs-stream-prefix": name,
      },
    },
  };
}

/** The processor that the image is built for; x86, which legacy compute has, where it is built for both. */
export function cpuArchitecture({ architectures }: Pick<Service, "architectures">): "X86_64" | "ARM64" {
  return architectures.includes("amd64") ? "X86_64" : "ARM64";
}
