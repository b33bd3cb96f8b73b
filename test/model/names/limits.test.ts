// Tests shortened names: within the limit, valid at the end, and distinct where the texts are.
import fc from "fast-check";
import { limitedName, limits } from "../../../src/model/names/limits";

fc.configureGlobal({ seed: 20 });

const text = fc.stringMatching(/^[a-z][a-z0-9-]{0,80}$/);
const limit = fc.integer({ min: 8, max: 64 });

test("a text that fits is returned unchanged", () => {
  expect(limitedName("api-staging", limits.loadBalancer)).toBe("api-staging");
  expect(limitedName("a".repeat(32), limits.loadBalancer)).toBe("a".repeat(32));
});

test("a longer one keeps its beginning and ends in a hash that never varies", () => {
  expect(limitedName("prod-monolith-ingest-legacy-autoscaling", limits.targetGroup)).toBe(
    "prod-monolith-ingest-lega-c3d7dd",
  );
});

test("no hyphen is left hanging before the hash or at the end", () => {
  expect(limitedName("abcd-efgh-ijkl", 12)).toMatch(/^abcd-[0-9a-f]{6}$/);
  expect(limitedName("abc-", 12)).toMatch(/^abc-[0-9a-f]{6}$/);
});

test("a limit without room for a prefix and a hash is refused", () => {
  expect(() => limitedName("monolith", 7)).toThrow(RangeError);
});

test("never longer than the limit, never ending in a hyphen", () => {
  fc.assert(
    fc.property(text, limit, (given, most) => {
      const name = limitedName(given, most);
      expect(name.length).toBeLessThanOrEqual(most);
      expect(name).toMatch(/[^-]$/);
    }),
  );
});

test("distinct texts give distinct names, however long their common beginning", () => {
  fc.assert(
    fc.property(text, text, text, limit, (prefix, one, other, most) => {
      fc.pre(one !== other);
      expect(limitedName(prefix + one, most)).not.toBe(limitedName(prefix + other, most));
    }),
  );
});

test("a name that has been limited is left alone", () => {
  fc.assert(
    fc.property(text, limit, (given, most) => {
      const name = limitedName(given, most);
      expect(limitedName(name, most)).toBe(name);
    }),
  );
});
