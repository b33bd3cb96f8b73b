// Tests a copy between two real PostgreSQL servers: every planted trap is found, and the SQL brings the target level
// while writes go on. PostgreSQL's own replication stands in for DMS: it, too, copies rows into existing tables, and
// here as little as DMS does: no TRUNCATE, and only INSERTs of a table without a key.
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Client } from "pg";
import { crossover, crossoverOf } from "./command";
import { postgresPrograms, removeOriginals, startPostgres, type Server } from "../../../tools/levels/servers";

const suite = postgresPrograms === undefined ? describe.skip : describe;
if (postgresPrograms === undefined)
  console.warn("PostgreSQL isn't installed, so its tests are skipped: apt-get install postgresql");

jest.setTimeout(60_000);
/** A writer inserts four keys at a time. */
const keysOfOne = 4;
const password = "s3cr€t p@ss/word%";

suite("two PostgreSQL servers", () => {
  let source: Server;
  let target: Server;
  let onSource: Client;
  let onTarget: Client;
  const clients: Client[] = [];
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-finish-"));
  const file = path.join(directory, "finish.sql");

  async function connect(server: Server): Promise<Client> {
    const client = new Client({ connectionString: server.url() });
    await client.connect();
    clients.push(client);
    return client;
  }

  function run(program: "psql" | "pg_dump", url: string, ...words: string[]): string {
    const args = [...words, "--dbname", url];
    const ran = spawnSync(path.join(postgresPrograms!, program), args, { encoding: "utf8" });
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    return ran.stdout;
  }

  const finish = () => run("psql", target.url(), "--no-psqlrc", "--file", file);
  // Newer versions write a key that differs in each dump.
  const schemaOf = (server: Server, database?: string) =>
    run("pg_dump", server.url(database), "--schema-only").replaceAll(/^\\(un)?restrict .*\n/gm, "");
  const script = (name: string) => fs.readFileSync(path.join(__dirname, name), "utf8");

  beforeAll(async () => {
    [source, target] = await Promise.all([
      startPostgres(password, {
        wal_level: "logical",
        shared_preload_libraries: "pg_stat_statements",
        wal_sender_timeout: "5s",
        max_slot_wal_keep_size: "1GB",
      }),
      startPostgres(password),
    ]);
    process.env.CROSSOVER_SOURCE_URL = source.url();
    process.env.CROSSOVER_TARGET_URL = target.url();
    [onSource, onTarget] = await Promise.all([connect(source), connect(target)]);
    const roles = "create role app_owner; create role app_reader; create role app_lost;";
    await onSource.query(roles + script("postgres-source.sql"));
    await onSource.query(script("postgres-rows.sql"));
    await onSource.query("truncate  table\npublic.audit_log");
    await onTarget.query(roles.replace("create role app_lost;", "") + script("postgres-as-dms-makes-it.sql"));
  });

  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end()));
    await Promise.all([source, target].map((server) => server.stop()));
    removeOriginals();
    fs.rmSync(directory, { recursive: true });
  });

  test("every planted trap is found", async () => {
    const { code, document, out } = await crossover("check", "main");
    expect([code, document.result]).toEqual([1, "blocked"]);
    const found = document.findings.map(({ severity, trap, object }) => `${severity} ${trap}: ${object}\n`);
    expect(found.join("")).toBe(script("postgres-findings.txt"));
    for (const { object, message } of document.findings.filter(({ severity }) => severity === "blocks"))
      expect(out).toContain(`${object}: ${message}`);
  });

  test("what isn't copied isn't compared", async () => {
    const lists = {
      engine: "postgres" as const,
      include: ["sales.*", "public.*"],
      exclude: ["public.*_log", "sales.events*"],
    };
    const { document } = await crossoverOf(lists, "check", "main");
    expect(document.tables.map(({ name }) => name)).toEqual([
      "public.customers",
      'public."Order"',
      "sales.bookings",
    ]);
    const other = /audit_log_at_idx|audit_order|events|Odd ""Schema"""\./;
    expect(document.findings.filter(({ object }) => other.test(object))).toEqual([]);
  });

  test("what somebody has looked at is no longer in the way", async () => {
    const accept = ["settings", "truncate", "precision", "primary-key=public.audit_log"];
    const { code, document } = await crossover(
      "check",
      "main",
      ...accept.flatMap((one) => ["--accept", one]),
    );
    expect([code, document.result]).toEqual([0, "clear"]);
  });

  test("the SQL makes the tables before the load, which is better than what DMS makes", async () => {
    // A role's password can't be read: it is made by hand, as the check says.
    await onTarget.query("create role app_lost");
    await onTarget.query("create database early");
    process.env.EARLY = target.url("early");
    const early = path.join(directory, "early.sql");
    for (const until of [["--until", "load"], ["--until", "prepare"], []]) {
      const words = ["finish", "main", "--out", early, "--target-url-env", "EARLY", ...until];
      expect((await crossover(...words)).code).toBe(0);
      run("psql", target.url("early"), "--no-psqlrc", "--file", early);
    }
    expect(schemaOf(target, "early")).toBe(schemaOf(source));
  });

  test("a value that was changed on the way is found, though all rows are there", async () => {
    await replicate();
    const { document } = await crossover("check", "main", "--exact");
    const found = document.findings.filter(({ trap }) => ["rows", "content", "missing-table"].includes(trap));
    expect(found.map(({ object, message }) => [object, message])).toEqual([
      ['public."Order"', "has other values on the target in price"],
    ]);
  });

  test("the SQL brings the target level, and no key is handed out twice, while writes go on", async () => {
    const old = await writers(source, 3);

    // What an interrupted `create index concurrently` leaves.
    await onTarget.query(`create index order_dear on public."Order" (price) where price > 100`);
    await onTarget.query(
      "update pg_index set indisvalid = false where indexrelid = 'public.order_dear'::regclass",
    );
    expect((await crossover("finish", "main", "--out", file, "--until", "prepare")).code).toBe(0);
    finish();
    const triggers = "select count(*)::int as count from pg_trigger where not tgisinternal";
    expect((await onTarget.query(triggers)).rows).toEqual([{ count: 0 }]);

    // The cutover: some writers are on the new side already while some are still on the old.
    expect((await crossover("finish", "main", "--out", file)).code).toBe(0);
    finish();
    const fresh = await writers(target, 3);
    await Promise.all([old.draw(5 * keysOfOne), fresh.draw(5 * keysOfOne)]);
    const [before, after] = [await old.stop(), await fresh.stop()];
    expect(new Set([...before, ...after]).size).toBe(before.length + after.length);
    await caughtUp();
    await endReplication();

    expect(schemaOf(target)).toBe(schemaOf(source));
    // Not a row is missing of either side's.
    const { rows } = await onTarget.query("select count(*)::int as count from public.customers");
    expect(rows).toEqual([{ count: 40 + (before.length + after.length) / keysOfOne }]);
  });

  test("running the SQL again changes nothing", () => {
    const before = schemaOf(target);
    finish();
    expect(schemaOf(target)).toBe(before);
  });

  test("afterwards the check finds what no SQL can bring back", async () => {
    const { code, document } = await crossover("check", "main", "--cutover", "--exact");
    expect(code).toBe(1);
    const left = document.findings.filter(({ severity }) => severity === "left");
    expect(left.map(({ trap, object, message }) => [trap, object, message])).toEqual([
      // Written on the new side after the cutover.
      ...["public.customers", 'public."Order"'].map((table) => [
        "rows",
        table,
        expect.stringMatching(/has \d+ rows/),
      ]),
    ]);
  });

  test("a password is in no message", async () => {
    process.env.WRONG = source
      .url()
      .replace(encodeURIComponent(password), encodeURIComponent(`${password}!`));
    const failed = crossover("check", "main", "--source-url-env", "WRONG");
    await expect(failed).rejects.toThrow("(WRONG): password authentication failed");
    const { message } = (await failed.catch((error: unknown) => error)) as Error;
    for (const secret of [password, encodeURIComponent(password)]) expect(message).not.toContain(secret);
  });

  /** All tables by PostgreSQL's own replication, which like DMS starts with a load. */
  async function replicate(): Promise<void> {
    const { rows } = await onSource.query<{ name: string }>(
      `select oid::regclass::text as name from pg_class
        where relkind = 'r' and relnamespace::regnamespace::text !~ '^(pg_|information)' and oid <> 'audit_log'::regclass`,
    );
    const tables = rows.map(({ name }) => name).join(", ");
    await onSource.query(
      `create publication awsdms_keyed for table ${tables} with (publish = 'insert, update, delete')`,
    );
    await onSource.query(
      "create publication awsdms_bare for table public.audit_log with (publish = 'insert')",
    );
    await onTarget.query(
      `create subscription copy connection '${source.url()}' publication awsdms_keyed, awsdms_bare`,
    );
    await until(
      onTarget,
      "select not exists (select from pg_subscription_rel where srsubstate <> 'r') as done",
    );
  }

  async function caughtUp(): Promise<void> {
    const { rows } = await onSource.query<{ at: string }>("select pg_current_wal_lsn()::text as at");
    await until(onSource, `select bool_and(replay_lsn >= '${rows[0]!.at}') as done from pg_stat_replication`);
  }

  async function endReplication(): Promise<void> {
    await onTarget.query("drop subscription copy");
    await onSource.query("drop publication awsdms_keyed; drop publication awsdms_bare");
  }

  async function until(client: Client, question: string): Promise<void> {
    for (const end = Date.now() + 20_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
      const { rows } = await client.query<{ done: boolean }>(question);
      if (rows[0]!.done) return;
      if (Date.now() > end) throw new Error(`still not so: ${question}`);
    }
  }

  /** Applications that insert. `draw` waits for so many more keys, and `stop` gives every key that they drew. */
  async function writers(server: Server, count: number) {
    let running = true;
    let waiting: { readonly keys: number; readonly go: () => void }[] = [];
    const drawn: string[] = [];
    const insert = async (client: Client) => {
      while (running) {
        const { rows } = await client.query<{ keys: string[] }>(
          `with c as (insert into public.customers (email, name)
              values (gen_random_uuid() || '@example.com', gen_random_uuid()) returning id),
            o as (insert into public."Order" ("customer id", price) values (1, 200) returning "Id", invoice, rank)
          select array['c' || c.id, 'o' || "Id", 'i' || invoice, 'r' || rank] as keys from c, o`,
        );
        drawn.push(...rows[0]!.keys);
        for (const { keys, go } of waiting) if (drawn.length >= keys) go();
        waiting = waiting.filter(({ keys }) => drawn.length < keys);
      }
    };
    const connected = await Promise.all(Array.from({ length: count }, () => connect(server)));
    const all = Promise.all(connected.map(insert));
    return {
      // A writer that fails fails the test at once.
      draw: (more: number) =>
        Promise.race<unknown>([
          all,
          new Promise<void>((go) => {
            waiting.push({ keys: drawn.length + more, go });
          }),
        ]),
      stop: async () => {
        running = false;
        await all;
        return drawn;
      },
    };
  }
});
