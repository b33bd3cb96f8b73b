// Tests the bounds of a namespace: wide enough for every moment of autoscaling and rollouts.
import * as fc from "fast-check";
import {
  ample,
  limitRangeSpec,
  needed,
  quotaProblems,
  quotaSpec,
} from "../../../src/model/workload/namespace-quota";
import { mebibytes, millicores } from "../../../src/model/workload/quantities";
import type { Service } from "../../../src/model/service";
import { job, web, worker } from "../services";

const services: Service[] = [
  {
    ...web,
    scale: { min: 1, max: 10, cpu: 65 },
    requests: { cpu: "500m", memory: "512Mi" },
    limits: { cpu: "1", memory: "1Gi" },
  },
  { ...job, requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "100m", memory: "64Mi" } },
];

test("needed: the greatest scale and a quarter of it in a rollout, and one pod of a job", () => {
  expect(needed(services)).toEqual({
    pods: 13 + 1,
    requests: { cpu: 13 * 500 + 100, memory: 13 * 512 + 64 },
    limits: { cpu: 13 * 1000 + 100, memory: 13 * 1024 + 64 },
  });
});

test("the quota adds those that still stop, and closes every way in but the Gateway", () => {
  expect(quotaSpec(services).hard).toEqual({
    pods: String(13 + 11 + 2),
    "requests.cpu": `${24 * 500 + 200}m`,
    "requests.memory": `${24 * 512 + 128}Mi`,
    "limits.cpu": `${24 * 1000 + 200}m`,
    "limits.memory": `${24 * 1024 + 128}Mi`,
    "services.loadbalancers": "0",
    "services.nodeports": "0",
  });
});

test("what a stack sets counts for requests and limits alike", () => {
  expect(quotaSpec(services, { cpu: "40", memory: "64Gi", pods: 99 }).hard).toMatchObject({
    pods: "99",
    "requests.cpu": "40",
    "limits.cpu": "40",
    "requests.memory": "64Gi",
    "limits.memory": "64Gi",
  });
});

test("a quota that would stop autoscaling is a problem with the least that would not", () => {
  expect(quotaProblems(services, { cpu: "13", memory: "13376Mi", pods: 13 })).toEqual([
    {
      key: "cpu",
      message: "13 is below what the services need at full scale during a rollout, 13100m",
      least: "13100m",
    },
    { key: "pods", message: expect.stringContaining("14"), least: "14" },
  ]);
  expect(quotaProblems(services, {})).toEqual([]);
});

test("a container without limits gets small ones, and none more than the largest service", () => {
  expect(limitRangeSpec(services).limits).toEqual([
    {
      type: "Container",
      default: { cpu: "250m", memory: "256Mi" },
      defaultRequest: { cpu: "250m", memory: "256Mi" },
      max: { cpu: "1", memory: "1Gi" },
    },
  ]);
  expect(limitRangeSpec([]).limits[0]).toMatchObject({ max: { cpu: "250m", memory: "256Mi" } });
});

const size = fc.record({
  cpu: fc.integer({ min: 1, max: 8000 }).map((milli) => `${milli}m`),
  memory: fc.integer({ min: 1, max: 64 }).map((gibi) => `${gibi}Gi`),
});

test("a service without a limit of CPU is neither given one nor refused for having none", () => {
  const free = [...services, { ...worker, limits: { memory: "1Gi" } }];
  expect(limitRangeSpec(free).limits).toEqual([
    {
      type: "Container",
      default: { memory: "256Mi" },
      defaultRequest: { cpu: "250m", memory: "256Mi" },
      max: { memory: "1Gi" },
    },
  ]);
  const { hard } = quotaSpec(free);
  expect(hard).not.toHaveProperty("limits.cpu");
  expect(hard).toHaveProperty(["limits.memory"]);
  expect(quotaSpec(services).hard).toHaveProperty(["limits.cpu"]);
});
const any: fc.Arbitrary<Service> = fc
  .record({ kind: fc.constantFrom(web, worker, job), max: fc.integer({ min: 1, max: 200 }), size })
  .map(({ kind, max, size }) => ({
    ...kind,
    requests: size,
    limits: size,
    ...(kind.kind !== "job" && { scale: { min: 1, max, cpu: 65 } }),
  }));

test("no moment of autoscaling and rollouts goes beyond the quota, and no set one that is accepted stops it", () => {
  fc.assert(
    fc.property(
      fc.array(any, { maxLength: 8 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (list, random) => {
        const share = (most: number) => Math.round((random.next().value as number) * most);
        // Any moment: some replicas are wanted, some of a rollout's surge are there, some old pods still stop.
        const moments = list.map((service) => {
          const max = service.scale?.max ?? 1;
          const wanted = share(max);
          return {
            service,
            live: wanted + share(service.scale ? Math.ceil(wanted / 4) : 0),
            stopping: share(max),
          };
        });
        const used = (count: (moment: (typeof moments)[number]) => number) => ({
          pods: moments.reduce((sum, moment) => sum + count(moment), 0),
          cpu: moments.reduce(
            (sum, moment) => sum + count(moment) * millicores(moment.service.limits.cpu!),
            0,
          ),
          memory: moments.reduce(
            (sum, moment) => sum + count(moment) * mebibytes(moment.service.limits.memory),
            0,
          ),
        });
        const all = used(({ live, stopping }) => live + stopping);
        const bounds = ample(list);
        expect(all.pods).toBeLessThanOrEqual(bounds.pods);
        expect(all.cpu).toBeLessThanOrEqual(bounds.limits.cpu);
        expect(all.memory).toBeLessThanOrEqual(bounds.limits.memory);
        const live = used(({ live }) => live);
        const set = { cpu: `${live.cpu - 1}m`, memory: `${live.memory - 1}Mi`, pods: live.pods - 1 };
        expect(quotaProblems(list, set).map(({ key }) => key)).toEqual(["cpu", "memory", "pods"]);
      },
    ),
  );
});
