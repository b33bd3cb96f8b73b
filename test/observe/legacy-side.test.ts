// Tests that existing legacy sides are looked up, and that nothing is declared.
import { lookUpLegacySide } from "../../src/observe/legacy-side";
import type { FoundLegacy } from "../../src/model/legacy/adopted";
import { deploy, type MockOverrides } from "../mocks";

type LookedUp = Parameters<typeof lookUpLegacySide>[0];
const balancer: LookedUp = { manage: "adopt", platform: "loadBalancer", loadBalancer: "old" };
const environment = (cname: string): LookedUp => ({
  manage: "adopt",
  platform: "beanstalk",
  environment: "it-prod",
  cname,
});
const service: LookedUp = { manage: "adopt", platform: "ecs", cluster: "main", service: "it" };

async function found(legacy: LookedUp, calls: MockOverrides["calls"] = {}): Promise<FoundLegacy> {
  const { result, resources } = await deploy(() => lookUpLegacySide(legacy), { calls });
  expect(resources).toEqual([]);
  return result;
}

const old = {
  kind: "alias",
  databases: [],
  dnsName: "old.eu-west-1.elb.amazonaws.com",
  zoneId: "Z32O12XQLNTSW2",
};

describe("looked up", () => {
  test("a load balancer by its name", async () => {
    await expect(found(balancer)).resolves.toEqual(old);
  });

  test("an internal one, with the target group that tells its health", async () => {
    const internal = () => ({ ...old, arnSuffix: "app/old/1", internal: true });
    const calls = { "aws:lb/getLoadBalancer:getLoadBalancer": internal };
    await expect(found(balancer, calls)).resolves.toEqual({ ...old, inside: { loadBalancer: "app/old/1" } });
    await expect(found({ ...balancer, targetGroup: "hosts" }, calls)).resolves.toEqual({
      ...old,
      inside: { loadBalancer: "app/old/1", targetGroup: "targetgroup/hosts/0123456789abcdef" },
    });
  });

  test("an ECS service by its target group's load balancer", async () => {
    await expect(found(service)).resolves.toEqual({ ...old, dnsName: "it.eu-west-1.elb.amazonaws.com" });
  });

  test("an ECS service without a load balancer isn't there", async () => {
    const none = { "aws:ecs/getService:getService": () => ({ loadBalancers: [] }) };
    await expect(found(service, none)).rejects.toThrow("it has no target group");
    const unused = { "aws:lb/getTargetGroup:getTargetGroup": () => ({ name: "it", loadBalancerArns: [] }) };
    await expect(found(service, unused)).rejects.toThrow("no load balancer sends anything to it");
  });

  test("an environment by the group that is tagged with its name, and its databases with it", async () => {
    const asked: Record<string, unknown> = {};
    const answer = await found(environment("it.eu-west-1.elasticbeanstalk.com"), {
      "aws:autoscaling/getAmiIds:getAmiIds": (inputs) => {
        asked.groups = inputs.filters;
        return { names: ["awseb-group"] };
      },
      "aws:rds/getInstances:getInstances": (inputs) => {
        asked.databases = inputs.tags;
        return { instanceIdentifiers: ["aa1b2"] };
      },
    });
    expect(asked).toEqual({
      groups: [{ name: "tag:elasticbeanstalk:environment-name", values: ["it-prod"] }],
      databases: { "elasticbeanstalk:environment-name": "it-prod" },
    });
    expect(answer).toEqual({
      kind: "alias",
      databases: ["aa1b2"],
      dnsName: "it.eu-west-1.elasticbeanstalk.com",
      zoneId: "Z2NYPWQ7DFZAZH",
    });
  });

  test("an environment without a region in its name is no alias", async () => {
    await expect(found(environment("it.elasticbeanstalk.com"))).resolves.toEqual({
      kind: "hostname",
      databases: [],
      hostname: "it.elasticbeanstalk.com",
    });
  });

  test("an environment that nothing is tagged with isn't there", async () => {
    const none = { "aws:autoscaling/getAmiIds:getAmiIds": () => ({ names: [] }) };
    await expect(found(environment("it.elasticbeanstalk.com"), none)).rejects.toThrow(
      "no Auto Scaling group is tagged with this environment",
    );
  });
});
