// One run of a command on one stack: the engine, the program, and the simulated cloud where it is a rehearsal.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as automation from "@pulumi/pulumi/automation";
import { parse, stringify } from "yaml";
import { load } from "../config";
import { readStackFile, fileOf, type StackReading } from "../config/stack";
import { program } from "../program";
import { parseFault, seededNetworks, startRehearsal, type Rehearsal } from "../rehearsal";
import { Refusal } from "../refusal";
import { tracesHint } from "../traces";
import { UsageError, type Invocation } from "./arguments";
import { Changes, nameOf, type Operation } from "./changes";
import { findEngine } from "./engine";
import { leftOf, type Left } from "./left";
import { clearStaleLock, killHolder } from "./locks";
import { applyOverrides } from "./overrides";
import { checkStackFile, findRoot } from "./project";
import { drifted } from "./reconcile";
import { ZoneClient } from "./zone";
import type { Problem } from "../model/problem";
import type { SubjectPlan } from "../model/traffic/types";

/** How an update went. */
export interface Outcome {
  readonly result: "done" | "refused" | "failed";
  readonly changes: Changes;
  /** What the program refused, or why the engine stopped. */
  readonly problems: Refusal["problems"];
  /** The traffic that was planned; absent where the program didn't get that far. */
  readonly traffic?: readonly SubjectPlan[];
  /** What a destroy that went through has left. */
  readonly left?: Left;
}

export interface RunOptions {
  /** Only these resources. */
  readonly target?: readonly string[];
  /** Only this route moves; all others stay as the zone holds them. */
  readonly only?: string;
  readonly onOperation?: (operation: Operation) => void;
  /** What the program says of a resource, such as the name servers of a new zone. */
  readonly onMessage?: (text: string) => void;
}

/**
 * The engine of an earlier run in this process was killed. The program of that run still waits for it, and what the SDK
 * does about that may end the program of a later run before all is declared, which the engine takes for a wish to delete.
 */
let engineLost = false;

export class Session {
  private selected?: Promise<automation.Stack>;

  private constructor(
    readonly root: string,
    readonly invocation: Invocation,
    private readonly engine: automation.PulumiCommand,
    readonly rehearsal: Rehearsal | undefined,
    private readonly workDir: string,
    private readonly reading: StackReading,
  ) {}

  /**
   * Prepares the engine and, for a rehearsal, the simulated cloud.
   *
   * @throws UsageError on a stack without file or a fault that can't be read.
   */
  static async open(invocation: Invocation, log: (line: string) => void): Promise<Session> {
    const root = findRoot();
    checkStackFile(root, invocation.stack);
    const reading = readStackFile(root, invocation.stack, (values) =>
      applyOverrides(values, invocation.overrides),
    );
    const engine = await findEngine(log);
    const rehearsal =
      invocation.rehearsal === undefined ? undefined : await rehearse(root, invocation, reading);
    const workDir = rehearsal ? copyProject(root, invocation, resolve(root, invocation.rehearsal!)) : root;
    return new Session(root, invocation, engine, rehearsal, workDir, reading);
  }

  /** The moment that counts: the simulated clock's in a rehearsal. */
  now(): Date {
    return this.rehearsal?.now() ?? new Date();
  }

  /** The stack's config with the overrides, checked. */
  config(): StackReading {
    return this.reading;
  }

  async run(kind: "preview" | "up" | "destroy", options: RunOptions = {}): Promise<Outcome> {
    const changes = new Changes(
      kind === "preview" ? "planned" : "done",
      options.onOperation ?? (() => undefined),
      options.onMessage,
    );
    if (engineLost) throw new Error("the engine was killed in this process: run the command again");
    // A file that can't be read says nothing to the engine, for which every key would be missing.
    if (kind !== "destroy" && !this.reading.stack) {
      const { problems } = load(this.root, fileOf(this.invocation.stack), this.reading);
      return { result: "refused", changes, problems };
    }
    let traffic: readonly SubjectPlan[] | undefined;
    let refusal: Refusal | undefined;
    const inline = orFirstError(() =>
      program({
        root: this.root,
        now: this.now(),
        only: options.only,
        onPlan: (plan) => (traffic = plan),
      }).catch((error: unknown) => {
        if (error instanceof Refusal) refusal = error;
        throw error;
      }),
    );
    try {
      if (kind === "destroy") this.rehearsal?.suspend();
      const stack = await this.stack();
      const common = {
        onEvent: (event: automation.EngineEvent) => {
          changes.add(event);
        },
        color: "never" as const,
        ...(options.target ? { target: [...options.target] } : {}),
        ...(this.invocation.faults.some((fault) => fault.startsWith("kill")) ? { parallel: 1 } : {}),
      };
      if (kind === "destroy") return { ...(await this.destroy(stack, common)), changes, problems: [] };
      await stack[kind]({ ...common, program: inline });
      return { result: "done", changes, problems: [], traffic };
    } catch (error) {
      engineLost ||= wasKilled(error);
      if (refusal) return { result: "refused", changes, problems: refusal.problems, traffic };
      return {
        result: "failed",
        changes,
        problems: explainFailure(error, changes, this.invocation),
        traffic,
      };
    }
  }

  /** Deletes all but what is protected, which the engine would otherwise refuse to begin over. */
  private async destroy(
    stack: automation.Stack,
    options: automation.DestroyOptions,
  ): Promise<Pick<Outcome, "result" | "left">> {
    const before = await this.state();
    await stack.destroy({ ...options, excludeProtected: true });
    const after = await this.state();
    return { result: "done", left: leftOf(before.resources, after.resources) };
  }

  /** The stack's resources as the state has them, and its last outputs. */
  async state(): Promise<{
    resources: readonly StateResource[];
    outputs: Readonly<Record<string, unknown>>;
    /** Names of resources whose creation was interrupted, and that haven't been made again since. */
    beingCreated: readonly string[];
  }> {
    const stack = await this.stack();
    const exported = (await stack.exportStack().catch((error: unknown) => {
      throw new Error(`the state of ${this.invocation.stack} can't be read: ${engineSaid(error)}`, {
        cause: error,
      });
    })) as { deployment?: StateFile };
    const { resources = [], pending_operations: pending } = exported.deployment ?? {};
    const made = new Set(resources.map(({ urn }) => urn));
    const beingCreated = (pending ?? [])
      .filter(({ type, resource: { urn } }) => type === "creating" && !made.has(urn))
      .map(({ resource: { urn } }) => nameOf(urn));
    const top = resources.find((resource) => resource.type === "pulumi:pulumi:Stack");
    return { resources, outputs: top?.outputs ?? {}, beingCreated };
  }

  /**
   * Finds weights that were written past the state, and lets the state learn of them, so that the engine writes what is
   * asked for. Also names what a killed update may have left. Nothing is said of a config with mistakes: the run that
   * follows refuses it.
   */
  async reconcile(log: (line: string) => void, refresh: boolean): Promise<void> {
    const zone = this.reading.stack && (await this.zone());
    const { resources, beingCreated } = await this.state();
    if (beingCreated.length > 0)
      log(
        `an update was killed while it created ${beingCreated.join(", ")}: what exists of that, the state doesn't know; ` +
          "`pulumi refresh` asks about each",
      );
    const target = zone ? drifted(resources, await zone.records()) : [];
    if (target.length === 0) return;
    const names = target.map(nameOf).join(", ");
    log(
      `the zone holds other weights than the state for ${names}; ${refresh ? "refreshing them" : "up will refresh them"}`,
    );
    if (refresh) await (await this.stack()).refresh({ target, color: "never" });
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

  async close(): Promise<void> {
    await this.rehearsal?.close();
    if (this.rehearsal) rmSync(this.workDir, { recursive: true, force: true });
  }

  /** The stack, selected once; programs are given to each run. */
  private stack(): Promise<automation.Stack> {
    this.selected ??= this.select();
    return this.selected;
  }

  private async select(): Promise<automation.Stack> {
    const { stack: stackName } = this.invocation;
    if (this.rehearsal) clearStaleLock(resolve(this.root, this.invocation.rehearsal!), stackName);
    const args = { stackName, projectName: "crossover", program: () => Promise.resolve({}) };
    const options = {
      workDir: this.workDir,
      pulumiCommand: this.engine,
      envVars: { ...this.rehearsal?.env },
    };
    const stack = this.rehearsal
      ? await automation.LocalWorkspace.createOrSelectStack(args, options)
      : await automation.LocalWorkspace.selectStack(args, options);
    // After each update the Automation API asks the engine for outputs and history: a second that nothing here needs.
    stack.outputs = () => Promise.resolve({});
    stack.info = () => Promise.resolve(undefined);
    return stack;
  }
}

/**
 * The program, or the first error that nothing in it waits for, such as one in an `apply`. The SDK would go on waiting
 * for outputs that depend on it, and since this process serves the engine it would never end.
 */
function orFirstError(run: automation.PulumiFn): automation.PulumiFn {
  return async () => {
    let stop: (reason: unknown) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => (stop = reject));
    process.on("unhandledRejection", stop);
    try {
      const outputs = (await run()) as pulumi.Inputs;
      const known = pulumi.output(outputs) as unknown as { promise(): Promise<unknown> };
      await Promise.race([known.promise(), failed]);
      return outputs;
    } finally {
      process.off("unhandledRejection", stop);
    }
  };
}

interface StateFile {
  readonly resources?: readonly StateResource[];
  readonly pending_operations?: readonly { readonly type: string; readonly resource: StateResource }[] | null;
}

/** One resource of the state, as far as it is looked at here. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
  /** Not a component. */
  readonly custom?: boolean;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

function rehearse(root: string, invocation: Invocation, reading: StackReading): Promise<Rehearsal> {
  const { stack, region } = reading;
  const services = load(root, fileOf(invocation.stack), reading).environment?.settings.services ?? [];
  const directory = resolve(root, invocation.rehearsal!);
  const adoptions = Object.values(stack?.services ?? {}).flatMap(({ legacy }) =>
    typeof legacy === "object" && legacy.adopt ? [legacy.adopt] : [],
  );
  return startRehearsal({
    directory,
    advanceMs: invocation.advance,
    faults: invocation.faults.map(readFault),
    kill: () => {
      killHolder(directory, invocation.stack);
    },
    // What the program only looks up has to be there, as it is in the account that is rehearsed.
    seed: {
      region,
      zones: stack && "adopt" in stack.zone ? [stack.zone.adopt] : [],
      ...(stack && seededNetworks(stack, region)),
      loadBalancers: adoptions.flatMap(({ loadBalancer: name, targetGroup }) =>
        name === undefined ? [] : [{ name, targetGroup }],
      ),
      environments: adoptions.flatMap(({ environment }) => environment ?? []),
      ecsServices: adoptions.flatMap(({ ecs }) => ecs ?? []),
      alarms: adoptions.flatMap(({ hosts }) => hosts?.alarm ?? []),
      secrets: [
        ...services.flatMap(({ secrets }) => Object.values(secrets)),
        ...Object.values(stack?.databases ?? {}).flatMap(({ source, replication }) =>
          [source?.secret, replication?.secret].filter((secret) => secret !== undefined),
        ),
      ].filter((secret) => !secret.startsWith("arn:")),
    },
  });
}

function readFault(text: string) {
  try {
    return parseFault(text);
  } catch (error) {
    throw new UsageError(`--fault ${(error as Error).message}`);
  }
}

/** A project of its own for each run, so that overrides are never written to the user's files. */
function copyProject(root: string, { stack, overrides }: Invocation, directory: string): string {
  mkdirSync(directory, { recursive: true });
  const workDir = mkdtempSync(join(directory, "run-"));
  // Without `main`, which the engine would look for here: the program is inline.
  writeFileSync(join(workDir, "Pulumi.yaml"), stringify({ name: "crossover", runtime: "nodejs" }));
  const text = readFileSync(join(root, fileOf(stack)), "utf8");
  let file: Record<string, unknown> = {};
  try {
    file = mapping(parse(text));
  } catch {
    // What is wrong with it is reported without the engine, which only needs to start.
  }
  const config = applyOverrides(mapping(file.config), overrides);
  writeFileSync(join(workDir, fileOf(stack)), stringify({ ...file, config }));
  return workDir;
}

/** What stands there if it is a mapping, else none. */
function mapping(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The engine's own words, out of the dump of exit code and output that the Automation API makes of them. */
function engineSaid(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = [...message.matchAll(/^error: (.+)$/gm)].map(([, text]) => text!);
  return lines.length === 0 ? message : [...new Set(lines)].join("\n");
}

function wasKilled(error: unknown): boolean {
  return error instanceof Error && /was killed with SIG\w+/.test(error.message);
}

function explainFailure(error: unknown, changes: Changes, { stack }: Invocation): Refusal["problems"] {
  const problem = (message: string, allowed?: string): Problem => ({
    rule: "engine",
    path: stack,
    message,
    allowed,
  });
  if (error instanceof automation.ConcurrentUpdateError)
    return [
      problem(
        `another update of ${stack} is running, or one was killed and left its lock`,
        "wait for it; if none is running, `pulumi cancel`. `crossover rollback ROUTE --now` needs no lock",
      ),
    ];
  if (wasKilled(error))
    return [
      problem("the engine was killed", "run the same command again; it starts from what the zone holds"),
    ];
  const missing = changes.errors
    .map((text) => /unknown stack "(?:.*\/)?([^"/]+)"/.exec(text)?.[1])
    .find(Boolean);
  if (missing !== undefined)
    return [
      problem(
        `there is no stack \`${missing}\` yet, whose cluster ${stack} shares`,
        `crossover up --stack ${missing}, first`,
      ),
    ];
  const reasons = changes.errors.filter((text) => !/^(update|preview|destroy) failed$/i.test(text));
  if (reasons.length === 0) return [problem(engineSaid(error))];
  // The engine repeats a bug's message without its place.
  const said = reasons.filter((text) => !reasons.some((other) => other !== text && other.includes(text)));
  return said.map((text) => problem(text.startsWith("Unhandled exception") ? text + tracesHint() : text));
}
