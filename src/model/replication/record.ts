// Decides what an update records of a database's move for the next one.
import type { Wish } from "./wish";
import type { Recorded, ReplicationPlan } from "./types";

/** What is known once an update is through. */
export interface Ending {
  readonly plan: Pick<ReplicationPlan, "stage" | "since">;
  /** Absent without a replication. */
  readonly wish?: Wish;
  readonly hosts: Recorded["hosts"];
  /** What the update before wrote down. */
  readonly before?: Recorded;
  /** Whether the private name and the replications are as the plan has them. */
  readonly carriedOut: boolean;
}

/** The step, if it was taken. An update of other resources alone leaves the name where it was, and what is recorded. */
export function recordMove({ plan, wish, hosts, before, carriedOut }: Ending): Recorded | undefined {
  if (!carriedOut) return before;
  return {
    stage: plan.stage,
    since: plan.since.toISOString(),
    hosts,
    ...(wish && { wish: { round: wish.round, paused: wish.paused, fixed: wish.fixed, tuning: wish.tuning } }),
  };
}
