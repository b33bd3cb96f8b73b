// Walks at random through what can be done to a stack: one action a step, each judged, and at the end all must be well again.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { FileStore } from "../../src/rehearsal";
import { command, type Ran } from "./command";
import { Damages } from "./damages";
import { Files } from "./files";
import { Judge } from "./judge";
import { Random } from "./random";
import { list } from "./fields";
import { types } from "./resolver";

const project = path.join(__dirname, "stack");

export class Walk {
  readonly root = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-walk-"));
  readonly rehearsal = path.join(this.root, "rehearsal");
  readonly files: Files;
  readonly cloud: FileStore;
  readonly judge: Judge;
  readonly damages: Damages;
  /** The last command, unless it was accepted. */
  trouble?: Ran;
  /** What this step did, in words. */
  readonly did: string[] = [];
  /** What was wrong in this step. */
  readonly wrong: string[] = [];
  private milliseconds = 0;

  constructor() {
    fs.cpSync(project, this.root, { recursive: true });
    process.chdir(this.root);
    this.files = new Files(this.root);
    this.cloud = new FileStore(this.rehearsal);
    this.judge = new Judge(this.cloud);
    const state = path.join(this.rehearsal, "state", ".pulumi", "stacks", "crossover", "walk.json");
    this.damages = new Damages(this.cloud, state);
  }

  /** Runs a command, and judges it. */
  async run(line: string): Promise<Ran> {
    const [name] = line.split(" ");
    this.did.push(line);
    this.judge.retired = new Set(list(this.files.config(), "crossover:retired").map(String));
    this.judge.begin(name === "preview" || name === "status" ? "preview" : "program");
    const lost = new Set(this.cloud.list(types.lost));
    const args = [...line.split(" "), "--stack", "walk", `--rehearsal=${this.rehearsal}`];
    const ran = await command(args);
    this.judge.end(ran);
    this.milliseconds += ran.milliseconds;
    for (const host of this.cloud.list(types.lost)) if (!lost.has(host)) this.damages.note(host);
    this.did.push(`${ran.result}${describe(ran)}`);
    const innocent = this.damages.count === 0 && !line.includes("--fault");
    if (ran.result === "failed" && innocent) this.wrong.push(`\`${line}\` failed: ${describe(ran)}`);
    if (/Unhandled exception|TypeError|Cannot read prop/.test(ran.said + describe(ran)))
      this.wrong.push(`\`${line}\` met a bug: ${ran.said}`);
    this.trouble = ran.result === "done" ? undefined : ran;
    if (ran.result === "done" && (name === "up" || name === "rollback")) this.files.accept();
    if (ran.result === "done" && name === "up" && this.damages.count === 0)
      for (const side of this.judge.unchecked()) this.wrong.push(`${side} has no health check`);
    return ran;
  }

  /** Milliseconds that commands have taken since the last call. */
  takeTime(): number {
    const { milliseconds } = this;
    this.milliseconds = 0;
    return milliseconds;
  }

  close(): void {
    process.chdir(os.tmpdir());
    this.cloud.close();
    fs.rmSync(this.root, { recursive: true, force: true });
  }
}

function describe({ problems }: Ran): string {
  const lines = problems.map(({ rule, path: at, message, allowed }) => {
    const way = allowed === undefined ? "" : `; allowed: ${allowed}`;
    return `${at}: ${message} [${rule}]${way}`;
  });
  return lines.length === 0 ? "" : `: ${lines.join(" | ")}`;
}

/** One kind of action. Returns whether the program accepted it. */
export type Action = (walk: Walk, random: Random) => Promise<boolean>;
