// Tests which pools end their nodes before a job that runs there has to.
import { checkDrain, type Holding } from "../../../src/model/nodes/drain";
import type { NodePlace } from "../../../src/model/nodes/architecture";
import { reported } from "../problems";

const places: Record<string, NodePlace> = {
  arm: { architecture: "arm64", purpose: "general", gpus: 0 },
  gpu: { architecture: "amd64", purpose: "gpu", gpus: 8 },
};
const job = (extra: Partial<Holding> = {}): Holding => ({ name: "training", kind: "job", ...extra });
const days = (count: number) => count * 86_400;

function problems(services: readonly Holding[], pools: Record<string, { drainWithin?: string }>) {
  const placed = Object.fromEntries(
    services.map(({ name, purpose }) => [
      name,
      { architectures: [purpose === "gpu" ? "amd64" : "arm64"] as const },
    ]),
  );
  return reported((report) => checkDrain(services, placed, places, pools, "blue", report));
}

test.each<[string, Holding, { drainWithin?: string }]>([
  ["a day and a minute, by default", job(), {}],
  ["a day and the longest grace, by default", job({ graceSeconds: 900 }), {}],
  [
    "as long as the pool says, to the second",
    job({ deadlineSeconds: 840, graceSeconds: 60 }),
    { drainWithin: "15m" },
  ],
  ["as long as any job may", job({ deadlineSeconds: days(30), graceSeconds: 900 }), { drainWithin: "31d" }],
  ["longer on nodes of another purpose", job({ purpose: "batch", deadlineSeconds: days(2) }), {}],
  ["for ever, since it is no job", job({ kind: "worker", deadlineSeconds: days(2) }), { drainWithin: "15m" }],
])("a job may run for %s", (_, service, pool) => {
  expect(problems([service], { arm: pool })).toEqual([]);
});

test("the longest job of a pool needs the nodes until it ends", () => {
  const services = [
    job({ name: "report", purpose: "gpu", deadlineSeconds: days(1) + 3600 }),
    job({ purpose: "gpu", deadlineSeconds: days(2) }),
    job({ name: "last", purpose: "gpu", deadlineSeconds: days(1) + 7200 }),
  ];
  expect(problems(services, { arm: {}, gpu: {} })).toEqual([
    {
      rule: "nodes",
      path: "blue.nodePools.gpu.drainWithin",
      message:
        "lets a node drain for 25h, and `training` may run there for 48h 1m, its `grace` included: " +
        "Karpenter would end it with its node",
      allowed: "at least `49h`, or a shorter `deadline`",
    },
  ]);
});

test("a job counts where it is placed, by architecture too", () => {
  const services = [job({ deadlineSeconds: days(2) })];
  const placed = { training: { architectures: ["amd64"] as const } };
  expect(reported((report) => checkDrain(services, placed, places, { arm: {} }, "blue", report))).toEqual([]);
  expect(reported((report) => checkDrain(services, {}, places, { arm: {} }, "blue", report))).toEqual([]);
});
