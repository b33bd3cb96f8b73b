// Tests a weighted route: exact records, health checks and origins, and the order of its writes.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { WeightedRoute, type WeightedRouteArgs } from "../../../components/traffic/weighted-route";
import type { Target } from "../../../components/traffic/target";
import { deploy, expectChildNames, namesOf, valueOf } from "../../mocks";

const target = (id: string, dedicated: boolean): Target => ({
  id,
  dedicated,
  address: {
    kind: "alias",
    of: pulumi.output({ dnsName: `${id}.elb.amazonaws.com`, zoneId: `Z${id}` }),
  },
});
const legacy = target("legacy", true);
const blue = target("blue", false);
const args: WeightedRouteArgs = {
  route: "api",
  domain: "example.com",
  zoneId: "Z1",
  targets: [legacy, blue],
  weights: { legacy: 75, blue: 25 },
  first: "blue",
  healthPath: "/healthz",
};
const record = "aws:route53/record:Record";

test("has a weighted record, an origin name and a health check for each side", async () => {
  const { result, resources, of, inputs } = await deploy(() => new WeightedRoute("monolith-api", args));
  expectChildNames(resources);
  expect(of(record)).toHaveLength(4);
  expect(inputs(record)["monolith-api-blue"]).toEqual({
    zoneId: "Z1",
    name: "api.example.com",
    type: "A",
    setIdentifier: "blue",
    weightedRoutingPolicies: [{ weight: 25 }],
    aliases: [{ name: "blue.elb.amazonaws.com", zoneId: "Zblue", evaluateTargetHealth: false }],
    healthCheckId: "monolith-api-blue-health-id",
    allowOverwrite: true,
  });
  expect(inputs(record)["monolith-api-legacy"]).toMatchObject({
    setIdentifier: "legacy",
    weightedRoutingPolicies: [{ weight: 75 }],
    // Its load balancer serves this one service, so its health is the service's.
    aliases: [{ evaluateTargetHealth: true }],
  });
  expect(inputs(record)["monolith-api-blue-origin"]).toEqual({
    zoneId: "Z1",
    name: "api.blue.example.com",
    type: "A",
    aliases: [{ name: "blue.elb.amazonaws.com", zoneId: "Zblue", evaluateTargetHealth: false }],
    allowOverwrite: true,
  });
  expect(inputs("aws:route53/healthCheck:HealthCheck")).toEqual({
    "monolith-api-legacy-health": expect.objectContaining({ fqdn: "api.legacy.example.com" }) as unknown,
    "monolith-api-blue-health": {
      type: "HTTPS",
      fqdn: "api.blue.example.com",
      port: 443,
      resourcePath: "/healthz",
      enableSni: true,
      requestInterval: 10,
      failureThreshold: 3,
      tags: { Name: "api.blue.example.com" },
    },
  });
  const origins = { legacy: "api.legacy.example.com", blue: "api.blue.example.com" };
  expect(result.origins).toEqual(origins);
  const [own] = of("crossover:traffic:WeightedRoute");
  expect(own!.outputs).toEqual({ hostname: "api.example.com", origins });
  expect(await valueOf(result.written)).toBe("api.example.com");
});

test("of a name that has been released it has the origin name and its health check alone", async () => {
  const { result, of, resources } = await deploy(
    () =>
      new WeightedRoute("monolith-api", {
        ...{ ...args, targets: [blue], weights: { blue: 100 }, first: undefined },
        ...{ released: true, entry: () => "owner=crossover/prod" },
      }),
  );
  expectChildNames(resources);
  expect(of(record).map(({ name }) => name)).toEqual(["monolith-api-blue-origin"]);
  expect(of("aws:route53/healthCheck:HealthCheck").map(({ name }) => name)).toEqual([
    "monolith-api-blue-health",
  ]);
  expect(await valueOf(result.written)).toBe("api.example.com");
});

test.each([
  ["legacy", "blue"],
  ["blue", "legacy"],
])("writes %s first when it is the one that gains, and %s once that is written", async (receiver, giver) => {
  const route = () => new WeightedRoute("monolith-api", { ...args, first: receiver });
  const held = await deploy(route, { holdBack: { type: record, name: `monolith-api-${receiver}` } });
  expect(held.waiting).toEqual([`monolith-api-${giver}`]);
  // The order leaves no dependency in the state, whose direction would reverse with the next step.
  const [gains, gives] = [receiver, giver].map((id) =>
    held.of(record).find(({ name }) => name === `monolith-api-${id}`),
  );
  expect(gives!.dependencies).not.toContain(gains!.urn);
  const other = await deploy(route, { holdBack: { type: record, name: `monolith-api-${giver}` } });
  expect(other.waiting).toEqual([]);
});

test("writes both at once when none gains", async () => {
  const { waiting } = await deploy(() => new WeightedRoute("monolith-api", { ...args, first: undefined }), {
    holdBack: { type: record, name: "monolith-api-legacy" },
  });
  expect(waiting).toEqual([]);
});

test("is written once every weight is", async () => {
  const { of } = await deploy(
    () => new aws.kms.Key("later", { description: new WeightedRoute("monolith-api", args).written }),
  );
  const [later] = of("aws:kms/key:Key");
  expect(later!.inputs).toEqual({ description: "api.example.com" });
  expect(namesOf(later!.dependencies).sort()).toEqual(["monolith-api-blue", "monolith-api-legacy"]);
});

test("a preview knows every weight, though nothing is there yet", async () => {
  const { inputs } = await deploy(() => new WeightedRoute("monolith-api", args), { preview: true });
  const weights = ["legacy", "blue"].map(
    (id) => inputs(record)[`monolith-api-${id}`]!.weightedRoutingPolicies[0].weight,
  );
  expect(weights).toEqual([75, 25]);
});

test("each weight and the ledger are guarded, and nothing else", async () => {
  const hook = (name: string) => new pulumi.ResourceHook(name, () => undefined);
  const guarded = () =>
    new WeightedRoute("monolith-api", {
      ...args,
      entry: () => "owner=crossover/prod",
      guard: hook("guard"),
    });
  const { of } = await deploy(guarded);
  expect(Object.fromEntries(of(record).map(({ name, hooks }) => [name, hooks]))).toEqual({
    "monolith-api-legacy": { beforeUpdate: ["guard"] },
    "monolith-api-blue": { beforeUpdate: ["guard"] },
    "monolith-api-ledger": { beforeCreate: ["guard"], beforeUpdate: ["guard"] },
    "monolith-api-legacy-origin": {},
    "monolith-api-blue-origin": {},
  });
});

test("the ledger's entry is written once every weight is, without a dependency in the state", async () => {
  const route = () => new WeightedRoute("monolith-api", { ...args, entry: () => "owner=crossover/prod" });
  for (const id of ["legacy", "blue"]) {
    const held = await deploy(route, { holdBack: { type: record, name: `monolith-api-${id}` } });
    expect(held.waiting).toContain("monolith-api-ledger");
  }
  const { inputs, of } = await deploy(route);
  expect(inputs(record)["monolith-api-ledger"]).toEqual({
    zoneId: "Z1",
    name: "api._crossover.example.com",
    type: "TXT",
    ttl: 60,
    records: ["owner=crossover/prod"],
    allowOverwrite: true,
  });
  const ledger = of(record).find(({ name }) => name === "monolith-api-ledger");
  expect(namesOf(ledger!.dependencies).filter((name) => /-(legacy|blue)$/.test(name))).toEqual([]);
});

test("has no record of a side that isn't part of the split, and zero is a weight", async () => {
  const one = await deploy(
    () => new WeightedRoute("monolith-api", { ...args, targets: [blue], weights: { blue: 100 } }),
  );
  expect(
    one
      .of(record)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["monolith-api-blue", "monolith-api-blue-origin"]);
  const standby = await deploy(
    () => new WeightedRoute("monolith-api", { ...args, weights: { legacy: 100, blue: 0 } }),
  );
  expect(standby.inputs(record)["monolith-api-blue"]!.weightedRoutingPolicies).toEqual([{ weight: 0 }]);
});

test("lets records and health checks be changed", async () => {
  const { inputs } = await deploy(
    () =>
      new WeightedRoute("monolith-api", {
        ...args,
        transform: {
          record: (own) => ({ ...own, allowOverwrite: false }),
          healthCheck: (own) => ({ ...own, requestInterval: 30 }),
        },
      }),
  );
  expect(inputs(record)["monolith-api-blue"]!.allowOverwrite).toBe(false);
  expect(inputs("aws:route53/healthCheck:HealthCheck")["monolith-api-blue-health"]!.requestInterval).toBe(30);
});

const records = (route: Awaited<ReturnType<typeof deploy>>) =>
  Object.fromEntries(
    route
      .of(record)
      .map(({ name, inputs: { type, ttl, records, aliases } }) => [
        name,
        aliases ? [type, "alias"] : [type, ttl as unknown, records as unknown],
      ]),
  );

test("a host's name makes the whole set CNAME, the cluster's side too, but not its origin name", async () => {
  const pets: Target = {
    id: "legacy",
    dedicated: false,
    address: { kind: "hostname", of: pulumi.output("pets.example.net") },
  };
  const made = await deploy(
    () => new WeightedRoute("monolith-api", { ...args, recordType: "CNAME", targets: [pets, blue] }),
  );
  expect(records(made)).toEqual({
    "monolith-api-legacy-origin": ["CNAME", 60, ["pets.example.net"]],
    "monolith-api-legacy": ["CNAME", 60, ["pets.example.net"]],
    "monolith-api-blue-origin": ["A", "alias"],
    "monolith-api-blue": ["CNAME", 60, ["blue.elb.amazonaws.com"]],
  });
  expect(made.inputs("aws:route53/healthCheck:HealthCheck")["monolith-api-legacy-health"]).toMatchObject({
    type: "HTTPS",
    fqdn: "api.legacy.example.com",
    enableSni: true,
  });
});

test("addresses stand beside an alias", async () => {
  const addresses = ["203.0.113.1", "203.0.113.2"];
  const pets: Target = {
    id: "legacy",
    dedicated: false,
    address: { kind: "addresses", of: pulumi.output(addresses) },
  };
  const made = await deploy(() => new WeightedRoute("monolith-api", { ...args, targets: [pets, blue] }));
  expect(records(made)).toEqual({
    "monolith-api-legacy-origin": ["A", 60, addresses],
    "monolith-api-legacy": ["A", 60, addresses],
    "monolith-api-blue-origin": ["A", "alias"],
    "monolith-api-blue": ["A", "alias"],
  });
});

test("what the checkers can't reach is told by its alarm", async () => {
  const inside: Target = { ...legacy, alarm: { name: "unhealthy", region: "eu-west-1" } };
  const made = await deploy(() => new WeightedRoute("monolith-api", { ...args, targets: [inside, blue] }));
  expect(made.inputs("aws:route53/healthCheck:HealthCheck")["monolith-api-legacy-health"]).toEqual({
    type: "CLOUDWATCH_METRIC",
    cloudwatchAlarmName: "unhealthy",
    cloudwatchAlarmRegion: "eu-west-1",
    insufficientDataHealthStatus: "LastKnownStatus",
    tags: { Name: "api.legacy.example.com" },
  });
});

test("a record of a type that its target can't be named by is never declared", async () => {
  const pets: Target = {
    id: "legacy",
    dedicated: false,
    address: { kind: "hostname", of: pulumi.output("pets.example.net") },
  };
  await expect(
    deploy(() => new WeightedRoute("monolith-api", { ...args, targets: [pets, blue] })),
  ).rejects.toThrow("a record of type A can't name hostname");
});
