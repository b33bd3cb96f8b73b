// Tests the figures that a report shows beside the findings, and the SQL, for either engine.
import { compare, finish } from "../../src/database/compare";
import { mysql, mysqlTable, postgres, sequence, table } from "./schemas";

const margin = { margin: 10 };

test("PostgreSQL: rows and sequences of both sides, parts instead of wholes", () => {
  const whole = table({ name: "all", partitionKey: "RANGE (id)", rows: { count: 0, exact: true } });
  const source = postgres({
    tables: [whole, table({ rows: { count: 9, exact: false, digests: {} } }), table({ name: "lost" })],
    sequences: [sequence({ rate: 2 }), sequence({ sql: "public.unused", last: null })],
  });
  const target = postgres({ tables: [table()], sequences: [sequence({ last: 90n })] });
  const { findings, tables, sequences } = compare({ engine: "postgres", source, target }, margin);
  expect(tables).toEqual([
    { name: "public.orders", source: { count: 9, exact: false }, target: { count: 3, exact: true } },
    { name: "public.lost", source: { count: 3, exact: true }, target: null },
  ]);
  expect(sequences).toEqual([
    { name: "public.orders_id_seq", source: "100", target: "90", ahead: "-10", rate: 2 },
    { name: "public.unused", source: null, target: null, ahead: null, rate: 0 },
  ]);
  expect(finish("postgres", findings, "title", "load")).toContain("create table if not exists public.lost");
});

test("MySQL: rows and next values of both sides", () => {
  const autoIncrement = { column: "id", next: 5n, max: 127n, rate: 1 };
  const source = mysql({
    tables: [
      mysqlTable({ autoIncrement }),
      mysqlTable({ name: "lost", autoIncrement }),
      mysqlTable({ name: "plain" }),
    ],
  });
  const target = mysql({
    tables: [mysqlTable({ autoIncrement: { ...autoIncrement, next: 9n } }), mysqlTable({ name: "plain" })],
  });
  const { findings, tables, sequences } = compare({ engine: "mysql", source, target }, margin);
  expect(tables.map(({ name, target: there }) => [name, there?.count])).toEqual([
    ["`orders`", 3],
    ["`lost`", undefined],
    ["`plain`", 3],
  ]);
  expect(sequences).toEqual([
    { name: "`orders`.`id`", source: "5", target: "9", ahead: "4", rate: 1 },
    { name: "`lost`.`id`", source: "5", target: null, ahead: null, rate: 1 },
  ]);
  expect(finish("mysql", findings, "title")).toContain("create table if not exists `lost`");
});
