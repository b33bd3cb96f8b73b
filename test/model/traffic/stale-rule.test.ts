// Tests which checkouts may move a route: those that contain what moved it last.
import { uncommitted, type Held } from "../../../src/model/traffic/commit";
import { planTraffic } from "../../../src/model/traffic/plan";
import { toSplit } from "../../../src/model/traffic/split";
import type { TrafficRequest } from "../../../src/model/traffic/types";

type Checkout = Pick<TrafficRequest, "commit" | "held" | "whole" | "untold">;

const last = "0123456789ab";
const head = "fedcba987654";
const owner = "crossover/prod";

function plan(commit: string, desired: number, checkout: Checkout) {
  const entry = { owner, split: toSplit(25, "blue"), since: "2026-01-01T00:00:00Z", freed: [], commit };
  return planTraffic({
    subjects: [
      {
        ...{
          key: "api",
          service: "api",
          kind: "route",
          hasLegacy: true,
          ladder: [0, 5, 25, 50, 100],
          after: [],
        },
        ...{ desired: toSplit(desired, "blue"), entry },
        observed: { kind: "set", weights: { legacy: 75, blue: 25 } },
      },
    ],
    ...{
      pace: { bake: 0, soak: 0, concurrent: 9, ttl: 60 },
      cluster: "blue",
      known: ["legacy", "blue"],
      owner,
    },
    now: new Date("2026-11-29T12:00:00Z"),
    ...checkout,
  });
}

const held = (answer: Held) => new Map([[last, answer]]);

test.each<[string, string, Checkout, RegExp | undefined]>([
  ["one that contains it", last, { commit: head, held: held("yes") }, undefined],
  ["the same", last, { commit: last, held: held("yes") }, undefined],
  ["the same, with changes", last, { commit: uncommitted(last), held: held("yes") }, undefined],
  [
    "one that doesn't",
    last,
    { commit: head, held: held("no") },
    /checkout \(fedcba987654\) doesn't contain: /,
  ],
  [
    "one with changes that doesn't",
    last,
    { commit: uncommitted(head), held: held("no") },
    /doesn't contain: /,
  ],
  ["a shallow one", last, { commit: head, held: held("shallow") }, /too shallow to tell/],
  [
    "none of git",
    last,
    { held: held("unknown"), untold: "not a git repository" },
    /git can't tell whether what you run from is older: not a git repository$/,
  ],
  ["a later one, after changes", uncommitted(last), { commit: head, held: held("yes") }, undefined],
  [
    "the same, after changes that weren't committed",
    uncommitted(last),
    { commit: last, held: held("yes") },
    /wasn't committed/,
  ],
  [
    "the same, with changes, after changes",
    uncommitted(last),
    { commit: uncommitted(last), held: held("yes") },
    undefined,
  ],
  ["one of a rollback", last, { commit: head, held: held("no"), whole: false }, undefined],
  ["one that nobody has asked", last, { commit: head }, undefined],
])("%s", (_, entry, checkout, message) => {
  for (const desired of [50, 5]) {
    const { problems } = plan(entry, desired, checkout);
    if (message === undefined) expect(problems).toEqual([]);
    else expect(problems).toMatchObject([{ rule: "stale", message: expect.stringMatching(message) }]);
  }
  // What stands may be asked for from anywhere.
  expect(plan(entry, 25, checkout).problems).toEqual([]);
});

test("a checkout that asks for what stands is named from then on, if it doesn't contain what is named", () => {
  const named = (answer: Held) =>
    plan(last, 25, { commit: head, held: held(answer) }).subjects[0]!.entry?.commit;
  expect(named("no")).toBe(head);
  expect(named("yes")).toBe(last);
  expect(named("shallow")).toBe(last);
});
