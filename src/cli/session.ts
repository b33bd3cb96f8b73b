// Opens one stack for one command: its files, its zone, its state, its engine, and the simulated cloud where it is rehearsed.
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { fileOf, loadEnvironment, readStackFile, secretsAt, type StackReading } from "../config";
import { copyFolder, freeBytes, keepPrivate, privateFolder, WriteError } from "../files";
import { publicName } from "../model/traffic/hostnames";
import { ownerOf } from "../model/traffic/ledger";
import { Refusal } from "../refusal";
import type { Rehearsal } from "../rehearsal";
import { accountKeys, awsProvider, type AwsProvider } from "../schema/aws-provider";
import type { Engine } from "../../tools/engine";
import { clearStaleLock } from "./locks";
import { applyOverrides } from "./overrides";
import { checkStackFile, projectName } from "./project";
import { findRoot } from "./root";
import type { StackPlace } from "./stack";
import { exportState, hasState, readState } from "./state";
import type { Invocation, Outcome, RunOptions, StackState, UpdateKind } from "./types";
import { writeWorkFolder } from "./work-folder";
import { ZoneClient } from "./zone";

type Log = (line: string) => void;

/** Opens a session for some work, and closes it whatever comes of that. */
export async function withSession<T>(
  invocation: Invocation,
  log: Log,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const free = invocation.rehearsal === undefined ? () => undefined : keepPrivate();
  try {
    const session = await Session.open(invocation, log);
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  } finally {
    free();
  }
}

type Loaded = ReturnType<typeof loadEnvironment>;

const mebibyte = 1024 * 1024;

/** Bytes: the state, its backup, and two entries of its history, of a stack of some thousand resources. */
const room = 32 * mebibyte;

export class Session {
  /** The rehearsal's. */
  private readonly folder: string | undefined;
  private loaded?: Loaded;
  private found?: Promise<Engine>;
  private selected?: Promise<Stack>;
  private workFolder?: string;
  /** The simulated cloud; nothing where the real one is meant. */
  rehearsal?: Rehearsal;

  private constructor(
    readonly root: string,
    readonly invocation: Invocation,
    /** The stack's config with the overrides, checked. */
    readonly reading: StackReading,
    readonly log: Log,
  ) {
    const { rehearsal } = invocation;
    this.folder = rehearsal === undefined ? undefined : resolve(root, rehearsal);
  }

  /**
   * Reads the stack's file and, for a rehearsal, opens the simulated cloud.
   *
   * @throws UsageError on a stack without file or a fault that can't be read.
   */
  static async open(invocation: Invocation, log: Log): Promise<Session> {
    const root = findRoot();
    checkStackFile(root, invocation.stack);
    const reading = readStackFile(root, invocation.stack, (values) =>
      applyOverrides(values, invocation.overrides),
    );
    const session = new Session(root, invocation, reading, log);
    try {
      await session.begin();
    } catch (error) {
      await session.close();
      throw error instanceof WriteError ? session.unwritable(error) : error;
    }
    return session;
  }

  private async begin(): Promise<void> {
    if (this.folder === undefined) {
      this.checkSecrets();
      return;
    }
    if (!this.invocation.looks) this.checkRoom(this.folder);
    const { rehearse } = await import("./rehearse.ts");
    const scratch = this.invocation.looks ? this.workDir() : undefined;
    const place = { directory: this.folder, scratch };
    this.rehearsal = await rehearse(place, this.invocation, this.reading, this.load().environment);
    const { secrets = [] } = this.reading;
    if (secrets.length > 0) this.log(`rehearsed with stand-ins for secrets: ${secrets.join(", ")}`);
  }

  /**
   * On a disk that gets full meanwhile, the engine leaves a part of its state.
   *
   * @throws Refusal
   */
  private checkRoom(folder: string): void {
    const free = freeBytes(folder);
    if (free >= room) return;
    throw new Refusal([
      {
        rule: "failure",
        path: folder,
        message: `the disk has ${String(Math.floor(free / mebibyte))} MiB left, and a rehearsal's state may need ${String(room / mebibyte)}`,
        allowed: "more room, or `--rehearsal=DIR` on another disk",
      },
    ]);
  }

  /** Of what had to be written before anything else. */
  private unwritable({ path, message }: WriteError): Refusal {
    const isTemporary = !path.startsWith(this.folder ?? this.root);
    const allowed = isTemporary
      ? "room there, or `TMPDIR` with the name of another folder"
      : "a folder in which you may write, by `--rehearsal=DIR`";
    return new Refusal([{ rule: "failure", path: this.invocation.stack, message, allowed }]);
  }

  /**
   * What a command needs of config has to be told, since it decrypts nothing; in a rehearsal a stand-in does as well.
   *
   * @throws Refusal on each of these values that is a secret.
   */
  refuseSecrets(keys: readonly string[]): void {
    const problems = this.rehearsal ? [] : secretsAt(this.reading, keys);
    if (problems.length > 0) throw new Refusal(problems);
  }

  /** Of a real stack. */
  private checkSecrets(): void {
    this.refuseSecrets(["aws:region", "crossover:zone"]);
    const account = secretsAt(this.reading, accountKeys).map(({ path }) => path);
    if (account.length > 0)
      this.log(
        `${account.join(", ")}: secret, and not decrypted; besides the engine, AWS is asked as the environment says`,
      );
  }

  /** The stack's config with the overrides, joined with the services; and what is wrong with them. */
  load(): Loaded {
    this.loaded ??= loadEnvironment(this.root, fileOf(this.invocation.stack), this.reading);
    return this.loaded;
  }

  /** The moment that counts: the simulated clock's in a rehearsal. */
  now(): Date {
    return this.rehearsal?.now() ?? new Date();
  }

  /** The stack, as the ledger names it. */
  owner(): string {
    return ownerOf(projectName(this.root), this.invocation.stack);
  }

  /** The id of the cluster that `kubernetes` means; nothing where the files have mistakes. */
  cluster(): string | undefined {
    return this.load().environment?.settings.cluster;
  }

  /** The public names that the stack has been told to let go, and that no route has any more. */
  retiredNames(): ReadonlySet<string> {
    const { environment } = this.load();
    if (!environment) return new Set();
    const { services, domain } = environment.settings;
    const kept = new Set(services.flatMap(({ routes }) => routes.map(({ hostname }) => hostname)));
    const names = environment.stack.retired.flatMap((name) => [name, publicName(name, domain)]);
    return new Set(names.filter((name) => !kept.has(name)));
  }

  /**
   * The zone's name.
   *
   * @throws Refusal where the config can't be read.
   */
  domain(): string {
    if (!this.reading.stack) throw new Refusal(this.load().problems);
    const { zone } = this.reading.stack;
    return "create" in zone ? zone.create : zone.adopt;
  }

  /** The zone past the engine; nothing where there is none yet. */
  async zone(): Promise<ZoneClient | undefined> {
    return ZoneClient.find(this.domain(), this.provider());
  }

  /** As whom, and where, AWS is asked past the engine. */
  provider(): AwsProvider {
    if (!this.rehearsal) return this.reading.provider;
    const { endpoint } = this.rehearsal;
    return awsProvider.parse({
      region: this.reading.region,
      ...{ accessKey: "rehearsal", secretKey: "rehearsal" },
      endpoints: [{ cloudwatch: endpoint, elbv2: endpoint, route53: endpoint, sts: endpoint }],
    });
  }

  /** The stack's resources as the state has them, and its last outputs. */
  async state(): Promise<StackState> {
    const { stack } = this.invocation;
    const kept = this.folder === undefined ? undefined : readState(backendIn(this.folder), stack);
    if (kept) return kept;
    const { command } = await this.engine();
    return exportState(command, stack, { cwd: this.workDir(), env: await this.rehearsal?.serve() });
  }

  /** Runs the engine on the program. */
  async run(kind: UpdateKind, options: RunOptions = {}): Promise<Outcome> {
    // The CLI answers while the program is loaded. Whoever waits for the stack hears of a failure.
    if (kind === "destroy" || this.reading.stack) this.stack().catch(() => undefined);
    const { runEngine } = await import("./run.ts");
    return runEngine(this, kind, options);
  }

  /** The stack, selected once; programs are given to each run. */
  stack(): Promise<Stack> {
    this.selected ??= this.select();
    return this.selected;
  }

  async close(): Promise<void> {
    await this.selected?.catch(() => undefined);
    await this.rehearsal?.close();
    if (this.workFolder !== undefined) rmSync(this.workFolder, { recursive: true, force: true });
  }

  private async select(): Promise<Stack> {
    const { stack } = this.invocation;
    // The module is loaded while the CLI answers.
    const [engine, { selectStack }, env] = await Promise.all([
      this.engine(),
      import("./stack.ts"),
      this.rehearsal?.serve() ?? {},
    ]);
    const workDir = this.workDir();
    if (this.folder === undefined) return selectStack(stack, { engine, workDir, env }, "unknown");
    // Named also because the shell that this runs in may name another.
    const config = { PULUMI_OPTION_CONFIG_FILE: join(workDir, fileOf(stack)) };
    const place = { engine, workDir, env: { ...env, ...config } };
    clearStaleLock(this.folder, stack);
    if (hasState(backendIn(this.folder), stack)) return selectStack(stack, place, "exists");
    return selectStack(stack, this.invocation.looks ? withBackend(place, this.folder) : place, "missing");
  }

  /** The Pulumi CLI, found, downloaded or built once. */
  private engine(): Promise<Engine> {
    this.found ??= import("../../tools/engine.ts").then(({ ensureEngine }) =>
      ensureEngine({ log: this.log }),
    );
    return this.found;
  }

  /** The folder that the engine runs in: the project, or a copy of it for a rehearsal. */
  private workDir(): string {
    if (this.folder === undefined) return this.root;
    const beside = this.invocation.looks ? tmpdir() : this.folder;
    this.workFolder ??= writeWorkFolder(this.root, this.invocation, beside);
    return this.workFolder;
  }
}

/** The same place with a copy of all states, in which a stack may be made that only a preview needs. */
function withBackend(place: StackPlace, folder: string): StackPlace {
  const copy = join(place.workDir, "state");
  privateFolder(copy);
  copyFolder(backendIn(folder), copy);
  return { ...place, env: { ...place.env, PULUMI_BACKEND_URL: `file://${copy}` } };
}

/** The folder in which a rehearsal's engine keeps its states. */
function backendIn(folder: string): string {
  return join(folder, "state");
}
