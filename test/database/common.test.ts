// Tests what both engines share: which tables, how to quote, how far ahead, which part of the SQL.
import * as fc from "fast-check";
import { compareCounts } from "../../src/database/counts";
import { finding, stages } from "../../src/database/finding";
import { defaultMargin, isAhead, marginFor } from "../../src/database/margin";
import { inParts } from "../../src/database/order";
import { backquoted, bare, literal } from "../../src/database/quote";
import { selects } from "../../src/database/select";
import { lines, table } from "./schemas";

test.each<[string, Parameters<typeof selects>[0], string, boolean]>([
  ["all without lists", {}, "orders", true],
  ["what is included", { include: ["public.*"] }, "orders", true],
  ["not what isn't", { include: ["sales.*", "public.o"] }, "orders", false],
  ["not what is excluded", { include: ["*.*"], exclude: ["public.audit_*"] }, "audit_log", false],
  ["not by a pattern's other characters", { include: ["public.a.dit*"] }, "audit_log", false],
  ["by parts of a name", { include: ["pub*.*_log"] }, "audit_log", true],
])("a copy takes %s", (_, selection, name, taken) => {
  expect(selects(selection, "public", name)).toBe(taken);
});

test("names and texts are quoted", () => {
  expect(literal("it's")).toBe("'it''s'");
  expect(backquoted("a`b")).toBe("`a``b`");
  expect([bare("plain"), bare('"Two ""words"""')]).toEqual(["plain", 'Two "words"']);
});

test("the margin holds an hour's values, and never more than a tenth of what is left", () => {
  expect(marginFor(defaultMargin, 0, 10n ** 9n)).toBe(10_000n);
  expect(marginFor(defaultMargin, 100, 10n ** 9n)).toBe(360_000n);
  expect(marginFor(defaultMargin, 100, 5_000n)).toBe(500n);
  const amount = fc.nat(1_000_000);
  fc.assert(
    fc.property(amount, amount, fc.bigInt(0n, 2n ** 63n), (margin, rate, room) => {
      const given = marginFor(margin, rate, room);
      expect(given <= room / 10n).toBe(true);
      expect(given === room / 10n || given >= BigInt(margin)).toBe(true);
    }),
  );
});

test("the SQL stops where it is told to, and does a shared step once", () => {
  const shared = { stage: "columns" as const, sql: "shared" };
  const all = stages.map((stage) => ({ stage, sql: stage }));
  const findings = [
    finding("left", "column", "a", "", "", [shared, ...all]),
    finding("left", "column", "b", "", "", [shared]),
  ];
  const parts = inParts(findings);
  expect(parts.map(({ stage }) => stage)).toEqual([...stages]);
  expect(parts.find(({ stage }) => stage === "columns")!.steps).toEqual([
    shared,
    all[stages.indexOf("columns")],
  ]);
  expect(inParts(findings, "load").at(-1)!.stage).toBe("defaults");
  expect(inParts(findings, "prepare").at(-1)!.stage).toBe("access");
  expect(inParts([])).toEqual([]);
});

const rows = (some: object) => table({ rows: { count: 3, exact: true, ...some } });

test.each<[string, object, object, string[]]>([
  ["equal", {}, {}, []],
  ["both empty", { count: 0 }, { count: 0 }, []],
  [
    "not loaded",
    {},
    { count: 0 },
    ["left rows: public.orders has 3 rows on the source and none on the target"],
  ],
  [
    "not loaded, and large",
    { exact: false, count: 900_000 },
    { count: 0 },
    ["left rows: public.orders has about 900000 rows on the source and none on the target"],
  ],
  ["estimated", { exact: false }, { count: 4 }, []],
  ["fewer", {}, { count: 2 }, ["left rows: public.orders has 3 rows on the source and 2 on the target"]],
  [
    "other values",
    { digests: { id: "1", price: "2", late: "3" } },
    { digests: { id: "1", price: "3" } },
    ["left content: public.orders has other values on the target in price"],
  ],
])("rows that are %s", (_, source, target, expected) => {
  expect(lines(compareCounts(rows(source), rows(target)))).toEqual(expected);
});

test("values aren't compared by different keys", () => {
  const target = { ...rows({ digests: { id: "2" } }), primaryKey: null };
  expect(compareCounts(rows({ digests: { id: "1" } }), target)).toEqual([]);
});

test.each<[bigint, number, bigint, boolean]>([
  [1n, 0, 1000n, true],
  [0n, 0, 1000n, false],
  [300n, 5, 1000n, false],
  [301n, 5, 1000n, true],
  // There is no room to be further ahead.
  [0n, 0, 0n, true],
  [-1n, 0, 0n, false],
])("%s values ahead at %s a second, with a margin of %s", (ahead, rate, margin, expected) => {
  expect(isAhead(ahead, rate, margin)).toBe(expected);
});
