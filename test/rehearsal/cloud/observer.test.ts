// Tests what the observer sees of a route through creation, shifts, faults and deletion.
import { Observer } from "../../../src/rehearsal/cloud";
import { aws } from "../../../src/rehearsal/cloud/aws";
import type { CloudResource } from "../../../src/rehearsal/cloud/types";
import { alias, cluster, kubernetesSide, legacySide, network, nodeGroup, zone } from "./landscape";
import { MemoryCloud } from "./memory-cloud";

const hostname = "api.example.com";

/** A route that is served by both sides, all of it by legacy. */
function migration() {
  const cloud = new MemoryCloud();
  const net = network(cloud);
  const legacy = legacySide(cloud, net);
  cluster(cloud, net);
  const nodes = nodeGroup(cloud, net);
  const kubernetes = kubernetesSide(cloud, net, [hostname, "api-blue.example.com"]);
  const domain = zone(cloud);
  const observer = new Observer(cloud);
  cloud.listener = observer.after;
  const old = cloud.create(aws.record, "old", alias(domain, hostname, legacy.balancer, "legacy", 255));
  const current = cloud.create(aws.record, "new", alias(domain, hostname, kubernetes.balancer, "blue", 0));
  return { cloud, domain, nodes, legacy, kubernetes, observer, old, current };
}

function weigh(cloud: MemoryCloud, record: CloudResource, weight: number): void {
  cloud.update(record, { weightedRoutingPolicies: [{ weight }] });
}

test("a shift between two sides that answer never costs an answer", () => {
  const { cloud, observer, old, current } = migration();
  weigh(cloud, current, 64);
  weigh(cloud, old, 191);
  weigh(cloud, current, 255);
  weigh(cloud, old, 0);
  expect(observer.report()).toEqual([
    { hostname, availability: 1, lowest: 1, operation: undefined, reason: undefined },
  ]);
});

test("a side that can't answer costs its share, and the operation that did it is remembered", () => {
  const { cloud, observer, kubernetes, old, current } = migration();
  cloud.update(kubernetes.workload, {
    spec: { ...(kubernetes.workload.inputs["spec"] as object), replicas: 0 },
  });
  expect(observer.report()[0]).toMatchObject({ lowest: 1 });
  weigh(cloud, current, 85);
  weigh(cloud, current, 0);
  expect(observer.report()[0]).toMatchObject({
    availability: 1,
    lowest: 0.75,
    operation: `update ${current.id}`,
    reason: "blue: the Deployment apps/api has no replica",
  });
  expect(old.id).toMatch(/^Z\w+_api\.example\.com_A_legacy$/);
});

test.each([
  ["the binding", "binding", /has no targets/],
  ["the gateway", "gateway", /no Service and no Gateway/],
  ["the route", "route", /no HTTPRoute .* has the hostname api\.example\.com/],
  ["the service", "service", /no Service apps\/api/],
  ["the workload", "workload", /selects no pods/],
  ["the load balancer", "balancer", /no load balancer has the address/],
] as const)("losing %s of the side that has all traffic is an outage", (_, part, reason) => {
  const { cloud, observer, kubernetes, old, current } = migration();
  weigh(cloud, current, 255);
  weigh(cloud, old, 0);
  cloud.delete(kubernetes[part].type, kubernetes[part].id, kubernetes[part].cluster);
  const seen = observer.report()[0]!;
  expect(seen).toMatchObject({ availability: 0, lowest: 0 });
  expect(seen.reason).toMatch(reason);
});

test("pods of an architecture that no node has are no capacity", () => {
  const { cloud, observer, kubernetes, nodes, old, current } = migration();
  weigh(cloud, current, 255);
  weigh(cloud, old, 0);
  const spec = kubernetes.workload.inputs["spec"] as { template: { spec: object } };
  const pod = { ...spec.template.spec, nodeSelector: { "kubernetes.io/arch": "arm64" } };
  cloud.update(kubernetes.workload, { spec: { ...spec, template: { ...spec.template, spec: pod } } });
  expect(observer.report()[0]).toMatchObject({ lowest: 1 });
  cloud.put({ ...nodes, inputs: { ...nodes.inputs, amiType: "AL2023_x86_64_STANDARD" } });
  expect(observer.report()[0]).toMatchObject({
    lowest: 0,
    reason: "blue: the cluster blue has no node of arm64",
  });
});

test("a legacy side counts only with an instance and a certificate for the name", () => {
  const { cloud, observer, legacy } = migration();
  cloud.update(legacy.group, { minSize: 0, desiredCapacity: 0 });
  expect(observer.report()[0]).toMatchObject({
    lowest: 0,
    reason: "legacy: the Auto Scaling group legacy has no instance",
  });
  cloud.update(legacy.group, { minSize: 1, desiredCapacity: 1 });
  expect(observer.report()[0]).toMatchObject({ availability: 1 });
  cloud.put({ ...legacy.certificate, inputs: { ...legacy.certificate.inputs, subjectAlternativeNames: [] } });
  expect(observer.report()[0]).toMatchObject({ availability: 0 });
});

test("a name that vanishes counts as 0, unless everything is being destroyed", () => {
  const lost = migration();
  lost.cloud.remove(lost.current);
  lost.cloud.remove(lost.old);
  expect(lost.observer.report()[0]).toMatchObject({ lowest: 0, reason: "no zone has the name" });

  const destroyed = migration();
  destroyed.observer.suspend();
  destroyed.cloud.remove(destroyed.current);
  destroyed.cloud.remove(destroyed.old);
  expect(destroyed.observer.report()[0]).toMatchObject({ availability: 0, lowest: 1 });
});

test("the time before a name first answers is no outage, but never answering is", () => {
  const { cloud, domain, kubernetes, observer } = migration();
  cloud.create(aws.record, "late", alias(domain, "late.example.com", kubernetes.balancer, "blue", 1));
  expect(observer.report()[1]).toMatchObject({ hostname: "late.example.com", lowest: 0 });
  expect(observer.report()[1]?.operation).toBeUndefined();
  cloud.update(kubernetes.route, {
    spec: { ...(kubernetes.route.inputs["spec"] as object), hostnames: [hostname, "late.example.com"] },
  });
  expect(observer.report()[1]).toMatchObject({ availability: 1, lowest: 1 });
});

test("when the time of grace of a health check ends, its verdict takes effect without any change", () => {
  const { cloud, domain, kubernetes, observer, old, current } = migration();
  cloud.create(aws.record, "origin", alias(domain, "api-blue.example.com", kubernetes.balancer));
  const check = cloud.create(aws.healthCheck, "blue", { type: "HTTPS", fqdn: "api-blue.example.com" });
  cloud.update(current, { healthCheckId: check.id });
  weigh(cloud, current, 255);
  cloud.delete(kubernetes.service.type, kubernetes.service.id, kubernetes.service.cluster);
  expect(observer.report()[0]).toMatchObject({ availability: 0.5, lowest: 0.5 });
  cloud.advance(91);
  expect(observer.report()[0]).toMatchObject({ availability: 1, lowest: 0.5 });
  expect(old.id).not.toBe(current.id);
});

test("a change looks only at the names that it can touch", () => {
  const { cloud, domain, legacy, observer } = migration();
  for (let i = 0; i < 1_000; i++)
    cloud.create(aws.record, `r${i}`, alias(domain, `r${i}.example.com`, legacy.balancer, "legacy", 1));
  const looked = jest.spyOn(observer as unknown as { look(): void }, "look");
  cloud.create(aws.record, "other", alias(domain, "other.example.com", legacy.balancer, "legacy", 1));
  cloud.create(aws.role, "role", { name: "role", assumeRolePolicy: "{}" });
  expect(looked).toHaveBeenCalledTimes(1);
});
