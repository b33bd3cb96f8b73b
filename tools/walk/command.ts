// Runs command lines of `crossover` in a process that serves many of them, and a new one after some or after a kill.
import { type ChildProcess, fork } from "node:child_process";
import * as path from "node:path";
import type { Report } from "../../src/cli/report";

/** A process that has run this many commands is replaced: each leaves some memory behind. */
const mostCommands = 40;
/** Milliseconds after which a command is taken to hang. */
const patience = 240_000;

export interface Ran extends Pick<Report, "result" | "problems" | "traffic" | "changes" | "operations"> {
  /** What it said besides its document. */
  readonly said: string;
  readonly milliseconds: number;
}

/** What a serving process is asked: a command line, or to refresh the state of the rehearsal in a folder. */
export type Request =
  { readonly args: readonly string[]; readonly upserts: boolean } | { readonly refresh: string };

export interface Answer {
  readonly out: string;
  readonly err: string;
}

export class Commands {
  private server?: ChildProcess;
  private served = 0;

  /** @param root the project that commands run in. */
  constructor(private readonly root: string) {}

  /**
   * @param upserts whether Kubernetes objects that exist already are taken over.
   * @throws an error if the command hangs, or prints anything but one document.
   */
  async run(args: readonly string[], upserts = false): Promise<Ran> {
    const started = Date.now();
    const { out, err } = await this.ask({ args, upserts });
    const ran = parse(out, err);
    // What the SDK does about an engine that was killed or has failed may reach into later commands of the same process.
    if (ran.result === "failed" || args.some((arg) => arg.startsWith("kill"))) this.close();
    return { ...ran, said: err, milliseconds: Date.now() - started };
  }

  async refresh(rehearsal: string): Promise<void> {
    const { err } = await this.ask({ refresh: rehearsal });
    if (err !== "") throw new Error(`refresh: ${err}`);
  }

  close(): void {
    this.server?.kill("SIGKILL");
    this.server = undefined;
    this.served = 0;
  }

  private async ask(request: Request): Promise<Answer> {
    if (this.served++ >= mostCommands) this.close();
    const server = (this.server ??= this.start());
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Answer>((resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`it hangs: ${JSON.stringify(request)}`)), patience);
        server.removeAllListeners();
        server.once("message", resolve);
        server.once("exit", (code) => reject(new Error(`it ended the process with ${String(code)}`)));
        server.send(request);
      });
    } catch (error) {
      this.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private start(): ChildProcess {
    const tools = path.resolve(__dirname, "..");
    const loaders = ["lazy.js", "typescript.js"].flatMap((file) => ["--require", path.join(tools, file)]);
    return fork(path.join(__dirname, "server.ts"), { cwd: this.root, execArgv: loaders });
  }
}

function parse(out: string, err: string): Report {
  try {
    return JSON.parse(out) as Report;
  } catch {
    throw new Error(`it printed something else than one document: ${out}${err}`);
  }
}
