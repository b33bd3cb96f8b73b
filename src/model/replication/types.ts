// Describes a step of a database's move as plain data: what is asked, what is recorded, and what is decided.
import type { Problem } from "../problem";
import type { Stage, Side, Declared } from "./phases";
import type { Wish } from "./wish";

/** What the last update of the stack recorded. */
export interface Recorded {
  readonly stage: Stage;
  /** Since when, without a pause; ISO 8601. */
  readonly since: string;
  /** Absent in the stage `none`. */
  readonly wish?: Omit<Wish, "phase" | "checked">;
  /** Host names of both databases, which tell where the private name points. */
  readonly hosts: Readonly<Record<Side, string>>;
}

export interface ReplicationRequest {
  /** The database's name in the stack file. */
  readonly id: string;
  /** Host name of the source that is configured; without one, the private name points to the new database. */
  readonly source?: string;
  /** The stack file no longer has the database. */
  readonly gone?: boolean;
  /** Absent without a replication. */
  readonly desired?: Wish;
  readonly recorded?: Recorded;
  /** What the private name points to now; absent where there is no such name yet. */
  readonly live?: Side | "elsewhere";
  /** What AWS says of the replication that should run, where it can be asked. */
  readonly status?: string;
  readonly now: Date;
  /** Milliseconds that the way back is kept. */
  readonly soak: number;
}

export interface ReplicationPlan {
  readonly stage: Stage;
  readonly declared: Declared;
  /** The private name is switched by this update. */
  readonly switches: boolean;
  /** What the name may point to at any moment of this update. */
  readonly lives: readonly Side[];
  /** Since when the stage has lasted without a pause. */
  readonly since: Date;
  /** Empty if the plan may be carried out. */
  readonly problems: readonly Problem[];
}

/** The ARN of a secret, by its name or ARN in the stack file. */
export type SecretArns = (secret: string) => string;
