// Tests that every listed limit of the clouds is proved by tests that exist and run.
import { readLimits } from "../../../tools/reference/limits";
import { isThere } from "./proofs";

const limits = readLimits().flatMap((area) => area.limits);
test.each(limits.map((limit) => [limit.says, limit] as const))("%s", (_, { program, cloud, source }) => {
  expect(source).toMatch(/^https:\/\/\S+$/);
  expect([...program, ...cloud].filter((proof) => !isThere(proof))).toEqual([]);
  expect(program.length).toBeGreaterThan(0);
  expect(cloud.length).toBeGreaterThan(0);
  expect(cloud.every(([file]) => /^test\/(rehearsal|database)\//.test(file))).toBe(true);
});

test("no limit is written down twice", () => {
  expect(new Set(limits.map(({ says }) => says)).size).toBe(limits.length);
});
