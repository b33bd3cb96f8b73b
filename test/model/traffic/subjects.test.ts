// Tests the keys of `crossover:traffic`, each with its service.
import type { Service } from "../../../src/model/service";
import { keepTraffic } from "../../../src/model/traffic/plan";
import type { Observed } from "../../../src/model/traffic/observed";
import { toSubjects } from "../../../src/model/traffic/subjects";
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

function subjects(traffic: Record<string, TrafficValue>, observed: Record<string, Observed> = {}) {
  return toSubjects({ default: "legacy", ...traffic }, settings, [0, 5, 100], {
    observed: (hostname) => observed[hostname] ?? { kind: "none" },
    recorded: () => undefined,
  });
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

test("each can be asked for its present split, whatever the config says", () => {
  const set = (weights: Record<string, number>): Observed => ({ kind: "set", type: "A", weights });
  const request = {
    ...subjects(
      { api: 100, ingest: 100, app: "kubernetes", mailer: 5 },
      {
        "api.example.com": set({ legacy: 50, blue: 50 }),
        "ingest.example.com": set({ legacy: 100, blue: 50 }),
        "app.example.com": { kind: "simple", type: "A" },
      },
    ),
    pace,
    cluster: "blue",
    known: ["legacy", "blue"],
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
