// Lists the sizes that Fargate has: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html

const steps = (from: number, to: number, step: number) =>
  Array.from({ length: (to - from) / step + 1 }, (_, i) => 1024 * (from + i * step));

/** Memory in MiB by CPU units. */
const sizes: Readonly<Record<string, readonly number[]>> = {
  "256": [512, 1024, 2048],
  "512": steps(1, 4, 1),
  "1024": steps(2, 8, 1),
  "2048": steps(4, 16, 1),
  "4096": steps(8, 30, 1),
  "8192": steps(16, 60, 4),
  "16384": steps(32, 120, 8),
};

/** Whether Fargate has a task with these CPU units and this memory in MiB. */
export function isFargateSize(cpu: number, memory: number): boolean {
  return sizes[String(cpu)]?.includes(memory) ?? false;
}
