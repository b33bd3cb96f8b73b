// Tests which sides of a service run at each point of its move, and how the consumers of a worker are divided.
import type { Service } from "../../../src/model/service";
import { sidesOf } from "../../../src/model/workload/sides";
import type { Position } from "../../../src/model/traffic/observed";
import { toSplit, type Split } from "../../../src/model/traffic/split";
import type { TrafficValue } from "../../../src/schema/stack/traffic";
import { job, web, worker } from "../services";
import type { SubjectPlan } from "../../../src/model/traffic/types";

const free: Position = { kind: "free" };

function plan(value: TrafficValue, before: Position = free, moves = false): SubjectPlan {
  const split = toSplit(value, "blue");
  return {
    key: "it",
    service: "it",
    kind: "route",
    split,
    value,
    before,
    moves,
    fresh: false,
    weights: {},
    since: new Date(0),
    free: [],
  };
}

describe("a web service runs where any of its routes is answered", () => {
  test.each<[TrafficValue[], string[]]>([
    [["legacy"], ["legacy"]],
    [[0], ["legacy", "blue"]],
    [[50], ["legacy", "blue"]],
    [[100], ["legacy", "blue"]],
    [["kubernetes"], ["blue"]],
    [["legacy", "legacy"], ["legacy"]],
    [
      ["legacy", "kubernetes"],
      ["legacy", "blue"],
    ],
    [
      ["kubernetes", 25],
      ["blue", "legacy"],
    ],
    [[{ from: "blue", to: "green", percent: 5 }], ["blue", "green"]],
  ])("%j", (values, targets) => {
    const { byTarget, restsFirst } = sidesOf(
      web,
      values.map((value) => plan(value)),
    );
    expect(Object.keys(byTarget)).toEqual(targets);
    for (const side of Object.values(byTarget)) expect(side).toMatchObject({ size: undefined, idle: false });
    expect(restsFirst).toBeUndefined();
  });
});

describe("legacy holds its size while its traffic may return at any moment", () => {
  test.each<[Service, TrafficValue[], string[]]>([
    [web, ["legacy"], []],
    [web, [0], ["legacy"]],
    [web, [100], ["legacy"]],
    [web, ["legacy", 25], ["legacy"]],
    [web, ["kubernetes"], []],
    [web, [{ from: "blue", to: "green", percent: 5 }], []],
    [web, ["legacy", { from: "blue", to: "green", percent: 5 }], []],
    [worker, [50], []],
    [job, ["legacy"], []],
  ])("$name at %j", (service, values, expected) => {
    const { byTarget } = sidesOf(
      service,
      values.map((value) => plan(value)),
    );
    const holding = Object.entries(byTarget).flatMap(([target, { hold }]) => (hold ? [target] : []));
    expect(holding).toEqual(expected);
  });
});

describe("a worker's consumers are split", () => {
  const odd: Service = {
    ...worker,
    scale: { min: 3, max: 7, cpu: 70 },
    legacy: {
      manage: "create",
      platform: "autoScaling",
      instanceType: "m5.large",
      ami: "ami-0abc1234",
      min: 1,
      max: 5,
    },
  };
  const size = (min: number, max: number) => ({ size: { min, max }, idle: false, hold: false });

  test.each<[TrafficValue, Record<string, unknown>]>([
    ["legacy", { legacy: size(1, 5) }],
    [0, { legacy: size(1, 5), blue: size(0, 0) }],
    [1, { legacy: size(1, 4), blue: size(1, 1) }],
    [25, { legacy: size(1, 3), blue: size(1, 2) }],
    [50, { legacy: size(1, 2), blue: size(2, 4) }],
    [99, { legacy: size(1, 1), blue: size(3, 7) }],
    [100, { legacy: size(0, 0), blue: size(3, 7) }],
    ["kubernetes", { blue: size(3, 7) }],
  ])("at %j", (value, expected) => {
    expect(sidesOf(odd, [plan(value)])).toEqual({ byTarget: expected });
  });

  test("to the service's own bounds where there is no legacy side to size", () => {
    const { byTarget } = sidesOf(
      { ...odd, legacy: { manage: "adopt", platform: "loadBalancer", loadBalancer: "old" } },
      [plan(50)],
    );
    expect(byTarget["legacy"]).toEqual({ size: undefined, idle: false, hold: false });
    expect(byTarget["blue"]).toEqual(size(2, 4));
  });
});

describe("a job runs on one side", () => {
  const at = (split: Split): Position => ({ kind: "at", split });
  const [legacy, blue] = [at({ only: "legacy" }), at({ only: "blue" })];
  const active = { idle: false, hold: false };
  const resting = { size: { min: 0, max: 0 }, idle: true, hold: false };

  test.each<[string, SubjectPlan, unknown]>([
    ["legacy from the first day", plan("legacy"), { byTarget: { legacy: active } }],
    ["kubernetes from the first day", plan("kubernetes", free, true), { byTarget: { blue: active } }],
    ["still on legacy", plan("legacy", legacy), { byTarget: { legacy: active } }],
    ["still on kubernetes", plan("kubernetes", blue), { byTarget: { blue: active } }],
    [
      "on its way to kubernetes",
      plan("kubernetes", legacy, true),
      { byTarget: { blue: active, legacy: resting }, restsFirst: "legacy" },
    ],
    [
      "on its way back",
      plan("legacy", blue, true),
      { byTarget: { legacy: active, blue: resting }, restsFirst: "blue" },
    ],
  ])("%s", (_, given, expected) => {
    expect(sidesOf(job, [given])).toEqual(expected);
  });
});
