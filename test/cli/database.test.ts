// Tests `crossover database`: which databases it takes, what it reports, and that it prints no password.
import { checkDatabase } from "../../src/cli/actions/database";
import { reportFindings, reportText, isInTheWay, type DatabaseReport } from "../../src/cli/database-report";
import { declared, declaredDatabase } from "../../src/cli/declared-database";
import { UsageError } from "../../src/cli/usage-error";
import { address, redacted } from "../../src/database/connection";
import { finding } from "../../src/database/finding";
import type { StackFile } from "../../src/schema/stack";

const file = (databases: object) => ({ databases }) as unknown as StackFile;

test("the stack file says which engine and which tables", () => {
  const main = { engine: "mysql", replication: { include: ["app.*"], exclude: ["app.log"] } };
  expect(declared(file({ main }), "prod", "main")).toEqual({
    engine: "mysql",
    include: ["app.*"],
    exclude: ["app.log"],
  });
  expect(declared(file({ main: { engine: "postgres" } }), "prod", "main")).toEqual({ engine: "postgres" });
});

test("a database that the stack doesn't have is told, with what was probably meant", () => {
  expect(() => declared(file({ main: {}, other: {} }), "prod", "mian")).toThrow(
    new UsageError("Pulumi.prod.yaml has no database `mian` (did you mean `main`?); it has main, other"),
  );
  expect(() => declared(file({}), "prod", "main")).toThrow("it has none");
  expect(() => declaredDatabase("nowhere", "main")).toThrow("there is no Pulumi.nowhere.yaml");
});

const variable = "SIDE";
test.each<[string, string | undefined, string]>([
  ["nothing", undefined, "SIDE is empty: set it to a URL"],
  ["no URL", "user:p4ss@host", "SIDE is no URL that begins with postgres:// or mysql://"],
  ["another scheme", "redis://user:p4ss@host/0", "SIDE is no URL that begins with"],
  ["a broken URL", "postgres://user:p4ss@ho st/app", "SIDE is no URL that begins with"],
  ["no database", "postgres://user:p4ss@host", "SIDE names no host or no database"],
])("%s as a URL is refused, and not repeated", (_, url, message) => {
  const read = () => address(variable, { [variable]: url });
  expect(read).toThrow(message);
  expect(read).not.toThrow("p4ss");
});

test("a password is taken out of a message in every form", () => {
  const at = address(variable, { [variable]: "postgresql://me:p%40ss%2Fword@host/app" });
  expect(at.engine).toBe("postgres");
  expect(redacted("p@ss/word p%40ss%2Fword postgresql://me:p%40ss%2Fword@host/app", at)).toBe(
    "… … postgresql://me:…@host/app",
  );
  expect(redacted("nothing", address(variable, { [variable]: "mysql://me@host/app" }))).toBe("nothing");
});

const options = { stack: "dev", database: "main", sourceUrlEnv: "OLD", targetUrlEnv: "NEW", margin: 10_000 };

test("both sides are of the engine that the stack file says", async () => {
  process.env.OLD = "mysql://me@127.0.0.1:1/app";
  process.env.NEW = "postgres://me@127.0.0.1:1/app";
  const say = () => undefined;
  const terminal = { json: false, print: say, progress: say, document: say };
  await expect(checkDatabase(options, terminal, { declared: {} })).rejects.toThrow(
    new UsageError("NEW is a URL of postgres, and main is mysql: both sides must have one engine"),
  );
  await expect(checkDatabase(options, terminal, { declared: { engine: "postgres" } })).rejects.toThrow(
    "OLD is a URL of mysql, and main is postgres",
  );
});

test("a server that doesn't answer is named, without the password", async () => {
  process.env.OLD = process.env.NEW = "postgres://me:p4ss@127.0.0.1:1/app";
  const say = () => undefined;
  const failed = checkDatabase(
    options,
    { json: false, print: say, progress: say, document: say },
    { declared: {} },
  );
  await expect(failed).rejects.toThrow("127.0.0.1:1/app (OLD): connect ECONNREFUSED");
  await expect(failed).rejects.not.toThrow("p4ss");
});

const step = { stage: "indexes" as const, sql: "…" };
const blocks = finding("blocks", "truncate", "f()", "truncates", "don't");
const left = finding("left", "index", "public.i", "is missing", "finish creates it", [step]);
const note = finding("note", "settings", "wal_level", "is replica", "raise it");

test("what is in the way: data that would be lost, and at the cutover what is left behind; not what was accepted", () => {
  const all = reportFindings([blocks, left, note], [{ trap: "index" }, { trap: "truncate", object: "g()" }]);
  expect(all.map(({ accepted, finish }) => [accepted, finish])).toEqual([
    [false, false],
    [true, true],
    [false, false],
  ]);
  expect(all.map((one) => isInTheWay(one, false))).toEqual([true, false, false]);
  expect(reportFindings([blocks, left, note], []).map((one) => isInTheWay(one, true))).toEqual([
    true,
    true,
    false,
  ]);
});

test("the report names the worst first, says a remedy once, and cuts long lists of what is left", () => {
  const many = Array.from({ length: 8 }, (_, i) => ({ ...left, object: `public.i${i}` }));
  const report: DatabaseReport = {
    stack: "prod",
    database: "main",
    result: "blocked",
    findings: reportFindings([note, ...many, blocks], [{ trap: "truncate" }]),
    tables: [
      { name: "public.a", source: { count: 5, exact: true }, target: null },
      { name: "public.b", source: { count: 900_000, exact: false }, target: { count: 4, exact: true } },
    ],
    sequences: [{ name: "public.s", source: "12", target: null, ahead: "-12", rate: 1.25 }],
  };
  expect(reportText(report).split("\n")).toEqual([
    "IN THE WAY: data would be lost, or the copy stops",
    "",
    "  f(): truncates [truncate] (accepted)",
    "    do: don't",
    "",
    "LEFT BEHIND by the copy",
    "",
    "  public.i0: is missing [index]",
    "    do: finish creates it",
    ...[1, 2, 3, 4, 5].map((i) => `  public.i${i}: is missing [index]`),
    "  … and 2 more of them (--json lists all)",
    "",
    "WORTH KNOWING",
    "",
    "  wal_level: is replica [settings]",
    "    do: raise it",
    "",
    "table     rows in source  rows in target",
    "--------  --------------  --------------",
    "public.a  5                            -",
    "public.b  ~900000                      4",
    "",
    "sequence  source  target  ahead  drawn a second",
    "--------  ------  ------  -----  --------------",
    "public.s      12       -  -12    1.3",
    "",
    "main: 1 in the way, 8 left behind, 1 worth knowing",
  ]);
});
