// Tests how a report of mutants is judged.
import { scores, stale, survivors, unjudged, type MutationReport } from "../../tools/mutation/report";

const at = (
  line: number,
  column: number,
  endLine: number,
  endColumn: number,
  status: string,
  replacement?: string,
) => ({
  status,
  replacement,
  location: { start: { line, column }, end: { line: endLine, column: endColumn } },
});

const source = ["const a = b && c;", "return {", "  d: 1,", "};"].join("\n");
const report = (...mutants: MutationReport["files"][string]["mutants"]): MutationReport => ({
  files: { "src/model/traffic/rules.ts": { source, mutants } },
});

const both = at(1, 11, 1, 17, "Survived", "b || c");
const object = at(2, 8, 4, 2, "NoCoverage", "{}");

test.each<[string[], number, boolean]>([
  [["Killed", "Timeout"], 100, true],
  [[...Array<string>(9).fill("Killed"), "Survived"], 90, true],
  [[...Array<string>(8).fill("Killed"), "Survived"], 800 / 9, false],
  [["Killed", "NoCoverage"], 50, false],
  [["Killed", "Ignored", "CompileError", "RuntimeError"], 100, true],
  [[], 100, true],
])("%j is %d %% killed, which is enough: %s", (statuses, score, enough) => {
  const [traffic, ...others] = scores(report(...statuses.map((status) => at(1, 1, 1, 2, status))));
  expect(traffic).toMatchObject({ place: "src/model/traffic/", score, enough });
  expect(others.map(({ place, all }) => [place, all])).toEqual([
    ["src/model/replication/", 0],
    ["components/traffic/", 0],
  ]);
});

test("what survives is named by its code, in one line", () => {
  expect(survivors(report(both, object, at(1, 1, 1, 2, "Killed")))).toEqual([
    { file: "src/model/traffic/rules.ts", code: "b && c", becomes: "b || c" },
    { file: "src/model/traffic/rules.ts", code: "{ d: 1, }", becomes: "{}" },
  ]);
});

test("the list says which may survive, and has none that don't", () => {
  const file = "src/model/traffic/rules.ts";
  const listed = { file, code: "b && c", becomes: "b || c", why: "the same" };
  const gone = { file, code: "x", becomes: "y", why: "the same" };
  const elsewhere = { ...gone, file: "src/model/traffic/plan.ts" };
  expect(unjudged(report(both, object), [listed])).toEqual([{ file, code: "{ d: 1, }", becomes: "{}" }]);
  expect(stale(report(both, object), [listed, gone, elsewhere])).toEqual([gone]);
});
