// Runs the engine once on the program of this project.
import * as pulumi from "@pulumi/pulumi";
import type { EngineEvent, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import type { StackReading } from "../config";
import type { Problem } from "../model/problem";
import { carriedOut } from "../model/traffic/plan";
import type { SubjectPlan } from "../model/traffic/types";
import { program } from "../program";
import { Refusal } from "../refusal";
import type { AwsProvider } from "../schema/aws-provider";
import { liftProtection } from "./balancers";
import { Changes } from "./changes";
import { withEnvironment } from "./environment";
import { explainFailure, wasKilled } from "./failure";
import { leftOf } from "./left";
import type { Rehearsal } from "../rehearsal";
import { applyOverrides } from "./overrides";
import { stoppable, type Stop } from "./stop";
import { unguard } from "./unguard";
import type { Invocation, Outcome, RunOptions, StackState, UpdateKind } from "./types";

/** What a run needs of its session. */
interface Place {
  readonly root: string;
  readonly invocation: Invocation;
  readonly reading: StackReading;
  readonly rehearsal?: Rehearsal;
  now(): Date;
  load(): { readonly problems: readonly Problem[] };
  stack(): Promise<Stack>;
  state(): Promise<StackState>;
  /** As whom, and where, AWS is asked past the engine. */
  provider(): AwsProvider;
  log(line: string): void;
}

/**
 * The engine of an earlier run in this process was killed. The program of that run still waits for it, and what the SDK
 * does about that may end the program of a later run before all is declared, which the engine takes for a wish to delete.
 */
let engineLost = false;

export function runEngine(place: Place, kind: UpdateKind, options: RunOptions): Promise<Outcome> {
  return stoppable(place.log, (stop) => runStoppable(place, kind, options, stop));
}

async function runStoppable(
  place: Place,
  kind: UpdateKind,
  options: RunOptions,
  stop: Stop,
): Promise<Outcome> {
  const { root, invocation, rehearsal, reading } = place;
  const changes = new Changes(
    kind === "preview" ? "planned" : "done",
    options.onOperation ?? (() => undefined),
    options.onMessage,
  );
  if (engineLost) throw new Error("the engine was killed in this process: run the command again");
  // A file that can't be read says nothing to the engine, for which every key would be missing.
  if (kind !== "destroy" && !reading.stack) {
    return { result: "refused", changes, problems: place.load().problems };
  }
  /**
   * An update is previewed first. The engine judges each resource only when its turn comes, and may have deleted others by
   * then; the Automation API never previews by itself. A first deployment has nothing to lose, and an update of single
   * resources, such as a rollback, deletes nothing and must not wait.
   */
  let watched = changes;
  let traffic: readonly SubjectPlan[] | undefined;
  let writtenAt: Date | undefined;
  let refusal: Refusal | undefined;
  const inline = rejectOnFirstError(() =>
    program({
      root,
      now: place.now(),
      clock: () => (writtenAt = place.now()),
      waitingClock: () => place.now(),
      only: options.only,
      uncommitted: options.only !== undefined || invocation.overrides.length > 0,
      reconciled: true,
      change: (values) => applyOverrides(values, invocation.overrides),
      onPlan: (plan) => (traffic = plan),
    }).catch((error: unknown) => {
      if (error instanceof Refusal) refusal = error;
      throw error;
    }),
  );
  try {
    if (kind === "destroy") rehearsal?.suspend();
    const stack = await place.stack();
    const common = {
      onEvent: (event: EngineEvent) => {
        watched.add(event);
      },
      color: "never" as const,
      signal: stop.signal,
      onOutput: stop.onOutput,
      onError: stop.onOutput,
      ...(options.target ? { target: [...options.target] } : {}),
      ...(invocation.faults.some((fault) => fault.startsWith("kill")) ? { parallel: 1 } : {}),
    };
    if (kind === "destroy")
      return {
        result: "done",
        changes,
        problems: [],
        left: await destroy(place, stack, common, options.released),
      };
    // The program runs in this process, and may ask AWS past its providers.
    await withEnvironment(rehearsal?.clientEnvironment ?? {}, async () => {
      const isFirst = async () => (await place.state()).resources.length === 0;
      if (kind === "up" && options.target === undefined && (options.confirm || !(await isFirst()))) {
        watched = new Changes("planned", () => undefined);
        await stack.preview({ ...common, program: inline });
        if (options.confirm && !(await options.confirm({ changes: watched, traffic: traffic ?? [] })))
          throw new Refusal([declined(invocation.stack)]);
        watched = changes;
      }
      await stack[kind]({ ...common, program: inline });
    });
    if (kind === "up" && traffic && writtenAt) traffic = carriedOut(traffic, writtenAt);
    return { result: "done", changes, problems: [], traffic };
  } catch (error) {
    engineLost ||= wasKilled(error);
    if (error instanceof Refusal) refusal = error;
    if (refusal) return { result: "refused", changes, problems: refusal.problems, traffic };
    const cause = stop.cause();
    const problems = cause
      ? [stoppedBy(cause, invocation.stack)]
      : explainFailure(error, watched.errors, invocation.stack);
    const changed = kind !== "preview" && watched === changes;
    return { result: changed ? "failed" : resultOf(problems), changes, problems, traffic };
  }
}

function stoppedBy(signal: string, stack: string): Problem {
  const message = `stopped by ${signal}; what was under way has ended, and the state knows of it`;
  return {
    rule: "engine",
    path: stack,
    message,
    allowed: "run the same command again: it goes on from there",
  };
}

function declined(stack: string): Problem {
  return { rule: "declined", path: stack, message: "the answer wasn't `yes`" };
}

/** How a run went in which nothing has changed. */
function resultOf(problems: readonly Problem[]): "refused" | "failed" {
  return problems.every(({ rule }) => rule === "protected") ? "refused" : "failed";
}

/** Deletes all but what is protected for its data, which the engine would otherwise refuse to begin over. */
async function destroy(
  place: Place,
  stack: Stack,
  options: Parameters<Stack["destroy"]>[0],
  released: readonly string[] = [],
) {
  const before = await place.state();
  await unguard(stack, released.length > 0, (arns) => liftProtection(arns, place.provider()));
  await stack.destroy({ ...options, excludeProtected: true });
  const after = await place.state();
  return leftOf(before.resources, after.resources, released);
}

/**
 * The program, or the first error that nothing in it waits for, such as one in an `apply`. The SDK would go on waiting
 * for outputs that depend on it, and since this process serves the engine it would never end.
 */
function rejectOnFirstError(run: PulumiFn): PulumiFn {
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
