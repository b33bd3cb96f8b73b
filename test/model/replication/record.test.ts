// Tests what is recorded of a move: the step that was taken, and nothing of one that wasn't.
import { recordMove } from "../../../src/model/replication/record";
import type { Wish } from "../../../src/model/replication/wish";
import type { Recorded } from "../../../src/model/replication/types";

const wish: Wish = {
  phase: "reverse",
  round: 2,
  paused: false,
  checked: "2026-11-21T10:00:00Z",
  fixed: {
    kind: "serverless",
    engine: "postgres",
    source: "old.example.internal",
    database: "app",
    include: ["public.*"],
    exclude: [],
  },
  tuning: { min: 4, max: 16 },
};
const since = new Date("2026-11-21T10:00:00Z");
const hosts = { source: "old.example.internal", target: "new.example.internal" };
const before: Recorded = { stage: "stream", since: "2026-11-01T00:00:00.000Z", hosts };
const ending = { plan: { stage: "reverse" as const, since }, wish, hosts, before, carriedOut: true };

test("a step that was taken, without what vouched for it", () => {
  const { round, paused, fixed, tuning } = wish;
  expect(recordMove(ending)).toEqual({
    stage: "reverse",
    since: "2026-11-21T10:00:00.000Z",
    hosts,
    wish: { round, paused, fixed, tuning },
  });
});

test("the use of a source alone", () => {
  expect(recordMove({ ...ending, plan: { stage: "none", since }, wish: undefined })).toEqual({
    stage: "none",
    since: "2026-11-21T10:00:00.000Z",
    hosts,
  });
});

test("a step that wasn't taken leaves what was there, or nothing", () => {
  expect(recordMove({ ...ending, carriedOut: false })).toBe(before);
  expect(recordMove({ ...ending, carriedOut: false, before: undefined })).toBeUndefined();
});
