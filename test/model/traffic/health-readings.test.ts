// Tests what is made of the answers of Route 53 and CloudWatch about one check.
import {
  alarmsOf,
  isExplained,
  readChecks,
  type AlarmState,
  type CheckSetup,
  type HealthAnswers,
  type Status,
} from "../../../src/model/traffic/health-readings";

const at = new Date("2026-11-20T21:40:00Z");
const failure = { failure: "AccessDenied" };
const alarm = { name: "x", region: "eu-west-1" };
const setup = (more: Partial<CheckSetup> = {}): CheckSetup => ({
  ...{ type: "HTTPS", disabled: false, inverted: false },
  ...more,
});
const following = (more: Partial<CheckSetup> = {}) => setup({ type: "CLOUDWATCH_METRIC", alarm, ...more });

interface Given {
  readonly setup?: CheckSetup | typeof failure;
  readonly status?: Status | typeof failure;
  readonly state?: AlarmState | typeof failure;
}

function asked<T extends object>(one: T | typeof failure | undefined, key: string) {
  if (one && "failure" in one) return one;
  return { value: new Map<string, T>(one ? [[key, one]] : []) };
}

function answersOf({ setup: how, status, state }: Given): HealthAnswers {
  return {
    setups: asked<CheckSetup>(how, "c"),
    statuses: asked<Status>(status, "c"),
    alarms: asked<AlarmState>(state, "eu-west-1/x"),
  };
}

const up = { healthy: true, at };
const down = { healthy: false, at };
const state = (name: string) => ({ state: name, since: at });

test.each<[string, Given, object]>([
  ["its metric is 1", { setup: setup(), status: up }, { kind: "reported", healthy: true, at }],
  ["its metric is 0", { setup: setup(), status: down }, { kind: "reported", healthy: false, at }],
  ["nothing came", { setup: setup() }, { kind: "silent", reason: expect.stringContaining("5 minutes") }],
  [
    "it was deleted, and its metric is still there",
    { status: up },
    { kind: "silent", reason: "its health check c doesn't exist any more", gone: true },
  ],
  [
    "it is disabled",
    { setup: setup({ disabled: true }), status: up },
    { kind: "silent", reason: "its health check c is disabled" },
  ],
  [
    "the metric can't be read",
    { setup: setup(), status: failure },
    { kind: "unreadable", reason: "AccessDenied" },
  ],
  [
    "checks can't be listed, and it reports",
    { setup: failure, status: up },
    { kind: "reported", healthy: true, at },
  ],
  [
    "checks can't be listed, and nothing came",
    { setup: failure },
    { kind: "unreadable", reason: "AccessDenied" },
  ],
  [
    "its alarm is OK",
    { setup: following(), state: state("OK") },
    { kind: "reported", healthy: true, at, alarm: "its alarm x has been in OK" },
  ],
  [
    "its alarm is in ALARM, whatever the metric says",
    { setup: following(), status: up, state: state("ALARM") },
    { kind: "reported", healthy: false, at, alarm: "its alarm x has been in ALARM" },
  ],
  [
    "its alarm is in ALARM, and it is inverted",
    { setup: following({ inverted: true }), state: state("ALARM") },
    { kind: "reported", healthy: true, at, alarm: "its alarm x has been in ALARM" },
  ],
  [
    "its alarm has no data",
    { setup: following(), status: up, state: state("INSUFFICIENT_DATA") },
    { kind: "silent", reason: "its alarm x has no data" },
  ],
  [
    "its alarm is gone",
    { setup: following(), status: up },
    { kind: "silent", reason: "its alarm x doesn't exist in eu-west-1" },
  ],
  [
    "its alarm can't be read",
    { setup: following(), status: up, state: failure },
    { kind: "unreadable", reason: "AccessDenied" },
  ],
])("of a check: %s", (_, given, expected) => {
  expect(readChecks(["c"], answersOf(given)).get("c")).toEqual(expected);
});

test("each alarm is asked for once, and none where checks can't be listed", () => {
  const setups = {
    value: new Map([
      ["a", following()],
      ["b", following()],
      ["c", setup()],
    ]),
  };
  expect(alarmsOf(["a", "b", "c", "d"], setups)).toEqual([alarm]);
  expect(alarmsOf(["a"], failure)).toEqual([]);
});

test("checkers are asked about endpoints only", () => {
  const setups = {
    value: new Map([
      ["a", following()],
      ["b", setup({ type: "CALCULATED" })],
      ["c", setup()],
    ]),
  };
  expect(["a", "b", "c", "d"].filter((id) => isExplained(id, setups))).toEqual(["c"]);
  expect(isExplained("c", failure)).toBe(false);
});
