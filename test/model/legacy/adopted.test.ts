// Tests what may be removed by hand, and when; and how an adopted side is watched that the internet doesn't reach.
import {
  healthyHosts,
  removableLegacy,
  watchProblem,
  type FoundLegacy,
} from "../../../src/model/legacy/adopted";
import type { Legacy } from "../../../src/model/legacy/kinds";
import { toSplit } from "../../../src/model/traffic/split";
import type { TrafficValue } from "../../../src/schema/stack/traffic";
import { web } from "../services";
import type { SubjectPlan } from "../../../src/model/traffic/types";

const since = new Date("2026-11-20T12:00:00Z");
const balancer = { manage: "adopt", platform: "loadBalancer", loadBalancer: "old" } as const;

function plan(value: TrafficValue, at = since): SubjectPlan {
  const split = toSplit(value, "blue");
  const before = { kind: "at", split } as const;
  return {
    key: "api",
    service: "api",
    kind: "route",
    split,
    value,
    before,
    moves: false,
    fresh: false,
    weights: {},
    since: at,
    free: [],
  };
}

test.each<TrafficValue[]>([["legacy"], [0], [100], ["kubernetes", 100], ["kubernetes", "legacy"]])(
  "nothing may be deleted while a route is at %s %s",
  (...values) => {
    expect(
      removableLegacy(
        balancer,
        values.map((value) => plan(value)),
        [],
        60,
      ),
    ).toBeUndefined();
  },
);

test("nothing may go of a side that the program makes, or of none", () => {
  expect(removableLegacy(web.legacy, [plan("kubernetes")], [], 60)).toBeUndefined();
  expect(removableLegacy(undefined, [plan("kubernetes")], [], 60)).toBeUndefined();
});

test("it may once the last route has left it, and resolvers have asked again", () => {
  const later = new Date("2026-11-21T12:00:00Z");
  expect(removableLegacy(balancer, [plan("kubernetes", later), plan("kubernetes")], [], 60)).toEqual({
    what: "the load balancer old, and what is behind it for this service alone",
    notBefore: "2026-11-21T12:02:00.000Z",
    mind: [
      "check yourself that no request arrives there any more: the program doesn't count them",
      "write `legacy: skip` for the service before you delete it, or the next update fails to find it",
    ],
  });
});

test("so it may between two clusters", () => {
  const moved = plan({ from: "blue", to: "green", percent: 50 });
  expect(removableLegacy(balancer, [moved], [], 60)).toBeDefined();
});

test.each<[Legacy, string]>([
  [
    { manage: "adopt", platform: "beanstalk", environment: "it-prod", cname: "it.elasticbeanstalk.com" },
    "the Beanstalk environment it-prod",
  ],
  [
    { manage: "adopt", platform: "ecs", cluster: "main", service: "it" },
    "the ECS service it of the cluster main",
  ],
  [
    { manage: "adopt", platform: "hosts", hosts: { addresses: ["203.0.113.1", "203.0.113.2"] } },
    "the hosts 203.0.113.1, 203.0.113.2",
  ],
  [
    { manage: "adopt", platform: "hosts", hosts: { hostname: "pets.example.net" } },
    "the hosts pets.example.net",
  ],
])("%j is called by its name", (legacy, what) => {
  expect(removableLegacy(legacy, [plan("kubernetes")], [], 60)?.what).toBe(what);
});

test("a database that dies with its environment is warned of", () => {
  const environment = { manage: "adopt", platform: "beanstalk", environment: "it", cname: "it.x" } as const;
  expect(removableLegacy(environment, [plan("kubernetes")], ["aa1b2"], 60)?.mind[1]).toBe(
    "the environment made the database aa1b2 and takes it along when deleted: decouple it first, and keep a snapshot",
  );
});

const alias: FoundLegacy = { kind: "alias", databases: [], dnsName: "old.elb.amazonaws.com", zoneId: "Z1" };

test.each<[FoundLegacy, boolean]>([
  [alias, true],
  [{ kind: "hostname", databases: [], hostname: "it.elasticbeanstalk.com" }, true],
  [{ ...alias, inside: { loadBalancer: "app/old/1", targetGroup: "targetgroup/old/1" } }, true],
  [{ ...alias, inside: { loadBalancer: "app/old/1" } }, false],
])("%j can be watched: %s", (found, can) => {
  const problem = watchProblem(found, balancer);
  expect(problem === undefined).toBe(can);
  if (!can) expect(problem).toMatchObject({ message: expect.stringContaining("is internal") as unknown });
});

test.each([
  ["app/old/1", "AWS/ApplicationELB"],
  ["net/old/1", "AWS/NetworkELB"],
])("the health of %s is counted in %s", (loadBalancer, namespace) => {
  expect(healthyHosts({ loadBalancer, targetGroup: "targetgroup/old/1" })).toEqual({
    namespace,
    metricName: "HealthyHostCount",
    dimensions: { LoadBalancer: loadBalancer, TargetGroup: "targetgroup/old/1" },
  });
});
