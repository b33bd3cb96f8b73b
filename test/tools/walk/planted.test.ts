// Tests that every planted mistake can be put where it belongs.
import * as fs from "node:fs";
import * as path from "node:path";
import { plant, plantedMistakes } from "../../../tools/walk/planted";

const root = path.resolve(__dirname, "..", "..", "..");
const all = plantedMistakes();

test("there are at least 20, each by a name of its own", () => {
  expect(all.length).toBeGreaterThanOrEqual(20);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

test.each(all)("$name: $file has its text once", (mistake) => {
  const text = fs.readFileSync(path.join(root, mistake.file), "utf8");
  expect(plant(mistake, text)).toContain(mistake.replace);
});

test("a text that is there twice is refused, since it doesn't say where", () => {
  const mistake = { name: "twice", file: "a.ts", find: "a", replace: "b" };
  expect(() => plant(mistake, "a a")).toThrow("a.ts has its text 2 times, not once");
});
