// Runs a program to its end, in bounded time, and shows that a long one is still at work.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

export type Log = (line: string) => void;

/** The absolute path of the program that a shell would run, or an error that says it isn't there. */
export function onPath(name: string): string {
  const names = process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name];
  for (const directory of (process.env["PATH"] ?? "").split(path.delimiter).filter(Boolean))
    for (const file of names.map((each) => path.resolve(directory, each)))
      if (isExecutable(file)) return file;
  throw new Error(`there is no \`${name}\` on PATH`);
}

/** Whether the file exists and may be run. */
export function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds after which the program is ended. */
  readonly timeout: number;
  /** Called with each line of standard error. */
  readonly onErrorLine?: Log;
}

/** Standard output of a program; one that fails is an error with the last thing it said. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: options.timeout,
    });
    let output = "";
    let lastLine = "";
    let rest = "";
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    child.stderr.on("data", (data: Buffer) => {
      const lines = (rest + data.toString()).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines.filter((each) => each.trim())) {
        lastLine = line.trim();
        options.onErrorLine?.(line);
      }
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(output.trim());
      const how = signal
        ? `was ended by ${signal} (it may take ${options.timeout / 1000} s)`
        : `failed with exit code ${code}`;
      reject(new Error(`\`${path.basename(command)} ${args[0]}\` ${how}: ${rest.trim() || lastLine}`));
    });
  });
}

/** Says what begins, how long it has been at work (every 5 s on a terminal, else every 15 s), and when it is done. */
export async function withProgress<T>(
  what: string,
  log: Log,
  work: (detail: Log) => Promise<T>,
  interval = process.stderr.isTTY ? 5_000 : 15_000,
): Promise<T> {
  const started = Date.now();
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  let detail = "";
  log(`${what} …`);
  const timer = setInterval(() => log(`${what}: ${elapsed()}${detail && `, ${detail}`}`), interval);
  try {
    const result = await work((text) => (detail = text));
    log(`${what}: done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
