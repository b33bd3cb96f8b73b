// Tests what instance types leave to the pods of services.
import fc from "fast-check";
import { largestType, roomOf, hasRoomFor } from "../../../src/model/nodes/node-room";

fc.configureGlobal({ seed: 21 });

test.each<[string, ReturnType<typeof roomOf>]>([
  ["m7g.medium", { cpu: 760, memory: 4096 - 399 - 120 }],
  ["t3.medium", { cpu: 1750, memory: 4096 - 399 - 120 }],
  ["t4g.small", { cpu: 1750, memory: 2048 - 399 - 120 }],
  ["t3.nano", { cpu: 1750, memory: 0 }],
  ["m7i.large", { cpu: 1750, memory: 8192 - 674 - 120 }],
  ["c7g.large", { cpu: 1750, memory: 4096 - 674 - 120 }],
  ["t3.xlarge", { cpu: 3740, memory: 16384 - 993 - 120 }],
  ["r7g.2xlarge", { cpu: 7730, memory: 65536 - 993 - 120 }],
  ["g4dn.xlarge", { cpu: 3740, memory: 16384 - 674 - 120 }],
  ["g6.xlarge", { cpu: 3740, memory: 16384 - 993 - 120 }],
  ["x8g.4xlarge", { cpu: 15710, memory: 262144 - 2929 - 120 }],
  // Their memory isn't a round number for each vCPU.
  ["c5n.large", { cpu: 1750 }],
  ["i4i.large", { cpu: 1750 }],
  ["m5.metal", undefined],
])("%s", (type, room) => expect(roomOf(type)).toEqual(room));

test("a larger size of a family takes whatever a smaller one takes", () => {
  const sizes = ["medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge"];
  fc.assert(
    fc.property(
      fc.constantFrom("m7g", "c7g", "r7g", "i4g"),
      fc.integer({ min: 1, max: sizes.length - 1 }),
      fc.record({ cpu: fc.integer({ min: 1, max: 64_000 }), memory: fc.integer({ min: 1, max: 524_288 }) }),
      (family, index, pod) => {
        const [smaller, larger] = [sizes[index - 1]!, sizes[index]!].map((size) =>
          hasRoomFor(roomOf(`${family}.${size}`), pod),
        );
        expect(!smaller || larger).toBe(true);
      },
    ),
  );
});

test.each<[string, number, string]>([
  ["m7g", 2, "m7g.large"],
  ["m7g", 7, "m7g.xlarge"],
  ["m7g", 64, "m7g.16xlarge"],
  ["t4g", 64, "t4g.2xlarge"],
  ["m7g", Infinity, "m7g.96xlarge"],
])("the largest %s within %p vCPUs is %s", (family, cpu, type) =>
  expect(largestType(family, cpu)).toBe(type),
);
