// Takes random PostgreSQL schemas through a whole copy on a real server, and sees that they come out level: by our own
// reading, in both directions, and by pg_dump.
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Client } from "pg";
import {
  address,
  bothSides,
  compare,
  finish,
  type Address,
  type Finding,
  type Pause,
  type Sides,
} from "../../src/database";
import { Random } from "../walk/random";
import { difference, inTheWay, line, type Outcome } from "./level";
import { postgresStatements, roles } from "./postgres-schema";
import { postgresPrograms, type Server } from "./servers";

export const names = { source: "levels_source", target: "levels_target" };

/** Makes what all schemas share. */
export async function prepareLevels(server: Server): Promise<void> {
  await on(server.url(), async (client) => {
    for (const role of roles) await client.query(`create role ${role}`);
  });
}

/** @param statements instead of those of the seed. */
export async function levelPostgres(
  server: Server,
  seed: number,
  statements: readonly string[] = postgresStatements(new Random(seed, 0)),
): Promise<Outcome> {
  await on(server.url(), async (client) => {
    for (const name of Object.values(names)) {
      await client.query(`drop database if exists ${name} with (force)`);
      await client.query(`create database ${name}`);
    }
  });
  const refused: string[] = [];
  await on(server.url(names.source), async (client) => {
    for (const statement of statements)
      await client
        .query(statement.replaceAll(":database", names.source))
        .catch((error: unknown) => refused.push(`${(error as Error).message}: ${statement}`));
  });
  const faults = await copied(server);
  return { seed, made: statements.length - refused.length, refused, faults };
}

async function copied(server: Server): Promise<string[]> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-levels-"));
  try {
    const source = side(server, names.source);
    const target = side(server, names.target);
    for (const until of ["load", "prepare", undefined] as const) {
      const failed = await bring(source, target, path.join(directory, `${until ?? "rest"}.sql`), until);
      if (failed !== undefined) return [`${until ?? "cutover"}: ${failed}`];
      if (until === "load") await copyRows(server);
    }
    const left = inTheWay((await compared(source, target, true)).findings);
    const moved = left.filter(isMoved);
    const more = (await compared(target, source, true)).findings.filter(
      (one) =>
        inTheWay([one]).length > 0 &&
        one.trap !== "sequence-value" &&
        !moved.some(({ object }) => object === one.object),
    );
    const [here, there] = [dump(server, names.source), dump(server, names.target)];
    const normal = (text: string) => (moved.length === 0 ? text : sortedColumns(text));
    return [
      ...left.filter((one) => !isMoved(one)).map(line),
      ...more.map((one) => `only on the target: ${line(one)}`),
      ...difference(normal(here), normal(there)),
    ];
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
}

/** A computed column that wasn't the last is made anew, and then is: that is said, and can't be otherwise. */
const isMoved = ({ message }: Finding) => message.startsWith("has its columns in another order");

function side(server: Server, database: string): Address {
  return address("LEVELS", { LEVELS: server.url(database) });
}

async function compared(source: Address, target: Address, exact: boolean) {
  const sides: Sides = await bothSides(source, target, { exact, watch: 0 });
  return compare(sides, { margin: 1000 });
}

/** Runs a file; what psql said if it failed. */
function run(target: Address, file: string): string | undefined {
  const words = ["--no-psqlrc", "--quiet", "--file", file, "--dbname", target.url.href];
  const ran = spawnSync(path.join(postgresPrograms!, "psql"), words, { encoding: "utf8" });
  return ran.status === 0 && ran.stderr === "" ? undefined : ran.stderr;
}

/** Writes the SQL and runs it, twice; what psql said if it failed. */
async function bring(
  source: Address,
  target: Address,
  file: string,
  until?: Pause,
): Promise<string | undefined> {
  const { findings } = await compared(source, target, false);
  fs.writeFileSync(file, await finish("postgres", findings, "levels", until));
  // What is there already is passed over.
  return run(target, file) ?? run(target, file);
}

/** As DMS does: by value, into the tables that are there, and nothing into computed columns. */
async function copyRows(server: Server): Promise<void> {
  await on(server.url(names.source), (source) =>
    on(server.url(names.target), async (target) => {
      const { rows: tables } = await source.query<{ name: string; columns: string[] }>(
        `select format('%s.%I', relnamespace::regnamespace, relname) as name, array_agg(quote_ident(attname) order by attnum) as columns
          from pg_class c join pg_attribute a on a.attrelid = c.oid
          where c.relkind = 'r' and c.oid >= 16384 and relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
            and attnum > 0 and not attisdropped and attgenerated = ''
            and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
          group by c.oid`,
      );
      for (const { name, columns } of tables) {
        const texts = columns.map((column) => `quote_nullable(${column}::text)`).join(", ");
        const { rows } = await source.query<{ row: string }>(
          `select concat_ws(', ', ${texts}) as row from only ${name}`,
        );
        for (const { row } of rows)
          await target.query(`insert into ${name} (${columns.join(", ")}) values (${row})`);
      }
    }),
  );
}

function dump(server: Server, database: string): string {
  const ran = spawnSync(
    path.join(postgresPrograms!, "pg_dump"),
    ["--schema-only", "--create", "--dbname", server.url(database)],
    { encoding: "utf8" },
  );
  if (ran.status !== 0) throw new Error(ran.stderr);
  return (
    ran.stdout
      // Newer versions write a key that differs in each dump.
      .replaceAll(/^\\(un)?restrict .*\n/gm, "")
      .replaceAll(database, "database")
      // Grants and settings have no order of their own.
      .replaceAll(/(^(?:GRANT|REVOKE|ALTER DATABASE|ALTER ROLE) .*\n)+/gm, (grants) =>
        grants.split("\n").sort().join("\n"),
      )
  );
}

function sortedColumns(text: string): string {
  return text.replaceAll(
    /^(CREATE (?:UNLOGGED )?TABLE .* \(\n)([\s\S]*?)(\n\))/gm,
    (_, head: string, body: string, end: string) => `${head}${body.split(/,\n/).sort().join(",\n")}${end}`,
  );
}

export async function on<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
