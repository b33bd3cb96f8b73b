// Tests tables in the terminal.
import fc from "fast-check";
import { table } from "../../src/cli/table";

test("columns are as wide as their widest cell, and numbers stand to the right", () => {
  const rows = [
    ["api", "legacy", "0"],
    ["search-engine", "kubernetes", "100"],
    ["mailer", "25", "-"],
  ];
  expect(table(["route", "value", "%"], rows).split("\n")).toEqual([
    "route          value         %",
    "-------------  ----------  ---",
    "api            legacy        0",
    "search-engine  kubernetes  100",
    "mailer         25            -",
  ]);
});

test("a title may be the widest; no line ends in spaces; a missing cell is empty", () => {
  expect(table(["percentage", "note"], [["5", ""], ["10"]]).split("\n")).toEqual([
    "percentage  note",
    "----------  ----",
    "         5",
    "        10",
  ]);
});

const moment = "2026-11-29 01:00";

test("where the terminal is narrow, columns wrap where it costs the fewest lines, between words as long as that does", () => {
  const rows = [
    ["api", "legacy 80 %, blue 20 %", moment],
    ["web", "blue", "-"],
  ];
  expect(table(["route", "now", "since"], rows, 36).split("\n")).toEqual([
    "route  now            since",
    "-----  -------------  --------------",
    "api    legacy 80 %,   2026-11-29",
    "       blue 20 %      01:00",
    "web    blue           -",
  ]);
  // One row that wraps costs less than two that do.
  expect(table(["route", "now", "since"], [...rows, ["old", "legacy", moment]], 38).split("\n")).toEqual([
    "route  now            since",
    "-----  -------------  ----------------",
    "api    legacy 80 %,   2026-11-29 01:00",
    "       blue 20 %",
    "web    blue           -",
    "old    legacy         2026-11-29 01:00",
  ]);
  expect(table(["route", "now", "since"], rows, 52)).toBe(table(["route", "now", "since"], rows));
});

test("no line is wider than the terminal, and no text is lost", () => {
  const text = fc.array(fc.constantFrom("legacy", "95 %,", "blue", moment, "a-long-name-of-a-route"), {
    maxLength: 6,
  });
  const row = fc.tuple(text, text, text).map((cells) => cells.map((words) => words.join(" ")));
  fc.assert(
    fc.property(fc.array(row), fc.integer({ min: 28, max: 120 }), (rows, width) => {
      const printed = table(["route", "now", "since"], rows, width);
      expect(Math.max(...printed.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(width);
      const bare = (all: string) => Array.from(all.replace(/[\s-]/g, "")).sort().join("");
      expect(bare(printed)).toBe(bare(["route now since", ...rows.flat()].join("")));
    }),
  );
});

test("without rows only the titles are left", () => {
  expect(table(["route", "value"], [])).toBe("route  value\n-----  -----");
});
