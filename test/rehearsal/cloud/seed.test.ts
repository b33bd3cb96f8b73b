// Tests that what exists before the first update is found by the program's lookups, and answers.
import { seedCloud, type Seed } from "../../../src/rehearsal/cloud";
import { Lookup } from "../../../src/rehearsal/cloud/lookup";
import { groupHealthy, isInternal, reachAddress, targetsHealthy } from "../../../src/rehearsal/cloud/reach";
import { MemoryCloud } from "./memory-cloud";

const seed: Seed = {
  region: "eu-west-1",
  zones: ["example.com"],
  loadBalancers: [{ name: "open" }, { name: "inside", targetGroup: "inside-hosts" }],
  environments: [{ name: "it-prod", cname: "it.eu-west-1.elasticbeanstalk.com", database: "aa1b2" }],
  ecsServices: [{ cluster: "main", service: "it" }],
  alarms: ["pets"],
};

function seeded() {
  const cloud = new MemoryCloud();
  seedCloud(cloud, seed);
  // A second time, as each run does, it adds nothing.
  let changes = 0;
  cloud.listener = (_, changed) => (changes += changed.length);
  seedCloud(cloud, seed);
  expect(changes).toBe(0);
  return cloud;
}

test("load balancers, one of them internal, answer", () => {
  const cloud = seeded();
  const lookup = new Lookup(cloud);
  const [open, inside] = ["open", "inside"].map((name) =>
    cloud.invoke("aws:lb/getLoadBalancer:getLoadBalancer", { name }),
  );
  expect([open!["internal"], inside!["internal"]]).toEqual([false, true]);
  const name = inside!["dnsName"] as string;
  expect(reachAddress(lookup, name, "api.example.com")).toMatchObject({ answers: true });
  expect(isInternal(lookup, name)).toBe(true);
  const group = cloud.invoke("aws:lb/getTargetGroup:getTargetGroup", { name: "inside-hosts" });
  expect(groupHealthy(lookup, group["arnSuffix"] as string)).toBe(true);
});

test("an environment answers under its domain, and has its database", () => {
  const cloud = seeded();
  const cname = "it.eu-west-1.elasticbeanstalk.com";
  expect(reachAddress(new Lookup(cloud), cname, "api.example.com")).toMatchObject({ answers: true });
  expect(targetsHealthy(new Lookup(cloud), cname)).toBe(true);
  const tags = { "elasticbeanstalk:environment-name": "it-prod" };
  expect(cloud.invoke("aws:rds/getInstances:getInstances", { tags })).toMatchObject({
    instanceIdentifiers: ["aa1b2"],
  });
});

test("an ECS service has a load balancer that answers", () => {
  const cloud = seeded();
  const { arn } = cloud.invoke("aws:ecs/getCluster:getCluster", { clusterName: "main" });
  const service = cloud.invoke("aws:ecs/getService:getService", { clusterArn: arn!, serviceName: "it" });
  const [{ targetGroupArn }] = service["loadBalancers"] as [{ targetGroupArn: string }];
  const targets = cloud.invoke("aws:lb/getTargetGroup:getTargetGroup", { arn: targetGroupArn });
  const [balancer] = targets["loadBalancerArns"] as string[];
  const { dnsName } = cloud.invoke("aws:lb/getLoadBalancer:getLoadBalancer", { arn: balancer! });
  expect(reachAddress(new Lookup(cloud), dnsName as string, "it.example.com")).toMatchObject({
    answers: true,
  });
});

test("a zone that a stack has made is not made a second time", () => {
  const cloud = new MemoryCloud();
  const made = cloud.create("aws:route53/zone:Zone", "zone", { name: "example.com" });
  seedCloud(cloud, seed);
  expect(cloud.list("aws:route53/zone:Zone").map(({ id }) => id)).toEqual([made.id]);
});
