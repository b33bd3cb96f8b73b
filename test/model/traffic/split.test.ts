// Tests how a split is written in config and in records, and how consumers are divided by it.
import {
  sameSplit,
  shareOf,
  targetsOf,
  toSplit,
  toValue,
  weightsOf,
  type Split,
} from "../../../src/model/traffic/split";
import type { TrafficValue } from "../../../src/schema/stack/traffic";

const clusters = { from: "blue", to: "green", percent: 25 };

test.each<[TrafficValue, Split, Record<string, number>]>([
  ["legacy", { only: "legacy" }, { legacy: 100 }],
  ["kubernetes", { only: "blue" }, { blue: 100 }],
  ["green", { only: "green" }, { green: 100 }],
  [0, { from: "legacy", to: "blue", percent: 0 }, { legacy: 100, blue: 0 }],
  [25, { from: "legacy", to: "blue", percent: 25 }, { legacy: 75, blue: 25 }],
  [clusters, clusters, { blue: 75, green: 25 }],
  [
    { ...clusters, from: "legacy" },
    { ...clusters, from: "legacy" },
    { legacy: 75, green: 25 },
  ],
  [
    { from: "green", to: "blue", percent: 5 },
    { from: "green", to: "blue", percent: 5 },
    { green: 95, blue: 5 },
  ],
])("%j is %j, with the weights %j", (value, split, weights) => {
  expect(toSplit(value, "blue")).toEqual(split);
  expect(toValue(split, "blue")).toEqual(value);
  expect(weightsOf(split)).toEqual(weights);
  expect(targetsOf(split)).toEqual("only" in split ? [split.only] : [split.from, split.to]);
});

test("what `kubernetes` means is written so, by whatever name it was asked for", () => {
  expect(toSplit("blue", "blue")).toEqual(toSplit("kubernetes", "blue"));
  expect(toValue({ only: "blue" }, "blue")).toBe("kubernetes");
});

test("splits are the same only in all parts", () => {
  const all: Split[] = [
    { only: "legacy" },
    { only: "blue" },
    { from: "legacy", to: "blue", percent: 0 },
    { from: "legacy", to: "blue", percent: 5 },
    { from: "legacy", to: "green", percent: 5 },
    { from: "green", to: "blue", percent: 5 },
  ];
  const same = all.map((a) => all.map((b) => sameSplit(a, { ...b })));
  expect(same).toEqual(all.map((_, i) => all.map((__, j) => i === j)));
});

test.each<[number, Split, number[]]>([
  [8, { only: "legacy" }, [8, 0, 0]],
  [8, { only: "blue" }, [0, 8, 0]],
  [8, { from: "legacy", to: "blue", percent: 0 }, [8, 0, 0]],
  [8, { from: "legacy", to: "blue", percent: 1 }, [7, 1, 0]],
  [8, { from: "legacy", to: "blue", percent: 25 }, [6, 2, 0]],
  [8, { from: "legacy", to: "blue", percent: 30 }, [5, 3, 0]],
  [8, { from: "legacy", to: "blue", percent: 99 }, [1, 8, 0]],
  [8, { from: "legacy", to: "blue", percent: 100 }, [0, 8, 0]],
  [8, { from: "blue", to: "green", percent: 50 }, [0, 4, 4]],
  [1, { from: "legacy", to: "blue", percent: 50 }, [1, 1, 0]],
  [0, { from: "legacy", to: "blue", percent: 0 }, [0, 0, 0]],
])("of %d consumers at %j, legacy, blue and green have %j", (count, split, expected) => {
  expect(["legacy", "blue", "green"].map((target) => shareOf(count, split, target))).toEqual(expected);
});
