// Tests that the command starts itself again with the Node installed for it, in a made-up clone with a made-up Node.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { satisfies } from "semver";
import project from "../../package.json";
import { optionalDependencies as pins } from "../../tools/node/package.json";

const name = `node-${process.platform}-${process.arch}`;
let root: string;
let folder: string;

function write(file: string, text: string, mode = 0o644): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text, { mode });
}

/** Makes a Node 99.2.0 that does this. */
const made = (script: string) => write(path.join(folder, "node"), `#!/bin/sh\n${script}\n`, 0o755);

interface Run {
  readonly child: ChildProcess;
  /** Resolves once it has ended. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; out: string; err: string }>;
}

function start(...args: string[]): Run {
  const env = { PATH: process.env["PATH"], CROSSOVER_CACHE: path.join(root, "cache") };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "" };
  child.stdout.on("data", (data) => (said.out += String(data)));
  child.stderr.on("data", (data) => (said.err += String(data)));
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...said }));
  return { child, ended };
}

beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "crossover-node-")));
  folder = path.join(root, "cache", "node", "99.2.0", "node_modules", name, "bin");
  for (const file of ["tools/node.js", "tools/cache.js", "bin/crossover.js"])
    write(path.join(root, file), fs.readFileSync(file, "utf8"));
  write(path.join(root, "package.json"), JSON.stringify({ engines: { node: ">=99" } }));
  const optionalDependencies = { [name]: "99.2.0" };
  write(path.join(root, "tools/node/package.json"), JSON.stringify({ optionalDependencies }));
});

afterEach(() => fs.rmSync(root, { recursive: true }));

test("a Node that is new enough does the work itself", async () => {
  write(path.join(root, "package.json"), JSON.stringify({ engines: { node: ">=20" } }));
  made("exit 3");
  const work = 'require("./tools/node").withSuitableNode(() => console.log("here"))';
  expect(await start("-e", work).ended).toEqual({ code: 0, signal: null, out: "here\n", err: "" });
});

test("the installed Node gets the whole command line and is the first on PATH; its exit code is handed on", async () => {
  made('for word in "$@"; do echo "$word"; done; command -v node; exit 7');
  const { ended } = start("--no-warnings", "bin/crossover.js", "up", "--set", "a=b c");
  const script = path.join(root, "bin", "crossover.js");
  expect(await ended).toEqual({
    code: 7,
    signal: null,
    out: ["--no-warnings", script, "up", "--set", "a=b c", path.join(folder, "node"), ""].join("\n"),
    err: "",
  });
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s reaches the command, which ends as it likes",
  async (signal) => {
    made(`trap 'echo heard; exit 9' ${signal.slice(3)}; echo ready; while :; do sleep 0.1; done`);
    const { child, ended } = start("bin/crossover.js", "up");
    await once(child.stdout!, "data");
    child.kill(signal);
    expect(await ended).toEqual({ code: 9, signal: null, out: "ready\nheard\n", err: "" });
  },
);

test("a command that a signal ended looks so from outside", async () => {
  made("kill -TERM $$");
  expect(await start("bin/crossover.js", "up").ended).toEqual({
    code: null,
    signal: "SIGTERM",
    out: "",
    err: "",
  });
});

test("where none is installed, the command says how to get one", async () => {
  expect(await start("bin/crossover.js", "up").ended).toMatchObject({
    code: 1,
    out: "",
    err:
      `crossover needs Node 99 or newer; this is ${process.versions.node}. ` +
      "`node tools/setup.js` installs one for this project, or get it from https://nodejs.org\n",
  });
});

test("an installed Node that can't be started is a plain error", async () => {
  write(path.join(folder, "node"), "#!/no/such/interpreter\n", 0o755);
  const { code, err } = await start("bin/crossover.js", "up").ended;
  expect(code).toBe(1);
  expect(err).toMatch(/^the Node that was installed for this project can't be started: spawn \S+ ENOENT\n$/);
});

test("every Node that is pinned is new enough for the project", () => {
  expect(Object.entries(pins).filter(([, version]) => !satisfies(version, project.engines.node))).toEqual([]);
});
