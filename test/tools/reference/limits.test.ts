// Every limit of the clouds that is written down is proved by tests that are there and run.
import * as fs from "node:fs";
import * as path from "node:path";
import { root } from "../../../tools/generated";
import { areas } from "../../../tools/reference/limits";
import type { Proof } from "../../../tools/reference/limits/limit";
import { titlesOf } from "../../../tools/reference/test-titles";

const limits = areas.flatMap((area) => area.limits);
const titles = new Map<string, Set<string>>();

function isThere([file, title]: Proof): boolean {
  if (!fs.existsSync(path.join(root, file))) return false;
  if (!titles.has(file)) titles.set(file, titlesOf(fs.readFileSync(path.join(root, file), "utf8")));
  return titles.get(file)!.has(title);
}

test.each(limits.map((limit) => [limit.says, limit] as const))("%s", (_, { program, cloud, source }) => {
  expect(source).toMatch(/^https:\/\/\S+$/);
  expect([...program, ...cloud].filter((proof) => !isThere(proof))).toEqual([]);
  expect(program.length).toBeGreaterThan(0);
  expect(cloud.length).toBeGreaterThan(0);
  expect(cloud.every(([file]) => file.startsWith("test/rehearsal/"))).toBe(true);
});

test("no limit is written down twice", () => {
  expect(new Set(limits.map(({ says }) => says)).size).toBe(limits.length);
});
