// Starts real database servers on loopback, each in a directory of its own.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";

export interface Server {
  readonly port: number;
  /** A connection URL of the database. */
  url(database?: string): string;
  stop(): Promise<void>;
}

/** PostgreSQL's programs, of the newest version that is installed; nothing if none is. */
export const postgresPrograms = directory(
  [...installed("/usr/lib/postgresql", "bin"), ...(process.env.PATH ?? "").split(path.delimiter)],
  ["initdb", "postgres", "psql", "pg_dump"],
);

function installed(root: string, inner: string): string[] {
  if (!fs.existsSync(root)) return [];
  const versions = fs.readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => path.join(root, version, inner));
}

function directory(candidates: readonly string[], programs: readonly string[]): string | undefined {
  return candidates.find((place) => programs.every((name) => fs.existsSync(path.join(place, name))));
}

interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** Database servers refuse to run as root: then they run as the user that their package made. */
function unprivileged(user: string): Owner {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(spawnSync("id", [flag, user], { encoding: "utf8" }).stdout);
  return { uid: id("-u"), gid: id("-g") };
}

/** A port that nobody listens on at the moment. */
async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A directory of the user's own. */
function place(name: string, { uid, gid }: Owner): string {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), `crossover-${name}-`));
  if (uid !== undefined) fs.chownSync(root, uid, gid!);
  return root;
}

const originals = new Map<string, string>();

/** Makes a server's directory; a second one like it is copied, which is faster. */
function copied(
  like: string,
  data: string,
  as: Owner,
  make: (data: string) => { status: number | null; stdout: string; stderr: string },
): void {
  const original = originals.get(like);
  const { status, stdout, stderr } = original
    ? spawnSync("cp", ["-a", original, data], { encoding: "utf8" })
    : make(data);
  if (status !== 0) throw new Error(stdout + stderr);
  if (original) return;
  const kept = path.join(place("original", as), "data");
  spawnSync("cp", ["-a", data, kept]);
  originals.set(like, kept);
}

/** Removes the directories that servers are copied from, once all are stopped. */
export function removeOriginals(): void {
  for (const kept of originals.values()) fs.rmSync(path.dirname(kept), { recursive: true, force: true });
  originals.clear();
}

/** Waits until a server says that it is ready; what it said, if it never is. */
async function ready(child: ChildProcess, words: string): Promise<void> {
  let log = "";
  await new Promise<void>((resolve, reject) => {
    const give = (reason: string) => reject(new Error(`the server ${reason}:\n${log}`));
    const timer = setTimeout(() => give("isn't ready after 20 s"), 20_000);
    child.stderr!.on("data", (text) => {
      log += String(text);
      if (log.includes(words)) resolve(clearTimeout(timer));
    });
    child.once("exit", () => give("ended"));
  });
}

/** Makes and starts a PostgreSQL server whose `postgres` has this password. */
export async function startPostgres(
  password: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const programs = postgresPrograms!;
  const as = unprivileged("postgres");
  const root = place("postgres", as);
  const data = path.join(root, "data");
  copied(`postgres ${password}`, data, as, (made) => {
    const secret = path.join(root, "password");
    fs.writeFileSync(secret, password);
    const method = ["--pwfile", secret, "--auth", "scram-sha-256"];
    return spawnSync(
      path.join(programs, "initdb"),
      ["-D", made, "-U", "postgres", ...method, "-E", "UTF8", "--locale=C", "--no-sync"],
      { ...as, cwd: root, encoding: "utf8" },
    );
  });
  const port = await freePort();
  const all = {
    fsync: "off",
    listen_addresses: "127.0.0.1",
    unix_socket_directories: root,
    shared_buffers: "32MB",
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(path.join(programs, "postgres"), ["-D", data, "-p", String(port), ...flags], {
    ...as,
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  await ready(child, "ready to accept connections");
  return {
    port,
    url: (database = "postgres") =>
      `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
    stop: () => stop(child, "SIGINT", root),
  };
}

/** The programs of MariaDB, which stands for MySQL; nothing if it isn't installed. */
export const mariaPrograms = found(["mariadbd", "mariadb-install-db", "mariadb", "mariadb-dump"]);

function found<T extends string>(names: readonly T[]): Readonly<Record<T, string>> | undefined {
  const places = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/sbin", "/usr/bin"];
  const files = names.map((name) =>
    places.map((place) => path.join(place, name)).find((file) => fs.existsSync(file)),
  );
  if (files.includes(undefined)) return undefined;
  return Object.fromEntries(names.map((name, i) => [name, files[i]])) as Record<T, string>;
}

/** Makes and starts a MariaDB server with an empty database `app`, and a user `crossover` of this password. */
export async function startMaria(password: string, settings: readonly string[] = []): Promise<Server> {
  const programs = mariaPrograms!;
  const as = unprivileged("mysql");
  const root = place("maria", as);
  const data = path.join(root, "data");
  copied("maria", data, as, (made) =>
    spawnSync(
      programs["mariadb-install-db"],
      ["--no-defaults", `--datadir=${made}`, "--auth-root-authentication-method=normal", "--skip-test-db"],
      { ...as, cwd: root, encoding: "utf8" },
    ),
  );
  const start = path.join(root, "init.sql");
  const quoted = password.replaceAll("'", "''");
  fs.writeFileSync(
    start,
    `create database app;\ncreate user crossover@'%' identified by '${quoted}';\ngrant all on *.* to crossover@'%' with grant option;\n`,
  );
  const port = await freePort();
  const child = spawn(
    programs.mariadbd,
    [
      "--no-defaults",
      `--datadir=${data}`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      `--socket=${path.join(root, "socket")}`,
      `--tmpdir=${root}`,
      `--init-file=${start}`,
      "--innodb-flush-log-at-trx-commit=0",
      "--innodb-buffer-pool-size=32M",
      "--server-id=1",
      ...settings,
    ],
    { ...as, cwd: root, stdio: ["ignore", "ignore", "pipe"] },
  );
  await ready(child, "ready for connections");
  return {
    port,
    url: (database = "app") =>
      `mysql://crossover:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
    stop: () => stop(child, "SIGTERM", root),
  };
}

/** Runs a program of MariaDB's on a server, as the user of its address. */
export function runMaria(
  program: "mariadb" | "mariadb-dump",
  server: Server,
  words: readonly string[],
  input = "",
) {
  const { username, password, port } = new URL(server.url());
  return spawnSync(
    mariaPrograms![program],
    [
      "--no-defaults",
      "--host=127.0.0.1",
      `--port=${port}`,
      `--user=${username}`,
      "--default-character-set=utf8mb4",
      ...words,
    ],
    { encoding: "utf8", input, env: { ...process.env, MYSQL_PWD: decodeURIComponent(password) } },
  );
}

async function stop(child: ChildProcess, signal: NodeJS.Signals, root: string): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  if (child.exitCode === null) {
    child.kill(signal);
    await ended;
  }
  fs.rmSync(root, { recursive: true, force: true });
}
