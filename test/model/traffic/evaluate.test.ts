// Tests what is found wrong with routes as they stand, apart from what is asked for. The whole is tested on the engine.
import { evaluateTraffic } from "../../../src/model/traffic/evaluate";
import type { Subject, TrafficRequest } from "../../../src/model/traffic/types";
import type { ZoneRecord } from "../../../src/model/traffic/zone-records";

const now = new Date("2026-11-29T12:00:00Z");
const owner = "crossover/prod";
const split = { from: "legacy", to: "blue", percent: 25 };
const well = { state: "healthy" as const, at: now };

function find(
  more: Partial<Subject> = {},
  record: Partial<ZoneRecord> = {},
  request: Partial<TrafficRequest> = {},
) {
  const subject: Subject = {
    ...{ key: "api", service: "api", kind: "route", hasLegacy: true, ladder: [0, 5, 25, 100], after: [] },
    ...{ hostname: "api.example.com", desired: split, health: { legacy: well, blue: well } },
    observed: { kind: "set", weights: { legacy: 75, blue: 25 } },
    entry: { owner, split, since: "2026-11-29T11:30:00Z", freed: [] },
    ...more,
  };
  const records = ["legacy", "blue"].map((setIdentifier, i) => ({
    ...{
      name: "api.example.com.",
      type: "A",
      setIdentifier,
      weight: 25,
      healthCheckId: `c${String(i)}`,
      ttl: 60,
    },
    ...(setIdentifier === "blue" && record),
  }));
  return evaluateTraffic({
    request: {
      ...{ subjects: [subject], cluster: "blue", known: ["legacy", "blue"], owner, now },
      pace: { bake: 3_600_000, soak: 0, concurrent: 1, ttl: 60 },
      ...request,
    },
    problems: [],
    past: { domain: "example.com", zone: { id: "Z1", records }, otherZones: [], retired: [] },
  }).map(({ kind, rule, message }) => `${kind} ${rule}: ${message}`);
}

test("nothing", () => {
  expect(find()).toEqual([]);
});

test.each<[string, ReturnType<typeof find>, string[]]>([
  [
    "a long TTL",
    find({}, { ttl: 300 }),
    ["wrong record: api: resolvers keep the record of blue for 300 s, and not 60 s at most"],
  ],
  [
    "no health check",
    find({}, { healthCheckId: undefined }),
    ["wrong record: api: the record of blue has no health check"],
  ],
  [
    "the fallback that fails",
    find({
      health: { legacy: { state: "unhealthy", reason: "it fails" }, blue: well },
      observed: { kind: "set", weights: { legacy: 0, blue: 100 } },
      desired: { ...split, percent: 100 },
      entry: { owner, split: { ...split, percent: 100 }, since: "2026-11-29T11:30:00Z", freed: [] },
    }),
    ["wrong health: api: legacy, the fallback, is unhealthy: it fails"],
  ],
  [
    "a step towards what fails, once",
    find({
      health: { legacy: well, blue: { state: "unhealthy", reason: "it fails" } },
      desired: { ...split, percent: 100 },
    }),
    [
      "wrong health: api can't go to 100 while blue is unhealthy: it fails",
      "waits bake: api has been at 25 since 2026-11-29T11:30:00Z, and bakes until 2026-11-29T12:30:00Z before it may go to 100",
    ],
  ],
  [
    "an override that has expired",
    find({}, {}, { overrides: [{ rule: "bake", route: "api", reason: "x", until: "2026-11-29T11:00:00Z" }] }),
    ["wrong config: the override of bake for api expired at 2026-11-29T11:00:00Z"],
  ],
])("%s", (_, found, expected) => {
  expect(found).toEqual(expected);
});
