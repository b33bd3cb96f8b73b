// Tests that physical names stay within their limits, however long a service's name is.
import fc from "fast-check";
import {
  balancerNaming,
  bucketNaming,
  environmentNaming,
  roleNaming,
} from "../../../src/model/names/physical";
import { limits } from "../../../src/model/names/limits";

test("what fits is left to Pulumi", () => {
  expect(bucketNaming("api-legacy-bundles")).toEqual({});
  expect(environmentNaming("api-legacy-env")).toEqual({});
});

test("what doesn't gets a prefix, or a name of its own", () => {
  const name = "a".repeat(60);
  expect(bucketNaming(name)).toEqual({ bucketPrefix: "a".repeat(37) });
  expect(environmentNaming(name).name).toHaveLength(limits.environment);
});

test("a name ends within its limit, whoever completes it", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z][a-z0-9-]{0,79}$/), (name) => {
      const { bucketPrefix } = bucketNaming(name);
      expect((bucketPrefix ?? name).length + (bucketPrefix ? 26 : 8)).toBeLessThanOrEqual(limits.bucket);
      expect((environmentNaming(name).name ?? `${name}-1234567`).length).toBeLessThanOrEqual(
        limits.environment,
      );
    }),
  );
});

test.each([
  ["fits with Pulumi's suffix", "a".repeat(24), {}],
  ["doesn't fit", "monolith-legacy-alb-long-", { namePrefix: "monoli" }],
])("a name that %s", (_, name, naming) => {
  expect(balancerNaming(name)).toEqual(naming);
});

test("an autoname where it fits, else the longest prefix", () => {
  expect(roleNaming("a".repeat(56))).toEqual({});
  expect(roleNaming("a".repeat(57))).toEqual({ namePrefix: "a".repeat(38) });
});
