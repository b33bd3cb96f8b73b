// Declares the types that several files of the command share.
import type { SubjectPlan } from "../model/traffic/types";
import type { Problem } from "../model/problem";
import type { Changes, Operation } from "./changes";
import type { Override } from "./overrides";

/** What every command on a stack is told. */
export interface Invocation {
  readonly stack: string;
  readonly json: boolean;
  /** Directory of the simulated cloud; absent when the real one is meant. */
  readonly rehearsal?: string;
  readonly overrides: readonly Override[];
  /** How far the simulated clock moves first, in milliseconds. */
  readonly advance: number;
  /** Faults to inject, as the rehearsal reads them. */
  readonly faults: readonly string[];
  /** Nothing of a rehearsal is kept, its clock included: the command only looks. @default it is kept */
  readonly looks?: boolean;
  /** A route may answer less for a while. @default a rehearsed update in which one does ends as `dipped` */
  readonly allowDip?: boolean;
}

export type UpdateKind = "preview" | "up" | "destroy";

/** What an update would do. */
export interface Planned {
  readonly changes: Pick<Changes, "counts" | "operations">;
  readonly traffic: readonly SubjectPlan[];
}

/** Whether it may be done. */
export type Confirm = (planned: Planned) => Promise<boolean>;

export interface RunOptions {
  /** Only these resources. */
  readonly target?: readonly string[];
  /** Only these keys of `crossover:traffic` move; all others stay as the zone holds them. */
  readonly only?: readonly string[];
  /** Asked once the update is previewed; where it says no, nothing is changed. @default nobody is asked */
  readonly confirm?: Confirm;
  /** Public names whose records a destroy leaves, since no stack writes them. @default none */
  readonly released?: readonly string[];
  readonly onOperation?: (operation: Operation) => void;
  /** What the program says of a resource, such as the name servers of a new zone. */
  readonly onMessage?: (text: string) => void;
}

/** `dipped`: a rehearsed update went through, and a route that had answered did so less for a while. */
export type Result = "done" | "refused" | "failed" | "dipped";

/** How an update went. */
export interface Outcome {
  readonly result: Result;
  readonly changes: Changes;
  /** What the program refused, or why the engine stopped. */
  readonly problems: readonly Problem[];
  /** The traffic that was planned; absent where the program didn't get that far. */
  readonly traffic?: readonly SubjectPlan[];
  /** What a destroy that went through has left. */
  readonly left?: Left;
}

/** What a destroy leaves: resources by name and type, e.g. `prod-main (aws:rds/instance:Instance)`. */
export interface Left {
  readonly protected: readonly string[];
  /** Needed by the protected ones: their network, keys and logs. */
  readonly beneath: readonly string[];
  /** Out of the state, still there: a key without which snapshots can't be read. */
  readonly retained: readonly string[];
  /** Public names that have been released, and whose records are no stack's. */
  readonly released: readonly string[];
}

/** One resource of the state, as far as the command reads it. */
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

/** A resource that may be there, or not. */
export interface BeingCreated {
  readonly name: string;
  /** Type token. */
  readonly type: string;
  /** What the cloud would know it by, as far as it was asked for by a name. @default none: the cloud gives it one */
  readonly physical?: string;
  /** URN of what it is a part of. @default the stack */
  readonly parent?: string;
}

/** What the state says of a stack. */
export interface StackState {
  readonly resources: readonly StateResource[];
  /** Of its last update. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Resources whose creation was interrupted, and that haven't been made again since. */
  readonly beingCreated: readonly BeingCreated[];
}
