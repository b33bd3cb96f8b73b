// Tests which routes are doubted: those with an unhealthy side, and those with a side that has never answered.
import { isDoubtful } from "../../../src/model/traffic/doubt";
import type { Sides } from "../../../src/model/traffic/health";
import { toSplit } from "../../../src/model/traffic/split";
import type { Observed } from "../../../src/model/traffic/splitter";
import type { TrafficValue } from "../../../src/schema/stack/traffic";

const set = (weights: Record<string, number>): Observed => ({ kind: "set", weights });
const at = new Date("2026-11-20T12:00:00Z");

test.each<[string, TrafficValue, Observed | undefined, Sides, boolean]>([
  ["a split as it stands", 25, set({ legacy: 75, blue: 25 }), {}, false],
  ["healthy sides", 25, set({ legacy: 75, blue: 25 }), { blue: { state: "healthy", at } }, false],
  [
    "an unhealthy side",
    25,
    set({ legacy: 75, blue: 25 }),
    { blue: { state: "unhealthy", reason: "" } },
    true,
  ],
  [
    "an unknown one",
    25,
    set({ legacy: 75, blue: 25 }),
    { blue: { state: "unknown", reason: "", excusable: true } },
    false,
  ],
  ["a side without a record", 0, set({ legacy: 100 }), {}, true],
  ["one that leaves", "kubernetes", set({ legacy: 0, blue: 100 }), {}, false],
  ["a name without records", "legacy", { kind: "none" }, {}, true],
  ["a worker, which has no name", 25, undefined, {}, false],
])("%s", (_, value, observed, health, doubtful) => {
  expect(isDoubtful({ desired: toSplit(value, "blue"), observed, health })).toBe(doubtful);
});
