// Tests a copy between two real MariaDB servers, which stand in for MySQL: every planted trap is found, and the SQL
// brings the target level. The test copies rows by hand as DMS does: by value, into existing tables.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { createConnection, type Connection, type RowDataPacket } from "mysql2/promise";
import { crossover } from "./command";
import {
  mariaPrograms,
  removeOriginals,
  runMaria,
  startMaria,
  type Server,
} from "../../../tools/levels/servers";

const suite = mariaPrograms === undefined ? describe.skip : describe;
if (mariaPrograms === undefined)
  console.warn("MariaDB isn't installed, so its tests are skipped: apt-get install mariadb-server");

jest.setTimeout(60_000);
const password = "s3cr€t p@ss/word%'";

suite("two MariaDB servers", () => {
  let source: Server;
  let target: Server;
  let onSource: Connection;
  let onTarget: Connection;
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-finish-"));
  const file = path.join(directory, "finish.sql");

  const connect = (server: Server) =>
    createConnection({ uri: server.url(), dateStrings: true, jsonStrings: true, supportBigNumbers: true });
  const script = (name: string) => fs.readFileSync(path.join(__dirname, name), "utf8");

  async function execute(connection: Connection, name: string): Promise<void> {
    for (const statement of script(name).split(/^;\n/m))
      if (statement.trim()) await connection.query(statement);
  }

  function run(program: "mariadb" | "mariadb-dump", server: Server, words: string[], input = ""): string {
    const ran = runMaria(program, server, words, input);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    return ran.stdout;
  }

  const finish = () => run("mariadb", target, ["app"], fs.readFileSync(file, "utf8"));
  const schemaOf = (server: Server, database = "app") =>
    run("mariadb-dump", server, [
      "--no-data",
      "--routines",
      "--events",
      "--skip-comments",
      database,
    ]).replaceAll(/ AUTO_INCREMENT=\d+/g, "");

  beforeAll(async () => {
    [source, target] = await Promise.all([
      startMaria(password, [
        "--log-bin",
        "--binlog-format=MIXED",
        "--expire-logs-days=0",
        "--binlog-expire-logs-seconds=3600",
        "--performance-schema=ON",
      ]),
      startMaria(password),
    ]);
    process.env.CROSSOVER_SOURCE_URL = source.url();
    process.env.CROSSOVER_TARGET_URL = target.url();
    [onSource, onTarget] = await Promise.all([connect(source), connect(target)]);
    await execute(onSource, "mysql-source.sql");
    await onSource.query("truncate table audit_log");
    await execute(onTarget, "mysql-as-dms-makes-it.sql");
  });

  afterAll(async () => {
    await Promise.all([onSource, onTarget].map((connection) => connection.end()));
    await Promise.all([source, target].map((server) => server.stop()));
    removeOriginals();
    fs.rmSync(directory, { recursive: true });
  });

  test("every planted trap is found", async () => {
    const { code, document } = await crossover("check", "shop");
    expect([code, document.result]).toEqual([1, "blocked"]);
    const found = document.findings.map(({ severity, trap, object }) => `${severity} ${trap}: ${object}\n`);
    expect(found.join("")).toBe(script("mysql-findings.txt"));
  });

  test("the SQL brings the target level, and no key is handed out twice", async () => {
    await onTarget.query("set session foreign_key_checks = 0, session sql_mode = ''");
    for (const table of ["customers", "`Order`", "parted", "counted"]) {
      const [rows] = await onSource.query<RowDataPacket[]>(`select * from ${table}`);
      for (const row of rows) await onTarget.query(`insert into ${table} set ?`, [row]);
    }
    expect((await crossover("finish", "shop", "--out", file)).code).toBe(0);
    finish();
    expect(schemaOf(target)).toBe(schemaOf(source));
    const insert = "insert into customers (email, name) values (uuid(), 'new') returning id";
    const draw = async (connection: Connection) =>
      ((await connection.query<RowDataPacket[]>(insert))[0][0] as { id: number }).id;
    const [old, fresh] = [await draw(onSource), await draw(onTarget)];
    expect([old, fresh]).toEqual([5, 10_005]);
  });

  test("running the SQL again changes nothing", () => {
    const before = schemaOf(target);
    finish();
    expect(schemaOf(target)).toBe(before);
  });

  test("afterwards the check finds what no SQL can bring back", async () => {
    const { code, document } = await crossover("check", "shop", "--cutover", "--exact");
    expect(code).toBe(1);
    const left = document.findings.filter(({ severity }) => severity === "left");
    expect(left.map(({ trap, object, message }) => [trap, object, message])).toEqual([
      // Written on either side since.
      ["content", "`customers`", expect.stringContaining("has other values on the target")],
      // Nine places became six on the way.
      ["content", "`Order`", "has other values on the target in price"],
    ]);
  });

  test("the SQL makes the tables before the load", async () => {
    await onTarget.query("create database early");
    process.env.EARLY = target.url("early");
    for (const until of [["--until", "load"], ["--until", "prepare"], []]) {
      const words = ["finish", "shop", "--out", file, "--target-url-env", "EARLY", ...until];
      expect((await crossover(...words)).code).toBe(0);
      run("mariadb", target, ["early"], fs.readFileSync(file, "utf8"));
    }
    expect(schemaOf(target, "early")).toBe(schemaOf(source));
  });

  test("a password is in no message", async () => {
    process.env.WRONG = source
      .url()
      .replace(encodeURIComponent(password), encodeURIComponent(`${password}!`));
    const failed = crossover("check", "shop", "--source-url-env", "WRONG");
    await expect(failed).rejects.toThrow("(WRONG): Access denied for user 'crossover'");
    const { message } = (await failed.catch((error: unknown) => error)) as Error;
    for (const secret of [password, encodeURIComponent(password)]) expect(message).not.toContain(secret);
  });
});
