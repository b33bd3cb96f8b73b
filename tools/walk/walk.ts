// Walks at random through what can be done to a stack: one action a step, each judged, and at the end all must be well again.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { FileStore } from "../../src/rehearsal";
import { Commands, type Ran } from "./command";
import { Damages } from "./damages";
import { Files } from "./files";
import { Judge } from "./judge";
import { Random } from "./random";
import { list } from "./fields";
import { types } from "./resolver";
import { positionOf } from "./watched";

const project = path.join(__dirname, "stack");

export class Walk {
  readonly root = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-walk-"));
  readonly rehearsal = path.join(this.root, "rehearsal");
  readonly files: Files;
  readonly cloud: FileStore;
  readonly judge: Judge;
  readonly damages: Damages;
  readonly commands: Commands;
  /** Runs what is done beside a command. */
  private readonly others: Commands;
  /** The last command, unless it was accepted. */
  trouble?: Ran;
  /** What this step did, in words. */
  readonly did: string[] = [];
  /** What was wrong in this step. */
  readonly wrong: string[] = [];
  private milliseconds = 0;
  /** That the stack is deployed with. */
  private readonly domain: string;
  /** Whether an engine was killed after it had made something. */
  private killed = false;

  constructor() {
    fs.cpSync(project, this.root, { recursive: true });
    this.commands = new Commands(this.root);
    this.others = new Commands(this.root);
    this.files = new Files(this.root);
    this.domain = this.files.domain();
    this.cloud = new FileStore(this.rehearsal);
    this.judge = new Judge(this.cloud);
    const state = path.join(this.rehearsal, "state", ".pulumi", "stacks", "crossover", "walk.json");
    this.damages = new Damages(this.cloud, state);
  }

  /** Runs a command, and judges it. */
  async run(line: string, upserts = false): Promise<Ran> {
    const [name] = line.split(" ");
    this.judge.begin(
      name === "preview" || name === "status" ? "preview" : "program",
      this.retired(),
      this.files.services(),
    );
    const lost = new Set(this.cloud.list(types.lost));
    const ran = await this.call(this.commands, line, upserts);
    const damaged = this.damages.count > 0;
    // Of another domain, the same keys are other names.
    const strange = damaged || this.files.domain() !== this.domain;
    this.judge.end(ran, { asked: this.files.traffic(), damaged: strange, past: line.includes("--now") });
    for (const host of this.cloud.list(types.lost)) if (!lost.has(host)) this.damages.note(host);
    this.killed ||= line.includes("--fault kill-after");
    if (ran.result === "failed" && !damaged && !line.includes("--fault") && !this.isLeftOver(ran))
      this.wrong.push(`\`${line}\` failed${describe(ran)}`);
    this.trouble = ran.result === "done" ? undefined : ran;
    if (ran.result === "done" && name === "up") this.files.accept();
    if (ran.result === "done" && name === "up" && !damaged)
      for (const side of this.judge.unchecked()) this.wrong.push(`${side} has no health check`);
    return ran;
  }

  /** Runs a command and, once something is so in the cloud, a second one beside it. Returns how each went. */
  async race(line: string, isTime: () => boolean, second: string): Promise<{ first: Ran; second?: Ran }> {
    this.judge.begin("program", this.retired(), this.files.services());
    const state = { ended: false };
    const first = this.call(this.commands, line).finally(() => (state.ended = true));
    first.catch(() => undefined);
    while (!state.ended && !isTime()) await new Promise((resolve) => setTimeout(resolve, 20));
    const beside = state.ended ? undefined : await this.call(this.others, second);
    const ran = await first;
    this.judge.end(ran, { asked: this.files.traffic(), damaged: true, past: true });
    this.trouble = ran.result === "done" ? undefined : ran;
    return { first: ran, second: beside };
  }

  private retired(): ReadonlySet<string> {
    return new Set(list(this.files.config(), "crossover:retired").map(String));
  }

  /** Whether a command failed because of an object that a killed one had made. */
  isLeftOver({ problems }: Ran): boolean {
    return this.killed && problems.every(({ message }) => message.includes("AlreadyExists: kubernetes:"));
  }

  private async call(commands: Commands, line: string, upserts = false): Promise<Ran> {
    this.did.push(`${line}${upserts ? ", taking over objects" : ""}`);
    const args = [...line.split(" "), "--stack", "walk", `--rehearsal=${this.rehearsal}`];
    const ran = await commands.run(args, upserts);
    this.milliseconds += ran.milliseconds;
    this.did.push(`${ran.result}${describe(ran)}`);
    if (/Unhandled exception|TypeError|Cannot read prop/.test(ran.said + describe(ran)))
      this.wrong.push(`\`${line}\` met a bug: ${ran.said}`);
    return ran;
  }

  /** Asks for traffic in the stack file. */
  ask(key: string, value: unknown): void {
    this.did.push(`${key}: ${JSON.stringify(this.whereIs(key))}, asked for ${JSON.stringify(value)}`);
    this.files.ask(key, value);
  }

  /** Where a key is: its name by what the zone holds, a worker by what its file asks for. */
  whereIs(key: string): unknown {
    const one = this.judge.names().find((name) => name.key === key);
    if (one) return positionOf(one.weights);
    const traffic = this.files.traffic();
    return traffic[key] ?? traffic["default"];
  }

  /** Milliseconds that commands have taken since the last call. */
  takeTime(): number {
    const { milliseconds } = this;
    this.milliseconds = 0;
    return milliseconds;
  }

  close(): void {
    this.commands.close();
    this.others.close();
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
