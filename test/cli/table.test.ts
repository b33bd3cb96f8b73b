// Tests tables in the terminal.
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

test("without rows only the titles are left", () => {
  expect(table(["route", "value"], [])).toBe("route  value\n-----  -----");
});
