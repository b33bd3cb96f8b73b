// Opens one stack for one command: its files, its zone, its state, its engine, and the simulated cloud where it is rehearsed.
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { readStackFile, type StackReading } from "../config";
import type { Rehearsal } from "../rehearsal";
import { ensureEngine, type Engine } from "../../tools/engine";
import { nameOf } from "./changes";
import { clearStaleLock } from "./locks";
import { applyOverrides } from "./overrides";
import { checkStackFile, findRoot } from "./project";
import { drifted } from "./reconcile";
import { exportState, readState } from "./state";
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
  const session = await Session.open(invocation, log);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

export class Session {
  private found?: Promise<Engine>;
  private selected?: Promise<Stack>;
  private workFolder?: string;

  private constructor(
    readonly root: string,
    readonly invocation: Invocation,
    /** The stack's config with the overrides, checked. */
    readonly reading: StackReading,
    readonly rehearsal: Rehearsal | undefined,
    private readonly log: Log,
  ) {}

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
    const rehearsal =
      invocation.rehearsal === undefined
        ? undefined
        : await (await import("./rehearse.ts")).rehearse(root, invocation, reading);
    return new Session(root, invocation, reading, rehearsal, log);
  }

  /** The moment that counts: the simulated clock's in a rehearsal. */
  now(): Date {
    return this.rehearsal?.now() ?? new Date();
  }

  /** The zone's name; the config has to have been read. */
  domain(): string {
    const { zone } = this.reading.stack!;
    return "create" in zone ? zone.create : zone.adopt;
  }

  /** The zone past the engine; nothing where there is none yet. */
  zone(): Promise<ZoneClient | undefined> {
    return ZoneClient.find(this.domain(), this.rehearsal?.route53Endpoint);
  }

  /** The stack's resources as the state has them, and its last outputs. */
  async state(): Promise<StackState> {
    const { stack, rehearsal } = this.invocation;
    const kept =
      rehearsal === undefined ? undefined : readState(resolve(this.root, rehearsal, "state"), stack);
    if (kept) return kept;
    const { command } = await this.engine();
    return exportState(command, stack, { cwd: this.workDir(), env: this.rehearsal?.env });
  }

  /** Runs the engine on the program. */
  async run(kind: UpdateKind, options: RunOptions = {}): Promise<Outcome> {
    const { runEngine } = await import("./run.ts");
    return runEngine(this, kind, options);
  }

  /**
   * Finds weights that were written past the state, and lets the state learn of them, so that the engine writes what is
   * asked for. Also names what a killed update may have left. Nothing is said of a config with mistakes: the run that
   * follows refuses it.
   */
  async reconcile(refresh: boolean): Promise<void> {
    const zone = this.reading.stack && (await this.zone());
    const { resources, beingCreated } = await this.state();
    if (beingCreated.length > 0)
      this.log(
        `an update was killed while it created ${beingCreated.join(", ")}: what exists of that, the state doesn't know; ` +
          "`pulumi refresh` asks about each",
      );
    const target = zone ? drifted(resources, await zone.records()) : [];
    if (target.length === 0) return;
    const names = target.map(nameOf).join(", ");
    this.log(
      `the zone holds other weights than the state for ${names}; ${refresh ? "refreshing them" : "up will refresh them"}`,
    );
    if (refresh) await (await this.stack()).refresh({ target, color: "never" });
  }

  /** The stack, selected once; programs are given to each run. */
  stack(): Promise<Stack> {
    this.selected ??= this.select();
    return this.selected;
  }

  async close(): Promise<void> {
    await this.rehearsal?.close();
    if (this.workFolder !== undefined) rmSync(this.workFolder, { recursive: true, force: true });
  }

  private async select(): Promise<Stack> {
    const { stack, rehearsal } = this.invocation;
    // The module is loaded while the CLI answers.
    const [engine, { selectStack }] = await Promise.all([this.engine(), import("./stack.ts")]);
    if (rehearsal !== undefined) clearStaleLock(resolve(this.root, rehearsal), stack);
    const place = { engine, workDir: this.workDir(), env: this.rehearsal?.env ?? {} };
    return selectStack(stack, place, rehearsal !== undefined);
  }

  /** The Pulumi CLI, found, downloaded or built once. */
  private engine(): Promise<Engine> {
    this.found ??= ensureEngine({ log: this.log });
    return this.found;
  }

  /** The folder that the engine runs in: the project, or a copy of it for a rehearsal. */
  private workDir(): string {
    const { rehearsal } = this.invocation;
    if (rehearsal === undefined) return this.root;
    this.workFolder ??= writeWorkFolder(this.root, this.invocation, resolve(this.root, rehearsal));
    return this.workFolder;
  }
}
