// Tests sides that Route 53's checkers can't reach, hosts outside the cloud, and the alarms that watch them.
import { aws } from "../../../src/rehearsal/cloud/aws";
import { availability, checkHealthy, graceOfNewCheck, resolve } from "../../../src/rehearsal/cloud/dns";
import { lostHost, Lookup } from "../../../src/rehearsal/cloud/lookup";
import { seedCloud } from "../../../src/rehearsal/cloud/seed";
import type { Properties } from "../../../src/rehearsal/cloud/types";
import { alias, legacySide, network, zone } from "./landscape";
import { MemoryCloud, refusal } from "./memory-cloud";

const hostname = "api.example.com";

/** Two sides of a set: hosts by their addresses with all of the weight, and a load balancer on standby. */
function pets(addresses: readonly string[], check: Properties) {
  const cloud = new MemoryCloud();
  const { balancer } = legacySide(cloud, network(cloud));
  const domain = zone(cloud);
  const origin = { zoneId: domain.id, name: "api.legacy.example.com", type: "A", ttl: 60 };
  cloud.create(aws.record, "origin", { ...origin, records: [...addresses] });
  const healthCheckId = cloud.create(aws.healthCheck, "check", check).id;
  cloud.create(aws.record, "legacy", {
    ...origin,
    name: hostname,
    records: [...addresses],
    setIdentifier: "legacy",
    weightedRoutingPolicies: [{ weight: 100 }],
    healthCheckId,
  });
  cloud.create(aws.record, "blue", alias(domain, hostname, balancer, "blue", 0));
  cloud.advance(graceOfNewCheck / 1_000);
  return { cloud, healthCheckId };
}

const https: Properties = { type: "HTTPS", fqdn: "api.legacy.example.com" };
const lose = (cloud: MemoryCloud, id: string) => {
  const createdAt = cloud.now().toISOString();
  cloud.put({ type: lostHost, id, inputs: {}, outputs: {}, createdAt });
};
const serving = (cloud: MemoryCloud) => resolve(cloud, hostname).map(({ setIdentifier }) => setIdentifier);

test("hosts answer", () => {
  const { cloud } = pets(["203.0.113.1", "203.0.113.2"], https);
  expect(serving(cloud)).toEqual(["legacy"]);
  expect(availability(resolve(cloud, hostname))).toBe(1);
});

test("a host that is lost takes its share of the answers, and its side out of DNS", () => {
  const { cloud } = pets(["203.0.113.1", "203.0.113.2"], { ...https, disabled: true });
  lose(cloud, "203.0.113.2");
  expect(availability(resolve(cloud, hostname))).toBe(0.5);
  const checked = pets(["203.0.113.1", "203.0.113.2"], https);
  lose(checked.cloud, "203.0.113.2");
  expect(serving(checked.cloud)).toEqual(["blue"]);
});

test("a name that is lost doesn't answer either", () => {
  const cloud = new MemoryCloud();
  cloud.create(aws.record, "pets", {
    zoneId: zone(cloud).id,
    name: hostname,
    type: "CNAME",
    ttl: 60,
    records: ["pets.example.net"],
  });
  expect(availability(resolve(cloud, hostname))).toBe(1);
  lose(cloud, "pets.example.net");
  expect(resolve(cloud, hostname)).toEqual([
    expect.objectContaining({ answers: false, reason: "pets.example.net is lost" }),
  ]);
});

test("a check over the internet fails on private addresses, whether they answer or not", () => {
  const { cloud } = pets(["10.1.2.3"], https);
  expect(serving(cloud)).toEqual(["blue"]);
});

test("an alarm tells of private addresses", () => {
  const alarmed = () => {
    const cloud = new MemoryCloud();
    seedCloud(cloud, { region: "eu-west-1", zones: [], loadBalancers: [], alarms: ["pets"] });
    const { id } = cloud.create(aws.healthCheck, "check", {
      type: "CLOUDWATCH_METRIC",
      cloudwatchAlarmName: "pets",
      cloudwatchAlarmRegion: "eu-west-1",
    });
    cloud.advance(graceOfNewCheck / 1_000);
    return { cloud, healthy: () => checkHealthy(new Lookup(cloud), id) };
  };
  const { cloud, healthy } = alarmed();
  expect(healthy()).toBe(true);
  lose(cloud, "pets");
  expect(healthy()).toBe(false);
});

/** An internal load balancer, a check of its name, and a check of an alarm on its target group. */
function internal() {
  const cloud = new MemoryCloud();
  const { balancer, targets, group } = legacySide(cloud, network(cloud));
  const inside = { ...balancer.inputs, internal: true };
  cloud.put({ ...balancer, inputs: inside, outputs: { ...balancer.outputs, internal: true } });
  cloud.create(aws.record, "origin", alias(zone(cloud), "api.legacy.example.com", balancer));
  const alarm = cloud.create(aws.metricAlarm, "alarm", {
    name: "unhealthy",
    dimensions: { TargetGroup: targets.outputs["arnSuffix"]! },
  });
  const follow = (changes: Properties) =>
    cloud.create(aws.healthCheck, "check", {
      type: "CLOUDWATCH_METRIC",
      cloudwatchAlarmName: "unhealthy",
      cloudwatchAlarmRegion: "eu-west-1",
      ...changes,
    });
  const healthy = (id: string) => checkHealthy(new Lookup(cloud), id);
  return { cloud, alarm, group, follow, healthy };
}

test("a check over the internet fails on an internal load balancer; an alarm on its targets doesn't", () => {
  const { cloud, group, follow, healthy } = internal();
  const direct = cloud.create(aws.healthCheck, "check", https);
  const alarm = follow({});
  cloud.advance(graceOfNewCheck / 1_000);
  expect([healthy(direct.id), healthy(alarm.id)]).toEqual([false, true]);
  cloud.update(group, { minSize: 0, desiredCapacity: 0 });
  expect(healthy(alarm.id)).toBe(false);
});

test.each<[string, Properties, RegExp]>([
  ["no alarm", { cloudwatchAlarmName: "" }, /AlarmIdentifier must be specified/],
  ["no region", { cloudwatchAlarmRegion: "" }, /AlarmIdentifier must be specified/],
  ["an alarm that isn't there", { cloudwatchAlarmName: "none" }, /alarm none does not exist/],
])("a check of %s is refused", (_, changes, cause) => {
  const { code, message } = refusal(() => internal().follow(changes));
  expect(code).toBe("InvalidInput");
  expect(message).toMatch(cause);
});

test.each<[string, Properties]>([
  ["percentiles", { extendedStatistic: "p99" }],
  ["metric math", { metricQueries: [{ id: "m1" }] }],
  ["seconds", { period: 10 }],
])("an alarm on %s is none that a check can follow", (_, changes) => {
  const { cloud, alarm, follow } = internal();
  cloud.update(alarm, changes);
  expect(refusal(() => follow({})).message).toMatch(/do not support/);
});

test("no check can be of a private address", () => {
  const make = () =>
    new MemoryCloud().create(aws.healthCheck, "check", { type: "TCP", ipAddress: "10.1.2.3" });
  expect(refusal(make).code).toBe("InvalidInput");
});
