// Copies the project for each test, and runs the `crossover` command on the copy against a simulated cloud of its own.
import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runInThisContext } from "node:vm";
import * as automation from "@pulumi/pulumi/automation";
import { parse, stringify } from "yaml";
import { main } from "../../src/cli/main";
import type { Report } from "../../src/cli/report";
import type { StateResource } from "../../src/cli/types";
import { type Observation, Observer } from "../../src/rehearsal/cloud";
import type { CloudResource } from "../../src/rehearsal/cloud/types";
import { FileStore } from "../../src/rehearsal/store/fileStore";

const origin = path.resolve(__dirname, "..", "..");

/** What a command said. */
export interface Run {
  /** 0 done, 1 refused or failed, 2 usage; null if a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type StackFile = { config: Record<string, any> };

const made: Project[] = [];

afterAll(() => {
  for (const project of made.splice(0)) project.remove();
});

beforeAll(() => {
  // After each update the Automation API asks the engine for its outputs and history, in three calls that take longer
  // than a small update and whose answers the command doesn't use.
  const stack = automation.Stack.prototype;
  jest.spyOn(stack, "outputs").mockResolvedValue({});
  jest.spyOn(stack, "info").mockResolvedValue(undefined);
});

export class Project {
  readonly root = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-"));
  /** The directory of the rehearsal: the simulated cloud, and the state of the stacks. */
  readonly rehearsal = path.join(this.root, "rehearsal");
  private opened?: { readonly store: FileStore; readonly observer: Observer };

  private readonly watchers: ((change: string, cloud: readonly CloudResource[]) => void)[] = [];

  /** @param from the project that this is a copy of. */
  constructor(
    readonly stack = "dev",
    from = origin,
  ) {
    const files =
      from === origin ? ["services", "Pulumi.yaml", `Pulumi.${stack}.yaml`] : fs.readdirSync(from);
    for (const file of files)
      fs.cpSync(path.join(from, file), path.join(this.root, file), { recursive: true });
    made.push(this);
  }

  /** Another project that is where this one is, cloud and state included. */
  fork(): Project {
    return new Project(this.stack, this.root);
  }

  /** A copy of a project that was saved. */
  static saved(folder: string): Project {
    const [stack] = fs.readdirSync(folder).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
    return new Project(stack, folder);
  }

  /** Keeps this project in a folder, which appears as a whole. */
  save(folder: string): void {
    fs.cpSync(this.root, `${folder}.tmp`, { recursive: true });
    fs.renameSync(`${folder}.tmp`, folder);
  }

  /** Puts the program beside its files, as in a clone, for plain `pulumi`. */
  withProgram(): this {
    for (const name of ["components", "node_modules", "src", "tools"])
      fs.symlinkSync(path.join(origin, name), path.join(this.root, name));
    fs.copyFileSync(path.join(origin, "index.ts"), path.join(this.root, "index.ts"));
    return this;
  }

  remove(): void {
    this.opened?.store.close();
    delete this.opened;
    fs.rmSync(this.root, { recursive: true, force: true });
  }

  read(file: string): string {
    return fs.readFileSync(path.join(this.root, file), "utf8");
  }

  write(file: string, text: string): void {
    fs.writeFileSync(path.join(this.root, file), text);
  }

  /** Changes the config in the stack file. */
  configure(change: (config: StackFile["config"]) => void): void {
    const name = `Pulumi.${this.stack}.yaml`;
    const file = parse(this.read(name)) as StackFile;
    change(file.config);
    this.write(name, stringify(file));
  }

  /** Asks for traffic in the stack file, as a committed change would. */
  ask(traffic: Record<string, unknown>): void {
    this.configure((config) => Object.assign(config["crossover:traffic"], traffic));
  }

  /** Runs a command line in this process or, if its engine is to be killed, in one of its own, which ends with it. */
  async say(line: string): Promise<Run> {
    this.watch();
    if (/--fault kill/.test(line)) return tidy(await this.start(line).ended);
    const before = { cwd: process.cwd(), traces: Error.stackTraceLimit };
    const [out, err, rejections] = [capture(process.stdout), capture(process.stderr), leaveRejections()];
    process.chdir(this.root);
    let code: number;
    try {
      code = await main(this.args(line));
    } finally {
      process.chdir(before.cwd);
      // The program turns traces off, which would leave Jest without any.
      Error.stackTraceLimit = before.traces;
      out.restore();
      err.restore();
      rejections.restore();
    }
    return tidy({ code, out: out.text(), err: err.text() });
  }

  /** Runs a command line with `--json` in this process; returns its document and its exit code. */
  async run(line: string): Promise<Report & Run> {
    const run = await this.say(`${line} --json`);
    return { ...(JSON.parse(run.out) as Report), ...run };
  }

  /** Runs a command line that has to succeed. */
  async done(line: string): Promise<Report & Run> {
    const report = await this.run(line);
    if (report.code !== 0 || report.result !== "done")
      throw new Error(`${line}: ${report.out}\n${report.err}`);
    return report;
  }

  /**
   * Runs a command line as a process of its own.
   *
   * @param watched whether what it does is observed; that makes the rehearsal's folder.
   */
  start(line: string, env: NodeJS.ProcessEnv = {}, watched = true): Running {
    if (watched) this.watch();
    return this.spawn(this.args(line), env);
  }

  /**
   * Runs plain `pulumi`, which here has no language host of its own, on the simulated cloud.
   *
   * @param options of the rehearsal.
   */
  pulumi(command: string, options = ""): Promise<Run> {
    const script = path.join(__dirname, "with-language-host.ts");
    return this.rehearse(
      `node --require ${path.join(origin, "tools/typescript.js")} ${script} ${command}`,
      options,
    );
  }

  /** Runs a command of the user's on the simulated cloud. */
  rehearse(command: string, options = ""): Promise<Run> {
    const rehearsal = `rehearsal --stack ${this.stack} --rehearsal=${this.rehearsal}`;
    return this.start(`${rehearsal} ${options} -- ${command}`).ended;
  }

  /** Runs a command line as a process of its own, and as it is: on the real stack, whose cloud `env` leads elsewhere. */
  startReal(line: string, env: NodeJS.ProcessEnv): Running {
    return this.spawn(line.split(" "), env);
  }

  private spawn(args: readonly string[], env: NodeJS.ProcessEnv): Running {
    const command = [path.join(origin, "bin", "crossover.js"), ...args];
    const options = { cwd: this.root, env: { ...process.env, ...env }, detached: true };
    return new Running(spawn(process.execPath, command, options));
  }

  private args(line: string): string[] {
    const args = line.split(" ").filter((word) => word !== "");
    return [
      ...args,
      ...(args.includes("--stack") ? [] : ["--stack", this.stack]),
      ...(args.some((arg) => arg.startsWith("--rehearsal")) ? [] : [`--rehearsal=${this.rehearsal}`]),
    ];
  }

  /** The simulated cloud, as it is now. */
  cloud(): CloudResource[] {
    return this.watch().store.all();
  }

  /** Changes an object of the simulated cluster past the engine, as a person does. */
  byHand(type: string, name: string, change: (object: any) => void): void {
    const { id } = this.resource(type, name) as unknown as { id: string };
    const { store } = this.watch();
    const found = structuredClone(store.all().find((one) => one.type === type && one.id === id)!);
    change(found.inputs);
    change(found.outputs);
    store.put(found);
  }

  /** The simulated time. */
  now(): Date {
    return this.watch().store.now();
  }

  /** The weights of a route's set, by set identifier. */
  weights(route: string): Record<string, number> {
    const set = this.cloud().filter(
      ({ type, outputs }) =>
        type === "aws:route53/record:Record" &&
        outputs.setIdentifier &&
        (outputs.fqdn as string).startsWith(`${route}.`),
    );
    return Object.fromEntries(
      set.map(({ outputs }) => [outputs.setIdentifier, (outputs.weightedRoutingPolicies as any)[0].weight]),
    );
  }

  /** The public names that don't answer in full, now or at any moment since they first did. */
  outages(): Observation[] {
    const { store, observer } = this.watch();
    store.now();
    return observer.report().filter(({ availability, lowest }) => Math.min(availability, lowest) < 1);
  }

  /** Has `look` called after every single change of the cloud, which it then sees as of that change. */
  afterEach(look: (change: string, cloud: readonly CloudResource[]) => void): void {
    this.watch();
    this.watchers.push(look);
  }

  /** The resources in the stack's state. */
  state(stack = this.stack): (StateResource & { readonly inputs: any })[] {
    const file = this.stateFile(stack);
    if (!fs.existsSync(file)) return [];
    return JSON.parse(fs.readFileSync(file, "utf8")).checkpoint.latest?.resources ?? [];
  }

  stateFile(stack = this.stack): string {
    return path.join(this.rehearsal, "state", ".pulumi", "stacks", "crossover", `${stack}.json`);
  }

  /** One resource of the state by its name and type. */
  resource(type: string, name: string): (StateResource & { readonly inputs: any }) | undefined {
    return this.state().find(({ urn }) => urn.endsWith(`${type}::${name}`));
  }

  private watch() {
    if (!this.opened) {
      const store = new FileStore(this.rehearsal);
      const observer = new Observer(store);
      store.listen((operation, changes, passed) => {
        observer.after(operation, changes, passed);
        for (const look of this.watchers) look(operation, store.all());
      });
      this.opened = { store, observer };
    }
    return this.opened;
  }
}

/** A small project: a stack `dev` with these services only, all but `auth` with a legacy side, and no databases. */
export function small(...services: string[]): Project {
  const project = new Project();
  for (const file of fs.readdirSync(path.join(project.root, "services")))
    if (!services.includes(path.parse(file).name)) fs.rmSync(path.join(project.root, "services", file));
  for (const name of services) {
    const { database, caches, ...rest } = parse(project.read(`services/${name}.yaml`));
    project.write(`services/${name}.yaml`, stringify(rest));
  }
  project.configure((config) => {
    delete config["crossover:databases"];
    delete config["crossover:caches"];
    delete config["crossover:include"];
    const ami = "ami-00d1c2da1f130d2ed";
    config["crossover:releases"] = Object.fromEntries(services.map((name) => [name, { tag: "1.0.0", ami }]));
    config["crossover:maxReplicas"] = 20;
    config["crossover:services"] = Object.fromEntries(
      services.filter((name) => name !== "auth").map((name) => [name, { legacy: "create" }]),
    );
  });
  return project;
}

/** A project of one service with one route, `api`, and little besides, for what is about its records alone. */
export function single(routes: Record<string, object> = { api: {} }): Project {
  const project = small("monolith");
  project.configure((config) => {
    delete config["crossover:teams"];
    config["crossover:network"].endpoints = [];
    const { blue } = config["crossover:clusters"];
    blue.nodeGroups = { graviton: blue.nodeGroups.graviton };
    blue.autoscaling = "none";
  });
  const service = parse(project.read("services/monolith.yaml")) as Record<string, unknown>;
  project.write("services/monolith.yaml", stringify({ ...service, after: [], routes }));
  return project;
}

/** A command that runs in a process of its own. */
export class Running {
  private out = "";
  private err = "";
  /** Resolves once it has ended. */
  readonly ended: Promise<Run>;

  constructor(private readonly process: ChildProcess) {
    process.stdout!.on("data", (data) => (this.out += String(data)));
    process.stderr!.on("data", (data) => (this.err += String(data)));
    this.ended = new Promise((resolve) => {
      process.on("close", (code) => resolve({ code, out: this.out, err: this.err }));
    });
  }

  /** Sends a signal to the command itself, and to no process that it has started. */
  signal(signal: NodeJS.Signals): void {
    process.kill(this.process.pid!, signal);
  }

  /** Sends a signal to all processes of the command, as a terminal does on Ctrl-C and when it is closed. */
  group(signal: NodeJS.Signals): void {
    process.kill(-this.process.pid!, signal);
  }
}

/** Waits until something is so. */
export async function until(what: string, so: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!so()) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The operations on real resources, as `update aws:route53/record:Record monolith-api-blue`, in order. */
export function operations({ operations }: Pick<Report, "operations">): string[] {
  return operations
    .filter(({ type }) => !/^(crossover|pulumi):/.test(type))
    .map(({ op, type, urn }) => `${op} ${type} ${urn.slice(urn.lastIndexOf("::") + 2)}`);
}

/** The changes of an update that found nothing to do. */
export const unchanged = { create: 0, update: 0, replace: 0, delete: 0, same: expect.any(Number) };

function capture(stream: NodeJS.WriteStream): { text(): string; restore(): void } {
  const chunks: string[] = [];
  const spy = jest.spyOn(stream, "write").mockImplementation((chunk) => chunks.push(String(chunk)) > 0);
  return { text: () => chunks.join(""), restore: () => spy.mockRestore() };
}

/**
 * The SDK leaves a promise of a refused program unhandled, and listens at the process for what comes of it. Jest runs
 * tests with a copy of the process that hears nothing, listens at the real one, and would take it for the test's fault.
 */
function leaveRejections(): { restore(): void } {
  const real = runInThisContext("process") as NodeJS.Process;
  const listeners = real.listeners("unhandledRejection");
  real.removeAllListeners("unhandledRejection").on("unhandledRejection", () => undefined);
  return {
    restore: () => {
      real.removeAllListeners("unhandledRejection");
      for (const listener of listeners) real.on("unhandledRejection", listener);
    },
  };
}

/** No command shows a stack trace of its own accord. */
function tidy(run: Run): Run {
  expect(`${run.out}\n${run.err}`).not.toMatch(/^\s+at /m);
  return run;
}
