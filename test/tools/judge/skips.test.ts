// Tests which findings are justified, and that a reason which justifies nothing is a fault.
import { readSkips, sift, type Finding, type Skip } from "../../../tools/judge/skips";

const finding = (where: string, check = "A"): Finding => ({ tool: "t", check, where, says: "is wrong" });
const skip = (where: string, check = "A", tool = "t"): Skip => ({ tool, check, where, why: "It is meant." });

test.each<[string, Finding[], Skip[], string[], number]>([
  ["nothing found, nothing skipped", [], [], [], 0],
  ["found", [finding("dev/Pod/a")], [], ["t A: is wrong: dev/Pod/a"], 0],
  [
    "found more than once",
    [finding("dev/Pod/a"), finding("dev/Pod/b")],
    [],
    ["t A: is wrong: dev/Pod/a and 1 more"],
    0,
  ],
  ["skipped", [finding("dev/Pod/a")], [skip("dev/Pod/a")], [], 1],
  ["skipped by a pattern", [finding("dev/Pod/a"), finding("prod/Pod/a.b")], [skip("*/Pod/*")], [], 2],
  [
    "skipped elsewhere",
    [finding("dev/Pod/a")],
    [skip("prod/*")],
    ["t A: is wrong: dev/Pod/a", "t A: skips.yaml skips prod/*, where nothing is found"],
    0,
  ],
  [
    "another check skipped",
    [finding("x", "B")],
    [skip("x")],
    ["t B: is wrong: x", "t A: skips.yaml skips x, where nothing is found"],
    0,
  ],
  [
    "a dot is a dot",
    [finding("axb")],
    [skip("a.b")],
    ["t A: is wrong: axb", "t A: skips.yaml skips a.b, where nothing is found"],
    0,
  ],
  ["another tool's reason", [], [skip("x", "A", "other")], [], 0],
])("%s", (_, findings, skips, faults, justified) => {
  expect(sift(["t"], findings, skips)).toEqual({ faults, justified });
});

test("every reason is complete, and there once", () => {
  const skips = readSkips();
  for (const one of skips) expect(Object.keys(one).sort()).toEqual(["check", "tool", "where", "why"]);
  expect(new Set(skips.map(({ tool, check, where }) => `${tool} ${check} ${where}`)).size).toBe(skips.length);
});
