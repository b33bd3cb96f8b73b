// Tests that united blocks open exactly what was asked for, as Kubernetes reads them and as the VPC CNI's agent does.
import * as fc from "fast-check";
import { contains } from "../../../src/model/network/addresses";
import { unite, type Block, type Opening } from "../../../src/model/network/blocks";
import { defaultDenySpec } from "../../../src/model/network/network-policy";
import { mayReach, type Pod, type Spec, type World } from "../../network-agent";

fc.configureGlobal({ seed: 21 });

test("nothing from nothing", () => {
  expect(unite([])).toEqual([]);
});

test("ports of one range are united, however it is written", () => {
  const openings = [
    { range: "10.1.2.3/8", ports: [22] },
    { range: "10.0.0.0/8", ports: [443, 22] },
  ];
  expect(unite(openings)).toEqual([{ range: "10.0.0.0/8", except: [], ports: [22, 443] }]);
});

test("a range within another that opens no more isn't told apart", () => {
  const openings = [
    { range: "10.0.0.0/8", ports: [22, 443] },
    { range: "10.1.0.0/16", ports: [22] },
  ];
  expect(unite(openings)).toEqual([{ range: "10.0.0.0/8", except: [], ports: [22, 443] }]);
});

test("an exception that another opening covers is open for that one's ports alone", () => {
  const openings = [
    { range: "0.0.0.0/0", except: ["10.0.0.0/16"], ports: [443] },
    { range: "10.0.0.0/8", ports: [5432] },
  ];
  expect(unite(openings)).toEqual([
    { range: "0.0.0.0/0", except: ["10.0.0.0/16"], ports: [443] },
    { range: "10.0.0.0/8", except: ["10.0.0.0/16"], ports: [443, 5432] },
    { range: "10.0.0.0/16", except: [], ports: [5432] },
  ]);
});

// Few bits, so that ranges often meet.
const range = (from: number, to: number) =>
  fc
    .record({ prefix: fc.integer({ min: from, max: to }), bits: fc.integer({ min: 0, max: 63 }) })
    .map(({ prefix, bits }) => `${(bits << 2) & 255}.0.0.0/${prefix}`);
const opening: fc.Arbitrary<Opening> = range(0, 5).chain((outer) =>
  fc.record({
    range: fc.constant(outer),
    except: fc.array(
      range(Number(outer.split("/")[1]) + 1, 6).filter((one) => contains(outer, one)),
      { maxLength: 2 },
    ),
    ports: fc.subarray([22, 443, 5432], { minLength: 1 }),
  }),
);
const openings = fc.array(opening, { maxLength: 5 });

/** An address in each part of the space that a range may be; where a node's own are, none is taken. */
const addresses = Array.from({ length: 64 }, (_, i) => `${i << 2}.7.7.7`);
const ports = [22, 443, 5432];

const asked = (all: readonly Opening[], address: string, port: number) =>
  all.some(
    ({ range: own, except = [], ports: open }) =>
      open.includes(port) &&
      contains(own, `${address}/32`) &&
      !except.some((one) => contains(one, `${address}/32`)),
  );

const reachable = (test: (address: string, port: number) => boolean) =>
  addresses.flatMap((address) =>
    ports.filter((port) => test(address, port)).map((port) => `${address}:${port}`),
  );

const pod: Pod = { namespace: "prod", labels: { app: "x" }, address: "10.200.0.1", ports: [] };

/** The world with these blocks as one policy, beside the one that closes the namespace. */
function worldOf(blocks: readonly Block[]): World {
  const egress = blocks.map(({ range: cidr, except, ports: open }) => ({
    to: [{ ipBlock: { cidr, ...(except.length > 0 && { except }) } }],
    ports: open.map((port) => ({ protocol: "TCP" as const, port })),
  }));
  const spec: Spec = { podSelector: { matchLabels: { app: "x" } }, policyTypes: ["Egress"], egress };
  const policies = [spec, defaultDenySpec() as Spec].map((one) => ({ namespace: "prod", spec: one }));
  return { namespaces: { prod: {} }, pods: [pod], services: [], policies };
}

test("blocks open what was asked for, by the union of rules, which is how Kubernetes reads them", () => {
  fc.assert(
    fc.property(openings, (all) => {
      const blocks = unite(all);
      expect(reachable((address, port) => asked(blocks, address, port))).toEqual(
        reachable((address, port) => asked(all, address, port)),
      );
    }),
    { numRuns: 300 },
  );
});

test("blocks open what was asked for, by longest prefix, which is how the agent reads them", () => {
  fc.assert(
    fc.property(openings, (all) => {
      const world = worldOf(unite(all));
      expect(reachable((address, port) => mayReach(world, pod, address, port))).toEqual(
        reachable((address, port) => asked(all, address, port)),
      );
    }),
    { numRuns: 40 },
  );
});

test("the agent reads rules that aren't united otherwise", () => {
  const all = [
    { range: "0.0.0.0/0", except: ["10.0.0.0/8"], ports: [443] },
    { range: "0.0.0.0/0", except: [], ports: [22] },
  ];
  expect(mayReach(worldOf(all), pod, "10.1.1.1", 22)).toBe(false);
  expect(mayReach(worldOf(unite(all)), pod, "10.1.1.1", 22)).toBe(true);
});

test("each range occurs once, with ports, and excepts only what is within it", () => {
  fc.assert(
    fc.property(openings, (all) => {
      const blocks = unite(all);
      expect(new Set(blocks.map((one) => one.range)).size).toBe(blocks.length);
      expect(blocks.filter((one) => one.ports.length === 0)).toEqual([]);
      expect(
        blocks.filter((one) => one.except.some((hole) => hole === one.range || !contains(one.range, hole))),
      ).toEqual([]);
    }),
  );
});
