// Real database servers on loopback, each in a directory of its own, stopped with the tests.
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

/** Database servers refuse to run as root: then they run as the user that their package made. */
function unprivileged(user: string): { uid?: number; gid?: number } {
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
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-postgres-"));
  if (as.uid !== undefined) fs.chownSync(root, as.uid, as.gid!);
  const data = path.join(root, "data");
  const secret = path.join(root, "password");
  fs.writeFileSync(secret, password, { mode: 0o644 });
  const made = spawnSync(
    path.join(programs, "initdb"),
    [
      "-D",
      data,
      "-U",
      "postgres",
      "--pwfile",
      secret,
      "-A",
      "scram-sha-256",
      "-E",
      "UTF8",
      "--locale=C",
      "-N",
    ],
    { ...as, cwd: root, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(made.stderr);
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

async function stop(child: ChildProcess, signal: NodeJS.Signals, root: string): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  if (child.exitCode === null) {
    child.kill(signal);
    await ended;
  }
  fs.rmSync(root, { recursive: true, force: true });
}
