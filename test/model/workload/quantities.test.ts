// Tests Kubernetes quantities as numbers.
import fc from "fast-check";
import { atLeast, mebibytes, millicores } from "../../../src/model/workload/quantities";
import { cpuQuantity, memoryQuantity } from "../../../src/schema/common";

fc.configureGlobal({ seed: 20 });

test.each([
  ["500m", 500],
  ["1500m", 1500],
  ["2", 2000],
])("%s is %d millicores", (text, expected) => expect(millicores(text)).toBe(expected));

test.each([
  ["512Mi", 512],
  ["2Gi", 2048],
])("%s is %d MiB", (text, expected) => expect(mebibytes(text)).toBe(expected));

test("whatever the schemas accept is a positive whole number", () => {
  const amount = fc.integer({ min: 1, max: 1_000_000 });
  const positive = (value: number) => expect(Number.isSafeInteger(value) && value > 0).toBe(true);
  fc.assert(
    fc.property(amount, fc.constantFrom("", "m"), (number, unit) =>
      positive(millicores(cpuQuantity.parse(`${number}${unit}`))),
    ),
  );
  fc.assert(
    fc.property(amount, fc.constantFrom("Mi", "Gi"), (number, unit) =>
      positive(mebibytes(memoryQuantity.parse(`${number}${unit}`))),
    ),
  );
});

test.each([
  ["cpu", "2", "1500m", true],
  ["cpu", "1", "1000m", true],
  ["cpu", "999m", "1", false],
  ["memory", "1Gi", "1024Mi", true],
  ["memory", "1Gi", "1025Mi", false],
  ["memory", "1025Mi", "1Gi", true],
] as const)("%s: %s is at least %s: %s", (kind, quantity, least, expected) =>
  expect(atLeast(kind, quantity, least)).toBe(expected),
);
