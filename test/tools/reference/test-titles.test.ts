// Tests reading the titles of tests from a file's source.
import * as fs from "node:fs";
import * as path from "node:path";
import { titlesOf } from "../../../tools/reference/test-titles";

const source = `
const refusals: [string, number][] = [["a large \\"one\\"", 2], ["a small one", -1]];
const made = build();

test("plain", () => {});
it("another", async () => { await nothing(); });
test.skip("left out", () => {});
test.todo("later");
xtest("not this", () => {});
test.each(refusals)("refuses %s by %d", () => {});
test.each([["a", { b: 1 }], ["c", null]])("of %j: %s", () => {});
test.each(["x", 7, true] as const)("single %s", () => {});
test.each([{ name: "blue", size: 3 }])("$name has $size of $all", () => {});
test.each(made.map(one))("unknown %s", () => {});
describe("outer", () => {
  describe.each([["one"], ["two"]])("inner %s", () => {
    test("deep", () => {});
  });
  describe.skip("away", () => {
    test("never", () => {});
  });
  if (fast) test("conditional", () => {});
});
pattern.test("no test at all");
`;

test("plain, nested, tabulated, and none that don't run", () => {
  expect([...titlesOf(source)]).toEqual([
    "plain",
    "another",
    'refuses a large "one" by 2',
    "refuses a small one by -1",
    'of "a": %s',
    'of "c": %s',
    "single x",
    "single 7",
    "single true",
    "blue has 3 of $all",
    "unknown %s",
    "outer > inner one > deep",
    "outer > inner two > deep",
    "outer > conditional",
  ]);
});

test("of this very file", () => {
  const text = fs.readFileSync(path.join(__dirname, "test-titles.test.ts"), "utf8");
  expect([...titlesOf(text)]).toEqual([
    "plain, nested, tabulated, and none that don't run",
    "of this very file",
  ]);
});
