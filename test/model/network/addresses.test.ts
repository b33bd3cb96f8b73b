// Tests address arithmetic, and the division of a VPC: aligned, disjoint, inside, and stable when a zone is added.
import fc from "fast-check";
import {
  contains,
  freeRange,
  overlaps,
  planSubnets,
  vpcRangeProblem,
  zoneSlots,
} from "../../../src/model/network/addresses";

fc.configureGlobal({ seed: 20 });

const allZones = ["a", "b", "c", "d"];

/** Every range that may be a VPC's, all of 0.0.0.0/0 included. */
const vpc = fc.integer({ min: 16, max: 20 }).chain((prefix) =>
  fc.integer({ min: 0, max: 2 ** prefix - 1 }).map((index) => {
    const start = index * 2 ** (32 - prefix);
    return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".")}/${prefix}`;
  }),
);

function ranges(cidr: string, zones = allZones): string[] {
  return planSubnets(cidr, zones).flatMap((subnets) => [subnets.public, subnets.private, subnets.intra]);
}

test.each([
  ["10.20.0.0/16", "10.20.255.0/24", true],
  ["10.20.0.0/16", "10.20.0.0/16", true],
  ["10.20.0.0/16", "10.21.0.0/24", false],
  ["10.20.0.0/24", "10.20.0.0/16", false],
  ["0.0.0.0/0", "255.255.255.255/32", true],
  ["200.0.0.0/8", "200.255.0.0/16", true],
])("%s contains %s: %s", (outer, inner, expected) => expect(contains(outer, inner)).toBe(expected));

test.each([
  ["10.20.0.0/16", "10.20.4.0/22", true],
  ["10.20.4.0/22", "10.20.0.0/16", true],
  ["10.20.0.0/17", "10.20.128.0/17", false],
  ["192.168.0.0/16", "10.0.0.0/8", false],
])("%s overlaps %s: %s", (one, other, expected) => expect(overlaps(one, other)).toBe(expected));

test.each([
  ["10.0.0.0/8", "10.0.0.0/16"],
  ["10.20.0.0/24", "10.20.0.0/20"],
  ["10.20.5.0/24", "10.20.0.0/20"],
  ["10.20.0.1/16", "10.20.0.0/16"],
  ["10.20.48.0/18", "10.20.0.0/18"],
])("%s can't be a VPC's range; %s can", (cidr, allowed) => {
  expect(vpcRangeProblem(cidr)).toEqual({ message: expect.stringContaining(`\`${cidr}\``), allowed });
  expect(vpcRangeProblem(allowed)).toBeUndefined();
});

test.each([
  ["10.0.0.0/16", [], "10.0.0.0/16"],
  ["10.0.0.0/16", ["10.0.0.0/16"], "10.1.0.0/16"],
  ["10.0.0.0/16", ["10.0.0.0/24", "10.1.128.0/17"], "10.2.0.0/16"],
  ["10.0.0.0/9", ["10.0.0.0/9"], "10.128.0.0/9"],
  ["10.0.0.0/8", [], "10.0.0.0/8"],
  ["10.0.0.0/16", ["10.0.0.0/8"], "172.16.0.0/16"],
  ["10.0.0.0/16", ["10.0.0.0/8", "172.16.0.0/12"], "192.168.0.0/16"],
  ["10.0.0.0/16", ["0.0.0.0/0"], undefined],
  ["10.0.0.0/8", ["10.5.0.0/16"], undefined],
])("in place of %s, with %j taken, %s is free", (cidr, taken, expected) => {
  expect(freeRange(cidr, taken)).toBe(expected);
});

test("a /16 and a /20 are divided so", () => {
  expect(planSubnets("10.20.0.0/16", ["eu-west-1a", "eu-west-1b"])).toEqual([
    { zone: "eu-west-1a", private: "10.20.0.0/19", public: "10.20.32.0/21", intra: "10.20.40.0/22" },
    { zone: "eu-west-1b", private: "10.20.64.0/19", public: "10.20.96.0/21", intra: "10.20.104.0/22" },
  ]);
  expect(planSubnets("10.20.16.0/20", ["eu-west-1a"])).toEqual([
    { zone: "eu-west-1a", private: "10.20.16.0/23", public: "10.20.18.0/25", intra: "10.20.18.128/26" },
  ]);
});

test("every subnet is inside the VPC", () => {
  fc.assert(
    fc.property(vpc, (cidr) => {
      expect(vpcRangeProblem(cidr)).toBeUndefined();
      for (const range of ranges(cidr)) expect(contains(cidr, range)).toBe(true);
    }),
  );
});

test("no two subnets overlap", () => {
  fc.assert(
    fc.property(vpc, (cidr) => {
      const all = ranges(cidr);
      for (const [i, one] of all.entries())
        for (const other of all.slice(i + 1)) expect(overlaps(one, other)).toBe(false);
    }),
  );
});

test("every subnet begins at a multiple of its size", () => {
  fc.assert(
    fc.property(vpc, (cidr) => {
      for (const range of ranges(cidr)) {
        const [address, prefix] = range.split("/") as [string, string];
        const start = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
        expect(start % 2 ** (32 - Number(prefix))).toBe(0);
      }
    }),
  );
});

test("another zone at the end moves nothing", () => {
  fc.assert(
    fc.property(vpc, fc.integer({ min: 1, max: zoneSlots - 1 }), (cidr, count) => {
      const before = ranges(cidr, allZones.slice(0, count));
      expect(ranges(cidr, allZones.slice(0, count + 1)).slice(0, before.length)).toEqual(before);
    }),
  );
});

test("an unsound range or too many zones is a mistake of the caller", () => {
  expect(() => planSubnets("10.20.0.1/16", allZones)).toThrow(RangeError);
  expect(() => planSubnets("10.20.0.0/16", [...allZones, "e"])).toThrow(RangeError);
});
