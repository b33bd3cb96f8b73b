// Takes random MariaDB schemas through a whole copy on a real server, and sees that they come out level: by our own
// reading, in both directions, and by mariadb-dump.
import { createConnection, type Connection, type RowDataPacket } from "mysql2/promise";
import {
  address,
  bothSides,
  compare,
  finish,
  type Address,
  type Finding,
  type Pause,
} from "../../src/database";
import { Random } from "../walk/random";
import { difference, inTheWay, line, type Outcome } from "./level";
import { mariaStatements, user } from "./maria-schema";
import { runMaria, type Server } from "./servers";

const names = { source: "levels_source", target: "levels_target" };

/** Makes what all schemas share. */
export async function prepareMaria(server: Server): Promise<void> {
  await on(server, "app", (connection) => connection.query(`create user if not exists ${user}`));
}

/** @param statements instead of those of the seed. */
export async function levelMaria(
  server: Server,
  seed: number,
  statements: readonly string[] = mariaStatements(new Random(seed, 0)),
): Promise<Outcome> {
  await on(server, "app", async (connection) => {
    for (const name of Object.values(names)) {
      await connection.query(`drop database if exists ${name}`);
      await connection.query(`create database ${name}`);
      await connection.query(`revoke all, grant option from ${user}`);
    }
  });
  const refused: string[] = [];
  await on(server, names.source, async (connection) => {
    await connection.query("set session sql_mode = '', time_zone = '+00:00'");
    for (const statement of statements)
      await connection
        .query(statement)
        .catch((error: unknown) => refused.push(`${(error as Error).message}: ${statement}`));
  });
  return { seed, made: statements.length - refused.length, refused, faults: await copied(server) };
}

async function copied(server: Server): Promise<string[]> {
  const [source, target] = [names.source, names.target].map((name) =>
    address("LEVELS", { LEVELS: server.url(name) }),
  ) as [Address, Address];
  const broken = new Set<string>();
  for (const until of ["load", "prepare", undefined] as const) {
    const failed = await bring(server, source, target, until);
    if (failed !== undefined) return [`${until ?? "cutover"}: ${failed}`];
    if (until === "load") await copyRows(server);
  }
  const all = await compared(source, target, true);
  for (const { object, message } of all.findings)
    if (message.startsWith("can't be used on the source")) broken.add(object);
  // The rows of before aren't copied, and that is said.
  const isHistory = (one: Finding) => one.object.startsWith("history of ");
  const left = inTheWay(all.findings).filter((one) => !broken.has(one.object) && !isHistory(one));
  const more = inTheWay((await compared(target, source, true)).findings).filter(
    (one) => one.trap !== "sequence-value" && !isHistory(one),
  );
  // A view that can't be used can't be made either, which was said.
  const unusable = [...broken].map((object) => object.replace(/^view `(.*)`$/, "$1"));
  return [
    ...left.map(line),
    ...more.map((one) => `only on the target: ${line(one)}`),
    ...difference(dump(server, names.source, unusable), dump(server, names.target, unusable)),
  ];
}

async function compared(source: Address, target: Address, exact: boolean) {
  return compare(await bothSides(source, target, { exact, watch: 0 }), { margin: 1000 });
}

async function bring(
  server: Server,
  source: Address,
  target: Address,
  until?: Pause,
): Promise<string | undefined> {
  const { findings } = await compared(source, target, false);
  const text = await finish("mysql", findings, "levels", until);
  // What is there already is passed over.
  for (let time = 0; time < 2; time++) {
    const { status, stderr } = runMaria("mariadb", server, ["--comments", names.target], text);
    if (status !== 0 || stderr !== "") return stderr;
  }
  return undefined;
}

/** As DMS does: by value, into the tables that are there. */
async function copyRows(server: Server): Promise<void> {
  await on(server, names.source, async (connection) => {
    await connection.query(
      "set session sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0, time_zone = '+00:00'",
    );
    const [tables] = await connection.query<RowDataPacket[]>(
      `select table_name as name, group_concat(concat('\`', replace(column_name, '\`', '\`\`'), '\`') order by ordinal_position) as columns
        from information_schema.columns join information_schema.tables using (table_schema, table_name)
        where table_schema = database() and table_type in ('BASE TABLE', 'SYSTEM VERSIONED') and extra not like '%GENERATED%' group by 1`,
    );
    for (const { name, columns } of tables as { name: string; columns: string }[])
      await connection.query(
        `insert into ${names.target}.\`${name}\` (${columns}) select ${columns} from \`${name}\``,
      );
  });
}

function dump(server: Server, database: string, without: readonly string[]): string {
  const ran = runMaria("mariadb-dump", server, [
    "--no-data",
    "--routines",
    "--events",
    "--skip-comments",
    "--skip-lock-tables",
    ...without.map((view) => `--ignore-table=${database}.${view}`),
    database,
  ]);
  if (ran.status !== 0) throw new Error(ran.stderr);
  return (
    ran.stdout
      .replaceAll(/ AUTO_INCREMENT=\d+/g, "")
      // The client puts a space after a comment.
      .replaceAll(/\*\/ (?=;)/g, "*/")
      .replaceAll(/SETVAL\(.*\)/gi, "SETVAL()")
      .replaceAll(database, "database")
  );
}

async function on<T>(
  server: Server,
  database: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await createConnection({ uri: server.url(database) });
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}
