// Tests when a verdict about somebody's health is noticed.
import * as fc from "fast-check";
import { Notices } from "../../../src/rehearsal/cloud/notices";

/** Asks at each of the given seconds, and returns what was noticed. */
function follow(notices: Notices, verdicts: readonly (readonly [second: number, verdict: boolean])[]) {
  const expiries: number[] = [];
  const noticed = verdicts.map(([second, verdict]) =>
    notices.noticed(
      "check",
      verdict,
      { down: 30, up: 50 },
      { now: () => second, expires: (at) => expiries.push(at) },
    ),
  );
  return { noticed, expiries };
}

test.each<[string, [number, boolean][], boolean[]]>([
  ["the first verdict", [[0, false]], [false]],
  ["a change only once it has lasted", [[0, true], [10, false], [39, false], [40, false]], [true, true, true, false]],
  ["recovery after a delay of its own", [[0, false], [10, true], [59, true], [60, true]], [false, false, false, true]],
  ["nothing of what was over before", [[0, true], [10, false], [20, true], [30, false], [59, false]], [true, true, true, true, true]],
])("notices %s", (_, verdicts, expected) => {
  expect(follow(new Notices(), verdicts).noticed).toEqual(expected);
}); // prettier-ignore

test("says when it will have noticed, and what it hasn't", () => {
  const notices = new Notices();
  expect(follow(notices, [[0, true], [10, false], [20, false]]).expiries).toEqual([40, 40]); // prettier-ignore
  expect(notices.pending()).toEqual({ check: { value: true, since: 10 } });
  expect(follow(new Notices(notices.pending()), [[39, false], [40, false]]).noticed).toEqual([true, false]); // prettier-ignore
  follow(notices, [[50, false]]);
  expect(notices.pending()).toEqual({});
});

test("what is noticed was a verdict within the delay, and lags by no more than that", () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.boolean()), { minLength: 1 });
  fc.assert(
    fc.property(steps, (list) => {
      let second = 0;
      const verdicts = list.map(([wait, verdict]) => [(second += wait), verdict] as const);
      const { noticed } = follow(new Notices(), verdicts);
      noticed.forEach((value, i) => {
        const recent = verdicts.slice(0, i + 1).filter(([at]) => verdicts[i]![0] - at <= 50 + 40);
        expect(recent.some(([, verdict]) => verdict === value) || noticed[i - 1] === value).toBe(true);
        const same = verdicts
          .slice(0, i + 1)
          .reverse()
          .findIndex(([, verdict]) => verdict !== verdicts[i]![1]);
        const since = same < 0 ? undefined : verdicts[i + 1 - same]![0];
        if (since !== undefined && verdicts[i]![0] - since >= 50) expect(value).toBe(verdicts[i]![1]);
      });
    }),
  );
});
