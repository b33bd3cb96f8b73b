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
    { hostname, availability: 1, lowest: 1, operation: undefined, reason: undefined, fell: false },
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
  cloud.advance(120);
  expect(observer.report()[0]).toMatchObject({
    availability: 1,
    fell: true,
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
  // Until resolvers have forgotten it, clients still go there.
  expect(observer.report()[0]).toMatchObject({ availability: 0.5 });
  cloud.advance(120);
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

/** Both sides with a health check on an origin name; weights of legacy and of the cluster. */
function checked(weights: readonly [number, number]) {
  const made = migration();
  const { cloud, domain, legacy, kubernetes, old, current } = made;
  const sides = [
    { record: old, balancer: legacy.balancer, name: "api-legacy.example.com" },
    { record: current, balancer: kubernetes.balancer, name: "api-blue.example.com" },
  ];
  sides.forEach(({ record, balancer, name }, i) => {
    cloud.create(aws.record, name, alias(domain, name, balancer));
    const timing = { requestInterval: 10, failureThreshold: 3 };
    const check = cloud.create(aws.healthCheck, name, { type: "HTTPS", fqdn: name, ...timing });
    cloud.update(record, {
      healthCheckId: check.id,
      weightedRoutingPolicies: [{ weight: weights[i]! }],
    });
  });
  cloud.advance(600);
  const seen = () => made.observer.report()[0]!;
  return { ...made, seen };
}

const stop = ({ cloud, legacy }: ReturnType<typeof migration>) =>
  cloud.update(legacy.group, { minSize: 0, desiredCapacity: 0 });

describe("failover is not instant", () => {
  test("a side that dies dips at once, though a healthy one is on standby", () => {
    const made = checked([255, 0]);
    stop(made);
    expect(made.seen()).toMatchObject({ availability: 0, lowest: 0, fell: true, operation: "update legacy" });
  });

  test("health checks notice after interval times threshold, and resolvers forget after that", () => {
    const made = checked([255, 0]);
    stop(made);
    made.cloud.advance(29);
    expect(made.seen().reason).toBe("legacy: the Auto Scaling group legacy has no instance");
    expect(made.seen().availability).toBe(0);
    // It takes 30 s to notice, and 60 s each to reach all servers and to be forgotten.
    made.cloud.advance(120);
    expect(made.seen().availability).toBe(0);
    made.cloud.advance(2);
    expect(made.seen().availability).toBe(1);
  });

  test("what a check had noticed long before counts at once", () => {
    const made = checked([128, 128]);
    stop(made);
    made.cloud.advance(600);
    expect(made.seen()).toMatchObject({ availability: 1, lowest: 0.5 });
    weigh(made.cloud, made.current, 0);
    expect(made.seen().availability).toBe(1);
  });

  test("a target of weight 0 may go, as long as nobody holds it", () => {
    const made = checked([128, 128]);
    weigh(made.cloud, made.old, 0);
    made.cloud.advance(121);
    stop(made);
    expect(made.seen()).toMatchObject({ availability: 1, fell: false });
  });

  test.each([
    ["has lost its weight", (made: ReturnType<typeof migration>) => weigh(made.cloud, made.old, 0)],
    ["is gone", (made: ReturnType<typeof migration>) => made.cloud.remove(made.old)],
  ])("a target counts for its time to live after its record %s", (_, leave) => {
    const made = checked([128, 128]);
    leave(made);
    stop(made);
    expect(made.seen()).toMatchObject({
      lowest: 0.5,
      operation: "update legacy",
      reason: "legacy, which resolvers may still hold: the Auto Scaling group legacy has no instance",
    });
  });

  test("time that operations take doesn't make caches forget: some run side by side", () => {
    const made = checked([128, 128]);
    weigh(made.cloud, made.old, 0);
    made.cloud.take(3_600);
    stop(made);
    expect(made.seen()).toMatchObject({ lowest: 0.5, fell: true });
  });

  test("the observer of the next run knows what the last one left to be forgotten and noticed", () => {
    const made = checked([128, 128]);
    const since = () => made.observer.changedMemory();
    since();
    weigh(made.cloud, made.old, 0);
    const memory = since();
    expect(since()).toBeUndefined();
    expect(Object.keys(memory!.held)).toEqual([hostname]);
    const next = () => {
      const observer = new Observer(made.cloud, memory);
      made.cloud.listener = observer.after;
      return observer;
    };
    const [soon, without] = [next(), new Observer(made.cloud)];
    made.cloud.listener = (...told) => [soon, without].forEach(({ after }) => after(...told));
    stop(made);
    expect(soon.report()[0]).toMatchObject({ lowest: 0.5, fell: true });
    expect(without.report()[0]).toMatchObject({ lowest: 1, fell: false });
    made.cloud.advance(600);
    expect(next().report()[0]).toMatchObject({ availability: 1, fell: false });
  });
});

describe("both families are asked for", () => {
  const sixth = (made: ReturnType<typeof migration>, weight?: number) =>
    made.cloud.create(aws.record, "six", {
      ...alias(
        made.domain,
        hostname,
        made.legacy.balancer,
        weight === undefined ? undefined : "legacy",
        weight,
      ),
      type: "AAAA",
    });

  test.each([undefined, 255])("an AAAA set beside the A set counts, with the weight %s", (weight) => {
    const made = migration();
    sixth(made, weight);
    weigh(made.cloud, made.current, 255);
    weigh(made.cloud, made.old, 0);
    made.cloud.advance(121);
    expect(made.observer.report()[0]).toMatchObject({ lowest: 1 });
    stop(made);
    expect(made.observer.report()[0]).toMatchObject({ availability: 0, fell: true });
  });

  test("a name may lose its IPv6 addresses, and not its IPv4 ones", () => {
    const made = migration();
    const record = sixth(made, 1);
    made.cloud.remove(record);
    expect(made.observer.report()[0]).toMatchObject({ fell: false });
    sixth(made, 1);
    made.cloud.remove(made.current);
    made.cloud.remove(made.old);
    expect(made.observer.report()[0]).toMatchObject({
      availability: 0,
      reason: "no record gives it an IPv4 address",
    });
  });
});

describe("what has been set going", () => {
  const begin = (made: ReturnType<typeof migration>, serving: number) => {
    const until = new Date(made.cloud.now().getTime() + 60_000).toISOString();
    const group = made.cloud.get(aws.scalingGroup, made.legacy.group.id)!;
    made.cloud.put({ ...group, work: { until, serving } });
  };

  test("takes what doesn't serve meanwhile down for as long as it takes", () => {
    const made = migration();
    begin(made, 0);
    expect(made.observer.report()[0]).toMatchObject({ availability: 0, fell: true });
    made.cloud.take(59);
    expect(made.observer.report()[0]).toMatchObject({ availability: 0 });
    made.cloud.take(1);
    expect(made.observer.report()[0]).toMatchObject({ availability: 1 });
  });

  test("costs nothing while something serves", () => {
    const made = migration();
    begin(made, 1);
    expect(made.observer.report()[0]).toMatchObject({ availability: 1, fell: false });
  });
});

test("what was broken before the observer began, and is mended or stays so, is no fall", () => {
  const made = migration();
  weigh(made.cloud, made.current, 255);
  stop(made);
  const observer = new Observer(made.cloud);
  made.cloud.listener = observer.after;
  expect(observer.report()[0]).toMatchObject({ lowest: 0.5, operation: "the start", fell: false });
  made.cloud.update(made.legacy.group, { minSize: 1, desiredCapacity: 1 });
  expect(observer.report()[0]).toMatchObject({ availability: 1, lowest: 0.5, fell: false });
  stop(made);
  expect(observer.report()[0]).toMatchObject({ availability: 0.5, fell: true });
});
