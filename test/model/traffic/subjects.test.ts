// Tests the keys of `crossover:traffic`, each with its service.
import type { Service } from "../../../src/model/service";
import { keepTraffic } from "../../../src/model/traffic/plan";
import type { Observed } from "../../../src/model/traffic/splitter";
import { namesOf, toSubjects } from "../../../src/model/traffic/subjects";
import type { TrafficValue } from "../../../src/schema/stack/traffic";
import { job, web, worker } from "../services";
import type { Settings } from "../../../src/model/environment/types";

const made = {
  manage: "create",
  platform: "autoScaling",
  instanceType: "m5.large",
  ami: "ami-0abc1234",
  min: 1,
  max: 2,
} as const;
const route = (name: string) => ({ name, hostname: `${name}.example.com`, ladder: [0, 50, 100] });
const monolith: Service = { ...web, name: "monolith", routes: [route("api"), route("ingest")], legacy: made };
const fresh: Service = { ...web, name: "fresh", routes: [route("app")], legacy: undefined };
const pace = { bake: 1, soak: 1, concurrent: 1, ttl: 60 };
const settings: Settings = {
  domain: "example.com",
  cluster: "blue",
  clusters: ["blue"],
  services: [
    monolith,
    fresh,
    { ...worker, name: "mailer", legacy: made },
    { ...job, name: "report", legacy: undefined },
  ],
  placements: {},
  pace,
};

const names = { rungs: [0, 5, 100], retired: [], released: {}, takeOver: [] };

/** A zone in which the routes are split so, by records of type A. */
function known(observed: Record<string, Observed> = {}) {
  const zone = {
    observed: (key: string) => observed[key] ?? { kind: "none" as const },
    recordType: (key: string) => (observed[key]?.kind === "set" ? "A" : undefined),
    entry: () => undefined,
    text: () => undefined,
    namesSide: () => undefined,
    entries: [],
  };
  return { zone, recorded: () => undefined };
}

function subjects(traffic: Record<string, TrafficValue>, observed: Record<string, Observed> = {}) {
  return toSubjects({ default: "legacy", ...traffic }, settings, names, known(observed));
}

test("a route, and a service without routes, are keys; both fall back to the default where they can", () => {
  const { subjects: found, problems } = subjects({});
  expect(problems).toEqual([]);
  expect(
    found.map(({ key, service, kind, desired, ladder }) => [key, service, kind, desired, ladder]),
  ).toEqual([
    ["api", "monolith", "route", { only: "legacy" }, [0, 50, 100]],
    ["ingest", "monolith", "route", { only: "legacy" }, [0, 50, 100]],
    ["app", "fresh", "route", { only: "blue" }, [0, 50, 100]],
    ["mailer", "mailer", "consumers", { only: "legacy" }, [0, 5, 100]],
    ["report", "report", "job", { only: "blue" }, [0, 5, 100]],
  ]);
});

test.each<[string, Record<string, TrafficValue>, object]>([
  [
    "an unknown key",
    { apo: 5 },
    {
      path: "crossover:traffic.apo",
      message: "there is no route or service `apo` (did you mean `api` or `app`?)",
    },
  ],
  [
    "a service whose routes shift by themselves",
    { monolith: 5 },
    { path: "crossover:traffic.monolith", allowed: "api, ingest" },
  ],
  ["a legacy side that isn't there", { app: 5 }, { path: "crossover:traffic.app", allowed: "kubernetes" }],
  [
    "an unknown target",
    { api: { from: "legacy", to: "green", percent: 5 } },
    { message: "there is no target `green`" },
  ],
  [
    "a step that leads nowhere",
    { api: { from: "blue", to: "blue", percent: 5 } },
    { message: "`from` and `to` are the same target" },
  ],
])("%s is a problem", (_, traffic, problem) => {
  expect(subjects(traffic).problems).toMatchObject([{ rule: "config", ...problem }]);
});

test("falls back to kubernetes where the stack says so", () => {
  const { subjects: found } = subjects({ default: "kubernetes", ingest: "legacy" });
  expect(found.map(({ key, desired }) => [key, desired])).toEqual([
    ["api", { only: "blue" }],
    ["ingest", { only: "legacy" }],
    ["app", { only: "blue" }],
    ["mailer", { only: "blue" }],
    ["report", { only: "blue" }],
  ]);
});

test("asks the zone about routes alone", () => {
  const asked: string[] = [];
  const { subjects: found } = toSubjects({ default: "legacy" }, settings, names, {
    zone: {
      ...known().zone,
      observed: (key) => {
        asked.push(key);
        return { kind: "none" };
      },
    },
    recorded: (key) => ({ value: "legacy", since: key }),
  });
  expect(asked).toEqual(["api", "ingest", "app"]);
  expect(
    found.map(({ observed, recordType, recorded }) => [observed?.kind, recordType, recorded?.since]),
  ).toEqual([
    ["none", "A", "api"],
    ["none", "A", "ingest"],
    ["none", "A", "app"],
    [undefined, undefined, "mailer"],
    [undefined, undefined, "report"],
  ]);
});

test("what the zone, its checks and the stack file say of a route is its own; a worker has none of it", () => {
  const since = "2026-11-20T12:00:00.000Z";
  const { subjects: found } = toSubjects({ default: "legacy" }, settings, names, {
    zone: {
      ...known().zone,
      entry: (key) => ({ owner: key, split: { only: "legacy" }, since }),
    },
    recorded: () => undefined,
    health: (hostname) => ({ legacy: { state: "unhealthy", reason: hostname } }),
  });
  expect(found.map(({ entry, health }) => [entry && "owner" in entry && entry.owner, health])).toEqual([
    ["api", { legacy: { state: "unhealthy", reason: "api.example.com" } }],
    ["ingest", { legacy: { state: "unhealthy", reason: "ingest.example.com" } }],
    ["app", { legacy: { state: "unhealthy", reason: "app.example.com" } }],
    [undefined, undefined],
    [undefined, undefined],
  ]);
});

test.each<[string[], string[], string[]]>([
  [["api", "mailer"], ["app"], ["api", "mailer"]],
  [["ingest.example.com"], [], ["ingest"]],
  [["other.example.com", "web"], ["api.example.com"], []],
])("of %j to retire, and %j to take over, %j may go", (retired, takeOver, expected) => {
  const stack = { rules: { ladder: [0, 10, 100] }, retired, releasedNames: {}, takeOver };
  const said = namesOf(stack as unknown as Parameters<typeof namesOf>[0]);
  const { subjects: found } = toSubjects({ default: "legacy" }, settings, said, known());
  expect(found.filter((one) => one.retired).map(({ key }) => key)).toEqual(expected);
  expect(found.filter((one) => one.takenOver).map(({ key }) => key)).toEqual(
    takeOver.filter((one) => one === "app"),
  );
  expect(found.at(-1)!.ladder).toEqual([0, 10, 100]);
});

test("the type of a route's records follows its legacy side, and what can't be is a problem of the route", () => {
  const pets = { manage: "adopt", platform: "hosts", hosts: { hostname: "pets.example.net" } } as const;
  const services: Service[] = [{ ...web, name: "pets", routes: [route("pets")], legacy: pets }];
  const held = (observed: Observed) =>
    toSubjects({ default: "legacy" }, { ...settings, services }, names, known({ pets: observed }));
  const fresh = held({ kind: "none" });
  expect([fresh.subjects[0]!.recordType, fresh.problems]).toEqual(["CNAME", []]);
  const { problems } = held({ kind: "set", weights: { legacy: 100 } });
  expect(problems.map(({ rule, path }) => [rule, path])).toEqual([["record", "crossover:traffic.pets"]]);
  // Another program's records have to go first, so that they don't say of what type ours are.
  const foreign: Observed = { kind: "foreign", reason: "has a simple A record" };
  const { zone } = known({ pets: foreign });
  const beside = toSubjects({ default: "legacy" }, { ...settings, services }, names, {
    zone: { ...zone, recordType: () => "A" },
    recorded: () => undefined,
  });
  expect([beside.subjects[0]!.recordType, beside.problems]).toEqual(["CNAME", []]);
});

test("a released route stays at the side that the stack file names, and asks for nothing else", () => {
  const simple: Observed = { kind: "foreign", reason: "has a simple A record" };
  const asked = (traffic: Record<string, TrafficValue>, released: Record<string, string>) =>
    toSubjects({ default: "legacy", ...traffic }, settings, { ...names, released }, known({ api: simple }));
  const { subjects: found, problems } = asked({}, { api: "blue" });
  expect(problems).toEqual([]);
  expect(found.map(({ key, desired, released }) => [key, desired, released])).toEqual([
    ["api", { only: "blue" }, true],
    ["ingest", { only: "legacy" }, false],
    ["app", { only: "blue" }, false],
    ["mailer", { only: "legacy" }, false],
    ["report", { only: "blue" }, false],
  ]);
  expect(asked({ api: "kubernetes" }, { api: "blue" }).problems).toEqual([]);
  const wrong = (traffic: Record<string, TrafficValue>, released: Record<string, string>) =>
    asked(traffic, released).problems.map(({ rule, path, allowed }) => [rule, path, allowed]);
  expect(wrong({ api: 100 }, { api: "blue" })).toEqual([
    ["released", "crossover:traffic.api", "kubernetes, or leave api out"],
  ]);
  expect(wrong({}, { api: "bleu" })).toEqual([["config", "crossover:releasedNames.api", "legacy, blue"]]);
  expect(wrong({}, { app: "legacy" })).toEqual([["config", "crossover:releasedNames.app", "kubernetes"]]);
  expect(wrong({}, { mailer: "blue", ap: "blue" })).toEqual([
    ["config", "crossover:releasedNames.mailer", "leave it out, or write one of api, ingest, app"],
    ["config", "crossover:releasedNames.ap", "leave it out, or write one of api, ingest, app"],
  ]);
  // What every object has is nobody's name.
  expect(wrong({}, { constructor: "blue" })).toHaveLength(1);
});

test("a released name that no route has any more is refused while it answers", () => {
  const gone = { ...settings, services: settings.services.filter(({ name }) => name !== "monolith") };
  const said = { ...names, released: { api: "blue" } };
  const of = (observed: Record<string, Observed>) =>
    toSubjects({ default: "kubernetes" }, gone, said, known(observed)).problems;
  expect(of({})).toMatchObject([
    { rule: "config", message: "there is no route `api` (did you mean `app`?)" },
  ]);
  expect(of({ api: { kind: "foreign", reason: "has a simple A record" } })).toMatchObject([
    { rule: "retired", path: "crossover:releasedNames.api" },
  ]);
});

test("each can be asked for its present split, whatever the config says", () => {
  const set = (weights: Record<string, number>): Observed => ({ kind: "set", weights });
  const request = {
    ...subjects(
      { api: 100, ingest: 100, app: "kubernetes", mailer: 5 },
      {
        api: set({ legacy: 50, blue: 50 }),
        ingest: set({ legacy: 100, blue: 50 }),
        app: { kind: "foreign", reason: "has a simple A record" },
      },
    ),
    pace,
    cluster: "blue",
    known: ["legacy", "blue"],
    owner: "crossover/prod",
    now: new Date(),
  };
  expect(keepTraffic(request).map(({ key, desired }) => [key, desired])).toEqual([
    ["api", { from: "legacy", to: "blue", percent: 50 }],
    ["ingest", { from: "legacy", to: "blue", percent: 50 }],
    ["app", { only: "blue" }],
    ["mailer", { only: "legacy" }],
    ["report", { only: "blue" }],
  ]);
});
