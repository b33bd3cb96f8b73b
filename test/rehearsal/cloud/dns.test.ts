// Tests Route 53's choice among weighted records: shares, standby, health and the all-zero case.
import * as fc from "fast-check";
import { aws } from "../../../src/rehearsal/cloud/aws";
import { availability, resolve, shares } from "../../../src/rehearsal/cloud/dns";
import type { CloudResource, Properties } from "../../../src/rehearsal/cloud/types";
import { alias, legacySide, network, zone } from "./landscape";
import { MemoryCloud } from "./memory-cloud";

interface Member {
  readonly setIdentifier: string;
  readonly weight: number;
  readonly healthy: boolean;
}

const weight = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }));

const members: fc.Arbitrary<Member[]> = fc
  .array(fc.record({ weight, healthy: fc.boolean() }), { minLength: 1, maxLength: 6 })
  .map((list) => list.map((member, i) => ({ setIdentifier: `s${i}`, ...member })));

function chosen(list: readonly Member[]): Map<string, number> {
  const found = shares(list, ({ healthy }) => healthy);
  return new Map(found.map(({ set, share }) => [set.setIdentifier, share]));
}

describe("shares", () => {
  test("sum to 1 whatever the weights and the health", () => {
    fc.assert(
      fc.property(members, (list) => {
        const sum = [...chosen(list).values()].reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(1, 9);
      }),
    );
  });

  test("are equal when all weights are zero", () => {
    fc.assert(
      fc.property(members, (list) => {
        const zero = list.map((member) => ({ ...member, weight: 0, healthy: true }));
        expect(chosen(zero).size).toBe(zero.length);
        for (const share of chosen(zero).values()) expect(share).toBeCloseTo(1 / zero.length, 9);
      }),
    );
  });

  test("are in proportion to the weights when all are healthy", () => {
    fc.assert(
      fc.property(members, (list) => {
        const sum = list.reduce((total, { weight: own }) => total + own, 0);
        fc.pre(sum > 0);
        const found = chosen(list.map((member) => ({ ...member, healthy: true })));
        for (const { setIdentifier, weight: own } of list)
          expect(found.get(setIdentifier) ?? 0).toBeCloseTo(own / sum, 9);
      }),
    );
  });

  test("go to an unhealthy member only when every member is unhealthy", () => {
    fc.assert(
      fc.property(members, (list) => {
        fc.pre(list.some(({ healthy }) => healthy));
        const found = chosen(list);
        for (const { setIdentifier, healthy } of list)
          if (!healthy) expect(found.has(setIdentifier)).toBe(false);
      }),
    );
  });

  test("go to a zero weight only when every other weight is unhealthy", () => {
    fc.assert(
      fc.property(members, (list) => {
        fc.pre(list.some(({ healthy, weight: own }) => healthy && own > 0));
        const found = chosen(list);
        for (const { setIdentifier, weight: own } of list)
          if (own === 0) expect(found.has(setIdentifier)).toBe(false);
      }),
    );
  });

  test("are the weights themselves when nothing is healthy", () => {
    fc.assert(
      fc.property(members, (list) => {
        const all = (healthy: boolean) => chosen(list.map((member) => ({ ...member, healthy })));
        expect(all(false)).toEqual(all(true));
      }),
    );
  });
});

/** Two legacy sides under one weighted name, each with a health check on its own name. */
function twoSides(weights: [number, number], extra: Properties = {}) {
  const cloud = new MemoryCloud();
  const net = network(cloud);
  const domain = zone(cloud);
  const sides = ["one", "two"].map((name, i) => {
    const side = legacySide(cloud, net, name);
    cloud.create(aws.record, `${name}-origin`, alias(domain, `${name}.example.com`, side.balancer));
    const check = cloud.create(aws.healthCheck, name, { type: "HTTPS", fqdn: `${name}.example.com` });
    const inputs = alias(domain, "api.example.com", side.balancer, name, weights[i]);
    cloud.create(aws.record, name, { ...inputs, healthCheckId: check.id, ...extra });
    return side;
  });
  cloud.advance(100);
  return { cloud, domain, one: sides[0]!, two: sides[1]! };
}

function empty(cloud: MemoryCloud, group: CloudResource): void {
  cloud.update(group, { minSize: 0, desiredCapacity: 0 });
}

function sharesOf(cloud: MemoryCloud, hostname = "api.example.com"): Record<string, number> {
  return Object.fromEntries(
    resolve(cloud, hostname).map(({ setIdentifier, share }) => [setIdentifier, share]),
  );
}

describe("resolve", () => {
  test("gives each side its share", () => {
    const { cloud } = twoSides([64, 192]);
    expect(sharesOf(cloud)).toEqual({ one: 0.25, two: 0.75 });
  });

  test("fails over to the standby of weight zero", () => {
    const { cloud, one } = twoSides([255, 0]);
    expect(sharesOf(cloud)).toEqual({ one: 1 });
    empty(cloud, one.group);
    expect(sharesOf(cloud)).toEqual({ two: 1 });
  });

  test("counts a record without a health check as healthy", () => {
    const { cloud, one } = twoSides([255, 0], { healthCheckId: null });
    empty(cloud, one.group);
    expect(resolve(cloud, "api.example.com")).toMatchObject([
      { setIdentifier: "one", share: 1, answers: false },
    ]);
  });

  test("considers everything healthy when nothing is", () => {
    const { cloud, one, two } = twoSides([255, 0]);
    empty(cloud, one.group);
    empty(cloud, two.group);
    expect(resolve(cloud, "api.example.com")).toMatchObject([
      { setIdentifier: "one", share: 1, answers: false },
    ]);
  });

  test("counts a new health check as healthy for its first 90 s", () => {
    const { cloud, domain, one } = twoSides([255, 0]);
    empty(cloud, one.group);
    const check = cloud.create(aws.healthCheck, "new", { type: "HTTPS", fqdn: "one.example.com" });
    const inputs = alias(domain, "new.example.com", one.balancer, "one", 1);
    cloud.create(aws.record, "new", { ...inputs, healthCheckId: check.id });
    cloud.create(aws.record, "new-two", alias(domain, "new.example.com", one.balancer, "two", 0));
    cloud.advance(89);
    expect(sharesOf(cloud, "new.example.com")).toEqual({ one: 1 });
    cloud.advance(2);
    expect(sharesOf(cloud, "new.example.com")).toEqual({ two: 1 });
  });

  test("sees an empty target group through evaluateTargetHealth alone", () => {
    const { cloud, domain, one, two } = twoSides([1, 1]);
    const judged = (side: typeof one, id: string, weight: number): Properties => {
      const inputs = alias(domain, "judged.example.com", side.balancer, id, weight);
      const [target] = inputs["aliases"] as Properties[];
      return { ...inputs, aliases: [{ ...target, evaluateTargetHealth: true }] };
    };
    cloud.create(aws.record, "judged-one", judged(one, "one", 255));
    cloud.create(aws.record, "judged-two", judged(two, "two", 0));
    expect(sharesOf(cloud, "judged.example.com")).toEqual({ one: 1 });
    empty(cloud, one.group);
    expect(sharesOf(cloud, "judged.example.com")).toEqual({ two: 1 });
  });

  test.each([
    ["disabled", { disabled: true }, "one"],
    ["inverted", { invertHealthcheck: true }, "two"],
    ["of a healthy address", { fqdn: null, ipAddress: "203.0.113.9" }, "one"],
  ])("obeys a health check that is %s", (_, changes, expected) => {
    const { cloud } = twoSides([255, 0]);
    cloud.update(cloud.list(aws.healthCheck)[0]!, changes);
    expect(sharesOf(cloud)).toEqual({ [expected]: 1 });
  });

  test("counts the children of a calculated health check", () => {
    const { cloud, domain, one, two } = twoSides([255, 0]);
    const children = cloud.list(aws.healthCheck).map(({ id }) => id);
    const check = cloud.create(aws.healthCheck, "both", {
      type: "CALCULATED",
      childHealthchecks: children,
      childHealthThreshold: 2,
    });
    const inputs = alias(domain, "both.example.com", two.balancer, "two", 255);
    cloud.create(aws.record, "both", { ...inputs, healthCheckId: check.id });
    cloud.create(aws.record, "standby", alias(domain, "both.example.com", one.balancer, "one", 0));
    cloud.advance(91);
    expect(sharesOf(cloud, "both.example.com")).toEqual({ two: 1 });
    empty(cloud, one.group);
    expect(sharesOf(cloud, "both.example.com")).toEqual({ one: 1 });
  });

  test("follows names within the zones, finds wildcards, and knows no other name", () => {
    const { cloud, domain } = twoSides([64, 192]);
    const cname = (name: string, target: string) =>
      cloud.create(aws.record, name, { zoneId: domain.id, name, type: "CNAME", ttl: 60, records: [target] });
    cname("www.example.com", "api.example.com.");
    cname("*.example.com", "elsewhere.example.net");
    cname("loop.example.com", "loop.example.com");
    expect(sharesOf(cloud, "www.example.com")).toEqual({ one: 0.25, two: 0.75 });
    expect(resolve(cloud, "any.example.com")).toMatchObject([{ target: "elsewhere.example.net", share: 1 }]);
    expect(availability(resolve(cloud, "loop.example.com"))).toBe(0);
    expect(resolve(cloud, "api.example.org")).toEqual([]);
  });

  test("ignores private zones", () => {
    const { cloud, one } = twoSides([1, 1]);
    const hidden = cloud.create(aws.zone, "private", {
      name: "internal.example",
      vpcs: [{ vpcId: cloud.list(aws.vpc)[0]!.id }],
    });
    cloud.create(aws.record, "db", alias(hidden, "db.internal.example", one.balancer));
    expect(resolve(cloud, "db.internal.example")).toEqual([]);
  });
});
