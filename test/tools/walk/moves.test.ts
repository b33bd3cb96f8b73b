// Tests how a walk judges what the program wrote to a name's set.
import { isRaised, judgeMove } from "../../../tools/walk/moves";
import { positionOf, type Weights } from "../../../tools/walk/watched";

const minute = 60_000;

test.each<[Weights, unknown]>([
  [{}, "none"],
  [{ legacy: 100 }, "legacy"],
  [{ blue: 100 }, "kubernetes"],
  [{ legacy: 95, blue: 5 }, 5],
  [{ legacy: 100, blue: 25 }, 20],
  [{ legacy: 0, blue: 0 }, 50],
  [{ legacy: 90, other: 10 }, "foreign"],
])("%j is read as %j", (weights, position) => {
  expect(positionOf(weights)).toBe(position);
});

test.each<[string, Weights, Weights, number, string[]]>([
  ["a rung up after its bake", { legacy: 95, blue: 5 }, { legacy: 75, blue: 25 }, 11, []],
  [
    "a rung up too soon",
    { legacy: 95, blue: 5 },
    { legacy: 75, blue: 25 },
    5,
    ["went from 5 to 25 after 305 s"],
  ],
  [
    "two rungs up",
    { legacy: 95, blue: 5 },
    { legacy: 50, blue: 50 },
    11,
    ["went from 5 to 50, further than 25"],
  ],
  ["a step that is finished", { legacy: 95, blue: 25 }, { legacy: 75, blue: 25 }, 0, []],
  ["down", { legacy: 0, blue: 100 }, { legacy: 95, blue: 5 }, 0, []],
  [
    "a new side with a share",
    { legacy: 100 },
    { legacy: 95, blue: 5 },
    11,
    ["went from legacy to 5, not to 0"],
  ],
  [
    "legacy removed from below",
    { legacy: 50, blue: 50 },
    { blue: 50 },
    61,
    ["went from 50 to kubernetes, not from 100"],
  ],
  [
    "legacy removed too soon",
    { legacy: 0, blue: 100 },
    { blue: 100 },
    30,
    ["went from 100 to kubernetes after 1805 s"],
  ],
  [
    "the new side removed too soon",
    { legacy: 100, blue: 0 },
    { legacy: 100 },
    1,
    ["went from 0 to legacy after 65 s"],
  ],
  ["a name that goes", { legacy: 100 }, {}, 61, ["went from legacy to none"]],
])("%s", (_, before, after, minutes, wrong) => {
  expect(judgeMove("shop", { weights: before, since: 0, settled: true }, after, minutes * minute)).toEqual(
    wrong,
  );
});

test("a side that another hand has taken away may come back to standby at once", () => {
  const before = { weights: { legacy: 100 }, since: 0, settled: false };
  expect(judgeMove("shop", before, { legacy: 100, blue: 0 }, minute)).toEqual([]);
  expect(judgeMove("shop", { ...before, settled: true }, { legacy: 100, blue: 0 }, minute)).not.toEqual([]);
});

test("what an interrupted step had raised already isn't raised by its end", () => {
  expect(isRaised({ legacy: 95, blue: 25 }, { legacy: 75, blue: 25 })).toBe(false);
  expect(isRaised({ legacy: 95, blue: 5 }, { legacy: 95, blue: 25 })).toBe(true);
});
