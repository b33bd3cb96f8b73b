// Tests which arguments a weighted route refuses.
import { WeightedRoute, type WeightedRouteArgs } from "../../../components/traffic/weighted-route";
import { deploy } from "../../mocks";

const loadBalancer = { dnsName: "one.elb.amazonaws.com", zoneId: "Z1" };
const args: WeightedRouteArgs = {
  route: "api",
  domain: "example.com",
  zoneId: "Z1",
  targets: [
    { id: "legacy", dedicated: true, address: { kind: "alias", of: loadBalancer } },
    { id: "blue", dedicated: false, address: { kind: "hostname", of: "blue.example.net" } },
  ],
  weights: { legacy: 75, blue: 25 },
  recordType: "CNAME",
  healthPath: "/healthz",
};
const make = (more: Partial<WeightedRouteArgs>) =>
  deploy(() => new WeightedRoute("monolith-api", { ...args, ...more }));

test.each<[Partial<WeightedRouteArgs>, object[]]>([
  [
    { recordType: undefined },
    [
      {
        propertyPath: "targets[1].address",
        reason: "doesn't fit the set: a record of type A can't name hostname",
      },
    ],
  ],
  [{ weights: { legacy: 100 } }, [{ propertyPath: "weights.blue", reason: "is missing" }]],
  [
    { weights: { legacy: 0, blue: 0 }, first: "green" },
    [
      { propertyPath: "weights", reason: "are all zero: one target has to answer" },
      { propertyPath: "first", reason: "is `green`, which isn't among the targets" },
    ],
  ],
])("%j is refused", async (more, problems) => {
  await expect(make(more)).rejects.toMatchObject({ component: "WeightedRoute monolith-api", problems });
});

test("an address may be known already", async () => {
  const { inputs } = await make({});
  expect(inputs("aws:route53/record:Record")).toMatchObject({
    "monolith-api-legacy": { type: "CNAME", ttl: 60, records: ["one.elb.amazonaws.com"] },
    "monolith-api-blue": { type: "CNAME", ttl: 60, records: ["blue.example.net"] },
  });
});
