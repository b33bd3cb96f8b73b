// Tests the sizes of Fargate tasks, and what a task is told.
import fc from "fast-check";
import { containerDefinition, cpuArchitecture, fargateProblem } from "../../../src/model/legacy/fargate";
import { web, worker } from "../services";

test.each([
  [256, 512],
  [256, 2048],
  [512, 1024],
  [512, 4096],
  [4096, 30720],
  [8192, 20480],
  [16384, 122880],
])("%d CPU units with %d MiB is a size", (cpu, memory) => {
  expect(fargateProblem({ cpu, memory })).toBeUndefined();
});

test.each([
  [256, 1536, "memory 512, 1024, 2048"],
  [512, 512, "memory 1024 to 4096 in steps of 1024"],
  [512, 1536, "memory 1024 to 4096 in steps of 1024"],
  [4096, 31744, "memory 8192 to 30720 in steps of 1024"],
  [8192, 17408, "memory 16384 to 61440 in steps of 4096"],
  [300, 1024, "256, 512, 1024, 2048, 4096, 8192, 16384"],
])("%d CPU units with %d MiB isn't, but %s would be", (cpu, memory, allowed) => {
  expect(fargateProblem({ cpu, memory })?.allowed).toBe(allowed);
});

test("a size has 2 to 8 MiB of memory for each CPU unit", () => {
  const cpus = fc.constantFrom(256, 512, 1024, 2048, 4096, 8192, 16384);
  fc.assert(
    fc.property(cpus, fc.integer({ min: 1, max: 240 }), (cpu, halves) => {
      const memory = 512 * halves;
      if (fargateProblem({ cpu, memory })) return;
      expect(memory).toBeGreaterThanOrEqual(2 * cpu);
      expect(memory).toBeLessThanOrEqual(8 * cpu);
    }),
  );
});

const options = { image: "registry/it:1.2.3", logGroup: "logs", region: "eu-west-1" };

test("a container listens on its port, and its variables are sorted", () => {
  const service = { ...web, environment: { ...web.environment, legacy: { MODE: "old", APM: "it" } } };
  expect(containerDefinition(service, options)).toEqual({
    name: "api",
    image: "registry/it:1.2.3",
    essential: true,
    environment: [
      { name: "APM", value: "it" },
      { name: "MODE", value: "old" },
    ],
    portMappings: [{ containerPort: 3000, protocol: "tcp" }],
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": "logs",
        "awslogs-region": "eu-west-1",
        "awslogs-stream-prefix": "api",
      },
    },
  });
});

test("a worker's container has a command and no port", () => {
  expect(containerDefinition(worker, options)).toMatchObject({
    command: ["node", "worker.js"],
    portMappings: [],
  });
});

test.each([
  [undefined, undefined],
  [90, 90],
  [600, 120],
])("a grace of %p s is %p s on Fargate", (graceSeconds, stopTimeout) => {
  expect(containerDefinition({ ...worker, graceSeconds }, options)).toEqual({
    ...containerDefinition(worker, options),
    ...(stopTimeout !== undefined && { stopTimeout }),
  });
});

test("runs on x86 wherever the image is built for it", () => {
  expect(cpuArchitecture({ ...web, architectures: ["arm64", "amd64"] })).toBe("X86_64");
  expect(cpuArchitecture({ ...web, architectures: ["arm64"] })).toBe("ARM64");
});
