// Runs the Pulumi CLI for the Automation API, keeping hold of the process so that a rehearsal can kill it.
import { spawn, type ChildProcess } from "node:child_process";
import { dirname, delimiter } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { SemVer } from "semver";
import { ensureEngine } from "../../tools/engine";

/** What the Automation API asks of a command; its own class finds only binaries on PATH or in its own layout. */
export class Engine {
  private readonly running = new Set<ChildProcess>();
  readonly version: SemVer;

  private constructor(
    readonly command: string,
    version: string,
  ) {
    this.version = new SemVer(version);
  }

  /** Finds, installs or builds the CLI. */
  static async find(log: (line: string) => void): Promise<Engine> {
    const { command, version } = await ensureEngine({ log });
    return new Engine(command, version);
  }

  /** This engine, as the Automation API's type has it. */
  asCommand(): PulumiCommand {
    return Object.assign(Object.create(PulumiCommand.prototype) as PulumiCommand, {
      command: this.command,
      version: this.version,
      run: this.run.bind(this),
    });
  }

  /** SIGKILL to every engine process of this session, as a crashing machine would do. */
  kill(): void {
    for (const child of this.running) child.kill("SIGKILL");
  }

  private run(
    args: string[],
    cwd: string,
    additionalEnv: Record<string, string>,
    onOutput?: (text: string) => void,
    onError?: (text: string) => void,
  ): Promise<{ stdout: string; stderr: string; code: number }> {
    const path = `${dirname(this.command)}${delimiter}${process.env.PATH ?? ""}`;
    const env = { ...process.env, PATH: path, PULUMI_AUTOMATION_API: "true", ...additionalEnv };
    const child = spawn(this.command, [...args, "--non-interactive"], { cwd, env });
    this.running.add(child);
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      onOutput?.(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      onError?.(text);
    });
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        this.running.delete(child);
        if (code === 0) resolve({ stdout, stderr, code });
        else reject(new EngineError(stdout, stderr, signal ?? undefined));
      });
    });
  }
}

/** The engine stopped with an error. */
export class EngineError extends Error {
  constructor(
    readonly stdout: string,
    readonly stderr: string,
    /** The signal that ended it, e.g. `SIGKILL`. */
    readonly signal?: string,
  ) {
    super(signal ? `the engine was killed (${signal})` : stderr.trim() || stdout.trim());
  }
}
