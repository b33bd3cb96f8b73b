// Describes the phases of a database's move: what each declares, and which may follow which.
import type { Phase } from "../../schema/stack/replication";

export type { Phase };

/** The phase of a database. `none`: services use it where it is, and nothing copies it yet. */
export type Stage = "none" | Phase;

/** The two databases that a private name can point to: the one in use today, and the new one. */
export type Side = "source" | "target";

/** What a replication does once an update is through. */
export type Run = "running" | "stopped";

/** What one stage holds. A replication that isn't named doesn't exist. */
export interface Declared {
  /** The database that the private name points to. */
  readonly live: Side;
  /** From the source to the target. */
  readonly forward?: Run;
  /** From the target to the source. */
  readonly reverse?: Run;
}

const stages: Readonly<Record<Stage, Declared>> = {
  none: { live: "source" },
  load: { live: "source", forward: "running" },
  // The same as `load`: DMS goes from one to the other by itself. It differs in what may still be changed.
  stream: { live: "source", forward: "running" },
  cutover: { live: "target", forward: "stopped" },
  reverse: { live: "target", forward: "stopped", reverse: "running" },
  back: { live: "source", forward: "stopped", reverse: "stopped" },
  done: { live: "target" },
};

/** Completes `main …`. */
export function describeStage(stage: Stage): string {
  return stage === "none" ? "has no replication yet" : `is in the phase ${stage}`;
}

/** @param paused stops what the stage lets run. */
export function declaredIn(stage: Stage, paused = false): Declared {
  const { live, forward, reverse } = stages[stage];
  const run = (state: Run): Run => (paused ? "stopped" : state);
  return { live, ...(forward && { forward: run(forward) }), ...(reverse && { reverse: run(reverse) }) };
}

/**
 * What may follow on each stage. From `stream` the way to `reverse` is open too: with the way back started by the same
 * update that switches the name, no other update comes between the cutover and the first write.
 */
export const following: Readonly<Record<Stage, readonly Phase[]>> = {
  none: ["load"],
  load: ["load", "stream"],
  stream: ["stream", "load", "cutover", "reverse"],
  cutover: ["cutover", "reverse", "done"],
  reverse: ["reverse", "back", "done"],
  back: ["back", "load"],
  done: ["done"],
};

/** What a refused step lacks; completes `main is in the phase X, and Y was asked for: …`. */
export const whatIsMissing: Readonly<Record<Stage, string>> = {
  none: "begin with the load",
  load: "let the load finish, and go to stream, first",
  stream: "switch the private name first",
  cutover: "services may have written to the new database what the old one doesn't have",
  reverse: "services use the new database, and return to the old one only by `back`",
  back: "the new database lacks what was written since, so load it anew",
  done: "nothing copies data between the databases any more",
};
