// Tests that an adopted side that can't be found or watched is refused by its path, all of them at once.
import { observeAdopted } from "../../src/observe/adopted";
import type { AdoptedLegacy } from "../../src/model/legacy/kinds";
import type { Service } from "../../src/model/service";
import { deploy } from "../mocks";
import { web } from "../model/services";

const service = (name: string, legacy: AdoptedLegacy): Service => ({ ...web, name, legacy });
const all: Service[] = [
  web,
  service("pets", { manage: "adopt", platform: "hosts", hosts: { addresses: ["203.0.113.1"] } }),
  service("inside", { manage: "adopt", platform: "loadBalancer", loadBalancer: "inside" }),
  service("booking", {
    manage: "adopt",
    platform: "beanstalk",
    environment: "booking-prod",
    cname: "booking.eu-west-1.elasticbeanstalk.com",
  }),
  service("loyalty", { manage: "adopt", platform: "ecs", cluster: "crm", service: "loyalty" }),
];

test("every one that has to be looked up is found", async () => {
  const { result } = await deploy(() => observeAdopted(all, "Pulumi.prod.yaml"));
  expect([...result.value.keys()].sort()).toEqual(["booking", "inside", "loyalty"]);
  expect(result.problems).toEqual([]);
});

test("every one that isn't there, or can't be watched, is a problem of its own", async () => {
  const missing = (): never => {
    throw new Error("couldn't find resource");
  };
  const calls = {
    "aws:autoscaling/getAmiIds:getAmiIds": () => ({ names: [] }),
    "aws:ecs/getCluster:getCluster": missing,
    "aws:lb/getLoadBalancer:getLoadBalancer": () => ({ internal: true, arnSuffix: "app/inside/1" }),
  };
  const { result } = await deploy(() => observeAdopted(all, "Pulumi.prod.yaml"), { calls });
  const here = "Pulumi.prod.yaml: crossover:services";
  expect(result.problems).toEqual([
    {
      rule: "adopt",
      path: `${here}.booking.legacy.adopt.environment`,
      message: "`booking-prod` can't be looked up: no Auto Scaling group is tagged with this environment",
      allowed: "the name of a Beanstalk environment in this account and region",
    },
    {
      rule: "health",
      path: `${here}.inside.legacy.adopt.loadBalancer`,
      message: expect.stringContaining("is internal: Route 53's checkers are on the internet") as unknown,
      allowed: "add `targetGroup`, the name of the target group for an alarm to watch",
    },
    {
      rule: "adopt",
      path: `${here}.loyalty.legacy.adopt.ecs`,
      message: expect.stringContaining("`crm/loyalty` can't be looked up: ") as unknown,
      allowed: "an ECS service behind a load balancer in this account and region",
    },
  ]);
});
