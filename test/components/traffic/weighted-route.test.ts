// A weighted route: exact records, health checks and origins, and the order of its writes.
import * as pulumi from "@pulumi/pulumi";
import { WeightedRoute, type WeightedRouteArgs } from "../../../components/traffic/weighted-route";
import type { Target } from "../../../components/traffic/target";
import { deploy, expectChildNames, valueOf } from "../../mocks";

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
  receiver: "blue",
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
  expect(result.origins).toEqual({ legacy: "api.legacy.example.com", blue: "api.blue.example.com" });
  expect(await valueOf(result.written)).toBe("api.example.com");
});

test.each(["legacy", "blue"])("writes %s first when it is the one that gains", async (receiver) => {
  const { of } = await deploy(() => new WeightedRoute("monolith-api", { ...args, receiver }));
  const sets = of(record).filter(({ inputs }) => inputs.setIdentifier !== undefined);
  expect(sets[0]!.inputs.setIdentifier).toBe(receiver);
  // The order leaves no dependency in the state, whose direction would turn round with the next step.
  expect(sets[1]!.dependencies).not.toContain(sets[0]!.urn);
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
