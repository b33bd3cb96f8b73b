// Finds the Pulumi CLI or gets it: from PATH, the project's cache, its published release, or its Go module.
import * as fs from "node:fs";
import * as path from "node:path";
import * as semver from "semver";
import { cacheFolder } from "./cache";
import { withLock } from "./lock";
import { type Log, isExecutable, onPath, run, withProgress } from "./process";
import { ChecksumError, downloadRelease } from "./release";

/** A Pulumi CLI that runs. */
export interface Engine {
  /** Absolute path. Put its folder first on PATH, so that the plugins beside it are found. */
  readonly command: string;
  /** E.g. `3.255.0`. */
  readonly version: string;
}

export interface EngineOptions {
  /** Receives each line of progress. @default standard error */
  readonly log?: Log;
  /** The folder of `package.json` and `tools/pulumi`. @default this project */
  readonly root?: string;
  /** Puts `bin/pulumi` into a folder. @default the release of get.pulumi.com, by its checksum */
  readonly download?: (folder: string, version: string) => Promise<void>;
}

const goModule = "github.com/pulumi/pulumi/pkg/v3";
const executable = process.platform === "win32" ? "pulumi.exe" : "pulumi";
const built = 60 * 60_000;

/**
 * The Pulumi CLI of the version that `tools/pulumi/go.mod` pins, or a newer one that is on PATH. It is downloaded or
 * built at most once for a version, also if several processes ask at once.
 *
 * `CROSSOVER_PULUMI` names the command to use instead; `CROSSOVER_CACHE` the folder that keeps what was downloaded or
 * built (the user's cache folder by default).
 *
 * @throws one error that lists what was tried and says what to install
 */
export async function ensureEngine(options: EngineOptions = {}): Promise<Engine> {
  const named = process.env["CROSSOVER_PULUMI"];
  if (named) return chosen(path.resolve(named));

  const { log = (line) => process.stderr.write(`${line}\n`) } = options;
  const root = options.root ?? path.resolve(__dirname, "..");
  const checksums = path.join(root, "tools", "pulumi", "checksums.yaml");
  const release = (to: string, version: string) => downloadRelease(to, version, { checksums });
  const { download = release } = options;
  const pins = readPins(path.join(root, "tools", "pulumi", "go.mod"));
  const folder = cacheFolder("engine", pins.pulumi);
  const name = `the Pulumi CLI ${pins.pulumi}`;

  const failures: string[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      failures.push(`${what}: ${(error as Error).message}`);
      // Something is wrong with the network or the publisher: also who gets the CLI otherwise should know.
      if (error instanceof ChecksumError) log(`refused: ${error.message}`);
      return undefined;
    }
  };
  const fromPath = () => inspect(onPath("pulumi"), pins.pulumi);
  const fromCache = async () => {
    const command = path.join(folder, "bin", executable);
    return fs.existsSync(command) ? inspect(command, pins.pulumi) : undefined;
  };
  const fromRelease = () =>
    withProgress(`downloading ${name}`, log, () =>
      staged(folder, pins.pulumi, (staging) => download(staging, pins.pulumi)),
    );
  const fromSource = async () => {
    const go = await findGo(root, pins.go);
    return withProgress(`building ${name} with Go (once; it takes some minutes)`, log, (detail) =>
      staged(folder, pins.pulumi, (staging) => build(go, root, staging, pins.pulumi, detail)),
    );
  };

  const found = (await attempt("PATH", fromPath)) ?? (await attempt("cache", fromCache));
  if (found) return found;
  const made = await withLock(
    `${folder}.lock`,
    () => log(`waiting for another process that is getting ${name} …`),
    async () =>
      (await attempt("cache", fromCache)) ??
      (await attempt("download", fromRelease)) ??
      (await attempt("build", fromSource)),
  );
  if (made) return made;
  throw new Error(
    [
      `The Pulumi CLI ${pins.pulumi} is needed, and could not be found, downloaded or built. Install one of:`,
      `  - the Pulumi CLI, ${pins.pulumi} or newer: https://www.pulumi.com/docs/install/`,
      `  - Go, ${pins.go} or newer, to build it with: https://go.dev/doc/install`,
      "What was tried:",
      ...[...new Set(failures)].map((failure) => `  - ${failure}`),
    ].join("\n"),
  );
}

/** The user's own choice: any version that runs. */
async function chosen(command: string): Promise<Engine> {
  try {
    if (!isExecutable(command)) throw new Error("it isn't an executable file");
    return await inspect(command, "3.0.0");
  } catch (error) {
    throw new Error(
      `CROSSOVER_PULUMI names \`${command}\`, which can't be used: ${(error as Error).message}`,
    );
  }
}

function readPins(file: string): { pulumi: string; go: string } {
  const text = fs.readFileSync(file, "utf8");
  const pulumi = new RegExp(`^\\s*${goModule} v(\\S+)`, "m").exec(text)?.[1];
  const go = /^go (\S+)$/m.exec(text)?.[1];
  if (!pulumi || !go) throw new Error(`${file} pins no version of Go or of ${goModule}`);
  return { pulumi, go };
}

/** The version that each file has said, by its path, size and time: asking takes a quarter of a second. */
const versions = new Map<string, string>();

async function versionOf(command: string): Promise<string> {
  const { size, mtimeMs } = fs.statSync(command);
  const file = [command, size, mtimeMs].join(" ");
  const known = versions.get(file);
  if (known) return known;
  const env = { PULUMI_SKIP_UPDATE_CHECK: "true" };
  const version = semver.valid(await run(command, ["version"], { env, timeout: 30_000 }));
  if (!version) throw new Error(`${command} doesn't say its version`);
  versions.set(file, version);
  return version;
}

async function inspect(command: string, minimum: string): Promise<Engine> {
  const version = await versionOf(command);
  if (semver.lt(version, minimum)) throw new Error(`${command} is ${version}, older than ${minimum}`);
  // The Automation API refuses a CLI of another major version.
  if (semver.major(version) !== semver.major(minimum))
    throw new Error(`${command} is ${version}, a newer major version than ${minimum}`);
  return { command, version };
}

/** Fills a folder beside `folder` and moves it there only once its CLI runs, so that half a CLI is never found. */
async function staged(
  folder: string,
  version: string,
  fill: (staging: string) => Promise<void>,
): Promise<Engine> {
  const staging = `${folder}.tmp`;
  fs.rmSync(staging, { recursive: true, force: true });
  fs.mkdirSync(path.join(staging, "bin"), { recursive: true });
  try {
    await fill(staging);
    const engine = await inspect(path.join(staging, "bin", executable), version);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(staging, folder);
    return { ...engine, command: path.join(folder, "bin", executable) };
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}

async function findGo(root: string, minimum: string): Promise<string> {
  const go = onPath("go");
  // Run beside go.mod, where a Go with toolchain switching answers as the version that go.mod asks for.
  const cwd = path.join(root, "tools", "pulumi");
  const version = semver.coerce(await run(go, ["version"], { cwd, timeout: 120_000 }))?.version;
  if (!version || semver.lt(version, minimum)) throw new Error(`${go} is ${version}, older than ${minimum}`);
  return go;
}

async function build(go: string, root: string, folder: string, version: string, detail: Log): Promise<void> {
  const target = path.join(folder, "bin", executable);
  // Without its version the CLI says v3.0.0-dev and the Automation API refuses it.
  const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  let modules = 0;
  let packages = 0;
  await run(go, ["build", "-v", "-ldflags", flags, "-o", target, `${goModule}/cmd/pulumi`], {
    cwd: path.join(root, "tools", "pulumi"),
    env: { GOWORK: "off" },
    timeout: built,
    onErrorLine: (line) => {
      if (line.startsWith("go: downloading")) modules += 1;
      else packages += 1;
      detail(`${modules} modules downloaded, ${packages} packages compiled`);
    },
  });
}

if (require.main === module)
  ensureEngine().then(
    ({ command, version }) => console.log(`Pulumi CLI ${version}: ${command}`),
    (error: unknown) => {
      console.error((error as Error).message);
      process.exitCode = 1;
    },
  );
