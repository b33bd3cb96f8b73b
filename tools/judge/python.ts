// Gets Python programs at pinned versions, each set in an environment of its own in the user's cache folder.
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../cache";
import { withLock } from "../lock";
import { type Log, onPath, run, withProgress } from "../process";

const minutes = 60_000;

/** The folder of an environment, with its programs in `bin`. */
export interface PythonEnvironment {
  readonly python: string;
  /** The path of a program that its packages bring. */
  program(name: string): string;
}

/**
 * @param set the requirements file in `python`, without `.txt`.
 * @throws an error that says what to install where there is no Python, or what failed.
 */
export async function ensurePython(set: string, log: Log): Promise<PythonEnvironment> {
  const requirements = path.join(__dirname, "python", `${set}.txt`);
  const python = findPython();
  const version = await run(python, ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"], {
    timeout: minutes,
  });
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major !== 3 || minor < 10)
    throw new Error(`\`python3\` on PATH is Python ${version}; 3.10 or later is needed: see ${home}`);
  const digest = createHash("sha256").update(fs.readFileSync(requirements)).digest("hex").slice(0, 12);
  const folder = cacheFolder("judge", "python", set, `${version}-${digest}`);
  const environment = environmentIn(folder);
  const done = path.join(folder, "complete");
  if (fs.existsSync(done)) return environment;
  await withLock(
    `${folder}.lock`,
    () => log(`waiting for another process that installs ${set} …`),
    async () => {
      if (fs.existsSync(done)) return;
      // An environment holds its own path, so it is made where it stays, and counts once it is complete.
      fs.rmSync(folder, { recursive: true, force: true });
      await withProgress(`installing ${set} with pip (once)`, log, async () => {
        await run(python, ["-m", "venv", folder], { timeout: 5 * minutes }).catch((error: unknown) => {
          throw new Error(`${String(error)}; on Debian and Ubuntu, \`apt-get install python3-venv\``);
        });
        const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"];
        await run(environment.python, [...pip, "--requirement", requirements], { timeout: 30 * minutes });
        await run(environment.python, ["-m", "pip", "check"], { timeout: minutes });
      });
      fs.writeFileSync(done, "");
    },
  );
  return environment;
}

const home = "https://www.python.org/downloads/";

function environmentIn(folder: string): PythonEnvironment {
  const programs = path.join(folder, process.platform === "win32" ? "Scripts" : "bin");
  return { python: path.join(programs, "python"), program: (name) => path.join(programs, name) };
}

function findPython(): string {
  try {
    return onPath("python3");
  } catch {
    throw new Error(`\`python3\`, 3.10 or later, is needed on PATH: see ${home}`);
  }
}
